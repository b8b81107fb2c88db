"""CSV files as drafts: all rows or findings, with the line of the file."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.books import csv_import
from bitcoin_office.books.csv_import import CsvImport, decode, read_csv
from bitcoin_office.books.csv_mapping import (
    AmountColumns,
    Coins,
    Contra,
    ContraRule,
    DateColumn,
    Encoding,
    Fee,
    FileForm,
    Identity,
    Mapping,
    Narrative,
    Skip,
)
from bitcoin_office.books.entry import Leg
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.units import SAT, USD

BANK = "Assets:Bank:Operating"
COINS = "Assets:Reserve:Exchange"
GAINS = "Income:Gains"


def bank(**changes: Any) -> Mapping:
    """A bank's mapping: date, text and one signed amount."""
    fields: dict[str, Any] = {
        "statement_of": "A bank, account 0123",
        "account": BANK,
        "date": DateColumn(column="date"),
        "amount": AmountColumns(column="amount", unit=USD),
        "narrative": Narrative(columns=("text",)),
        "contra": Contra(default="Equity:Unsorted", rule=(ContraRule(match="(?i)fee", account="Expenses:Bank-Fees"),)),
    }
    return Mapping(**(fields | changes))


def exchange(**changes: Any) -> Mapping:
    """An exchange's mapping: fills with a side, a quantity of coins and their value."""
    fields: dict[str, Any] = {
        "contra": None,
        "coins": Coins(quantity="btc", account=COINS, gains=GAINS, side="side"),
        "id": Identity(columns=("trade",)),
    }
    return bank(**(fields | changes))


def usd(cents: int) -> Amount:
    """So many cents."""
    return Amount(cents, USD)


def lines_of(done: CsvImport) -> list[int | None]:
    """The lines that have findings."""
    return [finding.place.line for finding in done.findings]


def test_rows_become_drafts_on_the_lines_where_they_begin() -> None:
    """A quoted line break, a blank line and a form feed do not shift the line numbers that people see."""
    text = 'date,text,amount\r\n2025-07-01,"two\r\nlines",5\r\n\r\n2025-07-02,a\x0cb,-1.50\r\n2025-07-03,Fee,-2\r\n'
    done = read_csv(text, bank(), file="july.csv")
    assert done.findings == ()
    assert [row.line for row in done.rows] == [2, 5, 6]
    first, second, third = (row.draft for row in done.rows)
    assert (first.on, first.narrative, first.source) == (dt.date(2025, 7, 1), "two lines", "A bank, account 0123")
    assert first.legs == (Leg(account=BANK, amount=usd(500)), Leg(account="Equity:Unsorted", amount=usd(-500)))
    assert second.narrative == "a b"
    assert third.legs[1] == Leg(account="Expenses:Bank-Fees", amount=usd(200))


def test_every_bad_row_is_found_with_everything_that_is_wrong_in_it() -> None:
    """Nothing stops at the first fault: not in the file, and not in the row."""
    text = "date,text,amount\nyesterday,a,five\n2025-07-01,b,1.234\n2025-07-01,c\n2025-07-01,d,0\n2025-07-01,e,1,x\n"
    done = read_csv(text, bank(), file="july.csv")
    assert done.rows == ()
    assert lines_of(done) == [2, 2, 3, 4, 5, 6]
    assert [finding.place.key for finding in done.findings] == ["date", "amount", "amount", "", "amount", ""]
    assert str(done.findings[0]).startswith("july.csv:2: date: error [csv-row] 'yesterday' is no date")


def test_lines_above_the_header_and_skipped_rows_count_as_lines() -> None:
    """What stands above the header, and rows that a rule leaves out, are not read but counted."""
    mapping = bank(file=FileForm(skip_lines=2, delimiter=";"), skip=(Skip(column="text", match="^Balance"),))
    text = (
        'Account 0123\n"Statement\ndate;text;amount\n;Balance forward;100\n2025-07-01;a;1\n2025-07-02;b;x\n;Balance\n'
    )
    done = read_csv(text, mapping, file="july.csv")
    assert [row.line for row in done.rows] == [5]
    assert done.skipped == 2
    assert lines_of(done) == [6]


def test_a_header_that_does_not_fit_names_the_nearest_column() -> None:
    """A column that is missing or there twice is a finding for the mapping, and no row is read."""
    done = read_csv("date,txt,amount,amount\n2025-07-01,a,1,2\n", bank(), file="july.csv")
    assert [finding.code for finding in done.findings] == ["csv-header", "csv-header"]
    assert "Did you mean 'txt'?" in done.findings[0].remedy
    assert "2 columns called 'amount'" in done.findings[1].message


def test_columns_may_be_numbered_where_there_is_no_header() -> None:
    """Without a header the first line is a row, and columns are called by their number."""
    mapping = bank(
        file=FileForm(header=False),
        date=DateColumn(column="1"),
        amount=AmountColumns(column="3", unit=USD),
        narrative=Narrative(columns=("2",)),
    )
    done = read_csv("2025-07-01,a,1\n2025-07-02,b,2\n", mapping, file="july.csv")
    assert [(row.line, row.draft.narrative) for row in done.rows] == [(1, "a"), (2, "b")]


def test_rows_without_an_id_are_named_by_their_text_and_number() -> None:
    """Two equal rows are two entries; the same file read again gives the same ids; another account gives others."""
    text = "date,text,amount\n2025-07-01,coffee,-2\n2025-07-01,coffee,-2\n2025-07-02,coffee,-2\n"
    ids = [row.draft.external_id for row in read_csv(text, bank(), file="a.csv").rows]
    assert len(set(ids)) == 3
    assert ids[0].endswith("-1")
    assert ids[1] == ids[0][:-1] + "2"
    assert ids == [row.draft.external_id for row in read_csv(text, bank(), file="b.csv").rows]
    other = read_csv(text, bank(account="Assets:Bank:Other"), file="a.csv")
    assert not set(ids) & {row.draft.external_id for row in other.rows}


def test_the_same_row_in_an_overlapping_file_is_the_same_draft() -> None:
    """Statements that overlap agree about the days they share, so that posting both posts each row once."""
    first = read_csv("date,text,amount\n2025-07-01,a,1\n2025-07-02,b,2\n", bank(), file="a.csv")
    second = read_csv("date,text,amount\n2025-07-02,b,2\n2025-07-03,c,3\n", bank(), file="b.csv")
    assert first.rows[1].draft == second.rows[0].draft


def test_ids_of_the_bank_must_be_there_and_differ() -> None:
    """A row without its id, or with that of an earlier row, is a finding that names the earlier line."""
    mapping = bank(id=Identity(columns=("ref",), prefix="bh:"))
    text = "date,text,amount,ref\n2025-07-01,a,1,7\n2025-07-01,b,2,\n2025-07-01,c,3,7\n"
    done = read_csv(text, mapping, file="july.csv")
    assert done.rows[0].draft.external_id == "bh:7"
    assert lines_of(done) == [3, 4]
    assert "line 2" in done.findings[1].message


def test_debit_and_credit_columns() -> None:
    """Money out is a debit, money in a credit; both at once cannot be."""
    mapping = bank(amount=AmountColumns(debit="out", credit="in", unit=USD))
    text = "date,text,out,in\n2025-07-01,a,5,\n2025-07-01,b,0.00,7\n2025-07-01,c,5,7\n2025-07-01,d,,\n"
    done = read_csv(text, mapping, file="july.csv")
    assert [row.draft.legs[0].amount for row in done.rows] == [usd(-500), usd(700)]
    assert lines_of(done) == [4, 5]


def test_units_may_stand_in_a_column() -> None:
    """Each row in its own unit; an unknown one is a finding."""
    mapping = bank(amount=AmountColumns(column="amount", unit_column="unit", negate=True))
    text = "date,text,amount,unit\n2025-07-01,a,5,USD\n2025-07-01,b,0.1,BTC\n2025-07-01,c,5,USX\n"
    done = read_csv(text, mapping, file="july.csv")
    assert [row.draft.legs[0].amount for row in done.rows] == [usd(-500), sats(-10_000_000)]
    assert lines_of(done) == [4]


@pytest.mark.parametrize(
    ("included", "own", "contra"),
    [(False, -10_200, 10_000), (True, -10_000, 9_800)],
)
def test_fees_of_a_bank_go_to_their_account(included: bool, own: int, contra: int) -> None:
    """A fee is taken on top of the amount or out of it, and the draft balances either way."""
    mapping = bank(fee=Fee(column="fee", account="Expenses:Bank-Fees", included=included))
    done = read_csv("date,text,amount,fee\n2025-07-01,wire,-100,2\n", mapping, file="july.csv")
    assert done.rows[0].draft.legs == (
        Leg(account=BANK, amount=usd(own)),
        Leg(account="Equity:Unsorted", amount=usd(contra)),
        Leg(account="Expenses:Bank-Fees", amount=usd(200)),
    )


def test_fills_buy_coins_at_their_cost_and_sell_them_for_their_proceeds() -> None:
    """A purchase opens a lot at its cost, a sale takes coins out and leaves the gain to its account."""
    text = (
        "date,text,amount,btc,side,trade\n"
        "2025-07-01,x,1000.00,0.01,BUY,t1\n2025-07-02,x,1200,0.01,Sell,t2\n2025-07-03,x,1,0.01,transfer,t3\n"
        "2025-07-04,x,1,0,buy,t4\n"
    )
    done = read_csv(text, exchange(), file="fills.csv")
    assert lines_of(done) == [4, 5]
    bought, sold = (row.draft for row in done.rows)
    assert bought.external_id == f"{BANK}/t1"
    assert bought.balance_to is None
    assert bought.legs == (
        Leg(account=COINS, amount=sats(1_000_000), cost=usd(100_000)),
        Leg(account=BANK, amount=usd(-100_000)),
    )
    assert sold.balance_to == GAINS
    assert sold.legs == (Leg(account=COINS, amount=sats(-1_000_000)), Leg(account=BANK, amount=usd(120_000)))


def test_fills_by_the_sign_of_the_quantity() -> None:
    """Without a side column negative coins are sold, whatever sign the money has; a sale needs an account of gains."""
    mapping = exchange(coins=Coins(quantity="btc", account=COINS), id=Identity())
    text = "date,text,amount,btc\n2025-07-01,x,-1000,0.01\n2025-07-02,x,1200,-0.01\n"
    done = read_csv(text, mapping, file="fills.csv")
    assert done.rows[0].draft.legs[0].cost == usd(100_000)
    assert lines_of(done) == [3]
    assert "gains" in done.findings[0].remedy


@pytest.mark.parametrize(
    ("fee", "side", "cash", "cost", "apart"),
    [
        (Fee(column="fee", account="Expenses:Fees"), "buy", -100_500, 100_000, 500),
        (Fee(column="fee"), "buy", -100_500, 100_500, None),
        (Fee(column="fee", account="Expenses:Fees", included=True), "buy", -100_000, 99_500, 500),
        (Fee(column="fee", included=True), "buy", -100_000, 100_000, None),
        (Fee(column="fee", account="Expenses:Fees"), "sell", 99_500, None, 500),
        (Fee(column="fee"), "sell", 99_500, None, None),
        (Fee(column="fee", account="Expenses:Fees", included=True), "sell", 100_000, None, 500),
    ],
)
def test_fees_of_fills_stand_apart_or_in_the_cost(
    fee: Fee, side: str, cash: int, cost: int | None, apart: int | None
) -> None:
    """A fee goes to its account, or is borne by the coins: more cost when bought, less proceeds when sold."""
    text = f"date,text,amount,btc,side,trade,fee\n2025-07-01,x,1000,0.01,{side},t1,5\n"
    done = read_csv(text, exchange(fee=fee), file="fills.csv")
    assert done.findings == ()
    coins, money, *rest = done.rows[0].draft.legs
    assert money.amount == usd(cash)
    assert coins.cost == (None if cost is None else usd(cost))
    assert [leg.amount for leg in rest] == ([] if apart is None else [usd(apart)])


def test_a_quote_that_is_never_closed_is_found_where_it_begins() -> None:
    """The finding stands at the line of the open quote, not at the end of the file."""
    done = read_csv('date,text,amount\n2025-07-01,a,1\n2025-07-02,"b,1\n2025-07-03,c,1\n', bank(), file="july.csv")
    assert lines_of(done) == [3]
    assert "never closed" in done.findings[0].message


def test_an_empty_file_is_a_finding() -> None:
    """A file without any row is a failed export, not an import of nothing."""
    assert [finding.code for finding in read_csv("\n \n", bank(), file="july.csv").findings] == ["csv-empty"]


def test_limits_are_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many rows and too long fields are refused with the limit in the message."""
    monkeypatch.setattr(csv_import, "MOST_ROWS", 2)
    long = "x" * (csv_import.MOST_CHARACTERS + 1)
    done = read_csv(f"date,text,amount\n2025-07-01,{long},1\n2025-07-02,a,1\n2025-07-03,b,1\n", bank(), file="a.csv")
    assert [(finding.code, finding.place.line) for finding in done.findings] == [("csv-limit", 2), ("csv-limit", 4)]


def test_bytes_that_are_not_of_the_encoding_are_found_at_their_line() -> None:
    """A Latin-1 file read as UTF-8 names the first line that gives it away, and the setting that helps."""
    data = "date,text\n2025-07-01,peaje\n2025-07-02,comisión\n".encode("latin-1")
    text, findings = decode(data, Encoding.UTF_8_SIG, file="july.csv")
    assert text == ""
    assert findings[0].place.line == 3
    assert "latin-1" in findings[0].remedy
    assert decode(data, Encoding.LATIN_1, file="july.csv")[0].endswith("comisión\n")
    assert decode("\ufeffdate".encode(), Encoding.UTF_8_SIG, file="july.csv") == ("date", ())
    assert decode(b"a", Encoding.UTF_16, file="july.csv")[1][0].code == "encoding"


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    """Whatever the file holds, the answer is drafts or findings, never an exception."""
    done = read_csv(f"date,text,amount\n{text}", bank(), file="july.csv")
    assert all(finding.place.file == "july.csv" for finding in done.findings)
    assert all(row.draft.legs[0].amount.unit in {USD, SAT} for row in done.rows)
