"""One suite for every log of proposals: in memory, in SQLite, in PostgreSQL; and the way from older databases."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from bitcoin_office.adapters.store import open_books, open_log, open_proposals, opening
from bitcoin_office.adapters.store.address import parse_address
from bitcoin_office.adapters.store.connection import make_engine, transaction
from bitcoin_office.adapters.store.opening import MIGRATIONS
from bitcoin_office.reserve.proposal_log import Act, LogMovedError, ProposalLog, Record, log_findings
from bitcoin_office.reserve.proposal_log_memory import MemoryProposalLog
from bitcoin_office.terms.errors import StoreError
from bitcoin_office.terms.sealed_line import NO_HASH, sealed
from tests.adapters.store.conftest import POSTGRESQL
from tests.bookkeeping import CHART, buy

ROOT = Path(__file__).parents[3]
HASH = "ab" * 32
WRITERS = 4
EACH = 15


def record(act: Act = Act.APPROVED, by: str = "Ana", body: bytes = b"") -> Record:
    """Something that happened."""
    proposal = {Act.LOOKED: "", Act.PROPOSED: hashlib.sha256(body).hexdigest()}.get(act, HASH)
    return Record(act=act, proposal=proposal, by=by, at=1_752_710_400, body=body)


@pytest.fixture(params=["memory", "sqlite", POSTGRESQL])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ProposalLog]:
    """An empty log of every kind."""
    if request.param == "memory":
        yield MemoryProposalLog()
        return
    is_file = request.param == "sqlite"
    where = str(tmp_path / "books.db") if is_file else request.getfixturevalue("postgres").new_database()
    open_books(where, create=True).close()
    with open_proposals(where) as kept:
        yield kept


def test_what_is_added_is_told_in_order(log: ProposalLog) -> None:
    """Entries come back as they were given, numbered from 1, each with the hash of the one before."""
    assert log.entries() == ()
    records = [record(Act.LOOKED, body=b"x"), record(Act.PROPOSED, body=bytes(range(256))), record(by="Юсуф")]
    first = log.append(0, records[:2])
    assert log.append(2, records[2:]) == log.entries()[2:]
    assert [entry.record for entry in log.entries()] == records
    assert log.entries()[:2] == first
    assert [entry.seq for entry in log.entries()] == [1, 2, 3]
    assert log.entries()[0].previous_hash == NO_HASH
    assert log_findings(log.entries()) == ()
    assert log.append(3, ()) == ()


def test_who_comes_second_is_refused(log: ProposalLog) -> None:
    """What was decided on an old state of the log is not written, and nothing of it."""
    log.append(0, [record()])
    for after in (0, 2):
        with pytest.raises(LogMovedError):
            log.append(after, [record(by="Bilal"), record(by="Carla")])
    assert [entry.record.by for entry in log.entries()] == ["Ana"]


def test_both_kinds_give_the_same_hashes(tmp_path: Path) -> None:
    """The database's log is, hash by hash, the one in memory."""
    open_books(tmp_path / "books.db", create=True).close()
    memory = MemoryProposalLog()
    with open_proposals(tmp_path / "books.db") as kept:
        for each in (memory, kept):
            each.append(0, [record(body=b"1")])
            each.append(1, [record(body=b"2"), record(Act.LOOKED)])
        assert memory.entries() == kept.entries()


@given(place=st.integers(0, 4), change=st.sampled_from(["record", "hash", "previous_hash", "gone", "twice"]))
def test_a_changed_line_is_found(place: int, change: str) -> None:
    """Whichever entry is changed, taken out or doubled, the line of hashes says so."""
    entries = list(sealed(None, [record(body=bytes([number])) for number in range(6)]))
    if change == "gone":
        del entries[place]
    elif change == "twice":
        entries.insert(place, entries[place])
    else:
        new = {"record": record(body=b"other")}.get(change, HASH)
        entries[place] = msgspec.structs.replace(entries[place], **{change: new})
    assert log_findings(entries) != ()


@pytest.mark.parametrize("statement", ["UPDATE proposal_log SET who = 'x'", "DELETE FROM proposal_log"])
def test_nothing_is_changed_past_python(address: str, statement: str) -> None:
    """The database itself refuses to change an entry."""
    _refused(address, statement)


@pytest.mark.parametrize("address", [POSTGRESQL], indirect=True)
def test_postgresql_does_not_truncate(address: str) -> None:
    """TRUNCATE skips the triggers on DELETE, and is refused too."""
    _refused(address, "TRUNCATE proposal_log")


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_sqlite_does_not_replace(address: str) -> None:
    """INSERT OR REPLACE skips the triggers on DELETE, and is refused too."""
    _refused(
        address,
        "INSERT OR REPLACE INTO proposal_log SELECT seq, act, proposal, 'x', second, body, previous_hash, hash "
        "FROM proposal_log",
    )


def _refused(address: str, statement: str) -> None:
    open_books(address, create=True).close()
    with open_proposals(address) as log:
        before = log.append(0, [record(), record()])
        engine = sa.create_engine(parse_address(address))
        with pytest.raises(DBAPIError, match="never change"), engine.begin() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()
        assert log.entries() == before


def test_an_entry_of_a_later_program_is_not_guessed_at(tmp_path: Path) -> None:
    """A kind of entry that this program does not know is an error, never passed over."""
    open_books(tmp_path / "books.db", create=True).close()
    engine = sa.create_engine(parse_address(str(tmp_path / "books.db")))
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO proposal_log VALUES (1, 'pondered', x'', 'x', 1, x'', x'', x'')")
    engine.dispose()
    with open_proposals(tmp_path / "books.db") as log, pytest.raises(StoreError, match="unknown kind"):
        log.entries()


def test_a_database_of_the_step_before_is_brought_up(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Books of step 0002, with entries in them, get the log of proposals and keep all that they had."""
    monkeypatch.setattr(opening, "STEPS", ("0001", "0002"))
    engine = make_engine(parse_address(address))
    with transaction(engine, address, writes=True) as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    engine.dispose()
    with open_books(address) as books:
        books.open_accounts(CHART)
        before = books.post([buy("a", 0, 5, 5)])
    monkeypatch.undo()
    with open_proposals(address) as log:
        log.append(0, [record()])
    with open_books(address) as books, open_log(address) as activity:
        assert tuple(books.entries()) == before
        assert books.verify().findings == ()
        assert activity.stamps() == ()


@pytest.mark.slow
def test_many_writers_at_once(address: str) -> None:
    """Several processes that all want to be first: every entry is there once, and the line of hashes holds."""
    open_books(address, create=True).close()
    program = (
        "import sys\nfrom tests.adapters.store.test_proposal_log import insist\ninsist(sys.argv[1], sys.argv[2])\n"
    )
    path = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    writers = [
        subprocess.Popen([sys.executable, "-c", program, address, f"w{number}"], cwd=ROOT, env=path)
        for number in range(WRITERS)
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0] * WRITERS
    with open_proposals(address) as log:
        entries = log.entries()
    names = {f"w{writer}-{number}" for writer in range(WRITERS) for number in range(EACH)}
    assert {entry.record.by for entry in entries} == names
    assert len(entries) == len(names)
    assert log_findings(entries) == ()


def insist(address: str, name: str) -> None:
    """Adds entries until each is in; run by the processes of a test."""
    with open_proposals(address) as log:
        for number in range(EACH):
            while True:
                try:
                    log.append(len(log.entries()), [record(by=f"{name}-{number}")])
                except LogMovedError:
                    continue
                break
