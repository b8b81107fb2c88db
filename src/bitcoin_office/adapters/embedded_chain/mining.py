"""Makes blocks of a training chain: coinbase, commitments and the little work that regtest asks for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final

import msgspec

from bitcoin_office.chain.block import Block
from bitcoin_office.chain.hashing import NO_HASH, merkle_root, sha256d
from bitcoin_office.chain.header import Header, target_of_bits
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.script import OP_0, OP_RETURN, push, push_number
from bitcoin_office.chain.transaction import NO_OUTPOINT, Transaction, TxIn, TxOut
from bitcoin_office.reserve.chain_errors import NotOnChainError
from bitcoin_office.reserve.chain_port import BlockStamp

FIRST_SUBSIDY_SATS: Final = 50 * 100_000_000
# Regtest halves its subsidy after this many blocks (Bitcoin Core, kernel/chainparams.cpp).
HALVING_BLOCKS: Final = 150

_VERSION: Final = 0x20000000
_COMMITMENT_HEAD: Final = bytes((OP_RETURN, 36)) + bytes.fromhex("aa21a9ed")


class Miner(ABC):
    """Mines on a training chain that can tell its blocks and take in new ones; see the port ``TrainingChain``."""

    @abstractmethod
    def tip(self) -> BlockStamp:
        """The last block of the best chain."""

    @abstractmethod
    def stamp(self, height: int) -> BlockStamp:
        """The block at ``height``. Raises ``NotOnChainError``."""

    @abstractmethod
    def submit(self, data: bytes) -> BlockStamp:
        """Takes in a block from elsewhere, whose predecessor is known. Raises ``BlockRejectedError``."""

    def mine(
        self,
        script: bytes,
        *,
        time: int,
        transactions: Sequence[Transaction] = (),
        fees_sats: int = 0,
        on: BlockStamp | None = None,
        mark: bytes = b"",
    ) -> BlockStamp:
        """As ``TrainingChain.mine``."""
        previous = on or self.tip()
        block = make_block(
            previous.hash,
            previous.height + 1,
            script=script,
            time=time,
            transactions=transactions,
            fees_sats=fees_sats,
            mark=mark,
        )
        return self.submit(block.to_bytes())

    def reorganise(self, fork_height: int, script: bytes, *, times: Sequence[int], mark: bytes) -> BlockStamp:
        """As ``TrainingChain.reorganise``."""
        tip = self.tip()
        if fork_height + len(times) <= tip.height:
            raise NotOnChainError(
                f"{len(times)} blocks on height {fork_height} do not overtake height {tip.height}.",
                remedy="Give more times, one a block.",
            )
        stamp = self.stamp(fork_height)
        for time in times:
            stamp = self.mine(script, time=time, on=stamp, mark=mark)
        return stamp


def subsidy_sats(height: int) -> int:
    """The new coins that a block of the training chain may make, in satoshis.

    >>> subsidy_sats(149), subsidy_sats(150)
    (5000000000, 2500000000)
    """
    return FIRST_SUBSIDY_SATS >> (height // HALVING_BLOCKS)


def make_block(
    previous: bytes,
    height: int,
    *,
    script: bytes,
    time: int,
    transactions: Sequence[Transaction] = (),
    fees_sats: int = 0,
    mark: bytes = b"",
) -> Block:
    """A block on ``previous`` that pays subsidy and ``fees_sats`` to ``script``; the same arguments, the same block.

    ``time`` is in seconds since 1970. ``mark``, up to 75 bytes, tells apart what would else be the same.
    """
    head = push_number(height) + (push(mark) if mark else bytes((OP_0,)))
    coinbase = _coinbase(head, subsidy_sats(height) + fees_sats, script, transactions)
    header = Header(
        version=_VERSION,
        previous=previous,
        merkle_root=merkle_root([coinbase.txid, *(each.txid for each in transactions)]),
        time=time,
        bits=REGTEST.easiest_bits,
        nonce=0,
    )
    target = target_of_bits(REGTEST.easiest_bits)
    while int.from_bytes(header.hash, "little") > target:
        header = msgspec.structs.replace(header, nonce=header.nonce + 1)
    return Block(header, (coinbase, *transactions))


def _coinbase(head: bytes, sats: int, script: bytes, transactions: Sequence[Transaction]) -> Transaction:
    # BIP-34: the coinbase starts with its height; BIP-141: it commits to all witnesses.
    root = merkle_root([NO_HASH, *(each.wtxid for each in transactions)])
    commitment = _COMMITMENT_HEAD + sha256d(root + NO_HASH)
    return Transaction(
        version=2,
        inputs=(TxIn(NO_OUTPOINT, script_sig=head, witness=(NO_HASH,)),),
        outputs=(TxOut(sats, script), TxOut(0, commitment)),
    )
