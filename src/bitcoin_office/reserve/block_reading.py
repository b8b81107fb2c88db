"""Finds in blocks what touches some scripts: the one place where every adapter's answers meet the block itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import msgspec

from bitcoin_office.chain.block_walk import walk_block
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxOut
from bitcoin_office.reserve.chain_errors import ContradictionError
from bitcoin_office.reserve.chain_port import BlockStamp, SpentOutput, TouchingTransaction


class Reading:
    """Reads blocks one after the other and remembers the coins of ``scripts`` that it saw come and not yet go.

    ``known`` are coins of the scripts from before.
    """

    def __init__(self, scripts: Collection[bytes], known: Collection[OutPoint] = ()) -> None:
        self._scripts = frozenset(scripts)
        self._known = set(known)
        self._held: dict[OutPoint, TxOut] = {}
        self._held_bytes: set[bytes] = {each.to_bytes() for each in self._known}

    def touching(self, data: bytes, height: int, spent: Mapping[OutPoint, TxOut]) -> Iterable[TouchingTransaction]:
        """The transactions of a whole block that pay to the scripts or spend from them, in its order.

        ``spent`` holds outputs that the block spends, as a source tells them: at least those with the scripts. Each of
        these must be spent in the block, and be as it was made where this reading saw that; none that this reading
        holds or was told of may be spent in silence. Raises ``ContradictionError``, ``ChainFormatError`` and
        ``ChainRuleError``.
        """
        ours = {outpoint for outpoint, output in spent.items() if output.script in self._scripts}
        self._held_bytes.update([each.to_bytes() for each in ours])
        block = walk_block(data, self._scripts, self._held_bytes)
        stamp = BlockStamp(height, block.header.hash)
        for position, transaction in block.touching:
            spends = self._spends(transaction, stamp, spent, ours)
            self._receives(transaction)
            yield _whole(transaction, stamp, block.header.time, position, spent if spends else {})
        if ours:
            raise ContradictionError(what=f"{min(ours)} is said to be spent in block {stamp}, which does not spend it")

    def _spends(
        self, transaction: Transaction, stamp: BlockStamp, spent: Mapping[OutPoint, TxOut], ours: set[OutPoint]
    ) -> bool:
        spends = False
        for each in transaction.inputs:
            held, told = self._held.pop(each.previous, None), spent.get(each.previous)
            is_known = each.previous in self._known
            if held is not None or is_known:
                self._held_bytes.discard(each.previous.to_bytes())
                self._known.discard(each.previous)
                is_ours = told is not None and told.script in self._scripts
                if not is_ours or (held is not None and told != held):
                    raise ContradictionError(
                        what=f"{each.previous}, spent in block {stamp}, is not told as it was made"
                    )
            spends = spends or each.previous in ours
            ours.discard(each.previous)
        return spends

    def _receives(self, transaction: Transaction) -> None:
        for index, output in enumerate(transaction.outputs):
            if output.script in self._scripts:
                self._held[transaction.outpoint(index)] = output


def _whole(
    transaction: Transaction, stamp: BlockStamp, block_time: int, position: int, spent: Mapping[OutPoint, TxOut]
) -> TouchingTransaction:
    inputs = () if transaction.is_coinbase else transaction.inputs
    return TouchingTransaction(
        txid=transaction.txid,
        block=stamp,
        block_time=block_time,
        position=position,
        is_coinbase=transaction.is_coinbase,
        inputs=tuple(SpentOutput(each.previous, spent.get(each.previous)) for each in inputs),
        outputs=transaction.outputs,
    )


def with_inputs(transaction: TouchingTransaction, spent: Mapping[OutPoint, TxOut]) -> TouchingTransaction:
    """The transaction with every input's output from ``spent``.

    Raises ``ContradictionError`` where one is missing or told in two ways, or outputs come to more than inputs.
    """
    for each in transaction.inputs:
        told = spent.get(each.outpoint)
        if told is None or (each.output is not None and told != each.output):
            problem = "is not told" if told is None else "is told in two ways"
            raise ContradictionError(what=f"the output {each.outpoint} that {shown(transaction.txid)} spends {problem}")
    inputs = tuple(SpentOutput(each.outpoint, spent[each.outpoint]) for each in transaction.inputs)
    whole = msgspec.structs.replace(transaction, inputs=inputs)
    if whole.fee_sats is None or whole.fee_sats < 0:
        raise ContradictionError(what=f"transaction {shown(transaction.txid)} would spend more than its inputs hold")
    return whole
