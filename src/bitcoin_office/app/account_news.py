"""What somebody should know of their own account when they log in: the login before, and what happened since."""

from __future__ import annotations

from typing import Final

import msgspec

from bitcoin_office.adapters.store import SqlPeople
from bitcoin_office.people.acts import Act, Logged
from bitcoin_office.people.person import Person, Session

# What is done to an account by its owner or anybody else, and what was tried.
TOLD: Final = (
    Act.ADDED,
    Act.ROLE_CHANGED,
    Act.DISABLED,
    Act.ENABLED,
    Act.PASSWORD_RESET,
    Act.PASSWORD_CHANGED,
    Act.PASSWORD_POOR,
    Act.FACTOR_SET,
    Act.LOGIN_FAILED,
    Act.CONFIRM_FAILED,
)
MOST_TOLD: Final = 20


class AccountNews(msgspec.Struct, frozen=True, kw_only=True):
    """The login before this session's, ``None`` for the first; and what happened to the account since, newest first."""

    before: Logged | None
    since: tuple[Logged, ...]


def account_news(people: SqlPeople, person: Person, session: Session) -> AccountNews:
    """The news of somebody's account in a session."""
    logins = people.acts_of(person.name, (Act.LOGGED_IN,), until=session.started, most=2)
    before = logins[1] if len(logins) > 1 else None
    after = before.seq if before else 0
    since = people.acts_of(person.name, TOLD, about=True, after=after, most=MOST_TOLD)
    return AccountNews(before=before, since=since)
