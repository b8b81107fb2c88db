"""The days of a replayed future as the hours take them: out of the engine's own rows, site by site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

from bitcoin_office.mining.hours import DayOfFuture, MachinesOfDay
from bitcoin_office.office.plan import PlanSetup
from bitcoin_office.office.plan_mining import MiningSetup
from bitcoin_office.simulate.mining_steps import indexed
from bitcoin_office.simulate.mining_terms import MiningTerms, MonthOfSupply
from bitcoin_office.simulate.site_desk import batch_numbers
from bitcoin_office.terms.errors import IncompleteDataError

Rows = Mapping[str, Sequence[float]]


class FutureSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A traced future: every kept value by day, and the plan's numbers."""

    setup: PlanSetup
    rows: Rows
    numbers: Mapping[str, float]

    @property
    def mining(self) -> MiningSetup:
        """The mining desk. Raises ``IncompleteDataError`` where the programme has none."""
        desk = self.setup.power
        if desk.setup is None:
            raise IncompleteDataError(desk.why_not, remedy="Hours need mining and power in the programme.")
        return desk.setup

    def morning(self, name: str, day: int) -> float:
        """A state on the morning of a day: the evening's before, or what the plan begins with."""
        return self.rows[name][day - 1] if day else self.numbers[f"first_{name}"]


def seen_by_hours(terms: MiningTerms) -> tuple[str, ...]:
    """What the hours take of a day that the engine keeps no row for unless something counts it."""
    return ("tariff_local", *(f"tariff_s{place}" for place in range(len(terms.sites))))


def days_of(future: FutureSeen, places: range) -> tuple[DayOfFuture, ...]:
    """What the days bring, as the engine drew it: shocks of load and water, prices, rates, machines and all others."""
    setup, rows, terms = future.setup, future.rows, future.mining.terms
    found: list[DayOfFuture] = []
    for place in places:
        on = setup.span.date(place)
        month, rate = terms.months[on.month - 1], rows["local_per_usd"][place]
        found.append(
            DayOfFuture(
                on=on,
                price_usd=rows["price_usd"][place],
                local_per_usd=rate,
                tariff_local_per_kwh=rows["tariff_local"][place],
                surplus_mw=month.surplus_mw,
                load_mw=month.load_mw,
                load_shift=_net_shift(rows, place, terms, month),
                others_ehs=future.morning("others_ehs", place),
                machines=_machines(terms, rows, place, on),
                hall_mw=terms.hall_mw * terms.hall.uptime if terms.hall else 0.0,
                fuel_factor=indexed(1.0, terms.fuel_dollar_share, rate, 1.0 / terms.first_rate),
            )
        )
    return tuple(found)


def _net_shift(rows: Rows, place: int, terms: MiningTerms, month: MonthOfSupply) -> float:
    """How far load less water is from the month's figure, as the day's own step has it."""
    shift = rows["load_shift"][place]
    return shift - month.hydro_of_load * rows["hydro_shift"][place] if terms.water_strays else shift


def _machines(terms: MiningTerms, rows: Rows, place: int, on: dt.date) -> tuple[MachinesOfDay, ...]:
    """The one site's machines, or those of each of several, with what works of them on the day."""
    if not terms.sites:
        only = MachinesOfDay(
            site=0,
            on_grid=True,
            offer_mw=terms.mining_mw if terms.offers(on) else 0.0,
            machines_mw=terms.mining_mw * rows["working_share"][place],
            ehs_per_mw=rows["ehs_per_mw"][place],
            tariff_local_per_kwh=rows["tariff_local"][place],
        )
        return (only,)
    return tuple(
        MachinesOfDay(
            site=number,
            on_grid=site.on_grid(),
            offer_mw=batch.power_mw if site.offers(on) else 0.0,
            machines_mw=batch.power_mw * rows[f"working_share_b{which}"][place],
            ehs_per_mw=rows[f"ehs_per_mw_b{which}"][place],
            tariff_local_per_kwh=rows[f"tariff_s{number}"][place],
        )
        for number, (site, numbers) in enumerate(zip(terms.sites, batch_numbers(terms.sites), strict=True))
        for which, batch in zip(numbers, site.batches, strict=True)
    )
