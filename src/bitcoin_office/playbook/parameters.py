"""Dated parameters: every value with its unit, the day from which it holds, its source, and when that was checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.figure import KnownUnit
from bitcoin_office.playbook.known import KNOWN
from bitcoin_office.playbook.problem import Problem, nearest
from bitcoin_office.playbook.wording import backwards
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError
from bitcoin_office.terms.source import Quality, Source


class ParameterValue(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One value of a parameter and the days on which it holds: until ``effective_to``, or until the next value."""

    unit: KnownUnit
    effective_from: Annotated[dt.date, Meta(description="The first day on which the value holds.")]
    source: Annotated[Source, Meta(description="Who says so.")]
    value: Annotated[Decimal | None, Meta(description="The number, in the unit.")] = None
    missing: Annotated[str, Meta(description="In place of a value: what would have to be known.")] = ""
    effective_to: Annotated[dt.date | None, Meta(description="The last day, where the value ends before a next.")] = (
        None
    )
    verified_on: Annotated[
        dt.date | None, Meta(description="The day we last compared it with its source, or with our notes of it.")
    ] = None
    quality: Annotated[Quality | None, Meta(description="Where the value is weaker than its source.")] = None
    note: Annotated[str, Meta(description="What a reader should know beside the number.")] = ""

    def problems(self) -> Iterator[Problem]:
        """Either a value or what is missing; a day on which a documented value was checked; an end after the start."""
        if (self.value is None) == (not self.missing):
            message = "A parameter has either a value, or says what is missing."
            yield Problem(code="no-value", message=message, remedy='Write value = 1, or missing = "what is not known".')
        if self.value is not None and self.verified_on is None and self.trust is not Quality.UNCERTAIN:
            message = "Nobody says when the value was last compared with its source."
            remedy = 'Write verified_on = 2025-07-17, or quality = "uncertain".'
            yield Problem(code="not-verified", message=message, remedy=remedy, key=("verified_on",))
        yield from backwards(self.effective_from, self.effective_to)

    @property
    def trust(self) -> Quality:
        """How far the value may be trusted."""
        return Quality.UNKNOWN if self.value is None else self.quality or self.source.quality


Values = tuple[ParameterValue, ...]


class Parameters(msgspec.Struct, frozen=True):
    """All dated parameters of a country, by name, each name's values in order of their days."""

    values: dict[str, Values]

    def get(self, name: str, on: dt.date) -> ParameterValue:
        """The value that holds on a day.

        Raises ``NotFoundError`` for a name that nothing defines, and ``IncompleteDataError`` where no value holds on
        that day or the value is not known; the message says what is missing.
        """
        if name not in self.values:
            remedy = f"Add it to a file in parameters/: {KNOWN[name].meaning}" if name in KNOWN else ""
            raise NotFoundError(kind="parameter", name=name, known=tuple(self.values), remedy=remedy)
        holding = [value for value in self.values[name] if value.effective_from <= on]
        last = holding[-1] if holding else None
        if last is None or (last.effective_to is not None and last.effective_to < on):
            known = ", ".join(f"from {value.effective_from}" for value in self.values[name])
            message = f"The parameter {name} has no value on {on}: it is known {known}."
            raise IncompleteDataError(message, remedy="Add a dated value to a file in parameters/.")
        if last.value is None:
            message = f"The parameter {name} is not known on {on}: {last.missing}"
            raise IncompleteDataError(message, remedy="Add a value with its source to a file in parameters/.")
        return last

    def number(self, name: str, on: dt.date) -> Decimal:
        """The number alone; raises as ``get``."""
        value = self.get(name, on).value
        return Decimal(0) if value is None else value


def value_problems(name: str, value: ParameterValue, money: str | None) -> Iterator[Problem]:
    """A value in another unit than its parameter has, or out of range.

    ``money`` is the country's currency, or ``None`` where a file is read by itself.
    """
    if name in KNOWN:
        yield from KNOWN[name].problems(value.unit, value.value, money)


def name_problems(names: Iterable[str]) -> Iterator[Problem]:
    """Names that no rule and no report reads: they would change nothing."""
    for name in names:
        if name not in KNOWN:
            near = nearest(name, KNOWN)
            remedy = f"Did you mean {near!r}?" if near else "The known ones are listed in the playbook's reference."
            message = f"No rule reads a parameter {name!r}."
            yield Problem(code="unknown-key", message=message, remedy=remedy, key=(name,))


def date_problems(dated: Sequence[tuple[int, ParameterValue]]) -> Iterator[Problem]:
    """Days that overlap or stand out of order, in the numbered values of one parameter."""
    for (number, before), (index, after) in pairwise(dated):
        if after.effective_from <= before.effective_from:
            message = f"{after.effective_from} does not come after {before.effective_from}, which stands before it."
            remedy = "List the values in order of their days, one a day."
            yield Problem(code="overlapping-dates", message=message, remedy=remedy, key=(index, "effective_from"))
        elif before.effective_to is not None and before.effective_to >= after.effective_from:
            message = f"It overlaps with the next value, which holds from {after.effective_from}."
            yield Problem(code="overlapping-dates", message=message, key=(number, "effective_to"))
