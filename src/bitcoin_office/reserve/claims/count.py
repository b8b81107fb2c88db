"""Holds a printed number of coins against a holder's record: right, right for an earlier day, or never right."""

from __future__ import annotations

import datetime as dt

from bitcoin_office.reserve.claims.tolerance import tolerance
from bitcoin_office.reserve.claims.track import Basis, Mark, Track
from bitcoin_office.reserve.claims.verdict import Judgement, Printed, Verdict, fresh_days, last_run
from bitcoin_office.reserve.record import Disclosure
from bitcoin_office.terms.period import Period


def judge_count(printed: Printed, record: Track, days: Period, published: dt.date) -> Judgement:
    """Holds a printed count against the record of ``days``, widened by the publication lag."""
    around = record.within(fresh_days(days, published))
    if not around:
        return _without_record(printed, record, days)
    now = record.on(days.last) or around[-1]
    fitting = [mark for mark in around if mark.extent.meets(printed.extent)]
    if fitting:
        is_now = len(days) == 1 and now in fitting
        best = now if is_now else min(reversed(fitting), key=lambda mark: abs(mark.btc - printed.value))
        return Judgement(verdict=Verdict.CONSISTENT, says=_fits(printed, best, now))
    crossings = record.crossings(printed.extent, printed.value)
    earlier = tuple(mark for mark in crossings if mark.on < days.first)
    if earlier:
        dates = tuple(mark.on for mark in earlier)
        run = _dated(earlier[last_run(dates) :])
        says = f"The count is stale: {printed.shown} matches the record of {run}; {_known(now)}."
        return Judgement(verdict=Verdict.STALE, says=says, days=dates)
    return _never(printed, now, days, tuple(mark for mark in crossings if mark.on > days.last), published)


def _without_record(printed: Printed, record: Track, days: Period) -> Judgement:
    """No figure is on record for these days: unknown, with the day the record begins where there is one."""
    if not record.marks:
        says = f"The count is not judged: there is no record of {record.holder} to hold {printed.shown} against."
        return Judgement(verdict=Verdict.UNKNOWN, says=says)
    begun = f"the record of {record.holder} begins on {record.marks[0].on}, after {days.last}"
    later = record.crossings(printed.extent, printed.value)
    hint = f"; it matches {printed.shown} only on {_dated(later[:1])}" if later else ""
    return Judgement(verdict=Verdict.UNKNOWN, says=f"The count is not judged: {begun}{hint}.")


def _fits(printed: Printed, best: Mark, now: Mark) -> str:
    """Why the count is right: by the mark that fits it best; where the record is only a band, that it is one."""
    late = f" Publication lags: {_known(now)}." if best.on < now.on and not now.extent.meets(printed.extent) else ""
    band = best.band
    if best.basis is Basis.LINE and band is not None and band.after is not None:
        ends = f"{_said(band.before)} disclosed on {band.before.on} and {_said(band.after)} on {band.after.on}"
        line = f"a straight line gives about {best.btc:,.0f} on {best.on}"
        return f"The count fits: {printed.shown} agrees with the band between {ends} ({line}).{late}"
    return f"The count fits: {_known(best)}, and the text says {printed.shown}.{late}"


def _never(printed: Printed, now: Mark, days: Period, later: tuple[Mark, ...], published: dt.date) -> Judgement:
    """The count fits no day up to publication: unknown where the record only ends too early to tell, else not right."""
    grown = now.extent.high * (1 + tolerance("open_end_share", published))
    if now.basis is Basis.OLD and now.extent.high < printed.extent.low <= grown:
        says = f"The count is not judged: {printed.shown} is more than the record knows of, but {_known(now)}."
        return Judgement(verdict=Verdict.UNKNOWN, says=says)
    hint = f" The record reaches it only on {_dated(later[:1])}, after publication." if later else ""
    says = f"The count contradicts the record: {printed.shown} matches no day up to {days.last}; {_known(now)}.{hint}"
    return Judgement(verdict=Verdict.INCONSISTENT, says=says)


def _dated(run: tuple[Mark, ...]) -> str:
    """The days of a run of marks: exact for a disclosed figure, "about" on a line."""
    first, last = run[0], run[-1]
    about = "about " if Basis.LINE in {first.basis, last.basis} else ""
    days = f"{about}{first.on}" if first.on == last.on else f"{about}{first.on} to {last.on}"
    band = last.band
    if last.basis is Basis.LINE and band is not None and band.after is not None:
        return f"{days} (on a straight line from the figure disclosed on {band.before.on} to that of {band.after.on})"
    return f"{days} ({last.basis})"


def _known(now: Mark) -> str:
    """What the record says of a day, as a clause."""
    if now.basis is Basis.LINE:
        return f"the record has about {now.btc:,.0f} BTC on {now.on}"
    if now.basis is Basis.OLD and now.band is not None:
        return f"the last figure disclosed is {_said(now.band.before)}, on {now.band.before.on}"
    figure = f"{now.btc.normalize():,f} BTC" if now.band is None else _said(now.band.before)
    return f"the record has {figure} on {now.on} ({now.basis})"


def _said(disclosure: Disclosure) -> str:
    """A disclosed figure as it was said."""
    return f"{'about ' if disclosure.approximate else ''}{disclosure.btc:,} BTC"
