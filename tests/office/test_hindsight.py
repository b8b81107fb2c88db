"""A plan of an earlier day against what happened: the same rules as the backtest, places that are what was counted."""

import datetime as dt

import pytest

from bitcoin_office.app import plan as wiring
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import ask_backtest, ask_hindsight
from bitcoin_office.office.hindsight_result import Hindsight
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.terms.errors import IncompleteDataError, UsageError

AS_OF, UNTIL = dt.date(2025, 7, 17), dt.date(2025, 12, 22)


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    """The interpreter in the compiler's place: the same bits, and nothing to compile."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)


def asked(programme: str, **changes: object) -> Hindsight:
    """A hindsight on few futures."""
    question = {"paths": 30, "years": 1, "seed": 3, "as_of": AS_OF, "until": UNTIL, **changes}
    return ask_hindsight(programme, PlanQuestion(**question), threads=1)


def test_what_came_true_is_what_the_backtest_buys():
    """Month by month the coins and dollars that the backtest adds to those of the plan's day, to the cent."""
    begun, ended = dt.date(2023, 5, 31), dt.date(2023, 8, 31)
    result = asked("sv", paths=4, as_of=begun, until=ended)
    months = {month.on: month for month in ask_backtest("sv", ended).months}
    before, opening = months.pop(begun), result.manifest.opening_sats
    coins, spent = result.series["coins"], result.series["spent_usd"]
    for on, held, paid in zip(coins.dates, coins.came_true, spent.came_true, strict=True):
        assert round(held * 1e8) - opening == months[on].rule_sats - before.rule_sats
        assert round(paid * 100) == months[on].rule_usd_cents - before.rule_usd_cents
    assert coins.dates == (dt.date(2023, 6, 30), dt.date(2023, 7, 31), ended)


def test_prices_come_true_and_a_still_market_stays():
    """The price that came true is the close; no change is the close of the plan's day, for price and rate."""
    result = asked("pk+sv-reserve")
    closes = market_for(None).btc_usd
    price = result.series["price_usd"]
    assert price.came_true == tuple(pytest.approx(float(closes.on(day).value)) for day in price.dates)
    assert price.no_change == pytest.approx([float(closes.on(AS_OF).value)] * len(price.dates))
    assert price.dates[-1] == UNTIL
    assert price.skill == pytest.approx(1 - price.crps / price.no_change_crps)


def test_places_and_bands_agree():
    """A month inside the 90 % band has its place between 5 and 95 %, and the other way round."""
    for scored in asked("pk+sv-reserve").series.values():
        low, high = scored.quantiles["p05"], scored.quantiles["p95"]
        inside = [a <= value <= b for a, value, b in zip(low, scored.came_true, high, strict=True)]
        assert scored.inside_90 == sum(inside) / len(inside)
        for is_inside, place in zip(inside, scored.place, strict=True):
            assert is_inside == (0.05 - 1e-9 <= place <= 0.95 + 1e-9)


def test_what_is_certain_has_nothing_to_be_scored():
    """Coins by a rule of one a day are the same in every future: a score of 0, in the middle, and no skill."""
    coins = asked("sv").series["coins"]
    assert (coins.crps, coins.no_change_crps, coins.skill, set(coins.place)) == (0.0, 0.0, None, {0.5})


def test_the_answer_in_words():
    """Price, bands, and what the rules came to; a programme without coins says so."""
    told = asked("pk+sv-reserve").finding
    assert told.startswith("On 2025-12-22 bitcoin was at $88")
    assert "its 90 % band" in told
    assert "By its rules pk+sv-reserve would hold 144 coins" in told
    assert "pk holds no coin" in asked("pk").finding


def test_what_has_no_record_is_not_scored():
    """Where mined coins come into the reserve, its coins have no record; the market is scored, and the rest named."""
    result = asked("pk+sv-reserve+mining.coins=reserve", as_of=dt.date(2026, 3, 15), until=dt.date(2026, 4, 10))
    assert {"price_usd", "local_per_usd", "worst_drawdown"} <= result.series.keys()
    assert not {"coins", "value_usd", "difficulty"} & result.series.keys()
    assert "mined coins come into it, and no fleet is on record" in result.finding
    assert any(note.startswith("Not scored, because it has no record here: ") for note in result.notes)


def test_days_that_cannot_be():
    """A last day before the first is a usage error; one after the last close is not known."""
    with pytest.raises(UsageError, match="does not come after"):
        asked("sv", until=AS_OF)
    with pytest.raises(IncompleteDataError, match="last close on file"):
        asked("sv", until=dt.date(2030, 1, 1))
