"""A block: header and transactions, and what a reader can check of it alone: roots, work, commitment, height."""

from __future__ import annotations

from functools import cached_property
from typing import Final, Self

import msgspec

from bitcoin_office.chain.errors import ChainFormatError, ChainRuleError
from bitcoin_office.chain.hashing import NO_HASH, merkle_root_checked, sha256d, shown
from bitcoin_office.chain.header import HEADER_BYTES, Header
from bitcoin_office.chain.network import Network
from bitcoin_office.chain.reader import Reader, compact_size
from bitcoin_office.chain.script import OP_0, OP_1, OP_16, script_number, steps_of
from bitcoin_office.chain.transaction import WITNESS_SCALE, Transaction, read_transaction

# Consensus: a block weighs at most 4,000,000 and a byte weighs at least 1 (BIP-141).
MAX_BLOCK_WEIGHT: Final = 4_000_000
MAX_BLOCK_BYTES: Final = 4_000_000

# Version, one input with its empty script, one output with its empty script, lock time, and two counts.
_LEAST_TRANSACTION_BYTES: Final = 4 + 1 + 41 + 1 + 9 + 4

# BIP-141: OP_RETURN, a push of 36 bytes, and these four before the 32-byte commitment.
_COMMITMENT_HEAD: Final = bytes.fromhex("6a24aa21a9ed")
_COMMITMENT_BYTES: Final = 38

# BIP-34: from version 2 on the coinbase starts with the height; heights of more bytes lie 10,000 years ahead.
_HEIGHT_VERSION: Final = 2
_HEIGHT_BYTES: Final = 5


class Block(msgspec.Struct, frozen=True, dict=True):
    """A block's header and its transactions, the coinbase first."""

    header: Header
    transactions: tuple[Transaction, ...]

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Reads exactly one block; checks its form and its limits, not its rules. Raises ``ChainFormatError``."""
        reader = Reader(data, "block", limit_bytes=MAX_BLOCK_BYTES)
        header = Header.parse(reader.take(HEADER_BYTES))
        count = reader.count(_LEAST_TRANSACTION_BYTES, "transactions")
        if count == 0:
            raise reader.error("no transactions")
        block = cls(header, tuple([read_transaction(reader) for _ in range(count)]))
        reader.finish()
        if block.weight > MAX_BLOCK_WEIGHT:
            raise reader.error(f"a weight of {block.weight}, more than {MAX_BLOCK_WEIGHT}")
        return block

    def to_bytes(self) -> bytes:
        """Its bytes on the wire."""
        parts = [self.header.to_bytes(), compact_size(len(self.transactions))]
        parts.extend(each.to_bytes() for each in self.transactions)
        return b"".join(parts)

    @property
    def hash(self) -> bytes:
        """Its identity, internal order."""
        return self.header.hash

    @cached_property
    def txids(self) -> tuple[bytes, ...]:
        """The identities of its transactions, in order: the leaves of its Merkle tree."""
        return tuple([each.txid for each in self.transactions])

    @cached_property
    def weight(self) -> int:
        """BIP-141's weight of the whole block."""
        outside = HEADER_BYTES + len(compact_size(len(self.transactions)))
        return outside * WITNESS_SCALE + sum(each.weight for each in self.transactions)

    @property
    def coinbase(self) -> Transaction:
        """The transaction that pays the miner."""
        return self.transactions[0]

    @property
    def stated_height(self) -> int | None:
        """The height that the coinbase states (BIP-34); ``None`` where it states none, as early blocks."""
        return _stated_height(self.coinbase.inputs[0].script_sig) if self.header.version >= _HEIGHT_VERSION else None

    def check(self, network: Network) -> None:
        """Raises ``ChainRuleError`` unless work, Merkle root, coinbase and witness commitment hold.

        This binds every byte of the block to its header; it does not run scripts or look at what is spent.
        """
        self.header.check_proof_of_work(network)
        self.check_contents(network)

    def check_contents(self, network: Network) -> None:
        """As ``check``, without the proof of work."""
        root, ambiguous = merkle_root_checked(self.txids)
        if root != self.header.merkle_root:
            problem = f"The transactions of block {shown(self.hash)} do not give its Merkle root"
            raise ChainRuleError(rule="merkle-root", problem=problem)
        if ambiguous:
            problem = f"Block {shown(self.hash)} repeats transactions so that its Merkle root is ambiguous"
            raise ChainRuleError(rule="merkle-duplicate", problem=problem)
        if [index for index, each in enumerate(self.transactions) if each.is_coinbase] != [0]:
            raise ChainRuleError(rule="coinbase", problem=f"Block {shown(self.hash)} does not start with its coinbase")
        self._check_witness_commitment(network)

    def _check_witness_commitment(self, network: Network) -> None:
        outputs = [each.script for each in self.coinbase.outputs if is_commitment(each.script)]
        has_witness = any(each.has_witness for each in self.transactions)
        early = self.stated_height is None or self.stated_height < network.segwit_height
        # Before segregated witness some pools wrote commitments already, which bound nothing.
        if not has_witness and (early or not outputs):
            return
        if not outputs:
            problem = f"Block {shown(self.hash)} has witnesses and no commitment to them"
            raise ChainRuleError(rule="witness-commitment", problem=problem)
        witness = self.coinbase.inputs[0].witness
        # The coinbase's own wtxid cannot be known before the commitment is made: it counts as zero.
        root, _ = merkle_root_checked([NO_HASH, *(each.wtxid for each in self.transactions[1:])])
        if len(witness) != 1 or sha256d(root + witness[0]) != outputs[-1][len(_COMMITMENT_HEAD) : _COMMITMENT_BYTES]:
            problem = f"The witnesses of block {shown(self.hash)} do not give its commitment"
            raise ChainRuleError(rule="witness-commitment", problem=problem)


def is_commitment(script: bytes) -> bool:
    """Whether a coinbase output commits to the block's witnesses (BIP-141)."""
    return len(script) >= _COMMITMENT_BYTES and script.startswith(_COMMITMENT_HEAD)


def _stated_height(script_sig: bytes) -> int | None:
    try:
        code, data = next(steps_of(script_sig), (OP_0, b""))
    except ChainFormatError:
        return None
    if OP_1 <= code <= OP_16:
        return code - OP_1 + 1
    height = int.from_bytes(data, "little")
    # A push in any other form than the shortest states no height.
    return height if 0 < len(data) <= _HEIGHT_BYTES and script_number(height) == data else None
