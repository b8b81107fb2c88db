"""The terms of a bitcoin bond."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.figure import Figure, figure_of, share_of
from bitcoin_office.playbook.problem import Problem
from bitcoin_office.playbook.units_known import Measure
from bitcoin_office.playbook.wording import Id, Name, Note, Standing
from bitcoin_office.terms.source import Source


class Issuer(enum.StrEnum):
    """Who owes a bond."""

    TREASURY = "treasury"
    OTHER = "other"
    UNKNOWN = "unknown"


class BondTerms(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One bond, issued or only announced."""

    heading: ClassVar[str] = "Terms of bonds whose proceeds buy bitcoin, or that pay with it."

    id: Id
    name: Name
    standing: Standing
    announced_on: Annotated[dt.date, Meta(description="The day of the announcement.")]
    source: Annotated[Source, Meta(description="Where the terms are reported.")]
    principal: Annotated[Figure, figure_of(Measure.MONEY, "The sum borrowed.")]
    tenor: Annotated[Figure, figure_of(Measure.TIME, "How long it runs.", high="100")]
    coupon: Annotated[Figure, share_of("Interest a year.")]
    issuer: Annotated[Issuer, Meta(description="Who owes it: the budget's own, or somebody else's.")] = Issuer.UNKNOWN
    issued_on: Annotated[dt.date | None, Meta(description="The day of issue, past or planned.")] = None
    denomination: Annotated[Figure | None, figure_of(Measure.MONEY, "The smallest piece sold.")] = None
    into_bitcoin: Annotated[Figure | None, figure_of(Measure.MONEY, "The part that buys bitcoin.")] = None
    into_works: Annotated[Figure | None, figure_of(Measure.MONEY, "The part that builds something.")] = None
    lock_up: Annotated[Figure | None, figure_of(Measure.TIME, "How long the coins may not be sold.", high="100")] = None
    sale: Annotated[Figure | None, figure_of(Measure.TIME, "How long the sale of the coins takes.", high="100")] = None
    gain_share: Annotated[Figure | None, share_of("The share of the gain that holders are paid.")] = None
    gain_above: Annotated[Figure | None, figure_of(Measure.MONEY, "Proceeds recovered before gains count.")] = None
    note: Note | None = None

    def problems(self) -> Iterator[Problem]:
        """The parts do not exceed the principal."""
        whole, parts = self.principal.value, [part.value for part in (self.into_bitcoin, self.into_works) if part]
        spent = sum(part for part in parts if part is not None)
        if whole is not None and spent > whole:
            message = f"The uses add up to {spent:,f}, more than the principal of {whole:,f}."
            yield Problem(code="out-of-range", message=message, key=("into_bitcoin",))
