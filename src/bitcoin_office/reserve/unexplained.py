"""What the record of a reserve cannot explain: where announced, disclosed and proved part, and by how much."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator

import msgspec

from bitcoin_office.reserve.record import Disclosure, DisclosureKind, Record, disclosed_on
from bitcoin_office.reserve.unexplained_texts import UNEXPLAINED
from bitcoin_office.terms.amount import sats
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import SAT


class Unexplained(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that does not add up: a stable code, the coins it is about (signed), and a sentence.

    ``key`` and ``values`` are the sentence for whoever says it in another language: which one it is, and what stands in
    it, days in ISO 8601.
    """

    code: str
    sats: int
    sentence: str
    sources: tuple[str, ...] = ()
    key: str = ""
    values: dict[str, str] = msgspec.field(default_factory=dict[str, str])


def unexplained(record: Record, at: dt.date, booked_sats: int, proved_sats: int) -> tuple[Unexplained, ...]:
    """Everything that does not add up on the day ``at``, the largest matter first."""
    return (
        *_books_against_record(record, at, booked_sats),
        *_never_announced(record, at),
        *_steps(record, at),
        *_testimony(record, at),
        *_unproved(record, at, proved_sats),
        *_stale(record, at),
    )


def announced_between(record: Record, after: dt.date | None, until: dt.date) -> int:
    """Satoshis announced later than ``after`` (from the beginning when ``None``) and up to ``until``."""
    single = sum(item.sats for item in record.purchases if item.on <= until and (after is None or item.on > after))
    daily = 0
    for standing in record.standing:
        days = len(standing.period(until)) - (0 if after is None else len(standing.period(after)))
        daily += days * standing.sats_per_day
    return single + daily


def _books_against_record(record: Record, at: dt.date, booked_sats: int) -> Iterator[Unexplained]:
    """The books must hold what the record announces."""
    announced = announced_between(record, None, at)
    if announced != booked_sats:
        values = {"booked": sats(booked_sats).short(), "announced": sats(announced).short()}
        yield _said("books-differ-from-record", booked_sats - announced, values)


def _never_announced(record: Record, at: dt.date) -> Iterator[Unexplained]:
    """Coins disclosed beyond all that was announced as bought, or announced and not disclosed."""
    band = disclosed_on(record.disclosures, at)
    if band is None:
        return
    gap = band.mid_sats - announced_between(record, None, at)
    if not gap:
        return
    values = {"coins": f"{round(sats(abs(gap)).decimal()):,}", "share": f"{abs(gap) * 100 / band.mid_sats:.0f} %"}
    yield _said("never-announced", gap, values, key="never-announced" if gap > 0 else "never-disclosed")


def _steps(record: Record, at: dt.date) -> Iterator[Unexplained]:
    """Between two disclosures the holding should grow by what was announced between them."""
    own = [item for item in record.disclosures if item.kind is DisclosureKind.DISCLOSED and item.on <= at]
    if own:
        yield from _first_disclosure(record, own[0])
    for before, after in itertools.pairwise(own):
        grown, announced = after.sats - before.sats, announced_between(record, before.on, after.on)
        # A figure said to be about so many is good to a coin, and a daily purchase may fall before or after the count
        # of its day; below that there is nothing to explain.
        rounded = SAT.per_whole if before.approximate or after.approximate else 0
        slack = rounded + sum(item.sats_per_day for item in record.standing if after.on in item.period(at))
        if abs(grown - announced) > slack:
            values = {"after": str(before.on), "until": str(after.on), "grown": _signed(grown)}
            values |= {"announced": sats(announced).short(), "gap": _signed(grown - announced)}
            yield _said("growth-differs", grown - announced, values, (before.source, after.source))


def _first_disclosure(record: Record, first: Disclosure) -> Iterator[Unexplained]:
    """The first figure ever disclosed, against everything announced until then."""
    announced = announced_between(record, None, first.on)
    if first.sats != announced:
        values = {"disclosed": sats(first.sats).short(), "day": str(first.on), "announced": sats(announced).short()}
        gap = first.sats - announced
        yield _said("first-disclosure", gap, {**values, "gap": _signed(gap)}, (first.source,))


def _testimony(record: Record, at: dt.date) -> Iterator[Unexplained]:
    """What was said about a stretch of time, beside what was announced in it."""
    for said in record.testimony:
        if said.on > at:
            continue
        announced = announced_between(record, said.since - dt.timedelta(days=1), said.on)
        if announced:
            values = {"after": str(said.since), "until": str(said.on), "announced": sats(announced).short()}
            yield _said("testimony-differs", announced, {**values, "by": said.by, "says": said.says}, (said.source,))


def _unproved(record: Record, at: dt.date, proved_sats: int) -> Iterator[Unexplained]:
    """Coins disclosed beyond those that are proved."""
    band = disclosed_on(record.disclosures, at)
    open_sats = (band.mid_sats if band else announced_between(record, None, at)) - proved_sats
    if open_sats <= 0:
        return
    sources = tuple(address.source for address in record.addresses)
    if proved_sats:
        values = {"proved": sats(proved_sats).short(), "rest": f"{round(sats(open_sats).decimal()):,} BTC"}
        yield _said("unproved", open_sats, values, sources, key="unproved-rest")
    elif record.addresses:
        yield _said("unproved", open_sats, {"addresses": f"{len(record.addresses):,}"}, sources)
    else:
        yield _said("unproved", open_sats, {}, key="unproved-no-address")


def _stale(record: Record, at: dt.date) -> Iterator[Unexplained]:
    """What may have gone on after the last day that a source shows."""
    for standing in record.standing:
        if standing.seen_until < at:
            days = (at - standing.seen_until).days
            values = {"day": str(standing.seen_until), "days": f"{days:,}"}
            yield _said("not-seen-since", days * standing.sats_per_day, values, (standing.seen_source,))
    band = disclosed_on(record.disclosures, at)
    if band is not None and band.after is None and not band.exact:
        values = {"day": str(band.before.on), "days": f"{(at - band.before.on).days:,}"}
        yield _said("no-later-disclosure", 0, values, (band.before.source,))


def _said(
    code: str, quantity_sats: int, values: dict[str, str], sources: tuple[Source, ...] = (), *, key: str = ""
) -> Unexplained:
    """A matter with its sentence, which has the code's name where there is only one."""
    return Unexplained(
        code=code,
        sats=quantity_sats,
        sentence=UNEXPLAINED[key or code].format(**values),
        sources=tuple(dict.fromkeys(map(str, sources))),
        key=key or code,
        values=values,
    )


def _signed(quantity_sats: int) -> str:
    """Satoshis as bitcoins with a sign: ``+2,825.68 BTC``."""
    return f"{'+' if quantity_sats > 0 else ''}{sats(quantity_sats).short()}"
