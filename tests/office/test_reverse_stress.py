"""What breaks it: on a plan so small that the breaking point is known."""

import datetime as dt
import math
from decimal import Decimal

import pytest

from bitcoin_office.market.series import Point
from bitcoin_office.office.measures import Measure
from bitcoin_office.office.reverse_history import loudest_year, quickest_fall, windows_below
from bitcoin_office.office.reverse_stress import BreakQuestion, reverse_stress
from bitcoin_office.simulate.plan import varied
from tests.office.asked_plans import DAYS, run, setup, small

COINS = Measure(series="coins", of="mean")


def asked(question, plan=None):
    """The answer on the small plan."""
    return reverse_stress(setup(), plan or small(), question, run)


def test_the_breaking_point_is_found():
    """Ten days of x coins are less than 7 where x is less than 0.7, to the last of the halvings."""
    found = asked(BreakQuestion(measure=COINS, line=7.0, assumptions=("one-a-day.coins=0..1",)))
    (only,) = found.breaks
    assert only.breaks_at == pytest.approx(0.7, abs=1e-3)
    assert only.breaks_at < 0.7
    assert only.figure_there == pytest.approx(7.0, abs=0.01)
    assert only.figure_there < 7.0
    assert (only.at_end, found.declared, found.broken) == (0.0, DAYS, False)
    assert "It goes below 7 BTC by any of: rule one-a-day: coins of 0.7 instead of 1" in found.finding


def test_above_a_line_and_both_ends():
    """More than 12 coins where x is above 1.2; an end that breaks nothing says what the figure is there."""
    question = BreakQuestion(measure=COINS, line=12.0, above=True, assumptions=("one-a-day.coins=0.5..2",))
    low, high = asked(question).breaks
    assert (low.breaks_at, low.at_end) == (None, pytest.approx(0.5 * DAYS))
    assert high.breaks_at == pytest.approx(1.2, abs=1e-3)
    assert high.breaks_at > 1.2


def test_what_is_broken_already_is_said():
    """Nothing is moved then."""
    found = asked(BreakQuestion(measure=COINS, line=11.0))
    assert found.broken
    assert found.breaks == ()
    assert found.finding == "As declared, the mean of coins held is 10 BTC: already below 11 BTC."


def test_the_market_is_moved_unless_others_are_named():
    """Price and growth fall, volatility rises; what breaks is held against the closes on file."""
    worth = Measure(series="value_usd", of="p50")
    declared = asked(BreakQuestion(measure=worth)).declared
    found = asked(BreakQuestion(measure=worth, line=0.8 * declared), varied(small(), {"drift_deviation": 0.0}))
    price, growth, volatility = found.breaks
    assert price.breaks_at == pytest.approx(0.8 * price.declared, rel=0.01)
    assert price.history.startswith("The closes on file fell by 20% within")
    assert (growth.breaks_at, growth.history) == (None, "")
    assert volatility.end == 3.0
    assert asked(BreakQuestion(measure=COINS, line=1.0)).finding.startswith("Nothing that was moved brings the mean")


def points(values, step=1):
    """Closes from a day on."""
    first = dt.date(2024, 1, 1)
    return tuple(
        Point(on=first + dt.timedelta(days=step * number), value=Decimal(str(value)))
        for number, value in enumerate(values)
    )


def test_the_quickest_fall_on_file():
    """Half gone within two days, although it also went in five; more than ever is said to be that."""
    closes = points([100, 90, 80, 70, 60, 50, 90, 80, 45])
    assert quickest_fall(closes, 0.5) == (
        "The closes on file fell by 50% within 2 days at the quickest, 2024-01-07 to 2024-01-09."
    )
    assert "never fell by 60%" in quickest_fall(closes, 0.6)
    assert quickest_fall(closes, -0.1) == "No fall is needed."


def test_windows_of_growth_on_file():
    """A price that doubles every year has no window below 50 % a year, and all below 150 %."""
    closes = points([100 * 2 ** (30 * month / 365) for month in range(40)], step=30)
    assert windows_below(closes, 365, 50.0).startswith("0 of 27 windows")
    assert windows_below(closes, 365, 150.0).startswith("27 of 27 windows")
    assert windows_below(closes, 365 * 10, 0.0) == "No window of 3650 days is on file."


def test_the_loudest_year_on_file():
    """A year of moves twice as large as those of three others is 1.5 times as loud as all four."""
    moves = [0.01 * (-1) ** day for day in range(3 * 365)] + [0.02 * (-1) ** day for day in range(365)]
    closes, price = [], 100.0
    for move in moves:
        closes.append(price)
        price *= math.exp(move)
    said = loudest_year(points([*closes, price]), 2.0)
    assert said.startswith("The loudest year of daily closes on file was 1.51 times as volatile")
    assert loudest_year(points([1, 2, 3]), 2.0) == "Two years of daily closes are not on file."
