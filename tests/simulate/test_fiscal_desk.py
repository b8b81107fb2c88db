"""Reserves, criteria, reviews and tranches in every future: nothing is lost, and chances come out as they must."""

import datetime as dt
import math
import statistics

import msgspec
import pytest

from bitcoin_office.adapters.compiled_engine import compiled_kernel
from bitcoin_office.simulate.fiscal_desk import FiscalTerms, fiscal_section, pressure_section
from bitcoin_office.simulate.fiscal_reviews import (
    COINS_ADDED,
    GROSS_MOVED,
    NET_MOVED,
    NOTHING,
    YEAR_MOVED,
    FacilityReviews,
    MeasuredCriterion,
)
from bitcoin_office.simulate.plan import Plan, PlanInput, prepare
from bitcoin_office.simulate.record import SUMS
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.reserve_desk import Opening, reserve_section
from bitcoin_office.simulate.run import Piece, run_piece, trace
from bitcoin_office.simulate.sections import Span
from bitcoin_office.simulate.weather.price_models import Drift, Gbm, Start
from bitcoin_office.simulate.weather.rate_models import DOLLAR
from tests.simulate.programmes import EVERY_RULE, FIRST, OPENING, RATE, rule, texts

NORMAL = statistics.NormalDist()
SIGMAS = 4.0


def days(number: int, *on: int) -> tuple[float, ...]:
    """1 on these days."""
    return tuple(1.0 if day in on else 0.0 for day in range(number))


def criterion(number: int, moved: str, limit: float, *on: int, **more: object) -> MeasuredCriterion:
    """A floor on a baseline of nothing, measured on these days."""
    flat = {
        "base": (0.0,) * number,
        "limits": (limit,) * number,
        "tests": days(number, *on),
        "scale": 100.0 if moved in {GROSS_MOVED, NET_MOVED} else 1.0,
        "sense": 1.0,
    }
    return MeasuredCriterion(moved=moved, **{**flat, **more})  # pyright: ignore[reportArgumentType]


def made(terms: FiscalTerms, number: int, *, rules=EVERY_RULE, opening=OPENING, dollar=False, reports=()) -> Plan:
    """A programme under GBM without drift in the mean of its log."""
    span = Span(FIRST, number)
    given = msgspec.structs.replace(opening, reserves_usd=None if terms.gross_base_usd else opening.reserves_usd)
    section = Gbm(volatility=0.6).section(Start(price_usd=100_000.0), Drift())
    section += DOLLAR if dollar else RATE.section(280.0)
    section += pressure_section(terms) + reserve_section(rules, given, span, texts()) + fiscal_section(terms)
    return prepare(PlanInput(section=section, span=span, reports=reports or (number - 1,), seed=5, texts=texts()))


def share(plan: Plan, piece: Piece, name: str, report: int = 0) -> float:
    """The share of paths on which a value of 0 or 1 is 1."""
    names = [statistic.name for statistic in plan.layout.statistics]
    cell = report * len(names) + names.index(name)
    return piece.sums[cell * SUMS + 1] / 2**10 / piece.sums[cell * SUMS + 2]


def everything(number: int, *, from_reserves: bool) -> FiscalTerms:
    """All that the desk can do at once."""
    measured = [
        criterion(number, NET_MOVED, 0.0, 20, 40, deviation_year=5e9, gap_years=0.5),
        criterion(number, GROSS_MOVED, -1e10, 20, 40, deviation_year=2e6),
        criterion(number, YEAR_MOVED, -3e12, 30, deviation_year=1e7, shock=1, begins_anew=True),
        criterion(number, COINS_ADDED, 1e6, *range(number), sense=-1.0, continuous=True),
    ]
    return FiscalTerms(
        from_reserves=from_reserves,
        budget_year_begins=days(number, 15),
        gross_base_usd=(1.0e10,) * number,
        borrowing_rate=0.1,
        currency_sensitivity=0.5,
        coin_haircut=0.5,
        adequacy=(2e10, 3e10),
        adequacy_debt_weight=0.15,
        adequacy_bonds_usd=tuple(1e8 * (day > 30) for day in range(number)),
        criteria=tuple(measured),
        facilities=(
            FacilityReviews(
                slots=days(number, 20, 45),
                amounts_cents=(10_000_000_000, 20_000_000_001),
                expected_cents=(0.0,) * number,
            ),
            FacilityReviews(slots=days(number, 30), amounts_cents=(7,), expected_cents=(0.0,) * number, failing=1.0),
        ),
    )


@pytest.mark.parametrize("from_reserves", [True, False])
def test_dollars_are_conserved_to_the_last_cent(from_reserves):
    """Gross reserves move by coins and the Fund's money, net ones by coins, exactly; the other payer's stay."""
    plan = made(everything(60, from_reserves=from_reserves), 60)
    seen = trace(plan, plain_kernel(plan), 0, 8)
    paid = set()
    for path in range(8):
        of = {name: values[path] for name, values in seen.items()}
        net = of.get("net_moved_cents", [0.0] * 60)
        for day in range(60):
            coins = of["spent_cents"][day] - of["received_cents"][day]
            assert net[day] == (-coins if from_reserves else 0.0)
            assert of["gross_moved_cents"][day] == net[day] + of["fund_cents"][day]
            assert of["reserves_usd"][day] == 1.0e10 + of["gross_moved_cents"][day] / 100
            coins = of["sats"][day] / 1e8 * of["price_usd"][day]
            assert of["reserves_with_coins_usd"][day] == pytest.approx(of["reserves_usd"][day] + 0.5 * coins)
            moved = of["gross_moved_cents"][day] / 100
            metric = 3e10 + 0.15 * of["fund_cents"][day] / 100 + 1e8 * (day > 30)
            assert of["adequacy_percent"][day] == pytest.approx(100 * (2e10 + moved) / metric)
            points = of["adequacy_percent"][day] - 100 * 2e10 / 3e10
            assert of["adequacy_points"][day] == pytest.approx(points, abs=1e-9)
            assert all(of[name][day].is_integer() for name in ("gross_moved_cents", "fund_cents"))
        assert of["released_of_1"][59] == 0.0
        expected = {0.0: 0, 1.0: 10_000_000_000, 2.0: 30_000_000_001}[of["released_of_0"][59]]
        assert of["fund_cents"][59] == expected
        assert of["missed_reviews_of_0"][59] == 2.0 - of["released_of_0"][59]
        paid.add(of["released_of_0"][59])
        if from_reserves:
            assert set(of["budget_moved_local"]) == {0.0}
        else:
            local = -math.fsum(
                (of["spent_cents"][day] - of["received_cents"][day] - before) / 100 * of["local_per_usd"][day]
                for day, before in enumerate(
                    [0.0, *(of["spent_cents"][day] - of["received_cents"][day] for day in range(59))]
                )
            )
            assert of["budget_moved_local"][59] == pytest.approx(local, rel=1e-12)
            owed = 0.0
            for now, before in zip(of["budget_moved_local"], [0.0, *of["budget_moved_local"]], strict=False):
                owed = owed * (1 + 0.1 / 365) - (now - before)
            assert of["debt_added_local"][59] == pytest.approx(owed, rel=1e-9)
    assert len(paid) > 1


def test_the_compiled_engine_gives_the_same_bits():
    """Every kept value of every day, compiled and in plain Python: the same bits; and the same counts."""
    plan = made(everything(60, from_reserves=True), 60)
    plain, compiled = plain_kernel(plan), compiled_kernel(plan)
    one, other = trace(plan, plain, 3, 5), trace(plan, compiled, 3, 5)
    assert {name: [list(values) for values in paths] for name, paths in one.items()} == {
        name: [list(values) for values in paths] for name, paths in other.items()
    }
    first, second = run_piece(plan, plain, 0, 70), run_piece(plan, compiled, 0, 70)
    assert first == second


def one_purchase(on: int):
    """A coin is bought once, on a day."""
    bought = rule("fixed_coins", coins=100.0)
    day = FIRST + dt.timedelta(days=on)
    return (msgspec.structs.replace(bought, effective_from=day, effective_to=day),)


def test_the_chance_of_a_floor_against_black_and_scholes():
    """A hundred coins bought with reserves after 200 days: the floor holds as often as the price is below its share."""
    number, on, floor, paths = 230, 199, -11_000_000.0, 20_000
    terms = FiscalTerms(
        from_reserves=True,
        budget_year_begins=days(number),
        criteria=(criterion(number, NET_MOVED, floor, 210), criterion(number, NET_MOVED, floor, 150)),
        facilities=(FacilityReviews(slots=days(number, 215), amounts_cents=(5,), expected_cents=(0.0,) * number),),
    )
    plan = made(terms, number, rules=one_purchase(on), opening=Opening(), dollar=True)
    piece = run_piece(plan, compiled_kernel(plan), 0, paths)
    years = (on + 1) / 365
    exact = NORMAL.cdf(math.log(-floor / 100 / 100_000) / (0.6 * math.sqrt(years)))
    error = SIGMAS * math.sqrt(exact * (1 - exact) / paths)
    assert share(plan, piece, "kept_0") == pytest.approx(exact, abs=error)
    assert share(plan, piece, "kept_1") == 1.0
    assert share(plan, piece, "passed_of_0") == share(plan, piece, "kept_0") == share(plan, piece, "released_of_0")


def test_the_chance_of_a_baseline_that_strays_against_the_normal_distribution():
    """A baseline half a deviation above its limit, a year and a quarter after its day: as the normal law has it."""
    number, on, paths = 100, 91, 20_000
    strays = criterion(number, NOTHING, 0.0, on, base=(5e8,) * number, deviation_year=1e9, gap_years=1.0, shock=8)
    terms = FiscalTerms(from_reserves=True, budget_year_begins=days(number), criteria=(strays,))
    plan = made(terms, number, rules=(), opening=Opening(), dollar=True)
    piece = run_piece(plan, compiled_kernel(plan), 0, paths)
    exact = NORMAL.cdf(0.5 / math.sqrt(1 + (on + 1) / 365))
    assert share(plan, piece, "kept_0") == pytest.approx(exact, abs=SIGMAS * math.sqrt(exact * (1 - exact) / paths))


def test_a_missed_review_moves_the_tranche_to_the_next_and_the_last_is_lost():
    """Missed in the first of three slots, made up in the second: two of three tranches come, one review was missed."""
    number = 60
    falls = criterion(number, NOTHING, 0.0, 10, 30, 50, base=tuple(-1.0 if day < 20 else 1.0 for day in range(number)))
    slots = FacilityReviews(
        slots=days(number, 10, 30, 50),
        amounts_cents=(100, 200, 400),
        expected_cents=tuple(100.0 * (day > 10) + 200 * (day > 30) + 400 * (day > 50) for day in range(number)),
    )
    terms = FiscalTerms(from_reserves=True, budget_year_begins=days(number), criteria=(falls,), facilities=(slots,))
    plan = made(terms, number, rules=(), opening=Opening(), dollar=True, reports=(20, 40, 59))
    seen = {name: values[0] for name, values in trace(plan, plain_kernel(plan), 0, 1).items()}
    assert [seen["fund_cents"][day] for day in (10, 30, 50, 59)] == [0, 100, 300, 300]
    assert [seen["released_of_0"][day] for day in (20, 40, 59)] == [0, 1, 2]
    assert [seen["passed_of_0"][day] for day in (20, 40, 59)] == [0, 1, 1]
    assert [seen["tranches_waiting_usd"][day] for day in (20, 40, 59)] == [1.0, 2.0, 4.0]
    assert seen["missed_reviews_of_0"][59] == 1


def test_what_is_for_a_later_review_does_not_fail_the_one_of_its_day():
    """Missed on the day of the first of two reviews, for the second: that one is missed, the first is passed."""
    number = 40
    missed = criterion(number, NOTHING, 1.0, 10, later=days(number, 10))
    slots = FacilityReviews(slots=days(number, 10, 30), amounts_cents=(100, 200), expected_cents=(0.0,) * number)
    terms = FiscalTerms(from_reserves=True, budget_year_begins=days(number), criteria=(missed,), facilities=(slots,))
    plan = made(terms, number, rules=(), opening=Opening(), dollar=True)
    seen = {name: values[0] for name, values in trace(plan, plain_kernel(plan), 0, 1).items()}
    assert [seen["released_of_0"][day] for day in (10, 39)] == [1, 1]
    assert [seen["missed_reviews_of_0"][day] for day in (10, 29, 30)] == [0, 0, 1]
    now = msgspec.structs.replace(terms, criteria=(msgspec.structs.replace(missed, later=()),))
    plan = made(now, number, rules=(), opening=Opening(), dollar=True)
    seen = {name: values[0] for name, values in trace(plan, plain_kernel(plan), 0, 1).items()}
    assert [seen["missed_reviews_of_0"][day] for day in (10, 30)] == [1, 1]
    assert seen["released_of_0"][30] == 1


def test_what_is_measured_every_day_stays_broken():
    """A ceiling on coins is broken by the sixth coin and stays so, whatever is sold later."""
    number = 40
    ceiling = criterion(number, COINS_ADDED, 5.0, *range(number), sense=-1.0, continuous=True)
    terms = FiscalTerms(from_reserves=False, budget_year_begins=days(number), criteria=(ceiling,))
    plan = made(terms, number, rules=(rule("fixed_coins", coins=1.0),), opening=Opening(), dollar=True)
    seen = {name: values[0] for name, values in trace(plan, plain_kernel(plan), 0, 1).items()}
    assert list(seen["kept_0"]) == [1.0] * 5 + [0.0] * 35


def test_pressure_makes_the_dollar_dearer():
    """Dollars worth a thousandth of reserves a day, at a sensitivity of one: a thousandth a day from the next day."""
    number = 10
    buys = rule("fixed_money", amount_usd=1e7, amount_local=0.0)
    terms = FiscalTerms(
        from_reserves=False,
        budget_year_begins=days(number),
        gross_base_usd=(1e10,) * number,
        currency_sensitivity=1.0,
    )
    plan = made(terms, number, rules=(buys,), opening=Opening())
    calm = made(msgspec.structs.replace(terms, currency_sensitivity=0.0), number, rules=(buys,), opening=Opening())
    pressed = {name: values[0] for name, values in trace(plan, plain_kernel(plan), 0, 1).items()}
    free = {name: values[0] for name, values in trace(calm, plain_kernel(calm), 0, 1).items()}
    for day in range(number):
        assert pressed["local_per_usd"][day] / free["local_per_usd"][day] == pytest.approx(1 + 0.001 * day, rel=1e-6)
