"""The rules over the recorded past: El Salvador's meets its record and its books to the cent."""

import datetime as dt

import msgspec
import pytest

from bitcoin_office.adapters.compiled_engine import shipped_texts
from bitcoin_office.adapters.store import open_books
from bitcoin_office.app.countries import load_chart
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import plan_facts
from bitcoin_office.office.backtest import backtest
from bitcoin_office.office.book_record import book_record
from bitcoin_office.office.plan_terms import PlanFacts
from bitcoin_office.reserve.purchases import ANNOUNCED, priced_purchases
from bitcoin_office.reserve.statement import StatementInput, reserve_statement
from bitcoin_office.simulate.sources import SourceTexts, source_texts
from bitcoin_office.terms.amount import sats
from bitcoin_office.terms.errors import IncompleteDataError

LAST = dt.date(2025, 12, 22)
COIN = 100_000_000


def facts(programme: str) -> PlanFacts:
    """What is shipped about a programme."""
    return plan_facts(programme, market_for(None))


def test_el_salvador_against_its_record():
    """A coin a day from 18 November 2022 to 22 December 2025: the record's coins, in every month."""
    result = backtest(facts("sv"), None, shipped_texts())
    assert (result.first_day, result.last_day) == (dt.date(2022, 11, 18), LAST)
    assert result.meets_record
    assert result.rule_sats == 1131 * COIN
    for month in result.months:
        assert (month.rule_sats, month.rule_usd_cents) == (month.record_sats, month.record_usd_cents)
    assert result.disclosed_sats == 7509 * COIN
    assert result.unexplained_sats == result.disclosed_sats - result.rule_sats - result.single_sats


def test_el_salvador_against_its_books(tmp_path):
    """The rule's cost and that of the single purchases are together what the books have, to the cent."""
    given = facts("sv")
    assert given.record is not None
    closes = given.market.btc_usd
    with open_books(f"sqlite:///{tmp_path / 'books.db'}", create=True) as books:
        books.open_accounts(load_chart("sv"))
        book_record(given.record, closes, books, until=LAST)
        positions = books.positions(LAST)
    booked = [position for position in positions if position.account == ANNOUNCED]
    only_single = msgspec.structs.replace(given.record, standing=())
    singles = [
        purchase.rate.convert(sats(purchase.sats)).quantity for purchase in priced_purchases(only_single, closes, LAST)
    ]
    result = backtest(given, None, shipped_texts())
    assert result.rule_usd_cents + sum(singles) == sum(position.cost or 0 for position in booked)
    assert result.rule_sats + result.single_sats == sum(position.quantity for position in booked)
    statement = reserve_statement(
        StatementInput(record=given.record, closes=closes, positions=positions, at=LAST, max_age_days=4)
    )
    never = [item.sats for item in statement.unexplained if item.code == "never-announced"]
    assert never == [result.unexplained_sats]


def test_an_edited_rule_changes_the_result():
    """The rule at half its coins buys half, and no longer meets the record."""
    texts = shipped_texts()
    half = source_texts(["def fixed_coins(observation, numbers):\n    return 0.5 * numbers.coins\n"])
    result = backtest(facts("sv"), None, SourceTexts({**texts.nodes, **half.nodes}))
    assert result.rule_sats * 2 == result.record_sats
    assert not result.meets_record


def test_an_earlier_end_sees_less():
    """Until an earlier day: the coins of those days, and the disclosure of that time."""
    result = backtest(facts("sv"), dt.date(2024, 3, 14), shipped_texts())
    assert result.rule_sats == ((dt.date(2024, 3, 14) - dt.date(2022, 11, 18)).days + 1) * COIN
    assert result.meets_record
    assert (result.disclosed_sats, result.disclosed_exact) == (568_968_000_000, True)


def test_an_adopted_rule_that_nobody_carried_out():
    """Pakistan with El Salvador's rule: what it would have bought, which no record has."""
    result = backtest(facts("pk+sv-reserve"), dt.date(2025, 8, 31), shipped_texts())
    assert (result.rule_sats, result.record_sats, result.meets_record) == (31 * COIN, 0, False)
    assert (result.disclosed_sats, result.unexplained_sats) == (None, None)


def test_a_day_before_every_rule_is_refused():
    """No rule held by then: said, with what to do."""
    with pytest.raises(IncompleteDataError, match="No rule of sv"):
        backtest(facts("sv"), dt.date(2022, 1, 1), shipped_texts())
