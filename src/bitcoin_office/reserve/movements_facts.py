"""What a transaction did to the vaults, read off the transaction itself: whose its inputs and outputs are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.reserve.chain_port import TouchingTransaction
from bitcoin_office.reserve.vault import Owner

Owners = Mapping[bytes, Owner]


class OwnOutput(msgspec.Struct, frozen=True, gc=False):
    """An output of a vault: made by the transaction, or spent by it."""

    outpoint: OutPoint
    sats: int
    vault: str


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """A transaction as the vaults see it. Foreign is every output whose script no vault watches.

    Outputs without satoshis carry nothing away (a text, a time stamp) and are not counted as foreign.
    ``foreign_inputs`` counts inputs that spend no coin of ours; a coinbase transaction has none.
    """

    transaction: TouchingTransaction
    spent: tuple[OwnOutput, ...]
    received: tuple[OwnOutput, ...]
    foreign_inputs: int
    foreign_outputs: int
    foreign_out_sats: int

    @property
    def spent_sats(self) -> int:
        """What it took out of the vaults."""
        return sum(each.sats for each in self.spent)

    @property
    def received_sats(self) -> int:
        """What it paid to the vaults."""
        return sum(each.sats for each in self.received)

    @property
    def delta_sats(self) -> int:
        """By how much it changed what the vaults hold."""
        return self.received_sats - self.spent_sats

    @property
    def all_inputs_ours(self) -> bool:
        """Whether it spends coins of the vaults and no others."""
        return bool(self.spent) and not self.foreign_inputs

    @property
    def fee_sats(self) -> int | None:
        """The fee that the vaults paid; ``None`` where others paid in too and nobody can say whose share is whose."""
        if not self.spent:
            return 0
        return self.transaction.fee_sats if self.all_inputs_ours else None

    @property
    def vaults(self) -> tuple[str, ...]:
        """The vaults that it touches, sorted."""
        return tuple(sorted({each.vault for each in (*self.spent, *self.received)}))

    @property
    def day(self) -> dt.date:
        """The day of its block, UTC, by the block's own clock."""
        return day_of(self.transaction)


def day_of(transaction: TouchingTransaction) -> dt.date:
    """The day of a transaction's block, UTC, by the block's own clock."""
    return dt.datetime.fromtimestamp(transaction.block_time, dt.UTC).date()


def facts_of(transaction: TouchingTransaction, owners: Owners) -> Facts:
    """The facts of one transaction."""
    spent: list[OwnOutput] = []
    for each in transaction.inputs:
        owner = owners.get(each.output.script) if each.output is not None else None
        if owner is not None and each.output is not None:
            spent.append(OwnOutput(each.outpoint, each.output.sats, owner.vault))
    received: list[OwnOutput] = []
    foreign: list[int] = []
    for index, output in enumerate(transaction.outputs):
        owner = owners.get(output.script)
        if owner is not None:
            received.append(OwnOutput(OutPoint(transaction.txid, index), output.sats, owner.vault))
        elif output.sats:
            foreign.append(output.sats)
    return Facts(
        transaction=transaction,
        spent=tuple(spent),
        received=tuple(received),
        foreign_inputs=len(transaction.inputs) - len(spent),
        foreign_outputs=len(foreign),
        foreign_out_sats=sum(foreign),
    )


def facts_in(transactions: Iterable[TouchingTransaction], owners: Owners) -> Iterable[Facts]:
    """The facts of each transaction that touches a vault, in the given order."""
    for each in transactions:
        facts = facts_of(each, owners)
        if facts.spent or facts.received:
            yield facts
