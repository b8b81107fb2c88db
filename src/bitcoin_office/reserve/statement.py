"""The statement of a reserve: what was announced, disclosed and proved, at what cost and worth, on one day."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.books.lots import LotPosition
from bitcoin_office.market.series import Series
from bitcoin_office.reserve.proved import ProvedReserve
from bitcoin_office.reserve.purchases import ANNOUNCED
from bitcoin_office.reserve.record import Band, Record, disclosed_on
from bitcoin_office.reserve.unexplained import Unexplained, unexplained
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.errors import IncompleteDataError
from bitcoin_office.terms.period import month_end
from bitcoin_office.terms.rate import Rate
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import SAT, USD

TRAINING = "TRAINING, made up: "
_COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


class AnnouncedPart(msgspec.Struct, frozen=True, kw_only=True):
    """Announced coins of one kind: ``count`` purchases, or days when ``daily``, from ``first`` to ``last``."""

    daily: bool
    count: int
    sats: int
    first: dt.date
    last: dt.date


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """The coins booked as announced: in lots, at cost, and at the close of ``price_on``. Money in US cents.

    ``at_market_lots`` of the lots were announced without a price and booked at the market close of their day.
    """

    sats: int
    lots: int
    at_market_lots: int
    cost_usd_cents: int
    price_usd: str
    price_on: dt.date
    price_age_days: int
    price_source: Source
    value_usd_cents: int
    gain_usd_cents: int
    disclosed_value_usd_cents: int | None


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a month (or the statement's own day): coins announced and disclosed by then, the close if known."""

    on: dt.date
    announced_sats: int
    disclosed_sats: int | None
    disclosed_exact: bool
    price_usd: str | None


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """Why a figure is what it is: how it was computed and from whom."""

    name: str
    value: str
    how: str
    sources: tuple[str, ...]


class ReserveStatement(msgspec.Struct, frozen=True, kw_only=True):
    """A country's reserve on the day ``at``. ``finding`` is its first line. Satoshis and US cents throughout.

    ``control`` says of which coins ``proved_sats`` is the sum, and why others are not proved; ``null`` where the office
    watches no vault or has not read the chain for all of them.
    """

    schema: str = "bitcoin-office/reserve-statement/1"
    country: str
    name: str
    at: dt.date
    training: bool
    finding: str
    announced_sats: int
    announced: tuple[AnnouncedPart, ...]
    disclosed: Band | None
    proved_sats: int
    control: ProvedReserve | None
    holding: Holding | None
    monthly: tuple[Month, ...]
    unexplained: tuple[Unexplained, ...]
    figures: tuple[Figure, ...]


class StatementInput(msgspec.Struct, frozen=True, kw_only=True):
    """What a statement is made of: the record, the closes, and the positions in the books on the day ``at``.

    ``control`` is what proofs of control show of the coins in the vaults, where those were read. ``training`` marks
    what is made up. A close may be carried forward at most ``max_age_days``; its age is shown.
    """

    record: Record
    closes: Series
    positions: tuple[LotPosition, ...]
    at: dt.date
    max_age_days: int
    control: ProvedReserve | None = None
    training: bool = False


def reserve_statement(given: StatementInput) -> ReserveStatement:
    """The statement. Raises ``IncompleteDataError`` when coins are booked but no price is known near the day."""
    record, at = given.record, given.at
    booked = tuple(position for position in given.positions if position.account == ANNOUNCED)
    control = given.control
    proved = 0 if control is None else control.sats
    parts = announced_parts(record, at)
    band = disclosed_on(record.disclosures, at)
    holding = _holding(given, booked, band) if booked else None
    announced_sats = sum(position.quantity for position in booked)
    return ReserveStatement(
        country=record.country,
        name=record.name,
        at=at,
        training=given.training,
        finding=f"{TRAINING if given.training else ''}{_finding(announced_sats, parts, band, control)}",
        announced_sats=announced_sats,
        announced=parts,
        disclosed=band,
        proved_sats=proved,
        control=control,
        holding=holding,
        monthly=_monthly(given),
        unexplained=unexplained(record, at, announced_sats, proved),
        figures=_figures(given, parts, band, holding),
    )


def announced_parts(record: Record, at: dt.date) -> tuple[AnnouncedPart, ...]:
    """What the record says was announced up to ``at``: the single purchases, and each standing one."""
    single = [purchase for purchase in record.purchases if purchase.on <= at]
    parts: list[AnnouncedPart] = []
    if single:
        coins = sum(purchase.sats for purchase in single)
        first, last = single[0].on, single[-1].on
        parts.append(AnnouncedPart(daily=False, count=len(single), sats=coins, first=first, last=last))
    for standing in record.standing:
        period = standing.period(at)
        if len(period):
            coins = len(period) * standing.sats_per_day
            parts.append(AnnouncedPart(daily=True, count=len(period), sats=coins, first=period.first, last=period.last))
    return tuple(parts)


def announced_until(record: Record, at: dt.date) -> int:
    """Satoshis announced up to ``at``."""
    return sum(part.sats for part in announced_parts(record, at))


def _finding(
    announced_sats: int, parts: tuple[AnnouncedPart, ...], band: Band | None, control: ProvedReserve | None
) -> str:
    """The first line: announced and disclosed in whole coins, proved to the satoshi."""
    said = " + ".join(_part_in_words(part) for part in parts)
    announced = f"announced {whole(announced_sats)}" + (f" ({said})" if said else "")
    if band is None:
        disclosed = "disclosed nothing"
    else:
        about = "" if band.exact and not band.before.approximate else "about "
        disclosed = f"disclosed {about}{whole(band.mid_sats)}"
    return f"{announced}, {disclosed}, proved {_proved_in_words(control)}"


def _proved_in_words(control: ProvedReserve | None) -> str:
    """``0``, or ``89.9998 BTC of 90.1 BTC observed (99.8 %) at block 109``; nothing is rounded up."""
    if control is None or not control.blocks:
        return "0"
    first, last = control.blocks[0].height, control.blocks[-1].height
    at = f"block {last:,}" if first == last else f"blocks {first:,} to {last:,}"
    share = f"{sats(control.observed_sats).short()} observed ({control.share_percent} %)"
    return f"{sats(control.sats).short()} of {share} at {at}"


def _part_in_words(part: AnnouncedPart) -> str:
    """``2,381 in eleven purchases`` or ``973 at one a day``."""
    each = part.sats // part.count
    if part.daily:
        return f"{whole(part.sats)} at {'one' if each == SAT.per_whole else sats(each).short()} a day"
    count = _COUNTS[part.count] if part.count < len(_COUNTS) else f"{part.count:,}"
    return f"{whole(part.sats)} in {count} purchase{'' if part.count == 1 else 's'}"


def whole(quantity_sats: int) -> str:
    """Satoshis as whole bitcoins, rounded half to even, with separators and no unit: ``6,241``."""
    return f"{round(sats(quantity_sats).decimal()):,}"


def _holding(given: StatementInput, booked: tuple[LotPosition, ...], band: Band | None) -> Holding:
    """The booked coins at cost and at market."""
    carried = given.closes.carried(given.at, given.max_age_days)
    if carried is None:
        raise IncompleteDataError(
            f"No close of bitcoin is known on {given.at} or in the {given.max_age_days} days before.",
            remedy="Fetch it with: bitcoin-office market update; or choose another day with --at.",
        )
    seen = carried.observation
    rate = Rate(base=SAT, quote=USD, price=seen.value, on=seen.on, source=seen.source)
    coins = sum(position.quantity for position in booked)
    cost = sum(position.cost or 0 for position in booked)
    value = rate.convert(sats(coins)).quantity
    announced_prices = sum(
        1 for purchase in given.record.purchases if purchase.on <= given.at and purchase.usd_per_btc is not None
    )
    return Holding(
        sats=coins,
        lots=len(booked),
        at_market_lots=len(booked) - announced_prices,
        cost_usd_cents=cost,
        price_usd=f"{seen.value:f}",
        price_on=seen.on,
        price_age_days=carried.age_days,
        price_source=seen.source,
        value_usd_cents=value,
        gain_usd_cents=value - cost,
        disclosed_value_usd_cents=None if band is None else rate.convert(sats(band.mid_sats)).quantity,
    )


def _monthly(given: StatementInput) -> tuple[Month, ...]:
    """The ends of all months from the first purchase or disclosure on, and the statement's own day."""
    record = given.record
    starts = [item.on for item in (*record.purchases, *record.disclosures)] + [item.first for item in record.standing]
    if not starts or min(starts) > given.at:
        return ()
    days: list[dt.date] = []
    day = month_end(min(starts))
    while day < given.at:
        days.append(day)
        day = month_end(day + dt.timedelta(days=1))
    return tuple(_month(given, day) for day in (*days, given.at))


def _month(given: StatementInput, day: dt.date) -> Month:
    """One point of the history."""
    band, close = disclosed_on(given.record.disclosures, day), given.closes.on(day)
    return Month(
        on=day,
        announced_sats=announced_until(given.record, day),
        disclosed_sats=None if band is None else band.mid_sats,
        disclosed_exact=band is not None and band.exact,
        price_usd=None if close is None else f"{close.value:f}",
    )


def _figures(
    given: StatementInput, parts: tuple[AnnouncedPart, ...], band: Band | None, holding: Holding | None
) -> tuple[Figure, ...]:
    """Why each figure is what it is."""
    record = given.record
    figures: list[Figure] = []
    for part in parts:
        listed = [item.source for item in record.purchases if item.on <= given.at]
        sources = [item.source for item in record.standing] if part.daily else listed
        seen = [item.seen_source for item in record.standing] if part.daily else []
        how = f"{part.count:,} days, {part.first} to {part.last}, each counted once" if part.daily else "added up"
        name = "announced, daily" if part.daily else "announced, single purchases"
        figures.append(Figure(name=name, value=sats(part.sats).short(), how=how, sources=unique((*sources, *seen))))
    if band is not None:
        figures.append(_disclosed_figure(band))
    figures += _chain_figures(given.control)
    if holding is not None:
        aged = "" if holding.price_age_days == 0 else f", carried forward {holding.price_age_days} days"
        how = f"close of {holding.price_on} (UTC){aged}"
        price = Figure(
            name="price",
            value=Amount.of(holding.price_usd, USD).short(),
            how=how,
            sources=unique((holding.price_source,)),
        )
        figures.append(price)
    return tuple(figures)


def _chain_figures(control: ProvedReserve | None) -> tuple[Figure, ...]:
    """What is observed and what is proved: from the chain and from proofs of control, not from the books."""
    rule = "a coin is proved when a proof of control for a block at which it was there verifies, and has not expired"
    if control is None:
        how = f"{rule}; this office has read no vault from the chain"
        return (Figure(name="proved", value=sats(0).short(), how=how, sources=("this office's proofs of control",)),)
    how = f"coins in the vaults after block {control.height:,}"
    sources = ("the Bitcoin chain, as this office read it",)
    return (
        Figure(name="observed", value=sats(control.observed_sats).short(), how=how, sources=sources),
        Figure(
            name="proved",
            value=sats(control.sats).short(),
            how=rule,
            sources=(*sources, "this office's proofs of control, verified for this statement"),
        ),
    )


def _disclosed_figure(band: Band) -> Figure:
    """Where the disclosed figure comes from: the day itself, a line between two days, or the last one known."""
    name, value = "disclosed", sats(band.mid_sats).short()
    before, after = band.before, band.after
    if band.exact:
        return Figure(name=name, value=value, how=f"disclosed on {before.on}", sources=unique((before.source,)))
    if after is None:
        return Figure(name=name, value=value, how=f"last disclosed on {before.on}", sources=unique((before.source,)))
    how = (
        f"on a straight line from {sats(before.sats).short()} on {before.on} "
        f"to {sats(after.sats).short()} on {after.on}; not itself disclosed"
    )
    return Figure(name=name, value=value, how=how, sources=unique((before.source, after.source)))


def unique(sources: tuple[Source, ...]) -> tuple[str, ...]:
    """The sources as texts, each once, in order."""
    return tuple(dict.fromkeys(str(source) for source in sources))
