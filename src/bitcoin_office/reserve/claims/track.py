"""A holder's record through the days: disclosed figures, straight lines between them, announced sums before them."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal

import msgspec

from bitcoin_office.reserve.claims.admitted import Extent
from bitcoin_office.reserve.claims.figure import last_digit
from bitcoin_office.reserve.claims.tolerance import tolerance
from bitcoin_office.reserve.record import Band, Disclosure, DisclosureKind, Record, disclosed_on
from bitcoin_office.terms.period import Period


class Basis(enum.StrEnum):
    """How the record knows a day's figure."""

    DISCLOSED = "disclosed on the day"
    LINE = "on a straight line between two disclosed figures"
    OLD = "the last figure disclosed"
    ANNOUNCED = "the sum of announced purchases"


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What the record says of one day, in BTC: ``extent`` is what it cannot contradict, ``btc`` the figure to show.

    ``band`` has the disclosures on either side; ``None`` where the figure is a sum of announced purchases.
    """

    on: dt.date
    btc: Decimal
    extent: Extent
    basis: Basis
    band: Band | None = None

    @property
    def figure(self) -> Extent:
        """The day's figure itself: as disclosed, or where the line stands."""
        return self.extent if self.basis is not Basis.LINE else Extent(self.btc, self.btc)


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """One holder's marks, one a day without gaps, up to its last disclosure; none for a holder without a record."""

    holder: str
    marks: tuple[Mark, ...] = ()

    def on(self, day: dt.date) -> Mark | None:
        """The mark of a day; after the last one that one, a disclosed figure grown old; ``None`` before the first."""
        if not self.marks or day < self.marks[0].on:
            return None
        place = (day - self.marks[0].on).days
        if place < len(self.marks):
            return self.marks[place]
        last = self.marks[-1]
        return msgspec.structs.replace(last, on=day, basis=last.basis if last.basis is Basis.ANNOUNCED else Basis.OLD)

    def within(self, days: Period) -> tuple[Mark, ...]:
        """The marks of these days."""
        return tuple(mark for day in days.days() if (mark := self.on(day)) is not None)

    def crossings(self, printed: Extent, value: Decimal) -> tuple[Mark, ...]:
        """The marks at which the record is, or passes through, the ``printed`` figure, in order.

        Where it passes through between two days, the day that is nearer to the figure's ``value``.
        """
        found: list[Mark] = []
        before: Mark | None = None
        for mark in self.marks:
            if mark.figure.meets(printed):
                found.append(mark)
            elif before is not None and _passed(before, mark, printed):
                found.append(min(before, mark, key=lambda item: abs(item.btc - value)))
            before = mark
        return tuple(found)


def track(holder: str, disclosures: tuple[Disclosure, ...], on: dt.date, record: Record | None = None) -> Track:
    """The track of a holder from its disclosures; before the first, from what its ``record`` announced, where given.

    ``on`` is the day for which the tolerances hold.
    """
    own = sorted(item.on for item in disclosures if item.kind is DisclosureKind.DISCLOSED)
    last = own[0] - dt.timedelta(days=1) if own else on
    marks = _announced(record, last) if record is not None else ()
    if own:
        bands = ((day, disclosed_on(disclosures, day)) for day in Period(first=own[0], last=own[-1]).days())
        marks += tuple(_mark(day, band, on) for day, band in bands if band is not None)
    return Track(holder=holder, marks=marks)


def _passed(before: Mark, mark: Mark, printed: Extent) -> bool:
    """Whether a line passed the printed figure between two days without being at it on either."""
    if before.basis is Basis.ANNOUNCED or before.figure.meets(printed):
        return False
    return Extent(min(before.btc, mark.btc), max(before.btc, mark.btc)).meets(printed)


def _mark(day: dt.date, band: Band, on: dt.date) -> Mark:
    """The mark of a day from the band around it."""
    is_line = band.after is not None and not band.exact
    ends = [_disclosed(end, on) for end in (band.before, band.after if is_line else None) if end is not None]
    return Mark(
        on=day,
        btc=Decimal(band.mid_sats).scaleb(-8),
        extent=Extent(min(end.low for end in ends), max(end.high for end in ends)),
        basis=Basis.LINE if is_line else Basis.DISCLOSED,
        band=band,
    )


def _disclosed(disclosure: Disclosure, on: dt.date) -> Extent:
    """What a disclosed figure stands for: half a unit of its last digit either way, more where it was said "about"."""
    half = last_digit(disclosure.btc) / 2
    reach = max(half, disclosure.btc * tolerance("approximate_share", on)) if disclosure.approximate else half
    return Extent(disclosure.btc - reach, disclosure.btc + reach)


def _announced(record: Record, last: dt.date) -> tuple[Mark, ...]:
    """The sum of announced purchases on every day from the first of them to ``last``."""
    steps = [(item.on, item.btc) for item in record.purchases]
    for standing in record.standing:
        steps += [(day, standing.btc) for day in standing.period(last).days()]
    steps.sort()
    marks: list[Mark] = []
    total, place = Decimal(0), 0
    if not steps:
        return ()
    for day in Period(first=steps[0][0], last=last).days():
        while place < len(steps) and steps[place][0] <= day:
            total += steps[place][1]
            place += 1
        marks.append(Mark(on=day, btc=total, extent=Extent(total, total), basis=Basis.ANNOUNCED))
    return tuple(marks)
