"""The parts of a disclosure read into Bitcoin's own structures, each with what is wrong with it."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from bitcoin_office.chain.errors import ChainFormatError
from bitcoin_office.chain.hashing import read_hash, shown
from bitcoin_office.chain.header import HEADER_BYTES, Header
from bitcoin_office.chain.network import Network, network
from bitcoin_office.chain.transaction import Transaction
from bitcoin_office.proof.errors import InclusionError
from bitcoin_office.proof.merkle import Inclusion, check_inclusion, leaf_of
from bitcoin_office.reserve.disclosure.document import BlockEntry, CoinEntry, Disclosure, TransactionEntry


class Evidence:
    """Everything that the checks look things up in. ``*_faults`` say why a block or transaction does not hold."""

    def __init__(self, disclosure: Disclosure) -> None:
        self.disclosure = disclosure
        self.network: Network = network(disclosure.network)
        self.headers: dict[int, Header] = {}
        self.block_faults: dict[int, str] = {}
        self.transactions: dict[str, Transaction] = {}
        self.transaction_faults: dict[str, str] = {}
        self.heights: dict[str, int] = {each.txid: each.height for each in disclosure.transactions}
        self.coins = {coin.outpoint: coin for coin in disclosure.coins}
        self.coins_of_script: dict[str, list[CoinEntry]] = defaultdict(list)
        for coin in disclosure.coins:
            self.coins_of_script[coin.script].append(coin)

    def add_block(self, entry: BlockEntry) -> None:
        """Reads a header and holds it against its hash."""
        header = Header.parse(bytes.fromhex(entry.header)[:HEADER_BYTES])
        self.headers[entry.height] = header
        if shown(header.hash) != entry.hash:
            self.block_faults[entry.height] = f"the header of its block, at height {entry.height}, has another hash"

    def add_transaction(self, entry: TransactionEntry) -> None:
        """Reads a transaction and follows its path to the block's Merkle root. The blocks must be read before."""
        try:
            transaction = Transaction.parse(bytes.fromhex(entry.raw))
            fault = self._fault(entry, transaction)
        except (ChainFormatError, ValueError) as error:
            problem = error.problem if isinstance(error, ChainFormatError) else "half a byte"
            self.transaction_faults[entry.txid] = f"its transaction cannot be read ({problem})"
            return
        if fault is None:
            self.transactions[entry.txid] = transaction
        else:
            self.transaction_faults[entry.txid] = fault

    def _fault(self, entry: TransactionEntry, transaction: Transaction) -> str | None:
        if transaction.has_witness:
            return "its transaction carries a witness, which the txid does not cover"
        if shown(transaction.txid) != entry.txid:
            return "the bytes of its transaction do not hash to its txid"
        if entry.height in self.block_faults:
            return self.block_faults[entry.height]
        if transaction.is_coinbase != (entry.position == 0):
            return "a coinbase, and nothing else, stands first in its block"
        inclusion = Inclusion(entry.position, tuple([read_hash(each) for each in entry.branch]))
        try:
            leaf_of(transaction)
            check_inclusion(transaction.txid, inclusion, self.headers[entry.height].merkle_root)
        except InclusionError as error:
            return f"its transaction is not in the block at height {entry.height}: {error.problem}"
        return None


class Place(msgspec.Struct, frozen=True):
    """An output of the chain by its text and its parts."""

    txid: str
    index: int


def place_of(outpoint: str) -> Place:
    """The parts of an outpoint that the form has checked."""
    txid, _, index = outpoint.partition(":")
    return Place(txid, int(index))
