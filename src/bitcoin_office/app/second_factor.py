"""A second factor that people set for themselves: offered as picture and text, taken once a code of it was given."""

from __future__ import annotations

import time

import msgspec

from bitcoin_office.adapters.factor_seal import FactorSeal, FactorSealError
from bitcoin_office.adapters.passwords import new_totp_secret
from bitcoin_office.adapters.store import SqlPeople
from bitcoin_office.app.logins import LoginRefusedError
from bitcoin_office.app.people import ISSUER, did
from bitcoin_office.people.acts import Act
from bitcoin_office.people.attempts import Counted
from bitcoin_office.people.person import Person, Session
from bitcoin_office.people.totp import address_of, matching_step
from bitcoin_office.terms.errors import UsageError


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A secret that waits for its first code: as text, as an address for phones, and sealed for the form."""

    secret: str
    address: str
    sealed: str


def offer_factor(people: SqlPeople, person: Person, session: Session, again: str = "") -> Offer:
    """A new secret for somebody, or the one that was offered before. Raises ``UsageError`` for one that was not."""
    secret = _opened(people, session, again) if again else new_totp_secret()
    return Offer(
        secret=secret,
        address=address_of(secret, person.name, ISSUER),
        sealed=again or people.seal.seal(secret, _of(session)),
    )


def take_factor(people: SqlPeople, person: Person, session: Session, sealed: str, code: str) -> None:
    """Sets the offered secret once a code of it was given; every other session of the same person ends.

    Raises ``LoginRefusedError`` for a wrong code and ``UsageError`` for a secret that was not offered in this session.
    """
    now = int(time.time())
    wait = people.attempt({Counted.INSIDE: person.key}, now)
    secret = _opened(people, session, sealed)
    step = None if wait else matching_step(secret, code, now, 0)
    if step is None:
        raise LoginRefusedError(wait)
    new = msgspec.structs.replace(person, totp=people.seal.seal(secret, person.key), totp_step=step)
    act = did(Act.FACTOR_SET, person.name, person.name)
    people.change(new, act, ends_sessions=True, but=session.token, was=person)


def seal_anew(people: SqlPeople, key: FactorSeal, by: str) -> int:
    """Seals every second factor under another key; how many. From then on that key opens them, and the old one none.

    Raises ``FactorSealError`` where one cannot be opened; then nothing is written.
    """
    opened = people.seal.open

    def sealed(text: str, of: str) -> str:
        return key.seal(opened(text, of), of)

    return people.change_factors(sealed, did(Act.FACTORS_SEALED, by))


def _opened(people: SqlPeople, session: Session, sealed: str) -> str:
    try:
        return people.seal.open(sealed, _of(session))
    except FactorSealError as error:
        raise UsageError("This second factor was not offered here.", remedy="Load the page again.") from error


def _of(session: Session) -> str:
    """Bound to the session in which it was offered: nobody can slip in a secret that they know."""
    return f"offered in {session.token}"
