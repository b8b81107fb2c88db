"""Chances that go together in the engine: as correlated as stated, each still as wide as before, with equal bits."""

import datetime as dt
import itertools

import msgspec
import pytest

from bitcoin_office.adapters.compiled_engine import compiled_kernel
from bitcoin_office.playbook.correlations import SHOCKS
from bitcoin_office.simulate.mining_desk import mining_section
from bitcoin_office.simulate.plan import PlanError, PlanInput, prepare
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import run_piece, trace
from bitcoin_office.simulate.sections import Span
from bitcoin_office.simulate.weather.price_models import Drift, Gbm, Start
from bitcoin_office.simulate.weather.rate_models import ManagedRate
from bitcoin_office.simulate.weather.together import NONE, Together
from tests.simulate.mining_making import PRICE, RUPEES, TERMS
from tests.simulate.programmes import texts

DAYS, PATHS = 300, 12
PRESENT = ("bitcoin", "rupee", "load", "hydro")
PAIRS = {("bitcoin", "rupee"): -0.4, ("bitcoin", "load"): 0.3, ("rupee", "load"): -0.5, ("load", "hydro"): 0.6}
TOGETHER = Together(pairs=tuple(PAIRS.items()))
MEMORY = 0.9


def plan_of(together: Together, rate_with_bitcoin: float = 0.0):
    """Price, rate, load and water, going together or not."""
    moved = together.moved(PRESENT)
    month = msgspec.structs.replace(TERMS.months[0], hydro_mw=3_000.0)
    terms = msgspec.structs.replace(
        TERMS, months=(month,) * 12, shift_memory=MEMORY, hydro_memory=MEMORY, hydro_deviation=0.02,
        moved_together=moved,
    )  # fmt: skip
    rate = ManagedRate(
        depreciation=0.0, depreciation_deviation=0.0, volatility=0.1, jumps=0.0, jump_mean=0.0, jump_deviation=0.0,
        correlation=rate_with_bitcoin,
    )  # fmt: skip
    span = Span(dt.date(2026, 1, 1), DAYS)
    section = Gbm(volatility=0.6).section(Start(price_usd=PRICE), Drift()) + rate.section(RUPEES)
    section += together.section(PRESENT) + mining_section(terms, span)
    return prepare(PlanInput(section=section, span=span, reports=(DAYS - 1,), seed=5, texts=texts(), lanes=4))


def moves(plan):
    """The day's moves of price, rate, load and water, over all paths."""
    rows = trace(plan, plain_kernel(plan), 0, PATHS)

    def changes(name: str, memory: float) -> list[float]:
        return [now - memory * before for path in rows[name] for before, now in itertools.pairwise(path)]

    return [changes(name, memory) for name, memory in (
        ("log_price", 1.0), ("log_rate", 1.0), ("load_shift", MEMORY), ("hydro_shift", MEMORY))]  # fmt: skip


def correlation(first, second):
    """Pearson's, about means of nothing."""
    size = (sum(a * a for a in first) * sum(b * b for b in second)) ** 0.5
    return sum(a * b for a, b in zip(first, second, strict=True)) / size


def test_moves_are_as_correlated_as_stated_and_as_wide_as_before():
    """Every pair lies within what 3,588 moves leave open of what is stated; no move is wider for it."""
    together = moves(plan_of(TOGETHER, PAIRS["bitcoin", "rupee"]))
    apart = moves(plan_of(NONE))
    for first, name in enumerate(PRESENT):
        for second in range(first):
            stated = TOGETHER.of(name, PRESENT[second])
            assert correlation(together[first], together[second]) == pytest.approx(stated, abs=0.05)
            assert correlation(apart[first], apart[second]) == pytest.approx(0.0, abs=0.05)
        wide, before = (sum(move * move for move in side[first]) for side in (together, apart))
        assert wide == pytest.approx(before, rel=0.06)


def test_nothing_together_is_no_part_of_the_day():
    """Without correlations there is no step and no number, and the price is what it was."""
    section = NONE.section(SHOCKS)
    assert section.day.steps == section.parameters == ()
    assert TOGETHER.moved(PRESENT) == {"load", "hydro"}
    assert TOGETHER.moved(("bitcoin", "load")) == {"load"}
    plain, mixed = plan_of(NONE), plan_of(TOGETHER)
    first, second = (trace(plan, plain_kernel(plan), 0, 1)["log_price"] for plan in (plain, mixed))
    assert first == second


def test_correlations_that_cannot_be_are_refused():
    """What no chance can have is named, not drawn."""
    wrong = Together(pairs=((("bitcoin", "load"), 0.9), (("bitcoin", "hydro"), -0.9), (("load", "hydro"), 0.9)))
    with pytest.raises(PlanError, match="load and hydro"):
        wrong.section(PRESENT)


def test_the_compiled_engine_has_the_interpreters_bits():
    """With every chance mixed, compiled code gives the bits of CPython."""
    pytest.importorskip("numba", reason="the extra plan is not installed")
    plan = plan_of(TOGETHER, PAIRS["bitcoin", "rupee"])
    plain, quick = (run_piece(plan, kernel(plan), 0, 5) for kernel in (plain_kernel, compiled_kernel))
    assert plain.counts == quick.counts
    assert plain.sums == quick.sums
