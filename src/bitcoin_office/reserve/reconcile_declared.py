"""Declared purchases held against the programme's rules and against the books."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from bitcoin_office.books.entry import Entry
from bitcoin_office.playbook.reserve_rules import AnyReserveRule, FixedCoins, FixedMoney
from bitcoin_office.playbook.wording import Interval, Standing
from bitcoin_office.reserve.purchases import ANNOUNCED
from bitcoin_office.reserve.reconcile import Break, BreakCode, Declared
from bitcoin_office.reserve.record import Record
from bitcoin_office.terms.amount import sats
from bitcoin_office.terms.period import Period, next_month

# A break that is about a thousand purchases names the first of them.
MOST_NAMES: Final = 20

# Rules that were only proposed, or have ended, ask for nothing.
_ASKING: Final = frozenset({Standing.IN_FORCE, Standing.DISPUTED, Standing.ANNOUNCED})

_DAYS: Final[Mapping[Interval, int]] = {Interval.DAY: 1, Interval.WEEK: 7}
_MONTHS: Final[Mapping[Interval, int]] = {Interval.MONTH: 1, Interval.QUARTER: 3, Interval.YEAR: 12}


def declared_purchases(record: Record, until: dt.date) -> tuple[Declared, ...]:
    """Every purchase that the record declares up to and with a day, in order of days."""
    found: list[Declared] = []
    on_day: Counter[dt.date] = Counter()
    for purchase in record.purchases:
        on_day[purchase.on] += 1
        if purchase.on <= until:
            name = f"{record.country}:announced:{purchase.on}:{on_day[purchase.on]}"
            found.append(Declared(name=name, on=purchase.on, sats=purchase.sats, source=str(purchase.source)))
    for index, standing in enumerate(record.standing, start=1):
        found.extend(
            Declared(
                name=f"{record.country}:announced-daily:{index}:{day}",
                on=day,
                sats=standing.sats_per_day,
                source=str(standing.source),
            )
            for day in standing.period(until).days()
        )
    return tuple(sorted(found, key=lambda each: (each.on, each.name)))


def breaks_of_rules(rules: Sequence[AnyReserveRule], declared: Sequence[Declared], at: dt.date) -> Iterator[Break]:
    """Where the programme's standing rules ask for purchases that nobody declared, and the other way round.

    Only rules that buy in every interval can be held against the record; others depend on prices and budgets.
    """
    on_day: Counter[dt.date] = Counter()
    for each in declared:
        on_day[each.on] += each.sats
    asked: list[Period] = []
    for rule in rules:
        if not isinstance(rule, FixedCoins | FixedMoney) or rule.standing not in _ASKING:
            continue
        last = at if rule.effective_to is None else min(at, rule.effective_to)
        asked.append(Period(first=rule.effective_from, last=last))
        wanted = rule.sats if isinstance(rule, FixedCoins) else 1
        missing = [
            each
            for each in _intervals(rule.effective_from, last, rule.interval)
            if sum(on_day[day] for day in each.days()) < wanted
        ]
        yield from _missing(rule.id, wanted if isinstance(rule, FixedCoins) else None, missing)
    unruled = [each for each in declared if not any(each.on in period for period in asked)]
    if unruled:
        yield _of_all(
            BreakCode.PURCHASE_WITHOUT_RULE,
            unruled,
            "were declared, and no standing rule of the programme provides for them",
            "Declare in programme.toml by which rule they were made, or let the record say that there was none.",
        )


def breaks_of_books(declared: Sequence[Declared], entries: Iterable[Entry]) -> Iterator[Break]:
    """Where declared purchases are not booked as declared. ``entries`` are those of the account of announced coins."""
    booked: dict[str, int] = {}
    for entry in entries:
        moved = sum(posting.quantity for posting in entry.postings if posting.account == ANNOUNCED)
        name = entry.reverses or entry.external_id
        booked[name] = booked.get(name, 0) + moved
    missing = [each for each in declared if not booked.get(each.name)]
    if missing:
        said, remedy = "are declared and not in the books", "Book the record: bitcoin-office reserve book."
        yield _of_all(BreakCode.NOT_BOOKED, missing, said, remedy)
    for each in declared:
        held = booked.pop(each.name, 0)
        if held and held != each.sats:
            yield Break(
                code=BreakCode.BOOKED_OTHERWISE,
                reason=f"{each.name} is declared as {sats(each.sats).short()} and booked as {sats(held).short()}.",
                remedy=f'Reverse the entry, bitcoin-office books reverse "{each.name}", or correct the record.',
                sats=held - each.sats,
                first=each.on,
                last=each.on,
                names=(each.name,),
            )
    for name, held in sorted(booked.items()):
        if held:
            yield Break(
                code=BreakCode.BOOKED_UNDECLARED,
                reason=f"{sats(held).short()} are booked as announced under {name}, which the record does not declare.",
                remedy=f'Add it to record/purchases.toml with its source, or: bitcoin-office books reverse "{name}".',
                sats=held,
                names=(name,),
            )


def in_stretches(declared: Sequence[Declared]) -> Iterator[list[Declared]]:
    """Purchases on one day after the other together, in order of days; several on one day stay together."""
    stretch: list[Declared] = []
    for each in declared:
        if stretch and (each.on - stretch[-1].on).days > 1:
            yield stretch
            stretch = []
        stretch.append(each)
    if stretch:
        yield stretch


def _intervals(first: dt.date, last: dt.date, interval: Interval) -> Iterator[Period]:
    """The whole intervals between two days."""
    start = first
    while True:
        end = (
            start + dt.timedelta(days=_DAYS[interval]) if interval in _DAYS else _after_months(start, _MONTHS[interval])
        )
        if end > last + dt.timedelta(days=1):
            return
        yield Period(first=start, last=end - dt.timedelta(days=1))
        start = end


def _after_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month; its first where the month before is shorter."""
    month = day.replace(day=1)
    for _ in range(months):
        month = next_month(month)
    length = (next_month(month) - month).days
    return month.replace(day=day.day) if day.day <= length else next_month(month)


def _missing(rule: str, wanted: int | None, periods: Sequence[Period]) -> Iterator[Break]:
    """One break for each stretch of intervals without the purchase that the rule asks for."""
    stretch: list[Period] = []
    for each in [*periods, None]:
        if stretch and (each is None or (each.first - stretch[-1].last).days > 1):
            often = f"{len(stretch):,} time{'' if len(stretch) == 1 else 's'}"
            coins = None if wanted is None else wanted * len(stretch)
            size = "" if coins is None else f", {sats(coins).short()} in all"
            yield Break(
                code=BreakCode.RULE_WITHOUT_PURCHASE,
                reason=f"The rule {rule} asks for a purchase {often} from {stretch[0].first} to {stretch[-1].last}"
                f"{size}, and the record declares none or less.",
                remedy="Add what was bought to record/purchases.toml with its source, or end or suspend the rule.",
                sats=coins,
                count=len(stretch),
                first=stretch[0].first,
                last=stretch[-1].last,
                names=(rule,),
            )
            stretch = []
        if each is not None:
            stretch.append(each)


def _of_all(code: BreakCode, declared: Sequence[Declared], said: str, remedy: str) -> Break:
    """One break about several purchases."""
    coins = sum(each.sats for each in declared)
    many = "One purchase" if len(declared) == 1 else f"{len(declared):,} purchases"
    return Break(
        code=code,
        reason=f"{many} of {sats(coins).short()} {said}.",
        remedy=remedy,
        sats=coins,
        count=len(declared),
        first=declared[0].on,
        last=declared[-1].on,
        names=tuple(each.name for each in declared[:MOST_NAMES]),
    )
