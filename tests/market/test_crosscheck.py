"""Series held against each other: who disagrees when, and which figure is used then."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.market.crosscheck import (
    combine,
    compare,
    compare_all,
    findings,
    overlaid,
    percent_apart,
    steady,
)
from bitcoin_office.market.series import Point, Series, Step
from bitcoin_office.terms.finding import Severity
from bitcoin_office.terms.source import Source


def series(title: str, figures: dict[int, str], kind: str = "btc_usd_close", step: Step = Step.DAY) -> Series:
    """A series of days in January 2024."""
    points = tuple(Point(on=dt.date(2024, 1, day), value=Decimal(value)) for day, value in figures.items())
    return Series(kind=kind, unit="USD/BTC", source=Source(title=title), step=step, points=points)


def test_days_that_both_know_are_compared():
    """The comparison counts common days, and lists those above the tolerance with both figures."""
    check = compare(series("a", {1: "100", 2: "100", 3: "100"}), series("b", {2: "101", 3: "102", 4: "999"}))
    assert (check.compared, check.median_percent, check.worst_percent) == (2, Decimal("1.5"), Decimal(2))
    assert [(pair.on.day, pair.a, pair.b) for pair in check.disagreements] == [(3, Decimal(100), Decimal(102))]
    (finding,) = findings(check)
    assert finding.severity is Severity.WARNING
    assert "a says 100, b says 102: 2.00 % apart" in finding.message


def test_nothing_in_common_is_no_agreement():
    """Without a common day there is no median and no worst: unknown is not zero."""
    check = compare(series("a", {1: "1"}), series("b", {2: "1"}))
    assert (check.compared, check.median_percent, check.worst_percent) == (0, None, None)


def test_of_three_sources_the_median_counts():
    """One wrong source out of three does not change the figure, and does not count as agreeing."""
    combined = combine((series("a", {1: "150"}), series("b", {1: "100"}), series("c", {1: "100.5"})))
    (point,) = combined.points
    assert (point.value, point.agreeing) == (Decimal(100), 2)
    assert point.source is not None
    assert point.source.title == "b"


def test_sources_that_agree_leave_the_preferred_one_in_use():
    """While all agree within the tolerance the figure is the preferred source's, so that a series keeps one origin."""
    combined = combine((series("a", {1: "100.4"}), series("b", {1: "100"}), series("c", {1: "100.2"})))
    assert [(point.value, point.agreeing) for point in combined.points] == [(Decimal("100.4"), 3)]


def test_of_two_sources_the_first_named_counts():
    """Two sources have no majority: the preferred one's real figure is taken, never a mean that nobody published."""
    combined = combine((series("a", {1: "150", 2: "100"}), series("b", {1: "100", 2: "100.2"})))
    assert [(point.value, point.agreeing) for point in combined.points] == [(Decimal(150), 1), (Decimal(100), 2)]


def test_every_known_day_is_in_the_combination():
    """A day that only one source knows is there, as one source."""
    combined = combine((series("a", {1: "1"}), series("b", {2: "2"})))
    assert [(point.on.day, point.agreeing) for point in combined.points] == [(1, 1), (2, 1)]
    with pytest.raises(ValueError, match="no series"):
        combine(())


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=7))
def test_the_chosen_figure_is_published_and_agrees_with_the_middle(figures: list[int]):
    """The figure is one of the sources', and agrees with one that has at least half of them on either side or equal."""
    combined = combine(tuple(series(str(place), {1: str(figure)}) for place, figure in enumerate(figures)))
    value = combined.points[0].value
    assert value in figures
    half = len(figures) / 2
    middle = [
        one
        for one in figures
        if sum(two <= one for two in figures) >= half and sum(two >= one for two in figures) >= half
    ]
    assert any(percent_apart(value, Decimal(one)) <= 1 for one in middle)
    assert 1 <= combined.points[0].agreeing <= len(figures)


@given(
    st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=2),
    st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=2),
)
def test_a_difference_has_no_direction(a: Decimal, b: Decimal):
    """Which of two figures is named first does not matter, and equal figures are not apart."""
    assert percent_apart(a, b) == percent_apart(b, a)
    assert percent_apart(a, a) == 0


def test_an_overlay_keeps_every_source():
    """Preferred figures win on their days; the others stay, each with its own source."""
    both = overlaid(series("fetched", {2: "2"}), series("shipped", {1: "1", 2: "9", 3: "3"}))
    shown = [both.on(dt.date(2024, 1, day)) for day in (1, 2, 3)]
    assert [(seen.value, seen.source.title) for seen in shown if seen] == [
        (Decimal(1), "shipped (one source)"),
        (Decimal(2), "fetched (one source)"),
        (Decimal(3), "shipped (one source)"),
    ]


def test_days_of_a_change_are_not_compared():
    """For difficulty only days count whose figure is that of the day before: at a retarget sources may differ."""
    mempool = series("a", {1: "80", 2: "80", 3: "90", 4: "90", 6: "90"}, kind="difficulty")
    assert [point.on.day for point in steady(mempool).points] == [2, 4]
    chart = series("b", {1: "80", 2: "80", 3: "80", 4: "90", 6: "95"}, kind="difficulty")
    (check,) = compare_all((mempool, chart))
    assert (check.compared, check.disagreements) == (2, ())


def test_only_series_of_one_kind_are_compared():
    """A price is not held against a rate, and estimates of the hash rate are not held against each other."""
    assert compare_all((series("a", {1: "1"}), series("b", {1: "2"}, kind="usd_pkr"))) == ()
    assert compare_all((series("a", {1: "1"}, kind="hashrate"), series("b", {1: "2"}, kind="hashrate"))) == ()
