"""Holds the price that a count and a value imply against the market's daily closes."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.market.series import Point, Series
from bitcoin_office.reserve.claims.admitted import Extent
from bitcoin_office.reserve.claims.tolerance import tolerance
from bitcoin_office.reserve.claims.verdict import Judgement, Printed, Verdict, fresh_days, last_run, shifted
from bitcoin_office.terms.period import Period


class PriceDays(msgspec.Struct, frozen=True, kw_only=True):
    """The days an implied price may be of.

    ``right``: those of the text and of the day it speaks of. ``count``: earlier days that the count fits, for the price
    may be as old as the count.
    """

    right: tuple[Period, ...]
    count: tuple[dt.date, ...]
    published: dt.date


def implied(btc: Extent, usd: Extent) -> Extent | None:
    """The prices of a coin that a count and a value together admit; ``None`` where the count may be nought."""
    return Extent(usd.low / btc.high, usd.high / btc.low) if btc.low > 0 else None


def judge_price(printed: Printed, closes: Series, days: PriceDays) -> Judgement:
    """Holds an implied price against the closes of the days it may be of."""
    fresh: list[Point] = []
    for period in days.right:
        around = fresh_days(period, days.published)
        fresh += closes.between(around.first, around.last)
    if not fresh:
        says = f"The price is not judged: no close of the market is known around {days.published}."
        return Judgement(verdict=Verdict.UNKNOWN, says=says)
    fitting = [point for point in fresh if _admits(point, printed, days.published)]
    if fitting:
        best = min(fitting, key=lambda point: abs(point.value - printed.value))
        says = f"The price is fresh: {printed.shown} fits the close of {best.on} (${best.value:,.0f})."
        return Judgement(verdict=Verdict.CONSISTENT, says=says)
    return _not_fresh(printed, fresh, closes, days)


def _not_fresh(printed: Printed, fresh: list[Point], closes: Series, days: PriceDays) -> Judgement:
    """The price fits no day around publication: stale where it fits an earlier one, else contradicting the market."""
    earlier = [point for point in _earlier(closes, days) if _admits(point, printed, days.published)]
    lowest, highest = min(point.value for point in fresh), max(point.value for point in fresh)
    closed = f"closes around {days.published} were ${lowest:,.0f} to ${highest:,.0f}"
    if not earlier:
        says = f"The price contradicts the market: {printed.shown} fits no day that the figures can be of; {closed}."
        return Judgement(verdict=Verdict.INCONSISTENT, says=says)
    dates = tuple(point.on for point in earlier)
    last = min(reversed(earlier[last_run(dates) :]), key=lambda point: abs(point.value - printed.value))
    seen = f"was last seen around {last.on} (close ${last.value:,.0f})"
    says = f"The price is stale: {printed.shown} {seen}; {closed}."
    return Judgement(verdict=Verdict.STALE, says=says, days=dates)


def _admits(point: Point, printed: Printed, published: dt.date) -> bool:
    """Whether the printed price may have been seen on the day of this close."""
    seen = Extent(point.value, point.value).widened(tolerance("intraday_share", published))
    return seen.meets(printed.extent)


def _earlier(closes: Series, days: PriceDays) -> tuple[Point, ...]:
    """The closes that a stale price may be of: those of the last months, and those of the days that the count is of."""
    until = min(period.first for period in days.right)
    since = shifted(until, -int(tolerance("stale_price_days", days.published)))
    recent = closes.between(since, until)
    if not days.count:
        return recent
    first = fresh_days(Period(first=days.count[0], last=days.count[0]), days.published).first
    old = closes.between(first, days.count[-1])
    return tuple(point for point in old if point.on < since) + recent
