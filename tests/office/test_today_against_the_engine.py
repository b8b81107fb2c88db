"""What ``today`` proposes on a day is what the engine trades on that day of the same prices: satoshis and cents."""

import datetime as dt

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bitcoin_office.office.today import look
from bitcoin_office.reserve.proposal import Side
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import trace
from tests.office.today_making import facts, held, market, series
from tests.simulate.programmes import EVERY_RULE, FIRST, OPENING, plan

DAYS = 24
ONE_DAY = dt.timedelta(days=1)


def trades(of: dict[str, list[float]], day: int) -> tuple[int, int, int, int]:
    """What the engine bought, sold, spent and received on a day."""
    names = ("bought_sats", "sold_sats", "spent_cents", "received_cents")
    return tuple(round(of[name][day] - (of[name][day - 1] if day else 0.0)) for name in names)


def day_of(of: dict[str, list[float]], at_work: tuple, day: int, before: tuple[int, int]):
    """The look at a day, after which the engine held ``before`` at the end of the day before."""
    closes = series(FIRST - 30 * ONE_DAY, [100_000.0] * 30 + of["price_usd"][: day + 1])
    rates = series(FIRST, of["local_per_usd"][: day + 1], "PKR/USD", "usd_pkr")
    flow = {"mined_coins": 0.5, "surplus_usd": 1.0e5, "power_bill_usd": 2.0e4}
    days = [FIRST + ONE_DAY * number for number in range(day + 1)]
    return look(
        facts(
            FIRST + ONE_DAY * day,
            closes,
            at_work,
            market=market(closes, rates),
            holding=held((FIRST + ONE_DAY * (day - 1), *before)),
            flows={name: tuple((each, value) for each in days) for name, value in flow.items()},
            reserves_usd=OPENING.reserves_usd,
        )
    )


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(weather=st.sampled_from(["gbm", "bates", "fhs"]), seed=st.integers(0, 2**64 - 1), every=st.booleans())
@pytest.mark.parametrize("place", range(len(EVERY_RULE)))
def test_today_against_the_engine(place: int, weather: str, seed: int, every: bool) -> None:
    """Each rule alone behind the stop, and all of them together, on every day: what is proposed is what is traded."""
    at_work = EVERY_RULE if every and place == 0 else (EVERY_RULE[place], EVERY_RULE[9])
    opening = OPENING.__class__(
        sats=OPENING.sats,
        cost_cents=OPENING.cost_cents,
        reserves_usd=OPENING.reserves_usd,
        mined_coins_a_day=0.5,
        surplus_usd_a_day=1.0e5,
        power_bill_usd_a_day=2.0e4,
    )
    made = plan(weather, days=DAYS, rules=at_work, seed=seed, opening=opening)
    of = {name: list(paths[0]) for name, paths in trace(made, plain_kernel(made), 0, 1).items()}
    before = (OPENING.sats, OPENING.cost_cents)
    for day in range(DAYS):
        found = day_of(of, at_work, day, before)
        bought = [each for each in found.proposals if each.side is Side.BUY]
        sold = [each for each in found.proposals if each.side is Side.SELL]
        assert trades(of, day) == (
            sum(each.sats for each in bought),
            sum(each.sats for each in sold),
            sum(each.usd_cents for each in bought),
            sum(each.usd_cents for each in sold),
        )
        before = (round(of["sats"][day]), round(of["cost_cents"][day]))
