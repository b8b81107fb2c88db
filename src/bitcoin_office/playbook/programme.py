"""A country's whole playbook: who it is, its seven sections of declared policy, and its dated parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.arrangement import Arrangement
from bitcoin_office.playbook.bond_terms import BondTerms
from bitcoin_office.playbook.correlations import correlation_problems
from bitcoin_office.playbook.mining_policy import MiningPolicy
from bitcoin_office.playbook.oversight_policy import OversightPolicy
from bitcoin_office.playbook.parameters import Parameters, Values
from bitcoin_office.playbook.payments_policy import PaymentsPolicy
from bitcoin_office.playbook.power_policy import PowerPolicy
from bitcoin_office.playbook.problem import Problem, meant
from bitcoin_office.playbook.reserve_policy import ReservePolicy
from bitcoin_office.playbook.tariff_rules import FixedTariff
from bitcoin_office.playbook.tax_policy import TaxPolicy
from bitcoin_office.playbook.units_known import currency
from bitcoin_office.playbook.wording import Name
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.pattern import END
from bitcoin_office.terms.units import Unit, unit

PROGRAMME_SCHEMA = "bitcoin-office/programme/1"
SECTIONS = ("reserve", "mining", "power", "payments", "bonds", "arrangement", "oversight", "tax")
"""The sections of declared policy, in the order in which people read them."""


def money_problems(code: str) -> Iterator[Problem]:
    """The problem of a currency that is not in use."""
    if currency(code) != code:
        yield Problem(code="unknown-unit", message=f"{code!r} is no currency.", remedy="Write an ISO 4217 code.")


class Country(msgspec.Struct, frozen=True, kw_only=True):
    """Which country a playbook is of."""

    code: Annotated[str, Meta(pattern="^[a-z]{2}" + END, description="Two letters, ISO 3166-1, small.")]
    name: Name
    currency: Annotated[str, Meta(description="The money of its budget, ISO 4217.", extra={"check": money_problems})]
    languages: Annotated[
        tuple[Annotated[str, Meta(pattern="^[a-z]{2,3}" + END)], ...],
        Meta(description="Languages of its statements, ISO 639, the first is used first."),
    ]
    summary: Annotated[str, Meta(description="The programme in a few sentences.")] = ""

    @property
    def money(self) -> Unit:
        """The unit of account of its budget."""
        return unit(self.currency)


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """The declared policy of a country. A section that is absent is one the country has not declared."""

    schema: Annotated[Literal["bitcoin-office/programme/1"], Meta(description="The version of this form.")]
    country: Annotated[Country, Meta(description="Whose programme it is.")]
    reserve: ReservePolicy | None = None
    mining: MiningPolicy | None = None
    power: PowerPolicy | None = None
    payments: PaymentsPolicy | None = None
    bonds: tuple[BondTerms, ...] = ()
    arrangement: Arrangement | None = None
    oversight: OversightPolicy | None = None
    tax: TaxPolicy | None = None
    parameters: Annotated[dict[str, Values], Meta(description="Dated values; usually in files of their own.")] = {}

    def problems(self) -> Iterator[Problem]:
        """Every parameter and every plant that is referred to is there."""
        yield from self._site_problems()
        yield from correlation_problems(self.parameters)
        for key, name in self._references():
            if name not in self.parameters:
                message = f"No parameter is named {name!r}."
                remedy = meant(name, self.parameters) if self.parameters else "Define it in a file in parameters/."
                yield Problem(code="unknown-reference", message=message, remedy=remedy, key=key)

    def _site_problems(self) -> Iterator[Problem]:
        """Sites lie at plants that are there, and state prices in moneys that can be compared."""
        plants = {plant.id for plant in self.power.plants} if self.power else set[str]()
        for index, site in enumerate(self.mining.sites if self.mining else ()):
            key = ("mining", "sites", index)
            if site.plant is not None and site.plant not in plants:
                remedy = meant(site.plant, plants) if plants else "Describe it in [[power.plants]]."
                message = f"No plant has the id {site.plant!r}."
                yield Problem(code="unknown-reference", message=message, remedy=remedy, key=(*key, "plant"))
            for way, expected, figure in (
                (("own_cost",), f"{self.country.currency}/kWh", site.own_cost),
                (("build_cost",), "USD/MW", site.build_cost),
                *((("machines", place, "price"), "USD/MW", item.price) for place, item in enumerate(site.machines)),
                *((("machines", place, "life"), "years", item.life) for place, item in enumerate(site.machines)),
            ):
                if figure is not None and figure.unit != expected:
                    message = f"{figure.unit!r} is not its unit."
                    yield Problem(
                        code="wrong-unit", message=message, remedy=f"Write it in {expected}.", key=(*key, *way, "unit")
                    )

    def _references(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        if self.mining and self.mining.tariff:
            yield ("mining", "tariff"), self.mining.tariff
        for index, site in enumerate(self.mining.sites if self.mining else ()):
            if site.tariff:
                yield ("mining", "sites", index, "tariff"), site.tariff
        for index, rule in enumerate(self.mining.tariffs if self.mining else ()):
            if isinstance(rule, FixedTariff):
                yield ("mining", "tariffs", index, "parameter"), rule.parameter
        for index, tariff in enumerate(self.power.tariffs if self.power else ()):
            yield ("power", "tariffs", index, "parameter"), tariff.parameter

    @property
    def dated(self) -> Parameters:
        """The dated parameters, with the way to ask for the one that holds on a day."""
        return Parameters(self.parameters)


def section_named(name: str, known: tuple[str, ...]) -> str:
    """The section of this name. Raises ``UsageError`` with the nearest known name."""
    if name not in known:
        raise UsageError(f"No section {name!r}.", remedy=meant(name, known))
    return name
