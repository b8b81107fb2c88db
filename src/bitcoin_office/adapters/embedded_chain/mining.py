"""Makes a block of the training chain: coinbase, commitments and the little work that regtest asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from bitcoin_office.chain.block import Block
from bitcoin_office.chain.hashing import NO_HASH, merkle_root, sha256d
from bitcoin_office.chain.header import Header, target_of_bits
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.script import OP_0, OP_RETURN, push, push_number
from bitcoin_office.chain.transaction import NO_OUTPOINT, Transaction, TxIn, TxOut

FIRST_SUBSIDY_SATS: Final = 50 * 100_000_000
# Regtest halves its subsidy after this many blocks (Bitcoin Core, kernel/chainparams.cpp).
HALVING_BLOCKS: Final = 150

_VERSION: Final = 0x20000000
_COMMITMENT_HEAD: Final = bytes((OP_RETURN, 36)) + bytes.fromhex("aa21a9ed")


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
