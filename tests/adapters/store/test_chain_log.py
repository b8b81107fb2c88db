"""One suite for every log of what was read from the chain: in memory, in SQLite, in PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bitcoin_office.adapters.store import open_books, open_log
from bitcoin_office.adapters.store.address import parse_address
from bitcoin_office.chain.descriptor import WatchedScript
from bitcoin_office.chain.transaction import OutPoint, TxOut
from bitcoin_office.reserve.chain_port import Activity, BlockStamp, SpentOutput, TouchingTransaction
from bitcoin_office.reserve.following import Step
from bitcoin_office.reserve.movements_log import ActivityLog, Checkpoint, Known, ScriptPlace, read_upto
from bitcoin_office.reserve.movements_memory import MemoryLog
from bitcoin_office.terms.errors import ConflictError, StoreError
from tests.adapters.store.conftest import POSTGRESQL


def stamp(height: int, branch: str = "a") -> BlockStamp:
    """A block by its height and the letter of its branch."""
    return BlockStamp(height, branch.encode() * 28 + height.to_bytes(4, "big"))


def touching(name: int, at: BlockStamp, position: int = 1, *, whole: bool = True) -> TouchingTransaction:
    """A transaction that spends one output and pays one."""
    spent = SpentOutput(OutPoint(bytes(32), name), TxOut(2**50, b"\x51") if whole else None)
    return TouchingTransaction(
        txid=name.to_bytes(32, "big"),
        block=at,
        block_time=1_735_689_600,
        position=position,
        is_coinbase=False,
        inputs=(spent,),
        outputs=(TxOut(0, b""), TxOut(2**50 - 1, bytes(range(200)))),
    )


def step(
    fork: BlockStamp | None, upto: BlockStamp, *found: TouchingTransaction, orphaned: tuple[BlockStamp, ...] = ()
) -> Step:
    """What a reading gave."""
    return Step(fork=fork, orphaned=orphaned, activity=Activity(after=fork, upto=upto, transactions=found))


def watched(*scripts: bytes) -> list[tuple[str, list[WatchedScript]]]:
    """Scripts under one descriptor."""
    return [("raw(00)#x", [WatchedScript(0, index, script) for index, script in enumerate(scripts)])]


@pytest.fixture(params=["memory", "sqlite", POSTGRESQL])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ActivityLog]:
    """An empty log of every kind."""
    if request.param == "memory":
        yield MemoryLog()
        return
    is_file = request.param == "sqlite"
    where = str(tmp_path / "books.db") if is_file else request.getfixturevalue("postgres").new_database()
    open_books(where, create=True).close()
    with open_log(where) as kept:
        yield kept


def test_an_empty_log_knows_nothing(log: ActivityLog) -> None:
    """No scripts, no blocks, no transactions, no checkpoint; and nothing was read."""
    assert dict(log.scripts()) == {}
    assert log.stamps() == ()
    assert list(log.transactions()) == []
    assert log.checkpoint() is None
    assert read_upto(log.covers()) is None


def test_scripts_keep_their_place(log: ActivityLog) -> None:
    """A script is of the batch that first brought it, whoever names it again."""
    first = log.watch(watched(b"\x51", b"\x52"), after=None)
    second = log.watch([("other", [WatchedScript(1, 7, b"\x52"), WatchedScript(1, 8, b"\x53")])], after=stamp(9))
    assert dict(log.scripts()) == {
        b"\x51": ScriptPlace("raw(00)#x", 0, 0, first),
        b"\x52": ScriptPlace("raw(00)#x", 0, 1, first),
        b"\x53": ScriptPlace("other", 1, 8, second),
    }
    assert dict(log.covers()) == {first: None, second: stamp(9)}
    assert log.stamps() == (stamp(9),)


def test_what_was_kept_is_told_in_the_order_of_the_chain(log: ActivityLog) -> None:
    """Transactions come back whole, by height and position, within the heights asked for."""
    batch = log.watch(watched(b"\x51"), after=None)
    found = [touching(1, stamp(2)), touching(2, stamp(5), 3), touching(3, stamp(5), 9, whole=False)]
    log.keep(step(None, stamp(3), found[0]), [batch])
    log.keep(step(stamp(3), stamp(8), *found[1:]), [batch])
    assert list(log.transactions()) == found
    assert list(log.transactions(above=2)) == found[1:]
    assert list(log.transactions(upto=4)) == found[:1]
    assert log.stamps() == (stamp(2), stamp(3), stamp(5), stamp(8))
    assert log.stamps(2) == (stamp(5), stamp(8))
    assert read_upto(log.covers()) == stamp(8)


def test_a_reorganisation_takes_back_what_was_above_the_fork(log: ActivityLog) -> None:
    """What the old branch held is no longer told, what the new one holds is; other batches go back as well."""
    first, second = log.watch(watched(b"\x51"), after=None), log.watch(watched(b"\x52"), after=None)
    low, old, new = touching(1, stamp(2)), touching(2, stamp(6)), touching(2, stamp(6, "b"))
    log.keep(step(None, stamp(4), low), [first])
    log.keep(step(stamp(4), stamp(7), old), [first])
    log.keep(step(None, stamp(7)), [second])
    log.keep(step(stamp(4), stamp(4), orphaned=(stamp(6), stamp(7))), [])
    assert list(log.transactions()) == [low]
    assert dict(log.covers()) == {first: stamp(4), second: stamp(4)}
    assert log.stamps() == (stamp(2), stamp(4))
    log.keep(step(stamp(4), stamp(8, "b"), new), [first, second])
    assert list(log.transactions()) == [low, new]
    log.keep(step(None, stamp(1, "c"), orphaned=(stamp(2),)), [])
    assert list(log.transactions()) == []
    assert dict(log.covers()) == {first: None, second: None}


def test_a_block_stands_is_given_up_or_was_never_noted(log: ActivityLog) -> None:
    """By its step, its transactions, or a note; after going back below it or another block in its place, no more."""
    batch = log.watch(watched(b"\x51"), after=None)
    log.keep(step(None, stamp(7), touching(1, stamp(5))), [batch])
    log.note(stamp(6))
    assert [log.known(stamp(height)) for height in (4, 5, 6, 7)] == [Known.UNKNOWN, *[Known.STANDS] * 3]
    assert log.known(stamp(6, "b")) is Known.GIVEN_UP
    assert log.stamps() == (stamp(5), stamp(6), stamp(7))
    assert read_upto(log.covers()) == stamp(7)
    log.keep(step(stamp(5), stamp(5), orphaned=(stamp(6), stamp(7))), [])
    assert [log.known(stamp(height)) for height in (4, 5, 6, 7)] == [
        Known.UNKNOWN,
        Known.STANDS,
        Known.GIVEN_UP,
        Known.GIVEN_UP,
    ]
    assert log.known(stamp(6, "b")) is Known.UNKNOWN
    log.note(stamp(6, "b"))
    assert (log.known(stamp(6)), log.known(stamp(6, "b"))) == (Known.GIVEN_UP, Known.STANDS)
    log.keep(step(stamp(5), stamp(8), touching(2, stamp(6))), [batch])


def test_a_step_that_begins_elsewhere_is_refused(log: ActivityLog) -> None:
    """A step for a batch that stands at another block keeps nothing, not even its going back."""
    batch = log.watch(watched(b"\x51"), after=None)
    log.keep(step(None, stamp(4), touching(1, stamp(2))), [batch])
    for wrong in (
        step(None, stamp(9), touching(2, stamp(8))),
        step(stamp(6), stamp(9), touching(2, stamp(8)), orphaned=(stamp(8, "b"),)),
    ):
        with pytest.raises(ConflictError):
            log.keep(wrong, [batch])
    log.keep(step(stamp(4), stamp(5)), [batch])
    assert [each.txid[-1] for each in log.transactions()] == [1]


def test_two_readings_of_a_transaction_are_one(log: ActivityLog) -> None:
    """Scripts read later tell the same transaction again; the reading that knows what it spends is told."""
    first, second = log.watch(watched(b"\x51"), after=None), log.watch(watched(b"\x52"), after=None)
    log.keep(step(None, stamp(4), touching(1, stamp(2)), touching(2, stamp(3), whole=False)), [first])
    log.keep(step(None, stamp(4), touching(1, stamp(2), whole=False), touching(2, stamp(3))), [second])
    assert list(log.transactions()) == [touching(1, stamp(2)), touching(2, stamp(3))]


def test_a_checkpoint_holds_until_its_block_is_given_up(log: ActivityLog) -> None:
    """The last checkpoint is told; a reorganisation above it leaves it, one below it takes it away."""
    batch = log.watch(watched(b"\x51"), after=None)
    log.keep(step(None, stamp(4)), [batch])
    for state in (b"one", b"two"):
        log.keep_checkpoint(Checkpoint(at=stamp(4), fingerprint="f", state=state))
    log.keep(step(stamp(4), stamp(7)), [batch])
    log.keep(step(stamp(4), stamp(4), orphaned=(stamp(7),)), [])
    kept = log.checkpoint()
    assert kept == Checkpoint(at=stamp(4), fingerprint="f", state=b"two")
    log.keep(step(None, stamp(1), orphaned=(stamp(4),)), [])
    assert log.checkpoint() is None


CHANGES = [
    "DELETE FROM watched_scripts",
    "DELETE FROM watched_descriptors",
    "DELETE FROM chain_transactions",
    "DELETE FROM chain_steps",
    "UPDATE chain_transactions SET height = 1",
    "UPDATE chain_steps SET goes_back = 1",
    "UPDATE watched_scripts SET idx = 3",
    "UPDATE watched_descriptors SET text = 'x'",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_what_was_read_cannot_be_changed(address: str, statement: str) -> None:
    """The database itself refuses to change or delete what was read, whoever asks."""
    open_books(address, create=True).close()
    with open_log(address) as log:
        batch = log.watch(watched(b"\x51"), after=None)
        log.keep(step(None, stamp(4), touching(1, stamp(2))), [batch])
        engine = sa.create_engine(parse_address(address))
        with pytest.raises(DBAPIError, match="never change"), engine.begin() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()
        assert list(log.transactions()) == [touching(1, stamp(2))]


def test_there_is_no_log_without_books(tmp_path: Path) -> None:
    """The log stands in the office's own database, which must be there."""
    with pytest.raises(StoreError, match="no books"):
        open_log(tmp_path / "none.db")
