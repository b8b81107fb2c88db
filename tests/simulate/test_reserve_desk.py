"""Coins and cash on every path: nothing appears from nowhere, nothing is lost."""

import datetime as dt

import msgspec
import pytest

from bitcoin_office.simulate.parts import Day, Part, State
from bitcoin_office.simulate.plan import PlanError, PlanInput, prepare
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.reserve_desk import Opening, reserve_section
from bitcoin_office.simulate.run import run_piece, trace
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.simulate.sources import SourceTextError
from bitcoin_office.simulate.weather.price_models import Drift, Start
from bitcoin_office.simulate.weather.rate_models import DOLLAR
from tests.simulate.programmes import FIRST, OPENING, WEATHERS, plan, rule, texts


@pytest.mark.parametrize("weather", WEATHERS)
def test_coins_and_cash_are_conserved_to_the_last_unit(weather):
    """On every path and day, coins and cash are what was there, plus what came, less what went, exactly."""
    made = plan(weather, days=60)
    seen = trace(made, plain_kernel(made), 0, 8)
    for path in range(8):
        of = {name: values[path] for name, values in seen.items()}
        for day in range(60):
            sats = OPENING.sats + of["bought_sats"][day] - of["sold_sats"][day] + of["mined_sats"][day]
            cash = OPENING.cash_cents - of["spent_cents"][day] + of["received_cents"][day]
            assert of["sats"][day] == sats >= 0
            assert of["cash_cents"][day] == cash >= -OPENING.credit_usd * 100 - 1
            assert of["cost_cents"][day] >= 0
            assert all(of[name][day].is_integer() for name in ("sats", "cash_cents", "cost_cents"))
    assert max(seen["bought_sats"][0]) > 0
    assert max(seen["sold_sats"][0]) > 0


def test_one_coin_a_day_is_one_coin_a_day():
    """Under El Salvador's rule and enough credit, every path buys exactly one coin every day."""
    made = plan(days=30, rules=(rule("fixed_coins", coins=1.0),), opening=Opening(), dollar=True)
    seen = trace(made, plain_kernel(made), 0, 3)
    for path in range(3):
        assert list(seen["sats"][path]) == [100_000_000.0 * (day + 1) for day in range(30)]
        assert list(seen["local_per_usd"][path]) == [1.0] * 30


def test_a_stop_goes_before_every_purchase():
    """Wherever the stop stands among the rules, no purchase happens while it holds."""
    stop, buy = rule("drawdown_stop", fall=0.05, recovery=1.0), rule("fixed_coins", coins=1.0)
    made = plan(days=60, rules=(buy, stop))
    seen = trace(made, plain_kernel(made), 0, 4)
    stopped = bought = 0
    for path in range(4):
        before = 0.0
        for day in range(60):
            now = seen["bought_sats"][path][day]
            assert (now == before) == (seen["rule_0_memory"][path][day] == 1.0)
            stopped += now == before
            bought += now != before
            before = now
    assert stopped
    assert bought


def test_a_rule_holds_only_on_its_days():
    """Before its first day and after its last a rule does nothing."""
    made_rule = rule("fixed_coins", coins=1.0)
    first, last = FIRST + dt.timedelta(days=5), FIRST + dt.timedelta(days=9)
    bounded = msgspec.structs.replace(made_rule, effective_from=first, effective_to=last)
    made = plan(days=20, rules=(bounded,))
    seen = trace(made, plain_kernel(made), 0, 1)
    assert seen["bought_sats"][0][19] == 5 * 100_000_000
    assert seen["bought_sats"][0][4] == 0
    assert seen["bought_sats"][0][9] == 5 * 100_000_000


@pytest.mark.parametrize("weather", WEATHERS)
def test_no_value_is_refused(weather):
    """Under every weather and all rules no path gives a number that is none or beyond what can be counted."""
    made = plan(weather, days=60)
    piece = run_piece(made, plain_kernel(made), 0, 30)
    assert list(piece.sums[3::4]) == [0] * (len(piece.sums) // 4)
    assert list(piece.sums[2::4]) == [30] * (len(piece.sums) // 4)


def test_another_desk_may_give_a_flow():
    """Coins mined by another desk, day by day, come into the reserve in place of a constant; two givers are refused."""
    rules = (rule("share_of_mined", share=1.0),)
    span = Span(FIRST, 10)
    mining = Section(
        day=Day(
            state=(State(name="mined_coins"),),
            draws=(),
            steps=(Part(function="mined_more", gives=("mined_coins",)),),
            statistics=(),
            written="def mined_more(mined_coins, day_number):\n    return day_number",
        )
    )
    weather = WEATHERS["gbm"].section(Start(price_usd=1e5), Drift()) + DOLLAR + mining

    def made(opening):
        section = weather + reserve_section(rules, opening, span, texts())
        return prepare(PlanInput(section=section, span=span, reports=(9,), seed=1, texts=texts()))

    known = made(Opening(mined_coins_a_day=None))
    assert trace(known, plain_kernel(known), 0, 1)["sats"][0][9] == sum(range(10)) * 100_000_000
    with pytest.raises(SourceTextError, match="share a name"):
        made(Opening())
    weather = WEATHERS["gbm"].section(Start(price_usd=1e5), Drift()) + DOLLAR
    with pytest.raises(SourceTextError, match="Nothing gives mined_coins"):
        made(Opening(mined_coins_a_day=None))


def test_numbers_that_are_none_make_no_plan():
    """What is not finite, a report after the end and a column of another length are all named, before anything runs."""
    section = WEATHERS["gbm"].section(Start(price_usd=1e5), Drift(deviation=float("nan"))) + DOLLAR
    span = Span(FIRST, 10)
    with pytest.raises(PlanError) as raised:
        prepare(PlanInput(section=section, span=span, reports=(10,), seed=-1, texts=texts()))
    assert all(word in str(raised.value) for word in ("drift_deviation", "report days", "seed -1"))
