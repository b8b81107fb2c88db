"""The places at which a country mines: how much power, from where, at what price, with which machines, from when on."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.figure import Figure, figure_of, share_of
from bitcoin_office.playbook.power_policy import MOST_MW
from bitcoin_office.playbook.problem import Problem
from bitcoin_office.playbook.units_known import Measure
from bitcoin_office.playbook.wording import Id, Name, Note, ParameterName, Standing, Text
from bitcoin_office.terms.source import Source

MEGAWATTS = {"MW": Decimal(1), "kW": Decimal("0.001"), "W": Decimal("0.000001")}
_MOST_LOST = "90"


class Supply(enum.StrEnum):
    """Where a site's power comes from.

    ``GRID``: the country's system, from its surplus and by its merit order. ``PLANT``: the gate of one plant of that
    order, whose fuel it burns. ``OWN``: a plant of its own, outside the system.
    """

    GRID = "grid"
    PLANT = "plant"
    OWN = "own"


class SiteMachines(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Machines of one model at a site. What is not stated here is taken from the table of machines."""

    id: Id
    model: Annotated[Text, Meta(description="The model: its id or name in the table of machines, or any other.")]
    power: Annotated[
        Figure | None,
        figure_of(Measure.POWER, "What they draw, cooling included; what the others leave when absent.", high=MOST_MW),
    ] = None
    efficiency: Annotated[
        Figure | None, figure_of(Measure.EFFICIENCY, "Energy per hash; the table's when absent.", low="1", high="500")
    ] = None
    price: Annotated[Figure | None, figure_of(Measure.MONEY_PER_POWER, "What they cost, in dollars.")] = None
    life: Annotated[Figure | None, figure_of(Measure.TIME, "Years until they are replaced.", low="1", high="20")] = None
    failures: Annotated[Figure | None, share_of("The share that fails for good in a year.")] = None
    note: Note | None = None


class Site(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One place. What is not stated here is as the programme has it."""

    id: Id
    name: Name
    source: Annotated[Source, Meta(description="Who declares the site.")]
    standing: Standing = Standing.UNKNOWN
    region: Annotated[Text | None, Meta(description="Where it lies.")] = None
    power: Annotated[
        Figure | None,
        figure_of(Measure.POWER, "The site's power at its meter; what the others leave when absent.", high=MOST_MW),
    ] = None
    supply: Annotated[Supply, Meta(description="Where the power comes from.")] = Supply.GRID
    plant: Annotated[Id | None, Meta(description="The plant of the merit order at whose gate it lies.")] = None
    losses: Annotated[
        Figure | None, figure_of(Measure.SHARE, "Energy lost between plant and meter.", high=_MOST_LOST)
    ] = None
    months: Annotated[
        tuple[Annotated[int, Meta(ge=1, le=12)], ...],
        Meta(description="The months in which it has power; those of the programme when empty."),
    ] = ()
    opens: Annotated[dt.date | None, Meta(description="The first day on which machines run.")] = None
    closes: Annotated[dt.date | None, Meta(description="The last such day; open when absent.")] = None
    tariff: Annotated[ParameterName | None, Meta(description="The parameter that holds the site's tariff.")] = None
    tariff_rule: Annotated[Id | None, Meta(description="The rule of the site's tariff, in its place.")] = None
    own_cost: Annotated[
        Figure | None, figure_of(Measure.MONEY_PER_ENERGY, "What a unit of energy of its own plant costs.")
    ] = None
    emissions: Annotated[
        Figure | None, figure_of(Measure.EMISSIONS, "Carbon dioxide of its own plant.", high="2000")
    ] = None
    build_cost: Annotated[
        Figure | None, figure_of(Measure.MONEY_PER_POWER, "What building it costs, without machines.")
    ] = None
    overhead: Annotated[Figure | None, share_of("Power for cooling and everything else, beside the machines.")] = None
    machines: Annotated[tuple[SiteMachines, ...], Meta(description="What stands there.")] = ()
    note: Note | None = None

    @property
    def power_mw(self) -> Decimal | None:
        """The stated power in megawatts."""
        return megawatts(self.power)

    def problems(self) -> Iterator[Problem]:
        """Supply and its figures belong together; machines draw no more than there is; it closes after it opens."""
        if (self.plant is None) is (self.supply is Supply.PLANT):
            message = "A site at a plant's gate names the plant, and no other does."
            yield Problem(code="no-value", message=message, remedy='Write supply = "plant" and plant.', key=("plant",))
        if (self.own_cost is None) is (self.supply is Supply.OWN):
            message = "A site with a plant of its own states what its energy costs, and no other does."
            remedy = 'Write supply = "own" and own_cost.'
            yield Problem(code="no-value", message=message, remedy=remedy, key=("own_cost",))
        if self.supply is Supply.OWN and self.power_mw is None:
            message = "A site with a plant of its own states its power: it is none of what is offered."
            yield Problem(code="no-value", message=message, remedy="State power.", key=("power",))
        if self.supply is Supply.OWN and (self.tariff is not None or self.tariff_rule is not None):
            message = "A site with a plant of its own pays no tariff."
            yield Problem(code="no-value", message=message, remedy="Leave tariff out.", key=("tariff",))
        if self.opens and self.closes and self.closes < self.opens:
            message = f"It closes on {self.closes}, before it opens on {self.opens}."
            yield Problem(code="overlapping-dates", message=message, key=("closes",))
        if self.machines:
            powers = tuple(megawatts(item.power) for item in self.machines)
            yield from overfull(powers, self.power_mw, ("machines",), "machines")


def megawatts(figure: Figure | None) -> Decimal | None:
    """A figure of power in megawatts; ``None`` where it has no value, or none that can be a power."""
    if figure is None or figure.value is None or figure.unit not in MEGAWATTS or figure.value < 0:
        return None
    return figure.value * MEGAWATTS[figure.unit]


def overfull(
    powers: tuple[Decimal | None, ...], total: Decimal | None, key: tuple[str | int, ...], what: str
) -> Iterator[Problem]:
    """The problems of parts of a power: more than the whole, or more than one that takes what the others leave."""
    known = sum((power for power in powers if power is not None), Decimal(0))
    rest = [place for place, power in enumerate(powers) if power is None]
    if len(rest) > 1:
        message = f"Only one of the {what} can take the power that the others leave."
        yield Problem(code="no-value", message=message, remedy="State the power of the others.", key=(*key, rest[1]))
    if total is not None and known > total:
        message = f"The {what} have {known:,f} MW together, of {total:,f} MW."
        yield Problem(code="out-of-range", message=message, remedy="State less, or more in all.", key=key)
