"""Cells of a CSV file: days and numbers, exactly or not at all."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.books.csv_cells import CellError, read_amount, read_day
from bitcoin_office.books.csv_mapping import AmountColumns, DateForm, Excess
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.units import SAT, USD

DAY = dt.date(2021, 9, 7)
PLAIN = AmountColumns(column="amount", unit=USD)
SALVADOR = AmountColumns(column="Importe", unit=USD, decimal=",", thousands=".", strip=("$",))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2021-09-07", DateForm.ISO),
        (" 2021-09-07 ", DateForm.ISO),
        ("2021-09-07 14:03:22", DateForm.ISO_TIME),
        ("2021-09-07T14:03:22.123456Z", DateForm.ISO_TIME),
        ("2021-09-07T14:03:22+05:00", DateForm.ISO_TIME),
        ("2021-09-07 14:03 UTC", DateForm.ISO_TIME),
        ("20210907", DateForm.COMPACT),
        ("07/09/2021", DateForm.DAY_MONTH_SLASH),
        ("7/9/2021", DateForm.DAY_MONTH_SLASH),
        ("07.09.2021", DateForm.DAY_MONTH_DOT),
        ("07-09-2021", DateForm.DAY_MONTH_DASH),
        ("09/07/2021", DateForm.MONTH_DAY_SLASH),
    ],
)
def test_each_form_reads_its_own_dates(text: str, form: DateForm) -> None:
    """Every form reads the seventh of September, the day as the file states it, whatever time stands beside it."""
    assert read_day(text, form) == DAY


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", DateForm.ISO),
        ("07/09/2021", DateForm.ISO),
        ("2021-9-7", DateForm.ISO),
        ("2021-09-07 14:03:22", DateForm.ISO),
        ("2021-02-29", DateForm.ISO),
        ("07/09/21", DateForm.DAY_MONTH_SLASH),
        ("07.09.2021", DateForm.DAY_MONTH_SLASH),
        ("٠٧/٠٩/٢٠٢١", DateForm.DAY_MONTH_SLASH),
        ("0000-01-01", DateForm.ISO),
    ],
)
def test_anything_else_is_refused(text: str, form: DateForm) -> None:
    """A date of another form, or of no calendar, is never guessed at."""
    with pytest.raises(CellError) as caught:
        read_day(text, form)
    assert str(form) in caught.value.message


def test_a_turned_date_says_so() -> None:
    """A month above twelve with a possible day beside it asks whether the form is the other one."""
    with pytest.raises(CellError) as caught:
        read_day("07/25/2021", DateForm.DAY_MONTH_SLASH)
    assert "other way round" in caught.value.remedy
    with pytest.raises(CellError) as caught:
        read_day("32/31/2021", DateForm.DAY_MONTH_SLASH)
    assert caught.value.remedy == ""


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234,56", 123_456),
        ("1234,56", 123_456),
        ("1.234.567,8", 123_456_780),
        ("$ 5", 500),
        ("-$1.234,56", -123_456),
        ("(5,00)", -500),
        ("5,00-", -500),
        ("- 5", -500),
        ("\N{MINUS SIGN}5", -500),
        ("+5,10", 510),
        (",5", 50),
        ("5,", 500),
        ("5,000", 500),
    ],
)
def test_numbers_as_banks_write_them(text: str, cents: int) -> None:
    """Separators, signs before and after, and parentheses are read exactly."""
    assert read_amount(text, USD, SALVADOR) == Amount(cents, USD)


@pytest.mark.parametrize(
    "text", ["", "-", ",", "1,234.56", "1.23,4", "12.34", "1..234", "1e5", "NaN", "5 USD", "--5", "(5", "١", "9" * 41]
)
def test_other_numbers_are_refused(text: str) -> None:
    """A number with the wrong separators, an exponent or too many digits is refused, not reinterpreted."""
    with pytest.raises(CellError):
        read_amount(text, USD, SALVADOR)


def test_excess_decimals_are_refused_unless_rounding_is_allowed() -> None:
    """A tenth of a cent is a finding; with rounding allowed it goes half to even."""
    rounding = AmountColumns(column="amount", unit=USD, excess_decimals=Excess.ROUND)
    with pytest.raises(CellError) as caught:
        read_amount("0.125", USD, PLAIN)
    assert "more decimals than USD" in caught.value.message
    assert read_amount("0.125", USD, rounding) == Amount(12, USD)
    assert read_amount("0.135", USD, rounding) == Amount(14, USD)


@given(st.integers(-(10**20), 10**20), st.sampled_from([USD, SAT]))
def test_what_an_amount_prints_is_read_back(quantity: int, of) -> None:
    """Reading is the inverse of printing, with and without thousands separators."""
    amount = Amount(quantity, of)
    grouped = AmountColumns(column="amount", unit=of, thousands=",", strip=(of.commodity,))
    assert read_amount(amount.plain(), of, PLAIN) == amount
    assert read_amount(str(amount), of, grouped) == amount
