"""How bad it can get and when: each future's lowest day, by brute force over every day of every path."""

import datetime as dt
from decimal import Decimal

import pytest

from bitcoin_office.adapters.compiled_engine import shipped_texts
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import plan_facts
from bitcoin_office.office.plan import plan_of, set_up
from bitcoin_office.office.plan_deepest import DEEPEST_DAY, deepest_of, deepest_section, deepest_words
from bitcoin_office.office.plan_result import Deepest
from bitcoin_office.office.plan_terms import PlanQuestion, WeatherName
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import run_piece, trace
from tests.office.asked_plans import run, small

AS_OF = dt.date(2025, 7, 17)
PATHS = 21


def asked(programme: str, drift: int = 0) -> tuple[Plan, Deepest | None, dict]:
    """A programme's year under GBM in the interpreter: the plan, what was counted, and every value of every day."""
    question = PlanQuestion(
        paths=PATHS, years=1, seed=2, as_of=AS_OF, weather=WeatherName.GBM, drift_percent=Decimal(drift)
    )
    setup = set_up(plan_facts(programme, market_for(None)), question)
    plan = plan_of(setup, shipped_texts())
    kernel = plain_kernel(plan)
    seen = trace(plan, kernel, 0, PATHS)
    piece = run_piece(plan, kernel, 0, PATHS)
    found = deepest_of(plan, piece, lambda path: trace(plan, kernel, path, 1), holds_coins=setup.holds_coins)
    return plan, found, seen


def lowest(values: list[float]) -> tuple[float, int]:
    """The lowest of a path below zero and its day from 1; zeros where it never is."""
    low = min(0.0, *values)
    return low, (values.index(low) + 1 if low < 0.0 else 0)


@pytest.mark.parametrize("programme", ["sv", "pk"])
def test_every_futures_lowest_day_by_brute_force(programme):
    """Of worth less cost, or of what mining leaves where no coin is held; the worst future's day is its own."""
    plan, found, seen = asked(programme)
    if programme == "sv":
        held = zip(seen["sats"], seen["cost_cents"], seen["price_usd"], strict=True)
        over = [[coins * price / 1e8 - cost / 100 for coins, cost, price in zip(*path, strict=True)] for path in held]
    else:
        over = [list(path) for path in seen["total_net_usd"]]
    brute = [lowest(path) for path in over]
    assert [int(path[-1]) for path in seen[DEEPEST_DAY]] == [day for _, day in brute]
    assert [path[-1] for path in seen["deepest_usd"]] == [low for low, _ in brute]
    assert found is not None
    worst = min(range(PATHS), key=lambda path: brute[path][0])
    assert (found.worst_path, found.worst_usd) == (worst, brute[worst][0])
    assert found.worst_on == plan.span.date(brute[worst][1] - 1)
    assert found.ever_share == pytest.approx(sum(day > 0 for _, day in brute) / PATHS)
    days = sorted(day for _, day in brute if day)
    middle = (found.on.p50 - AS_OF).days
    assert days[len(days) // 2 - 1] * 0.98 - 1 <= middle <= days[len(days) // 2] * 1.02 + 1
    assert found.usd.p05 <= found.usd.p50 <= found.usd.p95 <= 0
    says = deepest_words(found)
    assert f"{found.on.p50:%Y-%m}" in says
    assert str(found.worst_on) in says


def test_futures_that_are_never_below_have_no_day():
    """Where the price only climbs, no future is below cost: no day, no sentence, and nothing is run again."""
    _, found, _ = asked("sv", drift=100_000)
    assert found is not None
    assert (found.ever_share, found.on, found.worst_on, found.worst_usd) == (0.0, None, None, 0.0)
    assert deepest_words(found) == ""


def test_what_neither_buys_nor_mines_has_none():
    """A programme of neither coins nor mining counts nothing, and a plan without it has no answer."""
    assert deepest_section(holds_coins=False, mining_net=False).day.statistics == ()
    assert deepest_of(small(), run(small(), 2), None, holds_coins=False) is None
    assert deepest_words(None) == ""
