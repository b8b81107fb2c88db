"""What the country declares about mining bitcoin and about halls of other computers on the same power."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.figure import Figure, figure_of, share_of
from bitcoin_office.playbook.mining_sites import Site, Supply, megawatts, overfull
from bitcoin_office.playbook.power_policy import MOST_MW
from bitcoin_office.playbook.problem import Problem, meant
from bitcoin_office.playbook.tariff_rules import MiningTariff
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
    """Machines of one model, where the programme names no site for them."""

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
    tariff_rule: Annotated[
        Id | None, Meta(description="The rule of the miners' tariff, in the place of a parameter.")
    ] = None
    tariffs: Annotated[tuple[MiningTariff, ...], Meta(description="Rules of tariffs.")] = ()
    overhead: Annotated[Figure | None, share_of("Power for cooling and everything else, beside the machines.")] = None
    mined: Annotated[Figure | None, figure_of(Measure.BITCOIN, "Coins mined by the state so far.")] = None
    coins: Annotated[CoinsGoTo, Meta(description="What happens to the coins.")] = CoinsGoTo.UNKNOWN
    sites: Annotated[tuple[Site, ...], Meta(description="The places, each with its machines.")] = ()
    fleet: Annotated[tuple[Fleet, ...], Meta(description="Machines, or those a plan assumes; without sites.")] = ()
    halls: Annotated[tuple[Hall, ...], Meta(description="Halls for other computers.")] = ()
    note: Note | None = None

    def problems(self) -> Iterator[Problem]:
        """Sites have names of their own, and together no more power than is offered; machines stand in one list."""
        names = [site.name.casefold() for site in self.sites]
        for index, name in enumerate(names):
            if name in names[:index]:
                message = f"Two sites are called {self.sites[index].name!r}."
                yield Problem(code="duplicate-name", message=message, key=("sites", index, "name"))
        offered = tuple(site.power_mw for site in self.sites if site.supply is not Supply.OWN)
        yield from overfull(offered, megawatts(self.power), ("sites",), "sites")
        yield from self._tariff_problems()
        if self.fleet and (len(self.sites) > 1 or any(site.machines for site in self.sites)):
            message = "Machines stand in the fleet, and there are sites for them."
            yield Problem(code="no-value", message=message, remedy="Name them at their sites only.", key=("fleet",))

    def _tariff_problems(self) -> Iterator[Problem]:
        """Rules that are followed are there, and nobody follows a rule and a parameter."""
        known = {rule.id for rule in self.tariffs}
        followed = [((), self.tariff_rule, self.tariff)]
        followed += [(("sites", index), site.tariff_rule, site.tariff) for index, site in enumerate(self.sites)]
        for key, name, parameter in followed:
            if name is not None and name not in known:
                message = f"No rule of a tariff has the id {name!r}."
                remedy = meant(name, known) if known else "Describe it in [[mining.tariffs]]."
                yield Problem(code="unknown-reference", message=message, remedy=remedy, key=(*key, "tariff_rule"))
            if key and name is not None and parameter is not None:
                message = "The tariff is a parameter's, and a rule's."
                yield Problem(code="no-value", message=message, remedy="Leave one out.", key=(*key, "tariff"))
