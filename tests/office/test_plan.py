"""A plan on the shipped countries: blind to later days, the same on any number of threads, honest about criteria."""

import datetime as dt
from decimal import Decimal

import msgspec
import pytest

from bitcoin_office.adapters import futures_run
from bitcoin_office.adapters.compiled_engine import shipped_texts
from bitcoin_office.app import plan as wiring
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import plan_facts, recorded_power, run_plan
from bitcoin_office.app.run_state import InterruptedRunError
from bitcoin_office.cli.output import to_json
from bitcoin_office.market.series import Series
from bitcoin_office.office.plan import plan_of, plan_result, set_up
from bitcoin_office.office.plan_criteria import EVERY_DAY
from bitcoin_office.office.plan_result import PlanResult
from bitcoin_office.office.plan_terms import PlanFacts, PlanQuestion
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.terms.errors import IncompleteDataError

AS_OF = dt.date(2025, 7, 17)
QUESTION = PlanQuestion(paths=40, years=1, seed=3, as_of=AS_OF)


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    """The interpreter in the compiler's place: the same bits, and nothing to compile."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)


def made(facts: PlanFacts, question: PlanQuestion = QUESTION, threads: int = 1) -> PlanResult:
    """A plan of these facts."""
    setup = set_up(facts, question)
    plan = plan_of(setup, shipped_texts())
    return plan_result(setup, plan, run_plan(plan, question.paths, threads=threads), recorded_power, shipped_texts())


def facts(programme: str) -> PlanFacts:
    """What is shipped about a programme."""
    return plan_facts(programme, market_for(None))


def changed_after(series: Series, day: dt.date) -> Series:
    """The series with every later figure three times as high."""
    points = tuple(
        msgspec.structs.replace(point, value=point.value * 3) if point.on > day else point for point in series.points
    )
    return msgspec.structs.replace(series, points=points)


def test_a_plan_sees_nothing_later_than_its_day():
    """Other prices, rates and difficulties after the day: the same bytes; other ones before it: others."""
    given = facts("pk+sv-reserve")
    names = ("btc_usd", "usd_pkr", "difficulty", "hashrate")

    def with_later(day: dt.date) -> PlanFacts:
        market = given.market
        series = {name: changed_after(getattr(market, name), day) for name in names}
        return msgspec.structs.replace(given, market=msgspec.structs.replace(market, **series))

    result = to_json(made(given))
    assert to_json(made(with_later(AS_OF))) == result
    assert to_json(made(with_later(AS_OF - dt.timedelta(days=1)))) != result


def test_a_plan_does_not_see_later_purchases():
    """The record of El Salvador without what was announced after the day: the same bytes."""
    given = facts("sv")
    record = given.record
    assert record is not None
    standing = tuple(msgspec.structs.replace(item, seen_until=AS_OF) for item in record.standing)
    disclosures = tuple(item for item in record.disclosures if item.on <= AS_OF)
    purchases = tuple(item for item in record.purchases if item.on <= AS_OF)
    then = msgspec.structs.replace(record, standing=standing, disclosures=disclosures, purchases=purchases)
    assert to_json(made(msgspec.structs.replace(given, record=then))) == to_json(made(given))


def test_threads_change_nothing_and_the_seed_does(monkeypatch):
    """One thread or three, in stretches of seven paths: the same bytes. Another seed: other ones."""
    monkeypatch.setattr(futures_run, "PIECE_PATHS", 7)
    given = facts("sv")
    one = to_json(made(given))
    assert to_json(made(given, threads=3)) == one
    assert to_json(made(given, msgspec.structs.replace(QUESTION, seed=4))) != one


def test_one_a_day_on_top_of_the_record():
    """After a year El Salvador has the announced coins and 365 more on every path, at the books' cost and more."""
    result = made(facts("sv"))
    opening = result.manifest.opening_sats / 100_000_000
    coins = result.series["coins"]
    assert coins.quantiles["p05"][-1] == coins.quantiles["p95"][-1] == coins.mean[-1] == opening + 365
    cost = result.series["cost_usd"].quantiles
    assert result.manifest.opening_cost_usd_cents / 100 < cost["p05"][-1] < cost["p50"][-1] < cost["p95"][-1]
    assert "value_local" not in result.series


def test_criteria_are_not_evaluated_and_say_what_is_missing():
    """No criterion of Pakistan has a probability; each names what is missing, and passed reviews are not asked."""
    result = made(facts("pk"))
    criteria = [item for item in result.criteria if item.review != EVERY_DAY]
    assert criteria
    for item in criteria:
        assert (item.status, item.probability, item.low, item.high) == ("not evaluated", None, None, None)
        assert item.missing
    assert "eff: first review" not in {item.review for item in result.criteria}


def test_power_is_of_the_last_whole_budget_year():
    """Pakistan's mining and three yardsticks, of the budget year that had ended; none for El Salvador, and why."""
    question = msgspec.structs.replace(QUESTION, as_of=dt.date(2026, 8, 1))
    result = made(facts("pk"), question)
    assert result.mining is not None
    recorded = result.mining.recorded
    assert recorded is not None
    assert (recorded.first_day, recorded.last_day) == (dt.date(2025, 7, 1), dt.date(2026, 6, 30))
    assert recorded.subsidies.marginal_cost
    assert result.subsidy is not None
    assert result.subsidy.marginal_cost
    other = made(facts("sv"), question)
    assert other.mining is other.subsidy is None
    assert any(note.startswith("Mining and subsidy are not in the futures") for note in other.notes)


def test_the_drift_is_what_was_asked():
    """Without uncertainty, a drift of 100 % a year doubles every quantile of the price in a year."""
    flat = made(facts("sv"), msgspec.structs.replace(QUESTION, drift_deviation_percent=Decimal(0)))
    grown = made(
        facts("sv"),
        msgspec.structs.replace(QUESTION, drift_percent=Decimal(100), drift_deviation_percent=Decimal(0)),
    )
    ratio = grown.series["price_usd"].mean[-1] / flat.series["price_usd"].mean[-1]
    assert ratio == pytest.approx(2.0, rel=1e-6)
    assert "grows 100 % a year" in grown.notes[0]


def test_too_little_past_is_said():
    """A day before there are daily closes names what is missing."""
    with pytest.raises(IncompleteDataError, match="daily moves"):
        made(facts("sv"), msgspec.structs.replace(QUESTION, as_of=dt.date(2021, 10, 1)))


def test_a_stopped_run_says_so(monkeypatch):
    """Ctrl-C while paths run ends with a message, not with a traceback."""

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(futures_run, "PIECE_PATHS", 7)
    plan = plan_of(set_up(facts("sv"), QUESTION), shipped_texts())
    with pytest.raises(InterruptedRunError, match="of 40 paths"):
        run_plan(plan, 40, threads=1, progress=stopped)


def test_a_missing_compiler_names_its_extra(monkeypatch):
    """Without numba the error names the extra that ./office brings."""

    def without(*_: object) -> None:
        raise ImportError

    monkeypatch.setattr(wiring, "compiled_kernel", without)
    plan = plan_of(set_up(facts("sv"), QUESTION), shipped_texts())
    with pytest.raises(wiring.MissingComponentError) as caught:
        run_plan(plan, 40, threads=1)
    assert caught.value.extra == "plan"
