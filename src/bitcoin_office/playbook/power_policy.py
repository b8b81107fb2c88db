"""The country's power system, as far as a mining programme depends on it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.figure import Figure, figure_of, share_of
from bitcoin_office.playbook.problem import Problem, meant
from bitcoin_office.playbook.units_known import Measure
from bitcoin_office.playbook.wording import Id, Month, Note, ParameterName, Text
from bitcoin_office.terms.source import Source

MOST_MW = "2000000"


class MonthOfPower(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One month of the system: what was needed, and what could have been generated beyond it."""

    month: Month
    load: Annotated[Figure, figure_of(Measure.POWER, "Average power generated.", high=MOST_MW)]
    surplus: Annotated[Figure, figure_of(Measure.POWER, "Average power that could have been generated beyond it.")]
    hydro: Annotated[Figure | None, figure_of(Measure.POWER, "Average power from water.", high=MOST_MW)] = None


class Plant(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A group of plants of one fuel: one step of the merit order."""

    id: Id
    fuel: Annotated[Text, Meta(description="What they burn or use.")]
    cost: Annotated[Figure, figure_of(Measure.MONEY_PER_ENERGY, "What one more unit of energy costs (fuel).")]
    capacity: Annotated[Figure, figure_of(Measure.POWER, "What the plants can generate.", high=MOST_MW)]
    emissions: Annotated[Figure, figure_of(Measure.EMISSIONS, "Carbon dioxide per energy.", high="2000")]
    generated: Annotated[Figure | None, figure_of(Measure.ENERGY, "Generated in the month of the cost.")] = None
    note: Note | None = None


class PlantGroup(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Plants whose capacity is reported only together."""

    id: Id
    plants: Annotated[tuple[Id, ...], Meta(description="The ids of the plants, cheapest first.")]
    capacity: Annotated[Figure, figure_of(Measure.POWER, "What they can generate together.", high=MOST_MW)]
    note: Note | None = None

    def problems(self) -> Iterator[Problem]:
        """A group of no plants."""
        if not self.plants:
            remedy = "Name the plants, cheapest first."
            yield Problem(code="no-value", message="The group has no plants.", remedy=remedy, key=("plants",))


class TariffClass(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A class of customers and the dated parameter that holds what it pays."""

    id: Id
    customers: Annotated[Text, Meta(description="Who pays it.")]
    parameter: ParameterName
    takes_miners: Annotated[
        bool, Meta(description="Whether miners without a tariff of their own would belong to it.")
    ] = False
    note: Note | None = None


class PowerPolicy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The power system as declared and reported."""

    heading: ClassVar[str] = "Merit order, load and surplus by month, who pays which tariff."

    source: Annotated[Source, Meta(description="Who reports the system.")]
    installed: Annotated[Figure, figure_of(Measure.POWER, "Everything that is installed.", high=MOST_MW)]
    claimed_surplus: Annotated[Figure | None, figure_of(Measure.POWER, "The surplus the government speaks of.")] = None
    losses: Annotated[Figure | None, share_of("Energy lost between plants and customers.")] = None
    availability: Annotated[
        Figure | None, share_of("The share of a burning plant's capacity that can be counted on.")
    ] = None
    merit_order_of: Annotated[Month | None, Meta(description="The month that the merit order is taken from.")] = None
    plants: Annotated[tuple[Plant, ...], Meta(description="The merit order, cheapest first.")] = ()
    groups: Annotated[tuple[PlantGroup, ...], Meta(description="Plants whose capacity is known only together.")] = ()
    months: Annotated[tuple[MonthOfPower, ...], Meta(description="Load and surplus, month by month.")] = ()
    tariffs: Annotated[tuple[TariffClass, ...], Meta(description="Who pays which tariff.")] = ()
    note: Note | None = None

    def problems(self) -> Iterator[Problem]:
        """The merit order goes from cheap to dear; no month stands twice."""
        known = [(index, plant) for index, plant in enumerate(self.plants) if plant.cost.value is not None]
        for (_, cheaper), (index, plant) in pairwise(known):
            if plant.cost.unit == cheaper.cost.unit and (plant.cost.value or 0) < (cheaper.cost.value or 0):
                message = f"{plant.id} costs less than {cheaper.id}, which stands before it."
                remedy = "List the plants from the cheapest to the dearest."
                yield Problem(code="wrong-order", message=message, remedy=remedy, key=("plants", index, "cost"))
        yield from self._group_problems()
        months = [entry.month for entry in self.months]
        for index, month in enumerate(months):
            if month in months[:index]:
                message = f"The month {month} stands twice."
                yield Problem(code="overlapping-dates", message=message, key=("months", index, "month"))

    def _group_problems(self) -> Iterator[Problem]:
        """Groups name plants that are there."""
        known = {plant.id for plant in self.plants}
        for index, group in enumerate(self.groups):
            for place, name in enumerate(group.plants):
                if name not in known:
                    message = f"No plant has the id {name!r}."
                    key = ("groups", index, "plants", place)
                    yield Problem(code="unknown-reference", message=message, remedy=meant(name, known), key=key)
