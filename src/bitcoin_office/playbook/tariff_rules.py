"""Tariffs by rule: what miners pay follows from fuel, a class or the cost of service, within a floor and a ceiling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.figure import Figure, figure_of
from bitcoin_office.playbook.problem import Problem
from bitcoin_office.playbook.units_known import Measure
from bitcoin_office.playbook.wording import Id, Note, ParameterName, Percent
from bitcoin_office.terms.source import Source


class TariffRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every rule of a tariff states."""

    id: Id
    source: Annotated[Source, Meta(description="Who declared the rule, with all the numbers in it.")]
    floor: Annotated[Figure | None, figure_of(Measure.MONEY_PER_ENERGY, "The least that is paid.")] = None
    ceiling: Annotated[Figure | None, figure_of(Measure.MONEY_PER_ENERGY, "The most that is paid.")] = None
    note: Note | None = None

    def problems(self) -> Iterator[Problem]:
        """The floor is not above the ceiling."""
        low, high = (figure.value if figure else None for figure in (self.floor, self.ceiling))
        if low is not None and high is not None and low > high:
            message = f"The floor of {low:f} is above the ceiling of {high:f}."
            yield Problem(code="out-of-range", message=message, key=("floor",))


class FixedTariff(TariffRule, frozen=True, kw_only=True, tag_field="rule", tag="fixed"):
    """A dated parameter."""

    parameter: ParameterName


class MarginalCostPlus(TariffRule, frozen=True, kw_only=True, tag_field="rule", tag="marginal_cost_plus"):
    """The fuel that one more kilowatt-hour burns, as dispatched, with what is stated as lost; and a margin."""

    margin: Annotated[Figure, figure_of(Measure.MONEY_PER_ENERGY, "What comes on top; below 0 for less.", low=None)]


class ShareOfClass(TariffRule, frozen=True, kw_only=True, tag_field="rule", tag="share_of_class"):
    """A share of the tariff of the class that miners would belong to."""

    share_percent: Percent


class CostOfServiceLess(TariffRule, frozen=True, kw_only=True, tag_field="rule", tag="cost_of_service_less"):
    """Energy and capacity as bought, with what is stated as lost, less so much."""

    less: Annotated[Figure, figure_of(Measure.MONEY_PER_ENERGY, "What is taken off.")]


MiningTariff = FixedTariff | MarginalCostPlus | ShareOfClass | CostOfServiceLess
