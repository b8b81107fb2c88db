"""One rule on one day: what the engine traded is what ``explain`` answers for that day's observation, in satoshis."""

import math
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bitcoin_office.reserve import rules
from bitcoin_office.reserve.rules import Observation
from bitcoin_office.reserve.rules_explain import explain
from bitcoin_office.reserve.rules_sats import whole_sats
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import trace
from tests.simulate.programmes import EVERY_RULE, OPENING, plan

TEXT = Path(rules.__file__).read_text()
DAYS = 20


def observation_of(made, at_work, seen, day, remembered):
    """What the rule saw on a day, put together by hand from the prices, the coins and the flows of the path."""
    of = {name: values[0] for name, values in seen.items()}
    due = made.span.column(at_work.interval)
    since = day
    while since and not due[since - 1]:
        since -= 1
    days = day - since + 1
    prices = of["price_usd"][: day + 1]
    window = prices[-(at_work.window_days or 1) :]
    squares = of.get("move_squared", [0.0] * DAYS)[max(0, day + 1 - (at_work.window_days or 1)) : day + 1]
    before = {name: of[name][day - 1] if day else 0.0 for name in ("mined_sats",)}
    sats = of["sats"][day - 1] if day else float(OPENING.sats)
    return Observation(
        due=due[day],
        price_usd=prices[-1],
        local_per_usd=of["local_per_usd"][day],
        coins=(sats + of["mined_sats"][day] - before["mined_sats"]) / 1e8,
        cost_usd=(of["cost_cents"][day - 1] if day else OPENING.cost_cents) / 100,
        cash_usd=max((of["cash_cents"][day - 1] if day else OPENING.cash_cents) / 100 + OPENING.credit_usd, 0.0),
        reserves_usd=OPENING.reserves_usd,
        mined_coins=math.fsum([OPENING.mined_coins_a_day] * days),
        surplus_usd=math.fsum([OPENING.surplus_usd_a_day] * days),
        power_bill_usd=math.fsum([OPENING.power_bill_usd_a_day] * days),
        height_usd=max(100_000.0, *prices),
        window_high_usd=max(window),
        window_volatility=math.sqrt(math.fsum(squares) * 365.0 / len(squares)),
        memory=remembered,
    )


@settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    at_work=st.sampled_from([rule for rule in EVERY_RULE if not rule.stops]),
    weather=st.sampled_from(["gbm", "bates", "fhs", "bootstrap"]),
    seed=st.integers(0, 2**64 - 1),
)
def test_the_engine_trades_what_explain_answers(at_work, weather, seed):
    """Every rule, under any weather and seed, on every day: the same satoshis and the same cents."""
    made = plan(weather, days=DAYS, rules=(at_work,), seed=seed)
    seen = trace(made, plain_kernel(made), 0, 1)
    numbers = getattr(rules, at_work.numbers_type)(**dict(at_work.numbers))
    remembered, bought, sold, spent, received = 0.0, 0.0, 0.0, 0.0, 0.0
    for day in range(DAYS):
        observation = observation_of(made, at_work, seen, day, remembered)
        wanted = whole_sats(explain(TEXT, at_work.function, observation, numbers).answer).quantity
        held = round(observation.coins * 1e8)
        traded = max(wanted, -held)
        affordable = observation.cash_usd / observation.price_usd * 1e8
        if traded > affordable:
            traded = max(whole_sats((affordable - 0.5) / 1e8).quantity, 0)
        bought, sold = bought + max(traded, 0), sold + max(-traded, 0)
        cents = round(traded * observation.price_usd / 1e8 * 100)
        spent, received = spent + max(cents, 0), received + max(-cents, 0)
        assert (seen["bought_sats"][0][day], seen["sold_sats"][0][day]) == (bought, sold)
        assert (seen["spent_cents"][0][day], seen["received_cents"][0][day]) == (spent, received)
        if at_work.memory:
            remembered = explain(TEXT, at_work.memory, observation, numbers).answer
            assert seen["rule_0_memory"][0][day] == remembered


@pytest.mark.parametrize("day", range(0, 30, 7))
def test_what_cannot_be_paid_is_not_bought(day):
    """With little cash and no credit, purchases stop at the last cent, and coins never go below zero."""
    poor = OPENING.__class__(cash_cents=100_000_00, credit_usd=0.0)
    made = plan(days=30, rules=(EVERY_RULE[0],), opening=poor, seed=day)
    seen = trace(made, plain_kernel(made), 0, 2)
    for path in range(2):
        assert min(seen["cash_cents"][path]) >= -1
        assert seen["spent_cents"][path][-1] == pytest.approx(100_000_00, abs=1e2)
