"""The people of an office: added, changed, let in and out; what each did is written down with it."""

from __future__ import annotations

import time
from typing import Final

import msgspec

from bitcoin_office.adapters.passwords import fits, hashed, new_token, new_totp_secret, token_hash
from bitcoin_office.adapters.store import SqlPeople, open_people
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.people.acts import Act, Logged, Record, log_findings
from bitcoin_office.people.attempts import Counted
from bitcoin_office.people.person import Person, Role, Session, check_password, key_of, person_name
from bitcoin_office.people.totp import address_of, matching_step
from bitcoin_office.terms.errors import ConflictError, NotFoundError, OfficeError, UsageError
from bitcoin_office.terms.finding import Finding

COMMAND_LINE: Final = "command line"
"""Who does what is done on the machine itself: whoever may run commands there may do everything."""
NOBODY_KNOWN: Final = "(unknown)"


class LoginRefusedError(OfficeError):
    """A name, password or code that do not go together: which of them is not told. ``wait`` is in seconds."""

    code = "login-refused"

    def __init__(self, wait: int = 0) -> None:
        super().__init__("The name, the password or the code is wrong.", remedy="Try again.")
        self.wait = wait


class PersonTold(msgspec.Struct, frozen=True, kw_only=True):
    """A person as others may see them."""

    name: str
    role: Role
    second_factor: bool
    disabled: bool


class PeopleTold(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody in the office."""

    schema: str = "bitcoin-office/people/1"
    people: tuple[PersonTold, ...]


class ActsTold(msgspec.Struct, frozen=True, kw_only=True):
    """What people did, in its order, and whatever is wrong with the line of hashes."""

    schema: str = "bitcoin-office/people-log/1"
    entries: tuple[Logged, ...]
    findings: tuple[Finding, ...]


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was added or changed; ``second_factor`` is for their phone, and shown this once."""

    schema: str = "bitcoin-office/person/1"
    person: PersonTold
    second_factor: str = ""


def people_of(office: OfficeDir) -> SqlPeople:
    """The people of an office. Raises ``StoreError`` where it has no books."""
    return open_people(office.books_url())


def told(person: Person) -> PersonTold:
    """A person without what is secret."""
    return PersonTold(name=person.name, role=person.role, second_factor=bool(person.totp), disabled=person.disabled)


def list_people(people: SqlPeople) -> PeopleTold:
    """Everybody."""
    return PeopleTold(people=tuple(map(told, people.people())))


def all_acts(people: SqlPeople) -> ActsTold:
    """The whole log of acts, and whether it is whole."""
    entries = people.acts()
    return ActsTold(entries=entries, findings=log_findings(entries))


def add_person(people: SqlPeople, name: str, role: Role, password: str, *, totp: bool, by: str = COMMAND_LINE) -> Made:
    """Adds somebody. Raises ``UsageError`` for a name or password that cannot be, ``ConflictError`` for one taken."""
    found = person_name(name)
    check_password(password, found)
    secret = new_totp_secret() if totp else ""
    person = Person(name=found, role=role, password=hashed(password), totp=secret)
    people.add(person, did(Act.ADDED, by, found, f"as {role}"))
    return _made(person)


def reset_person(people: SqlPeople, name: str, password: str, *, totp: bool, by: str = COMMAND_LINE) -> Made:
    """Gives somebody a new password, and a new second factor or none; whoever used the old ones is logged out."""
    person = known(people, name)
    check_password(password, person.name)
    secret = new_totp_secret() if totp else ""
    new = msgspec.structs.replace(person, password=hashed(password), totp=secret, totp_step=0)
    people.change(new, did(Act.PASSWORD_RESET, by, person.name), ends_sessions=True)
    return _made(new)


def change_role(people: SqlPeople, name: str, role: Role, by: str = COMMAND_LINE) -> PersonTold:
    """Gives somebody another role; they log in anew. Nobody changes their own but on the command line."""
    person = _others(people, name, by)
    if person.role is role:
        raise ConflictError(f"{person.name} is {role} already.", remedy="Nothing was changed.")
    new = msgspec.structs.replace(person, role=role)
    people.change(new, did(Act.ROLE_CHANGED, by, person.name, f"from {person.role} to {role}"), ends_sessions=True)
    return told(new)


def disable(people: SqlPeople, name: str, by: str = COMMAND_LINE) -> PersonTold:
    """Lets somebody in no more, and ends what they have open. They are never deleted: their acts name them."""
    new = msgspec.structs.replace(_others(people, name, by), disabled=True)
    people.change(new, did(Act.DISABLED, by, new.name), ends_sessions=True)
    return told(new)


def enable(people: SqlPeople, name: str, by: str = COMMAND_LINE) -> PersonTold:
    """Lets somebody in again."""
    new = msgspec.structs.replace(_others(people, name, by), disabled=False)
    people.change(new, did(Act.ENABLED, by, new.name), ends_sessions=True)
    return told(new)


def change_password(people: SqlPeople, person: Person, session: Session, old: str, new: str) -> None:
    """Somebody's own password; every other session of theirs ends. Raises ``LoginRefusedError`` and ``UsageError``."""
    wait = people.attempt({Counted.ACCOUNT: person.key}, int(time.time()))
    if wait or not fits(person.password, old):
        raise LoginRefusedError(wait)
    check_password(new, person.name)
    changed = msgspec.structs.replace(person, password=hashed(new))
    people.change(changed, did(Act.PASSWORD_CHANGED, person.name), ends_sessions=True, but=session.token)


def log_in(people: SqlPeople, name: str, password: str, code: str, *, address: str) -> str:
    """The token of a new session. Raises ``LoginRefusedError``: the same, after the same work, whatever was wrong."""
    now = int(time.time())
    who = {Counted.ACCOUNT: key_of(name), Counted.ADDRESS: address}
    wait = people.attempt(who, now)
    if wait:
        raise LoginRefusedError(wait)
    person = people.person(name)
    right = fits(None if person is None else person.password, password)
    if person is None or not right or person.disabled:
        raise _failed(people, person, address)
    step = matching_step(person.totp, code, now, person.totp_step) if person.totp else person.totp_step
    if step is None:
        raise _failed(people, person, address)
    token = new_token()
    session = Session(token=token_hash(token), person=person.key, started=now, seen=now)
    entered = did(Act.LOGGED_IN, person.name, note=f"from {address}")
    if not people.enter(msgspec.structs.replace(person, totp_step=step), session, who, entered):
        raise _failed(people, person, address)
    return token


def whose(people: SqlPeople, token: str) -> tuple[Person, Session] | None:
    """Who holds a token, where its session still counts."""
    return people.session(token_hash(token), int(time.time()))


def log_out(people: SqlPeople, person: Person, session: Session, *, everywhere: bool) -> None:
    """Ends a session, or all of a person's."""
    act = Act.ALL_LOGGED_OUT if everywhere else Act.LOGGED_OUT
    people.leave(session, did(act, person.name), everywhere=everywhere)


def known(people: SqlPeople, name: str) -> Person:
    """Who goes by a name. Raises ``NotFoundError``."""
    person = people.person(name)
    if person is None:
        names = tuple(each.name for each in people.people())
        raise NotFoundError(kind="person", name=name, known=names, remedy="See: bitcoin-office people list")
    return person


def did(act: Act, by: str, about: str = "", note: str = "") -> Record:
    """A record of what somebody does now."""
    return Record(act=act, by=by, about=about, at=int(time.time()), note=note)


def _failed(people: SqlPeople, person: Person | None, address: str) -> LoginRefusedError:
    # A name that is nobody's may be a password in the wrong field: it is not written down.
    about = NOBODY_KNOWN if person is None else person.name
    people.record(did(Act.LOGIN_FAILED, NOBODY_KNOWN, about, f"from {address}"))
    return LoginRefusedError()


def _others(people: SqlPeople, name: str, by: str) -> Person:
    """Somebody else than who acts: nobody raises themselves, and nobody locks themselves out."""
    person = known(people, name)
    if person.key == key_of(by):
        raise UsageError("Nobody changes their own place.", remedy="Ask another admin, or use the command line.")
    return person


def _made(person: Person) -> Made:
    address = address_of(person.totp, person.name, "Bitcoin Office") if person.totp else ""
    return Made(person=told(person), second_factor=address)
