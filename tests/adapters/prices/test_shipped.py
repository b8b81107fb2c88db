"""The shipped tables: in order, without gaps where they claim none, cross-checked, and true where it can be checked."""

import datetime as dt
import itertools
from decimal import Decimal

import pytest

from bitcoin_office.adapters.prices.shipped import shipped_disagreements, shipped_market
from bitcoin_office.market.price import rate_on
from bitcoin_office.market.series import Series
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.period import Period, month_end

MARKET = shipped_market()
FIRST_PURCHASE = dt.date(2021, 9, 6)


def agreed(series: Series) -> int:
    """How many figures two series agree on."""
    return sum(point.agreeing == 2 for point in series.points)


def test_there_is_a_close_for_every_day_since_the_first_purchase():
    """From 6 September 2021 to the last day no close is missing."""
    assert MARKET.btc_usd.last is not None
    assert MARKET.btc_usd.gaps(FIRST_PURCHASE, MARKET.btc_usd.last) == ()
    assert MARKET.btc_usd.last >= dt.date(2026, 8, 21)


def test_before_there_is_a_close_for_the_end_of_every_month():
    """From March 2013 to August 2021 every month's last day has a close, and no other day has."""
    before = MARKET.btc_usd.between(dt.date.min, FIRST_PURCHASE - dt.timedelta(days=1))
    assert len(before) == 102
    assert all(point.on == month_end(point.on) for point in before)
    assert (before[0].on, before[-1].on) == (dt.date(2013, 3, 31), dt.date(2021, 8, 31))


def test_closes_are_whole_dollars_that_bitcoin_did_cost():
    """No close is a fraction of a dollar, and none is outside what bitcoin ever cost since 2013."""
    assert all(point.value == point.value.to_integral_value() for point in MARKET.btc_usd.points)
    assert all(50 < point.value < 200_000 for point in MARKET.btc_usd.points)


def test_no_close_jumps_further_than_bitcoin_ever_did():
    """A misplaced digit would show: from one day to the next no close of the daily table moves by a third."""
    daily = MARKET.btc_usd.between(FIRST_PURCHASE, dt.date.max)
    ratios = [after.value / before.value for before, after in itertools.pairwise(daily)]
    assert Decimal("0.67") < min(ratios) < max(ratios) < Decimal("1.33")


def test_the_cross_checks_are_as_stated():
    """The counts in the tables' SOURCES.md are those of the tables."""
    daily = MARKET.btc_usd.between(FIRST_PURCHASE, dt.date.max)
    assert (len(daily), sum(point.agreeing == 2 for point in daily)) == (1811, 1628)
    assert agreed(MARKET.btc_usd) - 1628 == 80
    assert (len(MARKET.difficulty.points), agreed(MARKET.difficulty)) == (66, 61)
    assert (len(MARKET.usd_pkr.points), agreed(MARKET.usd_pkr)) == (154, 24)


def test_after_the_second_series_ends_the_office_says_one_source():
    """From 20 February 2026 there is one series only, and every observation says so."""
    last_agreed, first_alone = MARKET.btc_usd.on(dt.date(2026, 2, 19)), MARKET.btc_usd.on(dt.date(2026, 2, 20))
    assert last_agreed is not None
    assert first_alone is not None
    assert "one source" not in str(last_agreed.source)
    assert "one source" in str(first_alone.source)


def test_what_two_series_do_not_agree_on_is_listed():
    """A month-end close that its second series did not confirm stands in the list of disagreements."""
    listed = {line.on for line in shipped_disagreements() if line.table == "btc_usd_month_end"}
    alone = {point.on for point in MARKET.btc_usd.points if point.agreeing == 1 and point.on < FIRST_PURCHASE}
    assert len(alone) == 22
    assert alone <= listed
    assert all(line.percent > 1 for line in shipped_disagreements())


@pytest.mark.parametrize(
    ("day", "low", "high"),
    [
        (dt.date(2021, 9, 7), 46_000, 48_000),
        (dt.date(2022, 5, 9), 29_500, 31_500),
        (dt.date(2022, 6, 30), 18_500, 21_000),
        (dt.date(2022, 11, 18), 16_000, 17_500),
        (dt.date(2024, 3, 14), 70_500, 72_500),
        (dt.date(2025, 7, 17), 118_500, 120_500),
        (dt.date(2025, 11, 17), 91_000, 93_500),
    ],
)
def test_closes_of_days_that_the_press_wrote_about(day: dt.date, low: int, high: int):
    """On days of announced purchases and of the letter of intent the closes are what everybody remembers."""
    assert low < rate_on(MARKET.btc_usd, day).price < high


def test_the_presidents_screenshot_agrees_with_the_table():
    """5,689.68 BTC at the close of 14 March 2024 is within 0.1 % of the US$406.61 million that his wallet showed."""
    value = rate_on(MARKET.btc_usd, dt.date(2024, 3, 14)).convert(Amount.parse("5689.68 BTC"))
    assert abs(value.decimal() / Decimal(406610000) - 1) < Decimal("0.001")
    assert round(value.decimal() / 10**6, 1) == Decimal("406.5")


def test_every_quarter_has_a_difficulty_and_a_hash_rate():
    """From 2010 to April 2026 no quarter is missing; the hash rate follows from the difficulty."""
    for series in (MARKET.difficulty, MARKET.hashrate):
        assert series.gaps(dt.date(2010, 1, 1), dt.date(2026, 6, 30)) == ()
    seen = MARKET.difficulty.on(dt.date(2025, 7, 1))
    assert seen is not None
    assert seen.value == Decimal("116958512019762.11")


def test_every_month_has_a_rate_for_the_rupee():
    """From February 2014 to November 2026 no month is missing; a rate is carried only when asked."""
    assert MARKET.usd_pkr.gaps(dt.date(2014, 2, 1), dt.date(2026, 11, 30)) == ()
    assert MARKET.usd_pkr.on(dt.date(2025, 7, 17)) is None
    carried = MARKET.usd_pkr.carried(dt.date(2025, 7, 17), 31)
    assert carried is not None
    assert (carried.observation.value, carried.age_days) == (Decimal("283.37"), 16)


def test_days_without_a_close_are_gaps():
    """Between the month ends before the first purchase nothing is filled in."""
    august = Period(first=dt.date(2021, 8, 1), last=dt.date(2021, 8, 31))
    assert MARKET.btc_usd.gaps(august.first, august.last) == (Period(first=august.first, last=dt.date(2021, 8, 30)),)


def test_loading_needs_no_database():
    """The tables are read without DuckDB and without the network."""
    import subprocess
    import sys

    code = (
        "import sys; from bitcoin_office.app.market import market_for; market_for(None)\n"
        "print([name for name in ('duckdb', 'urllib3', 'rich', 'sqlalchemy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
