"""The declared policy of a bitcoin reserve."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.figure import Figure, figure_of
from bitcoin_office.playbook.reserve_rules import AnyReserveRule
from bitcoin_office.playbook.units_known import Measure
from bitcoin_office.playbook.wording import Name, Note, Standing
from bitcoin_office.terms.source import Source


class Payer(enum.StrEnum):
    """Whose money buys the coins, and takes what sales bring."""

    TREASURY = "treasury"
    CENTRAL_BANK = "central_bank"
    UNKNOWN = "unknown"


class ReservePolicy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The bitcoin reserve as the country declares it."""

    heading: ClassVar[str] = "What the reserve is, and the rules by which it grows or shrinks."

    name: Name
    standing: Standing
    source: Annotated[Source, Meta(description="Who declared the reserve.")]
    since: Annotated[dt.date | None, Meta(description="The day of the declaration or of the first purchase.")] = None
    keeper: Annotated[str, Meta(description="Who keeps it.")] = ""
    purpose: Annotated[str, Meta(description="What it is for, in the country's own terms.")] = ""
    target: Annotated[Figure | None, figure_of(Measure.BITCOIN, "How many coins it is meant to reach.")] = None
    largest_address: Annotated[Figure | None, figure_of(Measure.BITCOIN, "The most coins on one address.")] = None
    paid_by: Annotated[Payer, Meta(description="Whose dollars pay: the budget's, or those of the reserves.")] = (
        Payer.UNKNOWN
    )
    rules: Annotated[tuple[AnyReserveRule, ...], Meta(description="The standing rules, in order of precedence.")] = ()
    note: Note | None = None
