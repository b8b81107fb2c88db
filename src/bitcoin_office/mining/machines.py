"""Machine models: what a maker says that a machine hashes and draws, and how long machines last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.figure import Figure, figure_of, share_of
from bitcoin_office.playbook.problem import Problem
from bitcoin_office.playbook.units_known import Measure
from bitcoin_office.playbook.wording import Id, Name, Note
from bitcoin_office.terms.errors import NotFoundError
from bitcoin_office.terms.pattern import END
from bitcoin_office.terms.source import Quality, Source

BEST_J_PER_TH, WORST_J_PER_TH = Decimal(5), Decimal(200)
"""Between these lies every machine since 2016; outside is a slip of the pen."""


class Machine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One model. Prices are what somebody asked for it; lives and failures say whether they are on file or assumed."""

    id: Id
    name: Name
    maker: Name
    cooling: Annotated[str, Meta(pattern="^(air|water|immersion)" + END, description="How it is cooled.")]
    hashrate_ths: Annotated[Decimal, Meta(description="TH/s, as the maker states.")]
    power_w: Annotated[Decimal, Meta(description="Watts at the wall, as the maker states.")]
    source: Annotated[Source, Meta(description="Who states it.")]
    quality: Annotated[Quality | None, Meta(description="Where the figures are weaker than their source.")] = None
    price_usd: Annotated[Decimal | None, Meta(description="A price asked for one machine.")] = None
    price_on: Annotated[dt.date | None, Meta(description="The day of the price, where it is known.")] = None
    life: Annotated[Figure | None, figure_of(Measure.TIME, "Years until it is replaced.", low="1", high="20")] = None
    failures: Annotated[Figure | None, share_of("The share that fails for good in a year.")] = None
    note: Note | None = None

    @property
    def j_per_th(self) -> float:
        """Joules per terahash."""
        return float(self.power_w / self.hashrate_ths)

    @property
    def trust(self) -> Quality:
        """How far the figures may be trusted."""
        return self.quality or self.source.quality

    def price_usd_per_mw(self) -> float | None:
        """What machines for a megawatt cost; ``None`` without a price."""
        return None if self.price_usd is None else float(self.price_usd / self.power_w) * 1e6

    def problems(self) -> Iterator[Problem]:
        """Watts and terahashes that cannot belong to one machine."""
        for key in ("hashrate_ths", "power_w", "price_usd"):
            if (getattr(self, key) or 0) <= 0 and getattr(self, key) is not None:
                yield Problem(code="out-of-range", message="It must be more than nothing.", key=(key,))
        if self.hashrate_ths > 0 and not BEST_J_PER_TH <= self.power_w / self.hashrate_ths <= WORST_J_PER_TH:
            message = f"{self.power_w:f} W for {self.hashrate_ths:f} TH/s is {self.j_per_th:.1f} J/TH."
            remedy = f"Machines lie between {BEST_J_PER_TH} and {WORST_J_PER_TH} J/TH."
            yield Problem(code="out-of-range", message=message, remedy=remedy, key=("power_w",))


class MachineTable(msgspec.Struct, frozen=True, kw_only=True):
    """All models that come with the office, or those of a file of one's own."""

    machine: Annotated[tuple[Machine, ...], Meta(description="The models.")]

    def called(self, name: str) -> Machine | None:
        """The model with this id or name, in small letters or large; ``None`` where there is none."""
        wanted = name.casefold()
        return next((item for item in self.machine if wanted in {item.id, item.name.casefold()}), None)

    def named(self, name: str) -> Machine:
        """The model with this id. Raises ``NotFoundError`` with the nearest known one."""
        for machine in self.machine:
            if machine.id == name:
                return machine
        raise NotFoundError(kind="machine", name=name, known=tuple(machine.id for machine in self.machine))
