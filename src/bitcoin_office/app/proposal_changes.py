"""What is different between a proposal as it was shown and what the rules ask for now, field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final, cast

import msgspec

from bitcoin_office.adapters.store import open_proposals
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.today import asked_on
from bitcoin_office.reserve.proposal import Proposal
from bitcoin_office.reserve.proposal_state import cases_of
from bitcoin_office.terms.errors import NotFoundError

MOST_TOLD: Final = 200
# A new proposal is given an address of its own: that is no change of anything that was shown.
_ITS_OWN: Final = frozenset({"pay_to"})
_RULE: Final = "rule.id"
_NOTHING: Final = "asks for nothing"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One field: how it was shown, and how it is now; empty where there is none."""

    field: str
    shown: str
    now: str


def changes_since(office: OfficeDir, shown: Proposal, day: dt.date) -> tuple[Change, ...]:
    """What is different in what the same rule asks for on a day. Nothing is kept. Raises as ``today_of``."""
    for proposal in asked_on(office, day):
        if proposal.rule.id == shown.rule.id:
            return differences(shown, proposal)
    return (Change(field=_RULE, shown=shown.rule.id, now=_NOTHING),)


def differences(shown: Proposal, now: Proposal) -> tuple[Change, ...]:
    """Every field of two proposals that is not the same, in the order of the first one's fields."""
    before, after = dict(_leaves(msgspec.to_builtins(shown), "")), dict(_leaves(msgspec.to_builtins(now), ""))
    fields = [*before, *(field for field in after if field not in before)]
    found = [
        Change(field=field, shown=before.get(field, ""), now=after.get(field, ""))
        for field in fields
        if before.get(field, "") != after.get(field, "") and field.partition(".")[0] not in _ITS_OWN
    ]
    return tuple(found[:MOST_TOLD])


def proposal_of(office: OfficeDir, proposal_hash: str) -> Proposal:
    """The proposal of a whole hash. Raises ``NotFoundError``."""
    with open_proposals(office.books_url()) as log:
        case = cases_of(log.entries()).get(proposal_hash)
    if case is None:
        raise NotFoundError(kind="proposal", name=proposal_hash)
    return case.proposal


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """The plain values of a tree with their paths."""
    if isinstance(value, dict):
        for key, inner in cast("dict[str, Any]", value).items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(cast("list[Any]", value), start=1):
            yield from _leaves(inner, f"{path}.{number}")
    else:
        yield path, "" if value is None else str(value)
