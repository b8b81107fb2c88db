"""People, sessions, attempts and the log of acts in the office's database, beside the books."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from bitcoin_office.adapters.factor_seal import FactorSeal
from bitcoin_office.adapters.store.connection import Opened, transaction, translated
from bitcoin_office.adapters.store.people_schema import ACTS, ATTEMPTS, PEOPLE, SESSIONS
from bitcoin_office.people.acts import Act, Logged, Record
from bitcoin_office.people.attempts import FORGOTTEN_AFTER_SECONDS, Attempts, Counted, wait_seconds
from bitcoin_office.people.person import LONGEST_SECONDS, Person, Role, Session, key_of
from bitcoin_office.terms.errors import ConflictError, NotFoundError, StoreError
from bitcoin_office.terms.sealed_line import sealed

# A session's last request is written down at most this often: reading pages need not write to the database.
SEEN_EVERY_SECONDS: Final = 60


class SqlPeople(Opened):
    """People in SQLite or PostgreSQL. Made by ``open_people``; close it, or use a ``with``. Safe for many threads.

    ``seal`` is for the secrets of second factors, which are kept sealed.
    """

    def __init__(self, engine: sa.Engine, where: str, seal: FactorSeal) -> None:
        super().__init__(engine, where)
        self.seal = seal

    def people(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        with transaction(self._engine, self.where) as connection:
            return tuple(map(_person, connection.execute(sa.select(PEOPLE).order_by(PEOPLE.c.key))))

    def person(self, name: str) -> Person | None:
        """Who goes by this name, in whatever capitals."""
        with transaction(self._engine, self.where) as connection:
            row = connection.execute(sa.select(PEOPLE).where(PEOPLE.c.key == key_of(name))).one_or_none()
        return None if row is None else _person(row)

    def add(self, person: Person, record: Record) -> None:
        """Adds somebody. Raises ``ConflictError`` for a name that is taken."""
        with transaction(self._engine, self.where, writes=True) as connection:
            taken = connection.execute(sa.select(PEOPLE.c.name).where(PEOPLE.c.key == person.key)).one_or_none()
            if taken is not None:
                raise ConflictError(
                    f"There is a person {taken.name!r} already.", remedy="See: bitcoin-office people list"
                )
            connection.execute(sa.insert(PEOPLE), [{"key": person.key, **_values(person)}])
            _log(connection, record)

    def change(
        self, person: Person, record: Record, *, ends_sessions: bool, but: str = "", was: Person | None = None
    ) -> None:
        """Puts somebody in the place of who goes by the same name, and ends that one's sessions but one.

        Raises ``NotFoundError``; and ``ConflictError`` where they are not any more what they ``was``: else a change by
        somebody else in the same moment, such as of the role, would be undone.
        """
        with transaction(self._engine, self.where, writes=True) as connection:
            found = connection.execute(sa.select(PEOPLE).where(PEOPLE.c.key == person.key)).one_or_none()
            if found is None:
                raise NotFoundError(kind="person", name=person.name, remedy="See: bitcoin-office people list")
            if was is not None and _person(found) != msgspec.structs.replace(was, totp_step=found.totp_step):
                raise ConflictError(
                    f"{person.name} was changed in the same moment.", remedy="Look again, and try again."
                )
            connection.execute(sa.update(PEOPLE).where(PEOPLE.c.key == person.key).values(_values(person)))
            if ends_sessions:
                ended = sa.delete(SESSIONS).where(SESSIONS.c.person == person.key)
                connection.execute(ended.where(SESSIONS.c.token != bytes.fromhex(but)))
            _log(connection, record)

    def record(self, record: Record) -> None:
        """Writes down what somebody did."""
        with transaction(self._engine, self.where, writes=True) as connection:
            _log(connection, record)

    def acts(self, *, before: int | None = None, most: int | None = None) -> tuple[Logged, ...]:
        """The log in its order: all of it, or the last ``most`` entries ahead of number ``before``.

        Raises ``StoreError`` for an entry of an unknown kind.
        """
        asked = sa.select(ACTS).order_by(ACTS.c.seq.desc()).limit(most)
        if before is not None:
            asked = asked.where(ACTS.c.seq < before)
        with transaction(self._engine, self.where) as connection:
            rows = connection.execute(asked).all()
        return tuple(self._logged(row) for row in reversed(rows))

    def acts_of(
        self,
        name: str,
        acts: Iterable[Act],
        *,
        about: bool = False,
        after: int = 0,
        until: int | None = None,
        most: int,
    ) -> tuple[Logged, ...]:
        """The last ``most`` acts of some kinds that somebody did, or that were done to them; the newest first.

        Later than entry ``after``, and not later than the second ``until``.
        """
        column = ACTS.c.about if about else ACTS.c.who
        asked = sa.select(ACTS).where(column == name, ACTS.c.act.in_([act.value for act in acts]), ACTS.c.seq > after)
        if until is not None:
            asked = asked.where(ACTS.c.second <= until)
        with transaction(self._engine, self.where) as connection:
            rows = connection.execute(asked.order_by(ACTS.c.seq.desc()).limit(most)).all()
        return tuple(map(self._logged, rows))

    def record_at_most(self, record: Record, most: int, since: int) -> bool:
        """Writes down what somebody did, unless they did it so often since a second; then nothing is written."""
        asked = sa.select(sa.func.count()).where(
            ACTS.c.who == record.by, ACTS.c.act == record.act.value, ACTS.c.second >= since
        )
        with transaction(self._engine, self.where, writes=True) as connection:
            if int(connection.execute(asked).scalar_one()) >= most:
                return False
            _log(connection, record)
        return True

    def change_factors(self, change: Callable[[str, str], str], record: Record) -> int:
        """Writes secrets of second factors in another form: ``change`` gets one and whose key it is of. All or none.

        Returns how many were written. Nothing of what they were stays in an SQLite file.
        """
        asked = sa.select(PEOPLE.c.key, PEOPLE.c.totp).where(PEOPLE.c.totp != "")
        with transaction(self._engine, self.where) as connection:
            if all(change(row.totp, row.key) == row.totp for row in connection.execute(asked)):
                return 0
        on_sqlite = self._engine.dialect.name == "sqlite"
        count = 0
        with transaction(self._engine, self.where, writes=True) as connection:
            if on_sqlite:
                connection.exec_driver_sql("PRAGMA secure_delete = ON")
            for row in connection.execute(asked).all():
                written = change(row.totp, row.key)
                if written != row.totp:
                    connection.execute(sa.update(PEOPLE).where(PEOPLE.c.key == row.key).values(totp=written))
                    count += 1
            if count:
                _log(connection, record)
        if on_sqlite:
            with translated(self._engine, self.where), self._engine.connect() as connection:
                cursor = connection.connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.close()
        return count

    def attempt(self, who: dict[Counted, str], now: int) -> int:
        """Counts an attempt by account and address, before it is known whether it succeeds; 0 where it may be made.

        Else nothing is counted, and the answer is how many seconds to wait.
        """
        with transaction(self._engine, self.where, writes=True) as connection:
            found = {by: _attempts(connection, _who(by, name)) for by, name in who.items()}
            wait = max(wait_seconds(by, attempts, now) for by, attempts in found.items())
            if wait == 0:
                connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.last < now - FORGOTTEN_AFTER_SECONDS))
                for by, name in who.items():
                    after = (found[by] or Attempts(count=0, last=now)).after(now)
                    connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.who == _who(by, name)))
                    row = {"who": _who(by, name), "count": after.count, "last": after.last}
                    connection.execute(sa.insert(ATTEMPTS), [row])
            return wait

    def enter(self, person: Person, session: Session, who: dict[Counted, str], record: Record) -> bool:
        """Begins a session: attempts are forgiven, the code of the second factor is used up. ``False`` where it was
        used meanwhile, or the person changed: then nothing is written.
        """
        with transaction(self._engine, self.where, writes=True) as connection:
            now = connection.execute(sa.select(PEOPLE).where(PEOPLE.c.key == person.key)).one_or_none()
            if now is None or now.disabled or now.password != person.password:
                return False
            if not _take_code(connection, person, now):
                return False
            if person.first_until != now.first_until:
                changed = sa.update(PEOPLE).where(PEOPLE.c.key == person.key)
                connection.execute(changed.values(first_until=person.first_until))
            account, address = (_who(by, who[by]) for by in (Counted.ACCOUNT, Counted.ADDRESS))
            connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.who == account))
            # Of the address only this attempt: else who has one password could guess all others without end.
            less = sa.update(ATTEMPTS).where(ATTEMPTS.c.who == address).values(count=ATTEMPTS.c["count"] - 1)
            connection.execute(less)
            connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.started < session.started - LONGEST_SECONDS))
            connection.execute(sa.insert(SESSIONS), [_session_values(session)])
            _log(connection, record)
        return True

    def confirm(self, person: Person, session: Session, who: dict[Counted, str], now: int, record: Record) -> bool:
        """Notes that the password, and the code where there is one, was given again in a session.

        ``False`` where the code was used meanwhile, the person changed or the session ended: then nothing is written.
        """
        with transaction(self._engine, self.where, writes=True) as connection:
            row = connection.execute(sa.select(PEOPLE).where(PEOPLE.c.key == person.key)).one_or_none()
            if (
                row is None
                or row.disabled
                or row.password != person.password
                or not _take_code(connection, person, row)
            ):
                return False
            its = SESSIONS.c.token == bytes.fromhex(session.token)
            if connection.execute(sa.update(SESSIONS).where(its).values(proved=now, seen=now)).rowcount != 1:
                return False
            for by, name in who.items():
                connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.who == _who(by, name)))
            _log(connection, record)
        return True

    def session(self, token: str, now: int) -> tuple[Person, Session] | None:
        """The session of a token's hash and whose it is, where both still count; it is noted as seen."""
        with transaction(self._engine, self.where) as connection:
            asked = sa.select(SESSIONS, PEOPLE).join(PEOPLE, PEOPLE.c.key == SESSIONS.c.person)
            row = connection.execute(asked.where(SESSIONS.c.token == bytes.fromhex(token))).one_or_none()
        if row is None:
            return None
        person, session = _person(row), _session(row)
        if person.disabled or not session.holds(now):
            return None
        if now - session.seen >= SEEN_EVERY_SECONDS:
            with transaction(self._engine, self.where, writes=True) as connection:
                seen = sa.update(SESSIONS).where(SESSIONS.c.token == bytes.fromhex(token)).values(seen=now)
                connection.execute(seen)
        return person, session

    def sessions(self, person: Person, now: int) -> tuple[Session, ...]:
        """Every session of a person that still counts, the newest first."""
        with transaction(self._engine, self.where) as connection:
            asked = sa.select(SESSIONS).where(SESSIONS.c.person == person.key).order_by(SESSIONS.c.started.desc())
            found = tuple(map(_session, connection.execute(asked)))
        return tuple(each for each in found if each.holds(now))

    def leave(self, session: Session, record: Record, *, everywhere: bool) -> None:
        """Ends a session, or every one of the same person."""
        of = SESSIONS.c.person == session.person if everywhere else SESSIONS.c.token == bytes.fromhex(session.token)
        with transaction(self._engine, self.where, writes=True) as connection:
            connection.execute(sa.delete(SESSIONS).where(of))
            _log(connection, record)

    def _logged(self, row: Any) -> Logged:
        if row.act not in set(Act):
            raise StoreError(
                f"The log of acts at {self.where} has an entry of an unknown kind.",
                remedy="Update this program, or restore the database from a copy.",
            )
        record = Record(act=Act(row.act), by=row.who, about=row.about, at=row.second, note=row.note)
        previous, its_hash = bytes(row.previous_hash).hex(), bytes(row.hash).hex()
        return Logged(seq=row.seq, record=record, previous_hash=previous, hash=its_hash)


def _log(connection: sa.Connection, record: Record) -> None:
    last = connection.execute(sa.select(ACTS.c.seq, ACTS.c.hash).order_by(ACTS.c.seq.desc()).limit(1)).one_or_none()
    (entry,) = sealed(None if last is None else (last.seq, bytes(last.hash).hex()), [record])
    row = {
        "seq": entry.seq,
        "act": record.act.value,
        "who": record.by,
        "about": record.about,
        "second": record.at,
        "note": record.note,
        "previous_hash": bytes.fromhex(entry.previous_hash),
        "hash": bytes.fromhex(entry.hash),
    }
    connection.execute(sa.insert(ACTS), [row])


def _take_code(connection: sa.Connection, person: Person, now: Any) -> bool:
    """Uses up the code that the person gave; ``False`` where it was used already. Without second factor all is well."""
    if person.totp and now.totp_step >= person.totp_step:
        return False
    connection.execute(sa.update(PEOPLE).where(PEOPLE.c.key == person.key).values(totp_step=person.totp_step))
    return True


def _attempts(connection: sa.Connection, who: bytes) -> Attempts | None:
    row = connection.execute(sa.select(ATTEMPTS).where(ATTEMPTS.c.who == who)).one_or_none()
    return None if row is None else Attempts(count=row[1], last=row.last)


def _who(by: Counted, name: str) -> bytes:
    return hashlib.sha256(f"{by}:{name}".encode()).digest()


def _person(row: Any) -> Person:
    try:
        role = Role(row.role)
    except ValueError:
        message = f"{row.name!r} has the role {row.role!r}, which there is not."
        raise StoreError(message, remedy="Give another: bitcoin-office people role NAME ROLE") from None
    return Person(
        name=row.name,
        role=role,
        password=row.password,
        totp=row.totp,
        totp_step=row.totp_step,
        disabled=bool(row.disabled),
        first_until=row.first_until,
    )


def _values(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "role": person.role.value,
        "password": person.password,
        "totp": person.totp,
        "totp_step": person.totp_step,
        "disabled": int(person.disabled),
        "first_until": person.first_until,
    }


def _session(row: Any) -> Session:
    return Session(
        token=bytes(row.token).hex(),
        person=row.person,
        started=row.started,
        seen=row.seen,
        proved=row.proved,
        address=row.address,
        browser=row.browser,
    )


def _session_values(session: Session) -> dict[str, object]:
    return {**msgspec.structs.asdict(session), "token": bytes.fromhex(session.token)}
