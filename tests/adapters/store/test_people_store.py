"""One suite for people in SQLite and in PostgreSQL: sessions, attempts, and acts that never change."""

import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bitcoin_office.adapters.factor_seal import FactorSeal
from bitcoin_office.adapters.store import SqlPeople, open_books, open_people
from bitcoin_office.adapters.store.address import parse_address
from bitcoin_office.adapters.store.people_store import SEEN_EVERY_SECONDS
from bitcoin_office.people.acts import Act, Record, log_findings
from bitcoin_office.people.attempts import FREE, Counted
from bitcoin_office.people.person import IDLE_SECONDS, LONGEST_SECONDS, Person, Role, Session
from bitcoin_office.terms.errors import ConflictError, NotFoundError, StoreError
from tests.adapters.store.conftest import POSTGRESQL

NOW = 1_752_710_400
ANA = Person(name="Ana Pérez", role=Role.APPROVER, password="hash")
WHO = {Counted.ACCOUNT: ANA.key, Counted.ADDRESS: "198.51.100.1"}


NO_SEAL = FactorSeal("env:NONE", Path())


def record(act: Act = Act.ADDED, note: str = "") -> Record:
    """Something that somebody did."""
    return Record(act=act, by="Zaid", about=ANA.name, at=NOW, note=note)


def session(number: int = 1, started: int = NOW) -> Session:
    """A session of hers."""
    return Session(token=f"{number:064x}", person=ANA.key, started=started, seen=started)


@pytest.fixture
def people(address: str) -> Iterator[SqlPeople]:
    """Ana alone."""
    open_books(address, create=True).close()
    with open_people(address, NO_SEAL) as made:
        made.add(ANA, record())
        yield made


def test_people_come_back_as_they_were_put(people: SqlPeople) -> None:
    """By their name in any capitals; a name is taken once; who is not there cannot be changed."""
    assert people.person(" ANA  PÉREZ") == ANA
    assert people.person("Ana Perez") is None
    with pytest.raises(ConflictError):
        people.add(msgspec.structs.replace(ANA, name="ana pérez"), record())
    changed = msgspec.structs.replace(ANA, role=Role.ADMIN, disabled=True, totp="ABC", totp_step=7)
    people.change(changed, record(Act.ROLE_CHANGED), ends_sessions=True)
    assert people.people() == (changed,)
    with pytest.raises(NotFoundError):
        people.change(msgspec.structs.replace(ANA, name="Bilal"), record(), ends_sessions=True)
    assert [entry.record.act for entry in people.acts()] == [Act.ADDED, Act.ROLE_CHANGED]


def test_a_session_holds_and_ends(people: SqlPeople) -> None:
    """It is found by its token until it has been idle or open too long; leaving one leaves the others."""
    for number in (1, 2, 3):
        assert people.enter(ANA, session(number), WHO, record(Act.LOGGED_IN))
    found = people.session(session(1).token, NOW + 5)
    assert found == (ANA, session(1))
    assert people.session("ff" * 32, NOW) is None
    assert people.session(session(1).token, NOW + IDLE_SECONDS) is None
    people.leave(session(1), record(Act.LOGGED_OUT), everywhere=False)
    assert people.session(session(1).token, NOW) is None
    assert people.session(session(2).token, NOW) is not None
    people.leave(session(2), record(Act.ALL_LOGGED_OUT), everywhere=True)
    assert people.session(session(3).token, NOW) is None


def test_being_seen_keeps_a_session(people: SqlPeople) -> None:
    """Requests keep it open beyond the idle time, and never beyond the longest; they are written down now and then."""
    people.enter(ANA, session(), WHO, record(Act.LOGGED_IN))
    at = NOW
    while at - NOW < LONGEST_SECONDS - IDLE_SECONDS:
        at += IDLE_SECONDS - 1
        assert people.session(session().token, at) is not None
    assert people.session(session().token, NOW + LONGEST_SECONDS) is None
    people.enter(ANA, session(2), WHO, record(Act.LOGGED_IN))
    people.session(session(2).token, NOW + SEEN_EVERY_SECONDS - 1)
    again = people.session(session(2).token, NOW + SEEN_EVERY_SECONDS - 1)
    assert again is not None
    assert again[1].seen == NOW


def test_a_change_ends_sessions_but_one(people: SqlPeople) -> None:
    """Another role ends all; one's own new password all but the session in which it was given."""
    for number in (1, 2):
        people.enter(ANA, session(number), WHO, record(Act.LOGGED_IN))
    people.change(ANA, record(Act.PASSWORD_CHANGED), ends_sessions=True, but=session(2).token)
    assert people.session(session(1).token, NOW) is None
    assert people.session(session(2).token, NOW) is not None
    people.change(msgspec.structs.replace(ANA, disabled=True), record(Act.DISABLED), ends_sessions=False)
    assert people.session(session(2).token, NOW) is None


def test_attempts_outlive_a_restart(people: SqlPeople, address: str) -> None:
    """What was counted stands in the database; nothing is counted while one waits; success forgives the account."""
    assert [people.attempt(WHO, NOW) for _ in range(FREE[Counted.ACCOUNT])] == [0] * FREE[Counted.ACCOUNT]
    with open_people(address, NO_SEAL) as again:
        assert [again.attempt(WHO, NOW) for _ in range(50)] == [2] * 50
        assert again.attempt(WHO, NOW + 2) == 0
        assert again.attempt(WHO, NOW + 2) == 4
        assert again.attempt({**WHO, Counted.ACCOUNT: "bilal"}, NOW + 2) == 0
        assert again.enter(ANA, session(), WHO, record(Act.LOGGED_IN))
        assert again.attempt(WHO, NOW + 2) == 0


def test_names_and_addresses_are_not_kept_in_attempts(people: SqlPeople, address: str) -> None:
    """Only their hashes: a password typed into the wrong field is nowhere in the database."""
    people.attempt({**WHO, Counted.ACCOUNT: "my secret password"}, NOW)
    engine = sa.create_engine(parse_address(address))
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT who FROM people_attempts").all()
    engine.dispose()
    assert len(rows) == 2
    assert all(len(bytes(row[0])) == 32 and b"secret" not in bytes(row[0]) for row in rows)


def test_a_code_is_taken_once(people: SqlPeople) -> None:
    """Of two logins with the same code at once one enters; so of one whose password was changed meanwhile none."""
    with_code = msgspec.structs.replace(ANA, totp="ABC", totp_step=0)
    people.change(with_code, record(), ends_sessions=True)
    used = msgspec.structs.replace(with_code, totp_step=9)
    results: list[bool] = []

    def enter(number: int) -> None:
        results.append(people.enter(used, session(number), WHO, record(Act.LOGGED_IN)))

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 5 + [True]
    other = msgspec.structs.replace(used, totp_step=10, password="old")
    assert not people.enter(other, session(7), WHO, record(Act.LOGGED_IN))
    assert people.session(session(7).token, NOW) is None


def test_acts_of_many_at_once_are_one_line(people: SqlPeople) -> None:
    """Writers come one after another, and the line of hashes is whole; pages of it fit together."""
    threads = [
        threading.Thread(target=lambda: [people.record(record(note=str(n))) for n in range(8)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = people.acts()
    assert len(entries) == 33
    assert log_findings(entries) == ()
    assert people.acts(most=5) == entries[-5:]
    assert people.acts(before=entries[-5].seq, most=10) == entries[-15:-5]


@pytest.mark.parametrize("statement", ["UPDATE people_acts SET who = 'x'", "DELETE FROM people_acts"])
def test_acts_are_not_changed_past_python(people: SqlPeople, address: str, statement: str) -> None:
    """The database itself refuses to change an act."""
    _refused(people, address, statement)


@pytest.mark.parametrize("address", [POSTGRESQL], indirect=True)
def test_postgresql_does_not_truncate_acts(people: SqlPeople, address: str) -> None:
    """TRUNCATE skips the triggers on DELETE, and is refused too."""
    _refused(people, address, "TRUNCATE people_acts")


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_sqlite_does_not_replace_acts(people: SqlPeople, address: str) -> None:
    """INSERT OR REPLACE skips the triggers on DELETE, and is refused too."""
    _refused(
        people,
        address,
        "INSERT OR REPLACE INTO people_acts SELECT seq, act, 'x', about, second, note, previous_hash, hash "
        "FROM people_acts",
    )


def _refused(people: SqlPeople, address: str, statement: str) -> None:
    before = people.acts()
    engine = sa.create_engine(parse_address(address))
    with pytest.raises(DBAPIError, match="never change"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
    assert people.acts() == before


def test_what_is_not_known_is_not_guessed_at(people: SqlPeople, address: str) -> None:
    """An act or a role that this program does not know is an error, never passed over."""
    engine = sa.create_engine(parse_address(address))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE people SET role = 'king'")
    engine.dispose()
    with pytest.raises(StoreError, match="king"):
        people.people()
