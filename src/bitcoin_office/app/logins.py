"""In and out: logins, sessions, the password given again, and one's own password."""

from __future__ import annotations

import time
from typing import Final

import msgspec

from bitcoin_office.adapters.passwords import fits, hashed, is_outdated, new_token, token_hash
from bitcoin_office.adapters.store import SqlPeople
from bitcoin_office.app.people import check_new_password, did
from bitcoin_office.people.acts import Act, Record
from bitcoin_office.people.attempts import Counted
from bitcoin_office.people.person import FIRST_SECONDS, Person, Session, browser_name, key_of
from bitcoin_office.people.totp import matching_step
from bitcoin_office.terms.errors import NotFoundError, OfficeError, UsageError

NOBODY_KNOWN: Final = "(unknown)"
_CODE: Final = "wrong or used code"


class LoginRefusedError(OfficeError):
    """A name, password or code that do not go together: which of them is not told. ``wait`` is in seconds."""

    code = "login-refused"

    def __init__(self, wait: int = 0) -> None:
        super().__init__("The name, the password or the code is wrong.", remedy="Try again.")
        self.wait = wait


def log_in(people: SqlPeople, name: str, password: str, code: str, *, address: str, browser: str = "") -> str:
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
    if person.first_until and person.first_until <= now:
        raise _failed(people, person, address, "the first password has expired")
    step = code_step(people, person, code, now)
    if step is None:
        raise _failed(people, person, address, _CODE)
    entering = msgspec.structs.replace(person, totp_step=step, first_until=_until(person, password, now))
    token = new_token()
    session = Session(
        token=token_hash(token),
        person=person.key,
        started=now,
        seen=now,
        proved=now,
        address=address,
        browser=browser_name(browser),
    )
    entered = Record(act=Act.LOGGED_IN, by=person.name, at=now, note=f"from {address}")
    if not people.enter(entering, session, who, entered):
        raise _failed(people, person, address, _CODE)
    if is_outdated(entering.password):
        anew = msgspec.structs.replace(entering, password=hashed(password))
        people.change(anew, did(Act.PASSWORD_REHASHED, person.name, person.name), ends_sessions=False, was=entering)
    if entering.first_until != person.first_until:
        people.record(did(Act.PASSWORD_POOR, person.name, person.name))
    return token


def confirm(people: SqlPeople, person: Person, session: Session, password: str, code: str) -> None:
    """That who holds a session still knows the password, and has the second factor. Raises ``LoginRefusedError``.

    Tries are counted for each person inside, apart from those at the door.
    """
    now = int(time.time())
    who = {Counted.INSIDE: person.key}
    wait = people.attempt(who, now)
    if wait:
        raise LoginRefusedError(wait)
    step = code_step(people, person, code, now) if fits(person.password, password) else None
    if step is None or not people.confirm(
        msgspec.structs.replace(person, totp_step=step), session, who, now, did(Act.CONFIRMED, person.name)
    ):
        people.record(did(Act.CONFIRM_FAILED, person.name, person.name))
        raise LoginRefusedError


def code_step(people: SqlPeople, person: Person, code: str, now: int) -> int | None:
    """The step of the code that a person gave, ``None`` for a wrong or used one; the last one without second factor."""
    if not person.totp:
        return person.totp_step
    return matching_step(people.seal.open(person.totp, person.key), code, now, person.totp_step)


def change_password(people: SqlPeople, person: Person, session: Session, old: str, new: str) -> None:
    """Somebody's own password; every other session of theirs ends. Raises ``LoginRefusedError`` and ``UsageError``."""
    wait = people.attempt({Counted.INSIDE: person.key}, int(time.time()))
    if wait or not fits(person.password, old):
        raise LoginRefusedError(wait)
    check_new_password(new, person.name)
    if person.first_until and fits(person.password, new):
        raise UsageError("That is the password that you were given.", remedy="Choose one of your own.")
    changed = msgspec.structs.replace(person, password=hashed(new), first_until=0)
    act = did(Act.PASSWORD_CHANGED, person.name, person.name)
    people.change(changed, act, ends_sessions=True, but=session.token, was=person)


def whose(people: SqlPeople, token: str) -> tuple[Person, Session] | None:
    """Who holds a token, where its session still counts."""
    return people.session(token_hash(token), int(time.time()))


def log_out(people: SqlPeople, person: Person, session: Session, *, everywhere: bool) -> None:
    """Ends a session, or all of a person's."""
    act = Act.ALL_LOGGED_OUT if everywhere else Act.LOGGED_OUT
    people.leave(session, did(act, person.name), everywhere=everywhere)


def open_sessions(people: SqlPeople, person: Person) -> tuple[Session, ...]:
    """Every session of a person that still counts, the newest first."""
    return people.sessions(person, int(time.time()))


def end_session(people: SqlPeople, person: Person, shown: str) -> None:
    """Ends one session of one's own by the name under which it is shown. Raises ``NotFoundError``."""
    for session in open_sessions(people, person):
        if session.shown == shown:
            people.leave(session, did(Act.SESSION_ENDED, person.name, note=f"from {session.address}"), everywhere=False)
            return
    raise NotFoundError(kind="session", name=shown)


def is_fresh(session: Session) -> bool:
    """Whether the password was given in the session so lately that it need not be given again."""
    return session.is_fresh(int(time.time()))


def _until(person: Person, password: str, now: int) -> int:
    """Up to when the password counts: one that would not be taken any more is treated as a first one."""
    if person.first_until:
        return person.first_until
    try:
        check_new_password(password, person.name)
    except UsageError:
        return now + FIRST_SECONDS
    return 0


def _failed(people: SqlPeople, person: Person | None, address: str, why: str = "") -> LoginRefusedError:
    # A name that is nobody's may be a password in the wrong field: it is not written down.
    about = NOBODY_KNOWN if person is None else person.name
    people.record(did(Act.LOGIN_FAILED, NOBODY_KNOWN, about, f"from {address}{f': {why}' if why else ''}"))
    return LoginRefusedError()
