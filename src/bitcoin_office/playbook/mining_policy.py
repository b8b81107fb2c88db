"""What the country declares about mining bitcoin and about halls of other computers on the same power."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.figure import Figure, figure_of, share_of
from bitcoin_office.playbook.power_policy import MOST_MW
from bitcoin_office.playbook.units_known import Measure
from bitcoin_office.playbook.wording import Id, Name, Note, ParameterName, Standing
from bitcoin_office.terms.source import Source


class CoinsGoTo(enum.StrEnum):
    """What happens to the coins that the state mines or is paid."""

    RESERVE = "reserve"
    SOLD = "sold"
    MINERS = "miners"
    UNKNOWN = "unknown"


class Fleet(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Machines of one model at one site."""

    id: Id
    model: Name
    efficiency: Annotated[Figure, figure_of(Measure.EFFICIENCY, "Energy per hash.", low="1", high="500")]
    power: Annotated[Figure, figure_of(Measure.POWER, "What the machines draw.", high=MOST_MW)]
    machines: Annotated[Figure | None, figure_of(Measure.COUNT, "How many.")] = None
    standing: Standing = Standing.UNKNOWN
    note: Note | None = None


class Hall(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A hall of computers for artificial intelligence, which competes for the same power."""

    id: Id
    name: Name
    power: Annotated[Figure, figure_of(Measure.POWER, "What the hall may draw.", high=MOST_MW)]
    revenue: Annotated[Figure, figure_of(Measure.MONEY_PER_POWER_YEAR, "What hosting earns.")]
    build_cost: Annotated[Figure, figure_of(Measure.MONEY_PER_POWER, "What building costs.")]
    uptime: Annotated[Figure | None, share_of("The time in which power must flow.")] = None
    standing: Standing = Standing.UNKNOWN
    note: Note | None = None


class MiningPolicy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The mining programme as declared."""

    heading: ClassVar[str] = "The power offered, the machines, the halls beside them."

    standing: Standing
    source: Annotated[Source, Meta(description="Who declared the programme.")]
    since: Annotated[dt.date | None, Meta(description="The day of the declaration.")] = None
    power: Annotated[Figure | None, figure_of(Measure.POWER, "The power offered.", high=MOST_MW)] = None
    months: Annotated[
        tuple[Annotated[int, Meta(ge=1, le=12)], ...],
        Meta(description="The months of the year in which it is offered, 1 to 12; all when empty."),
    ] = ()
    tariff: Annotated[ParameterName | None, Meta(description="The parameter that holds the miners' tariff.")] = None
    overhead: Annotated[Figure | None, share_of("Power for cooling and everything else, beside the machines.")] = None
    mined: Annotated[Figure | None, figure_of(Measure.BITCOIN, "Coins mined by the state so far.")] = None
    coins: Annotated[CoinsGoTo, Meta(description="What happens to the coins.")] = CoinsGoTo.UNKNOWN
    fleet: Annotated[tuple[Fleet, ...], Meta(description="Machines, or those a plan assumes.")] = ()
    halls: Annotated[tuple[Hall, ...], Meta(description="Halls for other computers.")] = ()
    note: Note | None = None
