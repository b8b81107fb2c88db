"""A claim: what a sentence says somebody holds, held against the record and the market of its day."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal

import msgspec

from bitcoin_office.market.series import Series
from bitcoin_office.reserve.claims.admitted import Extent, admitted
from bitcoin_office.reserve.claims.count import judge_count
from bitcoin_office.reserve.claims.hedge import Hedge
from bitcoin_office.reserve.claims.price import PriceDays, implied, judge_price
from bitcoin_office.reserve.claims.quantity import Quantity, Unit
from bitcoin_office.reserve.claims.statement import Statement
from bitcoin_office.reserve.claims.tolerance import tolerance
from bitcoin_office.reserve.claims.track import Basis, Track, track
from bitcoin_office.reserve.claims.value import judge_value
from bitcoin_office.reserve.claims.verdict import Judgement, Printed, Verdict
from bitcoin_office.reserve.record import Record
from bitcoin_office.terms.period import Period

COUNT, PRICE, VALUE = "count", "price", "value"
_CENT, _SAT = Decimal("0.01"), Decimal("0.00000001")
_BOUND = {Hedge.OVER: "over ", Hedge.UNDER: "nearly ", Hedge.ABOUT: "about ", Hedge.PLAIN: ""}
_WORST_FIRST = (Verdict.INCONSISTENT, Verdict.STALE, Verdict.UNKNOWN, Verdict.CONSISTENT)


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One judgement of a claim: ``of`` its count, price or value; ``fits`` is the last earlier day that it fits."""

    of: str
    verdict: Verdict
    fits: dt.date | None


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One statement of ``source``, judged. Amounts are in whole BTC and USD, as printed; ``None`` where there is none.

    In JSON the decimals are numbers. ``record_btc`` on a line between two disclosures is given to two decimals.
    ``explains`` says in plain English how the count and the price were judged, each for itself.
    """

    source: str
    sentence: str
    subject: str
    btc: Decimal | None
    usd: Decimal | None
    implied_usd_per_btc: Decimal | None
    verdict: Verdict
    explains: str
    market_usd_per_btc: Decimal | None
    record_btc: Decimal | None


class Bench(msgspec.Struct, frozen=True, kw_only=True):
    """What claims are held against: one track for each holder on record, and the market's closes."""

    tracks: tuple[Track, ...]
    closes: Series
    published: dt.date

    def track(self, holder: str) -> Track:
        """The track of a holder; an empty one for a holder without a record."""
        return next((item for item in self.tracks if item.holder == holder), Track(holder=holder))


def bench(record: Record, closes: Series, published: dt.date, also: tuple[Record, ...] = ()) -> Bench:
    """The bench of a country: its own record, those of the holders beside it, and those of other countries."""
    own = tuple(track(item.name, item.disclosures, published, item) for item in (record, *also))
    others = tuple(track(item.name, item.disclosures, published) for item in record.others)
    return Bench(tracks=(*own, *others), closes=closes, published=published)


def judge(statement: Statement, against: Bench, *, source: str, sentence: str) -> Claim:
    """Judges a statement of the text ``source``: count and price apart, and the worse of the two as its verdict."""
    return judged_apart(statement, against, source=source, sentence=sentence)[0]


def judged_apart(
    statement: Statement, against: Bench, *, source: str, sentence: str
) -> tuple[Claim, tuple[Judged, ...]]:
    """The same, with its judgements one by one, for whoever says them in another language."""
    published = against.published
    days = statement.days or Period(first=published, last=published)
    record = against.track(statement.subject)
    price: Decimal | None = None
    judgements: list[Judgement] = []
    if statement.btc is not None:
        judgements.append(judge_count(_printed(statement.btc, published), record, days, published))
        if statement.usd is not None:
            price, judged = _price(statement.btc, statement.usd, judgements[0], against, days)
            judgements.append(judged)
    elif statement.usd is not None:
        judgements.append(judge_value(_printed(statement.usd, published), record, against.closes, days, published))
    mark = record.on(days.last)
    close = against.closes.carried(days.last, int(tolerance("lag_days", published)))
    claim = Claim(
        source=source,
        sentence=sentence,
        subject=statement.subject,
        btc=_rounded(statement.btc.value, _SAT) if statement.btc is not None else None,
        usd=_rounded(statement.usd.value, _CENT) if statement.usd is not None else None,
        implied_usd_per_btc=price,
        verdict=_overall(judgements),
        explains=_explained(statement, judgements),
        market_usd_per_btc=_rounded(close.observation.value, _CENT) if close is not None else None,
        record_btc=_rounded(mark.btc, _CENT if mark.basis is Basis.LINE else _SAT) if mark is not None else None,
    )
    return claim, _apart(judgements, has_count=statement.btc is not None)


def _apart(judgements: list[Judgement], *, has_count: bool) -> tuple[Judged, ...]:
    """The judgements one by one: of the count and the price that follows, or of the value alone."""
    names = (COUNT, PRICE) if has_count else (VALUE,)
    return tuple(
        Judged(of=name, verdict=item.verdict, fits=item.days[-1] if item.days else None)
        for name, item in zip(names, judgements, strict=False)
    )


def _price(
    btc: Quantity, usd: Quantity, count: Judgement, against: Bench, days: Period
) -> tuple[Decimal | None, Judgement]:
    """The price that the two figures imply, to the cent, and its judgement.

    A value is printed at the prices of the day the sentence speaks of or at those of publication: both are right.
    """
    published = against.published
    admits = implied(admitted(btc, published), admitted(usd, published))
    if admits is None or btc.value <= 0:
        return None, Judgement(verdict=Verdict.UNKNOWN, says="The price is not judged: no coins, no price of a coin.")
    price = _rounded(usd.value / btc.value, _CENT)
    extent = Extent(min(admits.low, price), max(admits.high, price))
    printed = Printed(shown=f"${price:,.0f} a coin", value=price, extent=extent)
    right = (days, Period(first=published, last=published)) if days.last < published else (days,)
    return price, judge_price(printed, against.closes, PriceDays(right=right, count=count.days, published=published))


def _overall(judgements: list[Judgement]) -> Verdict:
    """The worse of two verdicts; a count without a record leaves a claim unknown, however fresh its price is."""
    return next(verdict for verdict in _WORST_FIRST if any(item.verdict is verdict for item in judgements))


def _explained(statement: Statement, judgements: list[Judgement]) -> str:
    """Why, in whole sentences: the day the text gives, the count, the price, and what the two say together."""
    parts: list[str] = []
    if statement.days is not None:
        first, last = statement.days.first, statement.days.last
        parts.append(
            f"The sentence speaks of {first}." if first == last else f"The sentence speaks of {first} to {last}."
        )
    parts += [item.says for item in judgements]
    if [item.verdict for item in judgements] == [Verdict.STALE, Verdict.CONSISTENT]:
        parts.append("So an old count was multiplied by a new price.")
    common = [day for day in judgements[0].days if day in set(judgements[-1].days)]
    if len(judgements) > 1 and common:
        parts.append(f"Both fit {common[-1]}: the sentence as a whole is of about that day.")
    return " ".join(parts)


def _printed(quantity: Quantity, published: dt.date) -> Printed:
    """The figure with its value, what it admits, and how the text binds it: "over 6,240 BTC", "about $740,000,000"."""
    low, high = (f"{_rounded(value, _SAT):,f}" for value in (quantity.low, quantity.high))
    figure = low if low == high else f"{low} to {high}"
    figure = f"${figure}" if quantity.unit is Unit.USD else f"{figure} BTC"
    return Printed(
        shown=f"{_BOUND[quantity.hedge]}{figure}", value=quantity.value, extent=admitted(quantity, published)
    )


def _rounded(value: Decimal, unit: Decimal) -> Decimal:
    """Rounded to ``unit``, without trailing noughts or an exponent, as it stands in JSON."""
    rounded = value.quantize(unit, rounding=ROUND_HALF_EVEN)
    whole = rounded.to_integral_value()
    return whole if rounded == whole else rounded.normalize()
