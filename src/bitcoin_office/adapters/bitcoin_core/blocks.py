"""Reads headers and blocks from a node and holds every one against what it must be."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import Final

from bitcoin_office.adapters.bitcoin_core.answers import ChainInfo, bytes_of, hash_of, held_against_the_rules
from bitcoin_office.adapters.bitcoin_core.errors import AnswerTooLongError, NodeAnswerError, WrongNetworkError
from bitcoin_office.adapters.bitcoin_core.rpc import NodeClient
from bitcoin_office.chain.block import Block
from bitcoin_office.chain.hashing import sha256d, shown
from bitcoin_office.chain.header import HEADER_BYTES
from bitcoin_office.chain.header_run import HeaderRun, check_headers
from bitcoin_office.chain.network import Network
from bitcoin_office.reserve.chain_errors import BlockUnavailableError, ContradictionError, NotOnChainError
from bitcoin_office.reserve.chain_port import BlockStamp

# The node's own numbers (Bitcoin Core, rpc/protocol.h).
INVALID_PARAMETER: Final = -8
MISCELLANEOUS: Final = -1
NOT_FOUND: Final = -5

# Six full blocks written as hexadecimal text are 48 MB, well within the longest answer that we accept.
_BLOCKS_AT_ONCE = 6
# Small blocks are asked for in parts of about this size: a question each would cost more than the blocks themselves.
_PART_BYTES = 1_000_000


class NodeBlocks:
    """Headers and blocks of one node's best chain."""

    def __init__(self, client: NodeClient, network: Network) -> None:
        self._client = client
        self.network = network

    def tip(self) -> BlockStamp:
        """The last block of the best chain. Raises ``WrongNetworkError``."""
        info = self._client.call(ChainInfo, "getblockchaininfo")
        if info.chain != self.network.name:
            raise WrongNetworkError(
                f"The node at {self._client.where} follows {info.chain!r}, the office {self.network.name!r}.",
                remedy="Name a node of the office's own network: real and practised coins are never mixed.",
            )
        return BlockStamp(info.blocks, hash_of(info.bestblockhash, "getblockchaininfo"))

    def stamp(self, height: int) -> BlockStamp:
        """The block at ``height``. Raises ``NotOnChainError``."""
        return BlockStamp(height, self._hashes(height, height)[0])

    def headers(self, first: int, last: int) -> HeaderRun:
        """The headers from ``first`` to ``last``, linked, each with its work done and the hash that the node names."""
        hashes = self._hashes(first, last)
        try:
            texts = self._client.batch(str, "getblockheader", [(shown(each), False) for each in hashes])
        except NodeAnswerError as error:
            if error.rpc_code != NOT_FOUND:
                raise
            raise ContradictionError(what=f"it does not know a block that it names up to height {last}") from error
        data = b"".join([bytes_of(text, "getblockheader") for text in texts])
        with held_against_the_rules(f"the headers from height {first} to {last}"):
            run = check_headers(data, first, self.network)
        for height, named in enumerate(hashes, first):
            if height not in run or run.hash(height) != named:
                raise ContradictionError(what=f"the header at height {height} is not that of block {shown(named)}")
        if first == 0 and run.hash(0) != self.network.genesis_hash:
            raise ContradictionError(what=f"its first block is not that of {self.network.title}")
        return run

    def block(self, stamp: BlockStamp) -> Block:
        """The block, every byte of it bound to the hash asked for. Raises ``BlockUnavailableError``."""
        data = next(iter(self.raw([stamp])))[0]
        with held_against_the_rules(f"the block asked for as {stamp}"):
            block = Block.parse(data)
            block.check(self.network)
        return block

    def raw(self, stamps: Sequence[BlockStamp]) -> Iterable[list[bytes]]:
        """The bytes of the blocks, in lists of a few; of these only the headers are held against the hashes.

        Raises ``BlockUnavailableError``.
        """
        start, count = 0, _BLOCKS_AT_ONCE
        while start < len(stamps):
            part = stamps[start : start + count]
            try:
                found = self._fetched(part)
            except AnswerTooLongError:
                if len(part) <= _BLOCKS_AT_ONCE:
                    raise
                count = _BLOCKS_AT_ONCE
                continue
            yield found
            start += len(part)
            count = max(_BLOCKS_AT_ONCE, _PART_BYTES // max(map(len, found)))

    def _fetched(self, part: Sequence[BlockStamp]) -> list[bytes]:
        with block_missing(part[0]):
            texts = self._client.batch(str, "getblock", [(shown(each.hash), 0) for each in part])
        found = [bytes_of(text, "getblock") for text in texts]
        for stamp, data in zip(part, found, strict=True):
            if sha256d(data[:HEADER_BYTES]) != stamp.hash:
                raise ContradictionError(what=f"it gave another block than {stamp}, which was asked for")
        return found

    def _hashes(self, first: int, last: int) -> list[bytes]:
        if first < 0:
            raise NotOnChainError(f"There is no block at height {first}.", remedy="Heights start at 0.")
        try:
            texts = self._client.batch(str, "getblockhash", [(height,) for height in range(first, last + 1)])
        except NodeAnswerError as error:
            if error.rpc_code != INVALID_PARAMETER:
                raise
            raise NotOnChainError(
                f"The node's best chain does not reach height {last}.", remedy="Wait for the block, or ask for less."
            ) from error
        return [hash_of(text, "getblockhash") for text in texts]


@contextmanager
def block_missing(stamp: BlockStamp) -> Generator[None]:
    """Reading what a node no longer keeps is ``BlockUnavailableError`` at ``stamp`` or soon after it."""
    try:
        yield
    except NodeAnswerError as error:
        if error.rpc_code not in {MISCELLANEOUS, NOT_FOUND}:
            raise
        raise BlockUnavailableError(
            what=error.message,
            height=stamp.height,
            remedy="A node that prunes its blocks cannot show old ones: ask one with prune=0 that has them all.",
        ) from error


def grouped(stamps: Sequence[BlockStamp], size: int) -> Iterable[list[BlockStamp]]:
    """The stamps in groups of at most ``size``."""
    iterator = iter(stamps)
    while group := list(itertools.islice(iterator, size)):
        yield group
