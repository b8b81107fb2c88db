"""The disclosure as it is published: every field of the file, with the range that it must lie in.

Hashes, scripts and transactions are hexadecimal texts here, written as the format says; ``checking`` reads them.
Every field is required and every integer bounded, so that one value has one byte form.
"""

from __future__ import annotations

import enum
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from bitcoin_office.chain.transaction import MAX_MONEY_SATS, NO_OUTPUT_INDEX
from bitcoin_office.proof.canonical import MAX_INTEGER, Limits
from bitcoin_office.proof.merkle import MAX_DEPTH, MAX_LEAVES
from bitcoin_office.reserve.voucher import MovementClass
from bitcoin_office.terms.pattern import END

SCHEMA: Final = "bitcoin-office/disclosure/1"

# A phone's browser still holds this and what it reads from it; 30,000 coins with their proofs take as much.
MAX_FILE_BYTES: Final = 64 * 1024 * 1024
# The deepest place of the format has six; a list of coins cannot grow beyond what the file's size allows.
LIMITS: Final = Limits(length=MAX_FILE_BYTES, depth=8, commas=6_000_000)
MAX_ITEMS: Final = 100_000
# About the year 20,000; the same bound as in the messages that signers sign.
MAX_HEIGHT: Final = 999_999_999
MAX_TEXT_CHARACTERS: Final = 2_000
# Header times are unsigned 32-bit integers.
_MAX_TIME: Final = 2**32 - 1

_HASH: Final = "^[0-9a-f]{64}" + END
_HEX: Final = "^[0-9a-f]+" + END

Hash = Annotated[str, Meta(pattern=_HASH)]
Hex = Annotated[str, Meta(pattern=_HEX)]
Height = Annotated[int, Meta(ge=0, le=MAX_HEIGHT)]
Sats = Annotated[int, Meta(ge=0, le=MAX_MONEY_SATS)]
DeltaSats = Annotated[int, Meta(ge=-MAX_MONEY_SATS, le=MAX_MONEY_SATS)]
Number = Annotated[int, Meta(ge=1, le=MAX_HEIGHT)]
MinorUnits = Annotated[int, Meta(ge=0, le=MAX_INTEGER)]
Index = Annotated[int, Meta(ge=0, le=NO_OUTPUT_INDEX)]
Position = Annotated[int, Meta(ge=0, lt=MAX_LEAVES)]
Day = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}" + END)]
Text = Annotated[str, Meta(max_length=MAX_TEXT_CHARACTERS)]
VaultName = Annotated[str, Meta(pattern="^[A-Za-z0-9][A-Za-z0-9-]{0,39}" + END)]
Outpoint = Annotated[str, Meta(pattern="^[0-9a-f]{64}:(0|[1-9][0-9]{0,9})" + END)]
Script = Annotated[str, Meta(pattern=_HEX, max_length=20_000)]


class Kind(enum.StrEnum):
    """Whether the coins are real, or practised on a chain of the office's own."""

    RECORD = "record"
    TRAINING = "training"


class NetworkName(enum.StrEnum):
    """The networks by the nodes' words for them."""

    MAIN = "main"
    TEST = "test"
    TESTNET4 = "testnet4"
    SIGNET = "signet"
    REGTEST = "regtest"


class Scope(enum.StrEnum):
    """Whether the office says that these are all its coins."""

    ALL = "all"
    PART = "part"


class Reason(enum.StrEnum):
    """Why earlier disclosures no longer hold."""

    REORGANISATION = "reorganisation"
    CORRECTION = "correction"


class Stamp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The block after which the coins were counted; ``time`` of its header in seconds since 1970."""

    hash: Hash
    height: Height
    time: Annotated[int, Meta(ge=0, le=_MAX_TIME)]


class BlockEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A block that holds a transaction of the disclosure, or the stamp; ``header`` is its 80 bytes."""

    hash: Hash
    header: Annotated[str, Meta(pattern="^[0-9a-f]{160}" + END)]
    height: Height


class TransactionEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A transaction without its witness, and the path from it to its block's Merkle root."""

    branch: Annotated[tuple[Hash, ...], Meta(max_length=MAX_DEPTH)]
    height: Height
    position: Position
    raw: Hex
    txid: Hash


class CoinEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A coin that the office held after the stamp."""

    address: Annotated[str, Meta(max_length=90)] | None
    born_height: Height
    outpoint: Outpoint
    sats: Sats
    script: Script
    vault: VaultName


class MovementInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A coin of the office that a transaction spends."""

    outpoint: Outpoint
    sats: Sats
    script: Script
    vault: VaultName


class MovementOutput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A coin of the office that a transaction makes."""

    index: Index
    sats: Sats
    script: Script
    vault: VaultName


# ``class`` is a word of Python's own.
class Movement(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"movement_class": "class"}
):
    """A transaction that pays to the office or spends from it, and what it was."""

    delta_sats: DeltaSats
    evidence: Text
    fee_sats: Sats | None
    height: Height
    inputs: Annotated[tuple[MovementInput, ...], Meta(max_length=MAX_ITEMS)]
    movement_class: MovementClass
    outputs: Annotated[tuple[MovementOutput, ...], Meta(max_length=MAX_ITEMS)]
    txid: Hash
    voucher: Hash | None


class ProofEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A proof of control for one locking script, or the commitment to it."""

    commitment: Hash | None
    proof: Annotated[str, Meta(min_length=1)] | None
    script: Script


class ControlEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message and the proofs that sign it."""

    message: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT_CHARACTERS)]
    proofs: Annotated[tuple[ProofEntry, ...], Meta(min_length=1, max_length=MAX_ITEMS)]


class LotEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Coins bought together, as the books have them; ``cost`` in minor units of ``cost_unit``."""

    account: Text
    acquired_on: Day
    cost: MinorUnits
    cost_unit: Annotated[str, Meta(pattern="^[A-Z]{3}" + END)]
    lot: Text
    sats: Sats


class PriceSource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who says what a bitcoin cost."""

    title: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT_CHARACTERS)]
    url: Text


class Valuation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the coins come to at the close of a day."""

    on: Day
    price_usd_cents: MinorUnits
    source: PriceSource
    value_usd_cents: MinorUnits


class HeadersEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sidecar: how many headers it has, from which height, and its SHA-256."""

    count: Annotated[int, Meta(ge=1, le=2_000_000)]
    first_height: Height
    sha256: Hash


class Previous(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The disclosure with the number before."""

    number: Number
    sha256: Hash


class Basis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The disclosure whose coins the movements go on from: its stamp, its sum, its hash."""

    block: Hash
    height: Height
    number: Number
    sats: Sats
    sha256: Hash


class Supersedes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From which number on the disclosures before this one no longer hold, and why."""

    number: Number
    reason: Reason
    text: Text


class Disclosure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body: what is hashed and signed."""

    basis: Basis | None
    blocks: Annotated[tuple[BlockEntry, ...], Meta(min_length=1, max_length=MAX_ITEMS)]
    coins: Annotated[tuple[CoinEntry, ...], Meta(max_length=MAX_ITEMS)]
    control: Annotated[tuple[ControlEntry, ...], Meta(max_length=MAX_ITEMS)]
    country: Annotated[str, Meta(pattern="^[a-z]{2}" + END)]
    headers: HeadersEntry
    kind: Kind
    lots: Annotated[tuple[LotEntry, ...], Meta(max_length=MAX_ITEMS)]
    made_on: Day
    movements: Annotated[tuple[Movement, ...], Meta(max_length=MAX_ITEMS)]
    network: NetworkName
    number: Number
    previous: Previous | None
    sats: Sats
    schema: Literal["bitcoin-office/disclosure/1"]
    scope: Scope
    signer: Annotated[str, Meta(max_length=200)]
    stamp: Stamp
    supersedes: Supersedes | None
    transactions: Annotated[tuple[TransactionEntry, ...], Meta(max_length=MAX_ITEMS)]
    valuation: Valuation | None


class SignedDisclosure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    disclosure: Disclosure
    note: str


class AuditorProof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A proof that the public file only commits to; ``salt`` is 32 random bytes."""

    message: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT_CHARACTERS)]
    proof: Annotated[str, Meta(min_length=1)]
    salt: Hash
    script: Script


class AuditorFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file for an auditor: openings of the commitments of one disclosure, named by its hash."""

    disclosure: Hash
    proofs: Annotated[tuple[AuditorProof, ...], Meta(max_length=MAX_ITEMS)]
    schema: Literal["bitcoin-office/auditor-proofs/1"]
