"""What the record of a reserve cannot explain: where announced, disclosed and proved part, and by how much."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator

import msgspec

from bitcoin_office.reserve.record import Disclosure, DisclosureKind, Record, disclosed_on
from bitcoin_office.terms.amount import sats
from bitcoin_office.terms.units import SAT


class Unexplained(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that does not add up: a stable code, the coins it is about (signed), and a sentence."""

    code: str
    sats: int
    sentence: str
    sources: tuple[str, ...] = ()


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
        yield Unexplained(
            code="books-differ-from-record",
            sats=booked_sats - announced,
            sentence=f"The books hold {sats(booked_sats).short()} as announced, the record adds up to "
            f"{sats(announced).short()}. Book the record with: bitcoin-office reserve book.",
        )


def _never_announced(record: Record, at: dt.date) -> Iterator[Unexplained]:
    """Coins disclosed beyond all that was announced as bought, or announced and not disclosed."""
    band = disclosed_on(record.disclosures, at)
    if band is None:
        return
    gap = band.mid_sats - announced_between(record, None, at)
    share = f"{abs(gap) * 100 / band.mid_sats:.0f} %"
    coins = f"About {round(sats(abs(gap)).decimal()):,} coins"
    if gap > 0:
        sentence = (
            f"{coins}, {share} of those disclosed, were never announced as bought: "
            "how, when and at what cost they came is not on record."
        )
    else:
        sentence = f"{coins}, {share} of those disclosed, were announced as bought beyond what is disclosed."
    if gap:
        yield Unexplained(code="never-announced", sats=gap, sentence=sentence)


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
            yield Unexplained(
                code="growth-differs",
                sats=grown - announced,
                sentence=f"From {before.on} to {after.on} the disclosed holding changed by {_signed(grown)}, "
                f"while {sats(announced).short()} were announced: {_signed(grown - announced)} unexplained.",
                sources=(str(before.source), str(after.source)),
            )


def _first_disclosure(record: Record, first: Disclosure) -> Iterator[Unexplained]:
    """The first figure ever disclosed, against everything announced until then."""
    announced = announced_between(record, None, first.on)
    if first.sats != announced:
        yield Unexplained(
            code="first-disclosure",
            sats=first.sats - announced,
            sentence=f"The first disclosure, {sats(first.sats).short()} on {first.on}, stood beside "
            f"{sats(announced).short()} announced until then: {_signed(first.sats - announced)} unexplained.",
            sources=(str(first.source),),
        )


def _testimony(record: Record, at: dt.date) -> Iterator[Unexplained]:
    """What was said about a stretch of time, beside what was announced in it."""
    for said in record.testimony:
        if said.on > at:
            continue
        announced = announced_between(record, said.since - dt.timedelta(days=1), said.on)
        if announced:
            yield Unexplained(
                code="testimony-differs",
                sats=announced,
                sentence=f"From {said.since} to {said.on} purchases of {sats(announced).short()} were announced, "
                f"while {said.by} says: {said.says} Both cannot be so as said.",
                sources=(str(said.source),),
            )


def _unproved(record: Record, at: dt.date, proved_sats: int) -> Iterator[Unexplained]:
    """Coins disclosed beyond those that are proved."""
    band = disclosed_on(record.disclosures, at)
    open_sats = (band.mid_sats if band else announced_between(record, None, at)) - proved_sats
    if open_sats <= 0:
        return
    count = len(record.addresses)
    addresses = f"{count} addresses are reported; no" if count else "No address is on record, and no"
    if proved_sats:
        rest = f"{round(sats(open_sats).decimal()):,} BTC"
        sentence = f"Proofs of control cover {sats(proved_sats).short()}; nobody has proved the other {rest}."
    else:
        sentence = f"{addresses} valid signature by their keys is on file, so this office counts no coin as proved."
    yield Unexplained(
        code="unproved",
        sats=open_sats,
        sentence=sentence,
        sources=tuple(dict.fromkeys(str(address.source) for address in record.addresses)),
    )


def _stale(record: Record, at: dt.date) -> Iterator[Unexplained]:
    """What may have gone on after the last day that a source shows."""
    for standing in record.standing:
        if standing.seen_until < at:
            days = (at - standing.seen_until).days
            yield Unexplained(
                code="not-seen-since",
                sats=days * standing.sats_per_day,
                sentence=f"The daily purchase is last seen on {standing.seen_until}. Whether it went on in the "
                f"{days:,} days since is unknown, and nothing is booked for them.",
                sources=(str(standing.seen_source),),
            )
    band = disclosed_on(record.disclosures, at)
    if band is not None and band.after is None and not band.exact:
        yield Unexplained(
            code="no-later-disclosure",
            sats=0,
            sentence=f"Nothing is on record as disclosed after {band.before.on}, "
            f"{(at - band.before.on).days:,} days before this statement.",
            sources=(str(band.before.source),),
        )


def _signed(quantity_sats: int) -> str:
    """Satoshis as bitcoins with a sign: ``+2,825.68 BTC``."""
    return f"{'+' if quantity_sats > 0 else ''}{sats(quantity_sats).short()}"
