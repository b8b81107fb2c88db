"""Movements: one row a transaction that touches the vaults, with its class, and why it has that class."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import msgspec

from bitcoin_office.chain.hashing import shown
from bitcoin_office.reserve.chain_port import TouchingTransaction
from bitcoin_office.reserve.classify import Rule, ThresholdsOn, Verdict, classify
from bitcoin_office.reserve.movements_facts import Facts, Owners, facts_in
from bitcoin_office.reserve.voucher import MovementClass, Voucher


class VaultPart(msgspec.Struct, frozen=True, kw_only=True):
    """What a movement did to one vault, in satoshis."""

    name: str
    received_sats: int
    spent_sats: int
    delta_sats: int


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Why a movement has its class: the rule, a sentence, and what the rule looked at.

    Foreign outputs are those that carry satoshis to scripts that no vault watches. ``contradiction`` says why a
    voucher was not believed; empty where none was contradicted.
    """

    rule: Rule
    sentence: str
    inputs_ours: int
    inputs_foreign: int
    outputs_ours: int
    outputs_foreign: int
    spent_sats: int
    received_sats: int
    foreign_out_sats: int
    contradiction: str = ""


class MovementVoucher(msgspec.Struct, frozen=True, kw_only=True):
    """The document that says what a movement was, by its SHA-256."""

    kind: MovementClass = msgspec.field(name="class")
    sha256: str
    file: str
    usd: Decimal | None
    on: dt.date | None
    declared: str
    note: str
    number: int


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """One transaction. ``delta_sats`` is by how much the vaults hold more, or less when negative, fee included.

    ``fee_sats`` is the fee that the vaults paid: 0 where others paid it, ``null`` where others paid in too and nobody
    can say whose share is whose. ``date`` is the UTC day of the block by the block's own clock. Hashes are written as
    nodes write them. ``voucher`` is the one that decided, or ``null``.
    """

    txid: str
    height: int
    position: int
    block_hash: str
    date: dt.date
    kind: MovementClass = msgspec.field(name="class")
    evidence: Evidence
    voucher: MovementVoucher | None
    delta_sats: int
    fee_sats: int | None
    vaults: tuple[VaultPart, ...]


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of a transaction with the verdict on it, and the voucher that decided, if one did."""

    facts: Facts
    verdict: Verdict
    voucher: Voucher | None


def judged(
    transactions: Iterable[TouchingTransaction],
    owners: Owners,
    vouchers: Mapping[str, Voucher],
    thresholds: ThresholdsOn,
) -> Iterator[Judged]:
    """Each transaction that touches a vault, in the given order, with its verdict. ``vouchers`` are by txid."""
    for facts in facts_in(transactions, owners):
        voucher = vouchers.get(shown(facts.transaction.txid))
        verdict = classify(facts, voucher, thresholds(facts.day))
        yield Judged(facts=facts, verdict=verdict, voucher=voucher if verdict.vouched else None)


def movement(case: Judged) -> Movement:
    """The row of one judged transaction."""
    facts, verdict = case.facts, case.verdict
    block = facts.transaction.block
    return Movement(
        txid=shown(facts.transaction.txid),
        height=block.height,
        position=facts.transaction.position,
        block_hash=shown(block.hash),
        date=facts.day,
        kind=verdict.kind,
        evidence=Evidence(
            rule=verdict.rule,
            sentence=verdict.sentence,
            inputs_ours=len(facts.spent),
            inputs_foreign=facts.foreign_inputs,
            outputs_ours=len(facts.received),
            outputs_foreign=facts.foreign_outputs,
            spent_sats=facts.spent_sats,
            received_sats=facts.received_sats,
            foreign_out_sats=facts.foreign_out_sats,
            contradiction=verdict.contradiction,
        ),
        voucher=None if case.voucher is None else _told(case.voucher),
        delta_sats=facts.delta_sats,
        fee_sats=facts.fee_sats,
        vaults=tuple(_part(facts, name) for name in facts.vaults),
    )


def _told(voucher: Voucher) -> MovementVoucher:
    return MovementVoucher(
        kind=voucher.kind,
        sha256=voucher.sha256,
        file=voucher.file,
        usd=voucher.usd,
        on=voucher.on,
        declared=voucher.declared,
        note=voucher.note,
        number=voucher.number,
    )


def _part(facts: Facts, vault: str) -> VaultPart:
    received = sum(each.sats for each in facts.received if each.vault == vault)
    spent = sum(each.sats for each in facts.spent if each.vault == vault)
    return VaultPart(name=vault, received_sats=received, spent_sats=spent, delta_sats=received - spent)
