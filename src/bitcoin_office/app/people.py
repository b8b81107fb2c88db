"""The people of an office: added, changed, let in and out; what each did is written down with it."""

from __future__ import annotations

import time
from typing import Final

import msgspec

from bitcoin_office.adapters.factor_seal import FactorSeal
from bitcoin_office.adapters.password_strength import GOOD_ENOUGH, strength
from bitcoin_office.adapters.passwords import hashed, new_totp_secret
from bitcoin_office.adapters.store import SqlPeople, open_people
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.people.acts import Act, Logged, Record, log_findings
from bitcoin_office.people.person import FIRST_SECONDS, Person, Role, check_password, key_of, person_name
from bitcoin_office.people.totp import address_of
from bitcoin_office.terms.errors import ConflictError, NotFoundError, UsageError
from bitcoin_office.terms.finding import Finding

COMMAND_LINE: Final = "command line"
"""Who does what is done on the machine itself: whoever may run commands there may do everything."""
ISSUER: Final = "Bitcoin Office"
"""Under which name an app for phones shows a second factor."""


class PersonTold(msgspec.Struct, frozen=True, kw_only=True):
    """A person as others may see them; ``first_password`` says that they have not chosen their own yet."""

    name: str
    role: Role
    second_factor: bool
    disabled: bool
    first_password: bool = False


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
    """Somebody who was added or changed; ``second_factor`` is for their phone, and shown this once.

    A first password that was drawn for them is not in it: it is handed over apart.
    """

    schema: str = "bitcoin-office/person/1"
    person: PersonTold
    second_factor: str = ""


def people_of(office: OfficeDir) -> SqlPeople:
    """The people of an office. Raises ``StoreError`` where it has no books.

    Secrets of second factors that an earlier program left as they are, are sealed first.
    """
    people = open_people(office.books_url(), FactorSeal(office.settings.people.key, office.path))
    try:
        people.change_factors(people.seal.sealed, did(Act.FACTORS_SEALED, COMMAND_LINE))
    except BaseException:
        people.close()
        raise
    return people


def told(person: Person) -> PersonTold:
    """A person without what is secret."""
    return PersonTold(
        name=person.name,
        role=person.role,
        second_factor=bool(person.totp),
        disabled=person.disabled,
        first_password=bool(person.first_until),
    )


def list_people(people: SqlPeople) -> PeopleTold:
    """Everybody."""
    return PeopleTold(people=tuple(map(told, people.people())))


def all_acts(people: SqlPeople) -> ActsTold:
    """The whole log of acts, and whether it is whole."""
    entries = people.acts()
    return ActsTold(entries=entries, findings=log_findings(entries))


def check_new_password(password: str, name: str) -> None:
    """Raises ``UsageError`` for a password that is too short or too long, and for one that could be guessed."""
    check_password(password, name)
    if strength(password, (name,)) < GOOD_ENOUGH:
        raise UsageError(
            "This password could be guessed: it is a common one, or put together of such.",
            remedy="Take some words that nobody would put together.",
        )


def add_person(
    people: SqlPeople, name: str, role: Role, password: str, *, totp: bool, first: bool = False, by: str = COMMAND_LINE
) -> Made:
    """Adds somebody. A ``first`` password has to be changed at the first login, and counts for three days.

    Raises ``UsageError`` for a name or password that cannot be, ``ConflictError`` for one taken.
    """
    found = person_name(name)
    check_new_password(password, found)
    secret = new_totp_secret() if totp else ""
    person = Person(
        name=found,
        role=role,
        password=hashed(password),
        totp=people.seal.seal(secret, key_of(found)) if secret else "",
        first_until=_until(first=first),
    )
    people.add(person, did(Act.ADDED, by, found, f"as {role}"))
    return _made(person, secret)


def reset_person(
    people: SqlPeople, name: str, password: str, *, totp: bool, first: bool = False, by: str = COMMAND_LINE
) -> Made:
    """Gives somebody a new password, and a new second factor or none; whoever used the old ones is logged out."""
    person = known(people, name) if by == COMMAND_LINE else _others(people, name, by)
    check_new_password(password, person.name)
    secret = new_totp_secret() if totp else ""
    new = msgspec.structs.replace(
        person,
        password=hashed(password),
        totp=people.seal.seal(secret, person.key) if secret else "",
        totp_step=0,
        first_until=_until(first=first),
    )
    people.change(new, did(Act.PASSWORD_RESET, by, person.name), ends_sessions=True, was=person)
    return _made(new, secret)


def change_role(people: SqlPeople, name: str, role: Role, by: str = COMMAND_LINE) -> PersonTold:
    """Gives somebody another role; they log in anew. Nobody changes their own but on the command line."""
    person = _others(people, name, by)
    if person.role is role:
        raise ConflictError(f"{person.name} is {role} already.", remedy="Nothing was changed.")
    new = msgspec.structs.replace(person, role=role)
    changed = did(Act.ROLE_CHANGED, by, person.name, f"from {person.role} to {role}")
    people.change(new, changed, ends_sessions=True, was=person)
    return told(new)


def disable(people: SqlPeople, name: str, by: str = COMMAND_LINE) -> PersonTold:
    """Lets somebody in no more, and ends what they have open. They are never deleted: their acts name them."""
    person = _others(people, name, by)
    new = msgspec.structs.replace(person, disabled=True)
    people.change(new, did(Act.DISABLED, by, new.name), ends_sessions=True, was=person)
    return told(new)


def enable(people: SqlPeople, name: str, by: str = COMMAND_LINE) -> PersonTold:
    """Lets somebody in again."""
    person = _others(people, name, by)
    new = msgspec.structs.replace(person, disabled=False)
    people.change(new, did(Act.ENABLED, by, new.name), ends_sessions=True, was=person)
    return told(new)


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


def _others(people: SqlPeople, name: str, by: str) -> Person:
    """Somebody else than who acts: nobody raises themselves, and nobody locks themselves out."""
    person = known(people, name)
    if person.key == key_of(by):
        raise UsageError("Nobody changes their own place.", remedy="Ask another admin, or use the command line.")
    return person


def _until(*, first: bool) -> int:
    return int(time.time()) + FIRST_SECONDS if first else 0


def _made(person: Person, secret: str) -> Made:
    return Made(person=told(person), second_factor=address_of(secret, person.name, ISSUER) if secret else "")
