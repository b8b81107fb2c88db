"""What a value finds wrong with itself: problems that the decoder turns into findings with a place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, Protocol, runtime_checkable

import msgspec

from bitcoin_office.playbook.lines import KeyPath
from bitcoin_office.terms.finding import Severity

# A remedy that lists more names than these is not read.
MOST_NAMED = 12


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A finding without its file and line. ``key`` is the way from the value that reports it to what is wrong in it."""

    code: str
    message: str
    remedy: str = ""
    key: KeyPath = ()
    severity: Severity = Severity.ERROR


@runtime_checkable
class SelfChecking(Protocol):
    """A struct with rules that span several of its fields. The decoder calls ``problems`` once the fields are sound."""

    def problems(self) -> Iterable[Problem]:
        """Everything that does not fit together."""
        ...


class Check(Protocol):
    """A rule for one field: ``Annotated[Figure, Meta(extra={"check": rule})]``."""

    def __call__(self, value: Any, /) -> Iterable[Problem]:
        """Everything that is wrong with a sound value in this field."""
        ...


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, however it was capitalised; ``None`` when none is near."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    found = difflib.get_close_matches(word.lower().replace("-", "_"), by_lower, n=1)
    found = found or difflib.get_close_matches(word.lower(), by_lower, n=1)
    return by_lower[found[0]] if found else None


def meant(word: str, known: Iterable[str]) -> str:
    """A remedy for an unknown word: the nearest known one, or all of them."""
    candidates = tuple(known)
    near = nearest(word, candidates)
    if near:
        return f"Did you mean {near!r}?"
    more = f" and {len(candidates) - MOST_NAMED} more" if len(candidates) > MOST_NAMED else ""
    return f"Known: {', '.join(sorted(candidates)[:MOST_NAMED])}{more}."
