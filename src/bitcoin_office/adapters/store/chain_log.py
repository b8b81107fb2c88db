"""The activity log in the office's database, beside the books."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from bitcoin_office.adapters.store.chain_schema import BATCHES, CHECKPOINT, DESCRIPTORS, SCRIPTS, STEPS, TRANSACTIONS
from bitcoin_office.adapters.store.connection import Opened, transaction
from bitcoin_office.chain.descriptor import WatchedScript
from bitcoin_office.chain.transaction import OutPoint, TxOut
from bitcoin_office.reserve.chain_port import BlockStamp, SpentOutput, TouchingTransaction
from bitcoin_office.reserve.following import Step
from bitcoin_office.reserve.movements_log import (
    Checkpoint,
    Known,
    ScriptPlace,
    check_covers,
    knowledge_of,
    told_once,
)

# Rows read at once; a row may be a transaction of ten thousand outputs.
_CHUNK = 500


class _Body(msgspec.Struct, frozen=True, array_like=True):
    """Inputs as (txid, index, satoshis or None, script or None), outputs as (satoshis, script)."""

    is_coinbase: bool
    inputs: list[tuple[bytes, int, int | None, bytes | None]]
    outputs: list[tuple[int, bytes]]


_decoder = msgspec.msgpack.Decoder(_Body)


class SqlActivityLog(Opened):
    """Implements ``ActivityLog`` in SQLite or PostgreSQL. Made by ``open_log``; close it, or use it in a ``with``."""

    def scripts(self) -> Mapping[bytes, ScriptPlace]:
        """As ``ActivityLog.scripts``."""
        asked = sa.select(SCRIPTS.c.script, DESCRIPTORS.c.text, SCRIPTS.c.branch, SCRIPTS.c.idx, SCRIPTS.c.batch)
        joined = asked.join(DESCRIPTORS, DESCRIPTORS.c.id == SCRIPTS.c.descriptor_id)
        with transaction(self._engine, self.where) as connection:
            return {bytes(row[0]): ScriptPlace(row[1], row[2], row[3], row[4]) for row in connection.execute(joined)}

    def watch(self, scripts: Sequence[tuple[str, Sequence[WatchedScript]]], *, after: BlockStamp | None) -> int:
        """As ``ActivityLog.watch``."""
        with transaction(self._engine, self.where, writes=True) as connection:
            batch = _next(connection, BATCHES.c.batch)
            cover = {"height": after.height, "hash": after.hash} if after else {"height": None, "hash": None}
            connection.execute(sa.insert(BATCHES).values(batch=batch, **cover))
            known = {bytes(row[0]) for row in connection.execute(sa.select(SCRIPTS.c.script))}
            for text, found in scripts:
                number = _descriptor(connection, text)
                rows: dict[bytes, dict[str, object]] = {}
                for each in found:
                    if each.script not in known:
                        known.add(each.script)
                        place = {"batch": batch, "descriptor_id": number, "branch": each.branch, "idx": each.index}
                        rows[each.script] = {"script": each.script, **place}
                if rows:
                    connection.execute(sa.insert(SCRIPTS), list(rows.values()))
            if after is not None:
                _add_step(connection, after, fork_height=0, goes_back=False)
        return batch

    def covers(self) -> Mapping[int, BlockStamp | None]:
        """As ``ActivityLog.covers``."""
        with transaction(self._engine, self.where) as connection:
            return _covers(connection)

    def stamps(self, most: int | None = None) -> tuple[BlockStamp, ...]:
        """As ``ActivityLog.stamps``."""
        read = [
            sa.select(STEPS.c.height, STEPS.c.hash, STEPS.c.step).order_by(STEPS.c.height.desc()),
            sa.select(TRANSACTIONS.c.height, TRANSACTIONS.c.block_hash, TRANSACTIONS.c.step)
            .order_by(TRANSACTIONS.c.height.desc(), TRANSACTIONS.c.position.desc()),
        ]  # fmt: skip
        with transaction(self._engine, self.where) as connection:
            back = _goings_back(connection)
            known: dict[BlockStamp, None] = {}
            streams = [connection.execution_options(yield_per=_CHUNK).execute(asked) for asked in read]
            for height, block_hash, step in heapq.merge(*streams, key=_height, reverse=True):
                if len(known) == most:
                    break
                if _stands(back, step, height):
                    known[BlockStamp(height, bytes(block_hash))] = None
            for stream in streams:
                stream.close()
        return tuple(sorted(known))

    def known(self, stamp: BlockStamp) -> Known:
        """As ``ActivityLog.known``."""
        read = [
            sa.select(STEPS.c.hash, STEPS.c.step).where(STEPS.c.height == stamp.height),
            sa.select(TRANSACTIONS.c.block_hash, TRANSACTIONS.c.step).where(TRANSACTIONS.c.height == stamp.height),
        ]
        with transaction(self._engine, self.where) as connection:
            back = _goings_back(connection)
            rows = [row for asked in read for row in connection.execute(asked)]
        return knowledge_of(stamp, [(bytes(row[0]), _stands(back, row[1], stamp.height)) for row in rows])

    def note(self, stamp: BlockStamp) -> None:
        """As ``ActivityLog.note``."""
        with transaction(self._engine, self.where, writes=True) as connection:
            _add_step(connection, stamp, fork_height=0, goes_back=False)

    def keep(self, step: Step, batches: Collection[int]) -> None:
        """As ``ActivityLog.keep``."""
        fork_height = 0 if step.fork is None else step.fork.height
        with transaction(self._engine, self.where, writes=True) as connection:
            if step.orphaned:
                fork = {"height": None, "hash": None} if step.fork is None else _columns(step.fork)
                connection.execute(sa.update(BATCHES).where(BATCHES.c.height > fork_height).values(**fork))
            check_covers(_covers(connection), batches, step)
            upto = step.activity.upto
            number = _add_step(connection, upto, fork_height=fork_height, goes_back=bool(step.orphaned))
            rows = [_row(number, place, each) for place, each in enumerate(step.activity.transactions)]
            if rows:
                connection.execute(sa.insert(TRANSACTIONS), rows)
            if batches:
                moved = sa.update(BATCHES).where(BATCHES.c.batch.in_(list(batches)))
                connection.execute(moved.values(**_columns(upto)))

    def transactions(self, *, above: int | None = None, upto: int | None = None) -> Iterator[TouchingTransaction]:
        """As ``ActivityLog.transactions``."""
        asked = sa.select(TRANSACTIONS)
        if above is not None:
            asked = asked.where(TRANSACTIONS.c.height > above)
        if upto is not None:
            asked = asked.where(TRANSACTIONS.c.height <= upto)
        ordered = asked.order_by(TRANSACTIONS.c.height, TRANSACTIONS.c.position, TRANSACTIONS.c.step)
        with transaction(self._engine, self.where) as connection:
            back = _goings_back(connection)
            rows = connection.execution_options(yield_per=_CHUNK).execute(ordered)
            yield from told_once(_read(row) for row in rows if _stands(back, row.step, row.height))

    def checkpoint(self) -> Checkpoint | None:
        """As ``ActivityLog.checkpoint``."""
        with transaction(self._engine, self.where) as connection:
            row = connection.execute(sa.select(CHECKPOINT)).one_or_none()
            if row is None or not _stands(_goings_back(connection), row.step, row.height):
                return None
        at = BlockStamp(row.height, bytes(row.hash))
        return Checkpoint(at=at, fingerprint=row.fingerprint, state=bytes(row.state))

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """As ``ActivityLog.keep_checkpoint``."""
        with transaction(self._engine, self.where, writes=True) as connection:
            step = _next(connection, STEPS.c.step) - 1
            connection.execute(sa.delete(CHECKPOINT))
            written = {"fingerprint": checkpoint.fingerprint, "state": checkpoint.state, **_columns(checkpoint.at)}
            connection.execute(sa.insert(CHECKPOINT).values(id=1, step=step, **written))


def _next(connection: sa.Connection, column: sa.Column[int]) -> int:
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(column), 0) + 1)).scalar_one())


def _height(row: Any) -> int:
    return row[0]


def _columns(stamp: BlockStamp) -> dict[str, Any]:
    return {"height": stamp.height, "hash": stamp.hash}


def _descriptor(connection: sa.Connection, text: str) -> int:
    """The number of a descriptor, which is written down when it is new."""
    found = connection.execute(sa.select(DESCRIPTORS.c.id).where(DESCRIPTORS.c.text == text)).scalar_one_or_none()
    if found is not None:
        return int(found)
    number = _next(connection, DESCRIPTORS.c.id)
    connection.execute(sa.insert(DESCRIPTORS).values(id=number, text=text))
    return number


def _add_step(connection: sa.Connection, upto: BlockStamp, *, fork_height: int, goes_back: bool) -> int:
    number = _next(connection, STEPS.c.step)
    where = {"fork_height": fork_height, **_columns(upto)}
    connection.execute(sa.insert(STEPS).values(step=number, goes_back=int(goes_back), **where))
    return number


def _covers(connection: sa.Connection) -> dict[int, BlockStamp | None]:
    rows = connection.execute(sa.select(BATCHES).order_by(BATCHES.c.batch))
    return {row.batch: None if row.height is None else BlockStamp(row.height, bytes(row.hash)) for row in rows}


def _goings_back(connection: sa.Connection) -> list[tuple[int, int]]:
    """The steps at which reading went back, with the height of the fork. There are few of them."""
    asked = sa.select(STEPS.c.step, STEPS.c.fork_height).where(STEPS.c.goes_back == 1)
    return [(row[0], row[1]) for row in connection.execute(asked)]


def _stands(back: list[tuple[int, int]], step: int, height: int) -> bool:
    """Whether what a step read at a height was not given up later."""
    return not any(later > step and floor < height for later, floor in back)


def _row(step: int, place: int, each: TouchingTransaction) -> dict[str, object]:
    inputs: list[tuple[bytes, int, int | None, bytes | None]] = []
    for spent in each.inputs:
        sats, script = (None, None) if spent.output is None else (spent.output.sats, spent.output.script)
        inputs.append((spent.outpoint.txid, spent.outpoint.index, sats, script))
    body = _Body(each.is_coinbase, inputs, [(output.sats, output.script) for output in each.outputs])
    return {
        "step": step,
        "idx": place,
        "height": each.block.height,
        "position": each.position,
        "block_hash": each.block.hash,
        "block_time": each.block_time,
        "txid": each.txid,
        "body": msgspec.msgpack.encode(body),
    }


def _read(row: Any) -> TouchingTransaction:
    body = _decoder.decode(bytes(row.body))
    return TouchingTransaction(
        txid=bytes(row.txid),
        block=BlockStamp(row.height, bytes(row.block_hash)),
        block_time=row.block_time,
        position=row.position,
        is_coinbase=body.is_coinbase,
        inputs=tuple(
            SpentOutput(OutPoint(txid, index), None if sats is None or script is None else TxOut(sats, script))
            for txid, index, sats, script in body.inputs
        ),
        outputs=tuple(TxOut(sats, script) for sats, script in body.outputs),
    )
