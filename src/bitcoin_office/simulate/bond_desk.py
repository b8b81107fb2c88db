"""Bitcoin bonds in every future: what their coins leave the issuer, beside the service that is known beforehand."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bitcoin_office.simulate.parts import Day, Part, State, Statistic
from bitcoin_office.simulate.sections import Columns, Section, Span

BONDS_NET, BONDS_CASH = "bonds_net_usd", "bonds_cash_usd"
CENTS = 100.0


class BondInPlan(msgspec.Struct, frozen=True, kw_only=True):
    """One bond: dollars that buy coins, and the days, counted from the plan's first, of issue and of equal sales.

    Days beyond the plan's end do not happen in it. ``gain_share`` is 0 to 1. What the treasury owes goes through its
    budget: the principal at face value, works built on the day of issue, coupons, and the principal again.
    """

    into_bitcoin_usd: int
    threshold_usd: int
    gain_share: float
    issue_day: int
    sale_days: tuple[int, ...]
    principal_usd: int = 0
    works_usd: int = 0
    coupon_cents: int = 0
    coupon_days: tuple[int, ...] = ()
    redeemed_day: int | None = None
    treasury: bool = False


def bonds_section(bonds: Sequence[BondInPlan], span: Span) -> Section:
    """All bonds of a programme; without one an empty section."""
    section = Section(day=Day(state=(), draws=(), steps=(), statistics=()))
    if not bonds:
        return section
    for number, bond in enumerate(bonds):
        section += _bond(number, bond, span)
    total = Part(function="bonds_begin", gives=(BONDS_NET,))
    sums = tuple(
        Part(function="added", gives=(BONDS_NET,), renamed=(("total", BONDS_NET), ("part", f"bond_net_{number}")))
        for number in range(len(bonds))
    )
    nets = tuple(_net(number) for number in range(len(bonds)))
    return (
        section
        + _budget(bonds, span)
        + Section(
            day=Day(
                state=(),
                draws=(),
                steps=(),
                statistics=(Statistic(name=BONDS_NET, unit="USD", low=4, high=50, signed=True),),
                reports=(total, *nets, *sums),
                written="def bonds_begin():\n    return 0.0\n",
            )
        )
    )


def _budget(bonds: Sequence[BondInPlan], span: Span) -> Section:
    """What bonds of the treasury do to its cash, day by day; nothing without one."""
    numbers = [number for number, bond in enumerate(bonds) if bond.treasury]
    if not numbers:
        return Section(day=Day(state=(), draws=(), steps=(), statistics=()))
    sums = {
        word: "+".join(f"bond_{word}_cents_{number}" for number in numbers) for word in ("proceeds", "cost", "dividend")
    }
    taken = [f"bond_{word}_cents_{number}" for word in sums for number in numbers]
    written = (
        f"def bond_sums({', '.join(taken)}):\n    return {sums['proceeds']}-({sums['cost']}), {sums['dividend']}\n"
    )
    before = ("bonds_primary_before", "bonds_dividend_before")
    totals = (("primary_cents", "bonds_sum_primary"), ("dividend_cents", "bonds_sum_dividend"))
    gives = ("bonds_primary_cents", "bonds_service_cents", "bonds_cash_cents", *before)
    return Section(
        day=Day(
            state=tuple(State(name=name) for name in ("bonds_cash_cents", *before)),
            draws=(),
            steps=(
                Part(function="bond_sums", gives=tuple(name for _, name in totals)),
                Part(function="bond_flows", gives=gives, renamed=totals),
            ),
            statistics=(Statistic(name=BONDS_CASH, unit="USD", low=4, high=50, signed=True),),
            reports=(Part(function="in_dollars", gives=(BONDS_CASH,), renamed=(("cents", "bonds_cash_cents"),)),),
            written=written,
        ),
        calendar=_due([bonds[number] for number in numbers], span),
    )


def _due(bonds: Sequence[BondInPlan], span: Span) -> Columns:
    """Cents that are known beforehand, by day: works, coupons, and what is raised less what is repaid."""
    works, interest, raised = ([0.0] * span.days for _ in range(3))
    for bond in bonds:
        paid = [(works, bond.issue_day, bond.works_usd * CENTS), (raised, bond.issue_day, bond.principal_usd * CENTS)]
        paid += [(interest, day, float(bond.coupon_cents)) for day in bond.coupon_days]
        if bond.redeemed_day is not None:
            paid.append((raised, bond.redeemed_day, -bond.principal_usd * CENTS))
        for column, day, cents in paid:
            if 0 <= day < span.days:
                column[day] += cents
    names = ("bonds_works_cents", "bonds_interest_cents", "bonds_raised_cents")
    return tuple((name, tuple(column)) for name, column in zip(names, (works, interest, raised), strict=True))


STATE = ("bond_sats", "bond_cost_cents", "bond_proceeds_cents", "bond_dividend_cents")
NUMBERS = ("into_coins_cents", "threshold_cents", "gain_share")
COLUMNS = ("issues", "sales_left")


def _own(number: int) -> tuple[tuple[str, str], ...]:
    return tuple((name, f"{name}_{number}") for name in (*STATE, *NUMBERS, *COLUMNS))


def _bond(number: int, bond: BondInPlan, span: Span) -> Section:
    own, renamed = dict(_own(number)), _own(number)
    sats, cost, proceeds, dividend = (own[name] for name in STATE)
    left = {day: float(len(bond.sale_days) - place) for place, day in enumerate(bond.sale_days)}
    days = range(span.days)
    return Section(
        day=Day(
            state=tuple(State(name=own[name]) for name in STATE),
            draws=(),
            steps=(
                Part(function="bond_issued", gives=(sats, cost), renamed=renamed),
                Part(function="bond_sold", gives=(sats, proceeds), renamed=renamed),
                Part(function="bond_shared", gives=(dividend,), renamed=renamed),
            ),
            statistics=(),
        ),
        parameters=(
            (own["into_coins_cents"], bond.into_bitcoin_usd * CENTS),
            (own["threshold_cents"], bond.threshold_usd * CENTS),
            (own["gain_share"], bond.gain_share),
        ),
        calendar=(
            (own["issues"], tuple(1.0 if day == bond.issue_day else 0.0 for day in days)),
            (own["sales_left"], tuple(left.get(day, 0.0) for day in days)),
        ),
    )


def _net(number: int) -> Part:
    return Part(function="bond_net", gives=(f"bond_net_{number}",), renamed=_own(number))
