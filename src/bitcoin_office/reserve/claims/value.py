"""Holds a value printed without a count against the record's count at the market's closes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bitcoin_office.market.series import Point, Series
from bitcoin_office.reserve.claims.admitted import Extent
from bitcoin_office.reserve.claims.tolerance import tolerance
from bitcoin_office.reserve.claims.track import Basis, Mark, Track
from bitcoin_office.reserve.claims.verdict import Judgement, Printed, Verdict, fresh_days, shifted
from bitcoin_office.terms.period import Period


def judge_value(printed: Printed, record: Track, closes: Series, days: Period, published: dt.date) -> Judgement:
    """Holds a value against what the record's coins were worth on ``days``, widened by the publication lag."""
    around = fresh_days(days, published)
    fresh = _known(record, closes, around.first, around.last)
    if not fresh:
        missing = f"record of {record.holder} and market around {days.last}"
        says = f"The value is not judged: there is no {missing} to hold {printed.shown} against."
        return Judgement(verdict=Verdict.UNKNOWN, says=says)
    fitting = [item for item in fresh if _worth(*item, published, is_fresh=True).meets(printed.extent)]
    if fitting:
        best = min(fitting, key=lambda item: abs(_dollars(*item) - printed.value))
        says = f"The value fits: {_times(*best)}, and the text says {printed.shown}."
        return Judgement(verdict=Verdict.CONSISTENT, says=says)
    since = shifted(days.first, -int(tolerance("stale_price_days", published)))
    known = _known(record, closes, since, days.first)
    earlier = [item for item in known if _worth(*item, published, is_fresh=False).meets(printed.extent)]
    if earlier:
        last = earlier[-1]
        seen = f"{printed.shown} last fitted on {last[0].on}, when {_times(*last)}"
        says = f"The value is stale: {seen}; {_times(*fresh[-1])}."
        return Judgement(verdict=Verdict.STALE, says=says, days=tuple(point.on for point, _ in earlier))
    says = f"The value contradicts the record: {_times(*fresh[-1])}, and the text says {printed.shown}."
    return Judgement(verdict=Verdict.INCONSISTENT, says=says)


def _known(record: Track, closes: Series, first: dt.date, last: dt.date) -> list[tuple[Point, Mark]]:
    """The closes and the record of the days on which both are known."""
    points = closes.between(first, last)
    return [(point, mark) for point in points if (mark := record.on(point.on)) is not None]


def _worth(point: Point, mark: Mark, published: dt.date, *, is_fresh: bool) -> Extent:
    """What the record's coins were worth on the day of a close, over the prices of that day.

    Around publication nothing in the band between two disclosures is ruled out; to date an old value only the line
    will do.
    """
    count = mark.extent if is_fresh else mark.figure
    price = Extent(point.value, point.value).widened(tolerance("intraday_share", published))
    return Extent(count.low * price.low, count.high * price.high)


def _dollars(point: Point, mark: Mark) -> Decimal:
    """The record's coins at a close."""
    return mark.btc * point.value


def _times(point: Point, mark: Mark) -> str:
    """The record's count at a close, as a clause."""
    about = "about " if mark.basis is Basis.LINE else ""
    millions = _dollars(point, mark).scaleb(-6)
    return (
        f"{about}{mark.btc:,.0f} BTC at the close of {point.on} (${point.value:,.0f}) came to ${millions:,.0f} million"
    )
