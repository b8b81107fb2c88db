"""Declared purchases against rules and books."""

import datetime as dt
from decimal import Decimal

import msgspec
import pytest

from bitcoin_office.app.countries import load_record
from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.books.account import Account, Chart, LotMethod
from bitcoin_office.books.memory import MemoryBooks
from bitcoin_office.market.series import Point, Series, Step
from bitcoin_office.playbook.reserve_rules import FixedCoins, FixedMoney, Hold
from bitcoin_office.playbook.wording import Interval, Standing
from bitcoin_office.reserve.purchases import ANNOUNCED, APPROPRIATIONS, draft, priced_purchases
from bitcoin_office.reserve.reconcile import BreakCode
from bitcoin_office.reserve.reconcile_declared import breaks_of_books, breaks_of_rules, declared_purchases, in_stretches
from bitcoin_office.reserve.record import Purchase, Record, StandingPurchase
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import USD

SOURCE = Source(title="the press")
BITCOIN = 100_000_000


def day(number: int, month: int = 7) -> dt.date:
    """A day of 2025."""
    return dt.date(2025, month, number)


def record(*single: tuple[int, str], daily: tuple[int, int] | None = None) -> Record:
    """A record of single purchases (day, coins) and one coin a day between two days."""
    standing = (
        ()
        if daily is None
        else (
            StandingPurchase(
                first=day(daily[0]), seen_until=day(daily[1]), btc=Decimal(1), source=SOURCE, seen_source=SOURCE
            ),
        )
    )
    purchases = tuple(Purchase(on=day(on), btc=Decimal(btc), source=SOURCE) for on, btc in single)
    return Record(country="xx", name="Xx", purchases=purchases, standing=standing)


def fixed(sats: int, interval: Interval, first: int, last: int | None = None, standing=Standing.IN_FORCE) -> FixedCoins:
    """A rule that buys coins."""
    return FixedCoins(
        id="rule", source=SOURCE, effective_from=day(first), sats=sats, interval=interval, standing=standing,
        effective_to=None if last is None else day(last),
    )  # fmt: skip


def test_declared_purchases_have_the_names_of_their_entries() -> None:
    """El Salvador's record gives the same names, days and coins as the drafts that book it."""
    sv = load_record("sv")
    until = dt.date(2025, 12, 31)
    points = tuple(Point(on=dt.date(2021, 9, 1) + dt.timedelta(days=each), value=Decimal(1)) for each in range(1_600))
    closes = Series(kind="btc_usd_close", unit="USD/BTC", source=SOURCE, step=Step.DAY, points=points)
    booked = {(each.name, each.on, each.sats) for each in priced_purchases(sv, closes, until)}
    declared = declared_purchases(sv, until)
    assert {(each.name, each.on, each.sats) for each in declared} == booked
    assert [each.on for each in declared] == sorted(each.on for each in declared)
    assert len(declared) == 1_143


@pytest.mark.parametrize(
    ("rule", "missing"),
    [
        (fixed(BITCOIN, Interval.DAY, 1), [(1, 2, 2), (6, 9, 4)]),
        (fixed(BITCOIN, Interval.DAY, 1, 7), [(1, 2, 2), (6, 7, 2)]),
        (fixed(2 * BITCOIN, Interval.DAY, 3, 5), [(3, 3, 1), (5, 5, 1)]),
        (fixed(BITCOIN, Interval.WEEK, 1), []),
        (fixed(5 * BITCOIN, Interval.WEEK, 1), [(1, 7, 1)]),
        (fixed(BITCOIN, Interval.MONTH, 1), []),
        (fixed(BITCOIN, Interval.DAY, 1, standing=Standing.SUSPENDED), []),
        (fixed(BITCOIN, Interval.DAY, 1, standing=Standing.PROPOSED), []),
        (fixed(BITCOIN, Interval.DAY, 1, standing=Standing.DISPUTED), [(1, 2, 2), (6, 9, 4)]),
        (
            FixedMoney(id="rule", source=SOURCE, effective_from=day(3), amount=Amount(1, USD), interval=Interval.DAY),
            [(6, 9, 4)],
        ),
        (Hold(id="rule", source=SOURCE, effective_from=day(1)), []),
    ],
)
def test_what_rules_ask_for_and_nobody_declared(rule, missing) -> None:
    """Each whole interval without enough declared coins is missed, neighbours together; other rules ask nothing."""
    declared = declared_purchases(record((4, "1"), daily=(3, 5)), day(9))
    found = [each for each in breaks_of_rules([rule], declared, day(9)) if each.code is BreakCode.RULE_WITHOUT_PURCHASE]
    assert [(each.first.day, each.last.day, each.count) for each in found] == missing
    assert all(each.reason and each.remedy for each in found)


def test_purchases_that_no_rule_provides_for() -> None:
    """Bought before the rule began, or with no rule at all, told together with their sum."""
    declared = declared_purchases(record((1, "2"), (2, "3"), daily=(3, 5)), day(9))
    rule = fixed(BITCOIN, Interval.DAY, 3, 5)
    [found] = list(breaks_of_rules([rule], declared, day(9)))
    assert (found.code, found.count, found.sats) == (BreakCode.PURCHASE_WITHOUT_RULE, 2, 5 * BITCOIN)
    assert list(breaks_of_rules([], (), day(9))) == []


def test_el_salvadors_programme_against_its_record() -> None:
    """One coin a day was declared for every day since the rule; eleven purchases have no rule."""
    reserve = load_playbook("sv").programme.reserve
    assert reserve is not None
    at = dt.date(2025, 7, 17)
    [found] = list(breaks_of_rules(reserve.rules, declared_purchases(load_record("sv"), at), at))
    assert (found.code, found.count, found.sats) == (BreakCode.PURCHASE_WITHOUT_RULE, 11, 2_381 * BITCOIN)


@pytest.fixture
def booked() -> MemoryBooks:
    """Books with the purchases of three days."""
    books = MemoryBooks(
        Chart(
            (Account(name=ANNOUNCED, units=("sat",), lots=LotMethod.FIFO), Account(name=APPROPRIATIONS, units=("USD",)))
        )
    )
    points = tuple(Point(on=day(each), value=Decimal(1_000)) for each in range(1, 10))
    closes = Series(kind="btc_usd_close", unit="USD/BTC", source=SOURCE, step=Step.DAY, points=points)
    books.post([draft(each) for each in priced_purchases(record(daily=(3, 5)), closes, day(9))])
    return books


def codes(books: MemoryBooks, of: Record) -> list[tuple[BreakCode, int | None]]:
    """The breaks between a record and books."""
    return [
        (each.code, each.sats)
        for each in breaks_of_books(declared_purchases(of, day(9)), books.entries(account=ANNOUNCED))
    ]


def test_declared_and_booked_alike(booked: MemoryBooks) -> None:
    """A record that is booked gives no break."""
    assert codes(booked, record(daily=(3, 5))) == []


def test_declared_and_not_booked(booked: MemoryBooks) -> None:
    """What came into the record since, or was reversed, is missing in the books: one break with the sum."""
    assert codes(booked, record((1, "7"), daily=(3, 6))) == [(BreakCode.NOT_BOOKED, 8 * BITCOIN)]
    booked.reverse("xx:announced-daily:1:2025-07-04", new_id="r", on=day(9), why="x")
    assert codes(booked, record(daily=(3, 5))) == [(BreakCode.NOT_BOOKED, BITCOIN)]


def test_booked_and_not_declared_or_otherwise(booked: MemoryBooks) -> None:
    """Each entry without a declaration, and each with other coins than declared, is a break of its own."""
    assert codes(booked, record(daily=(3, 4))) == [(BreakCode.BOOKED_UNDECLARED, BITCOIN)]
    more = msgspec.structs.replace(
        record(daily=(3, 5)),
        standing=(msgspec.structs.replace(record(daily=(3, 5)).standing[0], btc=Decimal(2)),),
    )
    assert codes(booked, more) == [(BreakCode.BOOKED_OTHERWISE, -BITCOIN)] * 3


def test_stretches_of_days() -> None:
    """Days in a row are one stretch; a day's gap begins another."""
    declared = declared_purchases(record((1, "1"), (1, "2"), (2, "1"), (4, "1"), (9, "1")), day(9))
    assert [[each.on.day for each in stretch] for stretch in in_stretches(declared)] == [[1, 1, 2], [4], [9]]
    assert list(in_stretches(())) == []
