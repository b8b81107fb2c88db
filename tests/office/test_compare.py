"""Two programmes on the same futures: each as in its own plan, and the difference of every path itself."""

import datetime as dt

import msgspec
import pytest

from bitcoin_office.adapters.compiled_engine import shipped_texts
from bitcoin_office.app import plan as wiring
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import ask_comparison, ask_plan, plan_facts
from bitcoin_office.office.compare import COMPARED, DIFFERENCE, OTHER, comparison_of
from bitcoin_office.office.plan import set_up
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import trace
from bitcoin_office.terms.errors import UsageError

QUESTION = PlanQuestion(paths=30, years=1, seed=3, as_of=dt.date(2025, 7, 17))
PAIR = ("pk", "pk+sv-reserve")


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    """The interpreter in the compiler's place: the same bits, and nothing to compile."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)


def test_each_programme_is_as_in_its_own_plan():
    """Both fans are those of two separate plans with the same seed, to the last bit."""
    both = ask_comparison(PAIR, QUESTION, threads=1)
    alone = [ask_plan(programme, QUESTION, threads=1) for programme in PAIR]
    for name in ("coins", "value_usd", "value_local", "cost_usd", "spent_usd"):
        assert both.series[name].a == alone[0].series[name]
        assert both.series[name].b == alone[1].series[name]
    assert both.a.programme_hash == alone[0].manifest.programme_hash
    assert "holds 351 more coins than pk" in both.finding


def test_the_difference_is_that_of_every_path():
    """On every path the counted difference is the second's value less the first's."""
    market = market_for(None)
    a, b = (set_up(plan_facts(programme, market), QUESTION) for programme in PAIR)
    plan = comparison_of(a, b, shipped_texts())
    values = trace(plan, plain_kernel(plan), 0, 5)
    for name in COMPARED:
        for first, second, more in zip(
            values[name], values[f"{OTHER}{name}"], values[f"{DIFFERENCE}{name}"], strict=True
        ):
            assert more[-1] == second[-1] - first[-1]
    assert any(path[-1] for path in values[f"{DIFFERENCE}gain_usd"])


def test_a_programme_against_itself_differs_in_nothing():
    """The same programme twice: no difference on any path."""
    same = ask_comparison(("sv", "sv"), QUESTION, threads=1)
    assert (same.more_share, same.less_share) == (0.0, 0.0)
    for compared in same.series.values():
        assert compared.a == compared.b
        assert set(compared.difference.quantiles["p05"] + compared.difference.quantiles["p95"]) == {0.0}


def test_two_currencies_are_refused():
    """Programmes in different money cannot be put on one table."""
    with pytest.raises(UsageError, match="sv in USD"):
        ask_comparison(("pk", "sv"), QUESTION, threads=1)


def test_what_is_moved_of_the_arrangement_is_the_path_s_own_difference():
    """The budget's balance is lower by what the coins cost, and what is missing to judge the criterion is said."""
    both = ask_comparison(PAIR, QUESTION, threads=1)
    (moved,) = both.arrangement
    assert (moved.name, moved.unit, moved.tightens) == ("primary-balance", "PKR", True)
    budget = both.series["budget_moved_local"].difference.quantiles
    assert (moved.moved.p05, moved.moved.p50, moved.moved.p95) == tuple(budget[at][-1] for at in ("p05", "p50", "p95"))
    assert moved.moved.p95 < 0
    assert moved.last_limit == 2_435_000_000_000
    year = both.series["budget_year_local"].difference
    june = year.dates.index(dt.date(2026, 6, 30))
    assert (moved.year_to, moved.in_year.p50) == (dt.date(2026, 6, 30), year.quantiles["p50"][june])
    assert moved.moved.p50 < moved.in_year.p50 < 0
    assert moved.share_of_limit == -moved.in_year.p50 / 2_435e9
    assert (
        f"({moved.share_of_limit:.1%} of the last limit of a whole year on file, PKR 2.44tn of 2025-06-30)"
        in both.finding
    )
    assert moved.missing == ("the outturn of 2025-06-30, which lies before the plan",)
    assert "cannot be said from what is on file" in both.finding


def test_coins_paid_from_reserves_move_the_floor_on_reserves():
    """Where the central bank's dollars pay, net reserves are lower by what was spent, and the budget is not."""
    both = ask_comparison(("pk", "pk+sv-reserve+reserve.paid_by=central_bank"), QUESTION, threads=1)
    (moved,) = both.arrangement
    assert (moved.name, moved.unit) == ("net-international-reserves", "USD")
    spent = both.series["spent_usd"].difference.quantiles
    assert moved.moved.p50 == pytest.approx(-spent["p50"][-1], rel=0.02)
    assert moved.in_year is None
    assert "in the worst of the budget's years" not in both.finding


def test_the_worst_budget_year_is_a_whole_one():
    """Of a plan with two ends of budget years the second ends the only whole year, and is the one that is told."""
    both = ask_comparison(PAIR, msgspec.structs.replace(QUESTION, paths=8, years=2), threads=1)
    (moved,) = both.arrangement
    assert moved.year_to == dt.date(2027, 6, 30)
    seen = both.series["budget_year_local"].difference
    august = seen.dates.index(dt.date(2026, 8, 31))
    assert abs(seen.quantiles["p50"][august]) < abs(seen.quantiles["p50"][seen.dates.index(moved.year_to)]) / 3
