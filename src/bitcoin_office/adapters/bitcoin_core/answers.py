"""What a node answers, as types, and its texts turned into values."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal
from typing import Final, cast

import msgspec

from bitcoin_office.adapters.bitcoin_core.errors import NodeAnswerError
from bitcoin_office.chain.errors import ChainFormatError, ChainRuleError
from bitcoin_office.chain.hashing import read_hash
from bitcoin_office.chain.transaction import MAX_MONEY_SATS, OutPoint, TxOut
from bitcoin_office.reserve.chain_errors import ContradictionError

SATS_PER_BITCOIN: Final = 100_000_000


class ChainInfo(msgspec.Struct):
    """``getblockchaininfo``, as far as we ask."""

    chain: str
    blocks: int
    bestblockhash: str


class ScanResult(msgspec.Struct):
    """``scanblocks``."""

    from_height: int
    to_height: int
    relevant_blocks: list[str]
    completed: bool


class Script(msgspec.Struct):
    """A locking script, as nodes write it."""

    hex: str


class Receive(msgspec.Struct, tag_field="type", tag="receive"):
    """``getdescriptoractivity``: an output to one of our scripts. ``amount`` is in bitcoin."""

    amount: Decimal
    blockhash: str
    txid: str
    vout: int
    output_spk: Script


class Spend(msgspec.Struct, tag_field="type", tag="spend"):
    """``getdescriptoractivity``: an input that spends an output with one of our scripts. ``amount`` is in bitcoin."""

    amount: Decimal
    blockhash: str
    prevout_txid: str
    prevout_vout: int
    prevout_spk: Script


class DescriptorActivity(msgspec.Struct):
    """``getdescriptoractivity``."""

    activity: list[Receive | Spend]


class Prevout(msgspec.Struct, rename={"script": "scriptPubKey"}):
    """The output that an input spends. ``value`` is in bitcoin."""

    value: Decimal
    script: Script


class UnspentOutput(Prevout):
    """``gettxout``; null where there is none."""

    bestblock: str


MAYBE_UNSPENT: Final = cast("type[UnspentOutput | None]", UnspentOutput | None)


class Input(msgspec.Struct):
    """An input; a coinbase's has no ``txid``."""

    txid: str | None = None
    vout: int = 0
    prevout: Prevout | None = None


class VerboseTransaction(msgspec.Struct):
    """``getrawtransaction`` with verbosity 2, or a transaction of ``getblock`` with verbosity 3."""

    txid: str
    vin: list[Input]
    in_active_chain: bool = True


class VerboseBlock(msgspec.Struct):
    """``getblock`` with verbosity 3."""

    hash: str
    tx: list[VerboseTransaction]


def hash_of(text: str, method: str) -> bytes:
    """A hash, in internal order. Raises ``NodeAnswerError``."""
    try:
        return read_hash(text)
    except ValueError as error:
        raise _nonsense(method, str(error)) from error


def bytes_of(text: str, method: str) -> bytes:
    """Bytes written as hex. Raises ``NodeAnswerError``."""
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise _nonsense(method, f"no hexadecimal text: {text[:40]!r}") from error


def output_of(bitcoins: Decimal, script: Script, method: str) -> TxOut:
    """An output, to the satoshi. Raises ``NodeAnswerError``."""
    sats = bitcoins * SATS_PER_BITCOIN
    if not 0 <= sats <= MAX_MONEY_SATS or sats != sats.to_integral_value():
        raise _nonsense(method, f"{bitcoins} bitcoin, which is no number of satoshis that can be")
    return TxOut(int(sats), bytes_of(script.hex, method))


def prevouts_of(transaction: VerboseTransaction, method: str) -> dict[OutPoint, TxOut]:
    """The outputs that a transaction spends, as far as the node tells. Raises ``NodeAnswerError``."""
    return {
        OutPoint(hash_of(each.txid, method), each.vout): output_of(each.prevout.value, each.prevout.script, method)
        for each in transaction.vin
        if each.txid is not None and each.prevout is not None
    }


def _nonsense(method: str, problem: str) -> NodeAnswerError:
    return NodeAnswerError(
        f"The node answered {method} with {problem}.", method=method, remedy="Ask another node, or update this one."
    )


@contextmanager
def held_against_the_rules(what: str) -> Generator[None]:
    """Bytes that break Bitcoin's form or rules are the node's contradiction. Raises ``ContradictionError``."""
    try:
        yield
    except (ChainFormatError, ChainRuleError) as error:
        raise ContradictionError(what=f"{what}: {error.problem}") from error
