"""The text of one cell read as a day or as a number, exactly or not at all."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from bitcoin_office.books.csv_mapping import AmountColumns, DateForm, Excess
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.units import Unit

# An amount that a unit of account can count has at most some 20 digits before the mark (more than all money there is)
# and 11 after it. The limit keeps a cell of ten thousand digits from being computed with.
_MOST_DIGITS = 40

_MONTHS = 12
_DAY_MONTH = r"(?P<day>\d{{1,2}}){mark}(?P<month>\d{{1,2}}){mark}(?P<year>\d{{4}})"
_ISO = r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
_FORMS = {
    DateForm.ISO: _ISO,
    DateForm.ISO_TIME: _ISO + r"[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?",
    DateForm.COMPACT: r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    DateForm.DAY_MONTH_SLASH: _DAY_MONTH.format(mark="/"),
    DateForm.DAY_MONTH_DOT: _DAY_MONTH.format(mark=r"\."),
    DateForm.DAY_MONTH_DASH: _DAY_MONTH.format(mark="-"),
    DateForm.MONTH_DAY_SLASH: r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})",
}


class CellError(ValueError):
    """A cell that does not say what its column should; caught by the importer and made a finding."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def read_day(text: str, form: DateForm) -> dt.date:
    """The day in a cell. Raises ``CellError``.

    >>> read_day("07/09/2021", DateForm.DAY_MONTH_SLASH)
    datetime.date(2021, 9, 7)
    """
    match = re.fullmatch(_FORMS[form], text.strip(), re.ASCII)
    if match is None:
        raise CellError(f"{_shown(text)} is no date of the form {form}.", "Correct it, or the form under [date].")
    try:
        return dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        turned_round = int(match["month"]) > _MONTHS and int(match["day"]) <= _MONTHS
        remedy = "Are day and month the other way round? Then correct the form under [date]." if turned_round else ""
        raise CellError(f"{_shown(text)} is no day of the calendar in the form {form}.", remedy) from None


def read_amount(text: str, of: Unit, form: AmountColumns) -> Amount:
    """The amount in a cell, in whole commodities: ``1.234,56``, ``-5``, ``(5)`` or ``5-``. Raises ``CellError``.

    >>> from bitcoin_office.terms.units import USD
    >>> print(read_amount("1.234,56-", USD, AmountColumns(column="Importe", unit=USD, decimal=",", thousands=".")))
    -1,234.56 USD
    """
    scaled = _number(text, form).scaleb(of.decimals)
    whole = scaled.to_integral_value()
    if whole != scaled and form.excess_decimals is Excess.REFUSE:
        raise CellError(
            f"{_shown(text)} has more decimals than {of.commodity} ({of.decimals}).",
            'Correct it, or allow rounding: excess_decimals = "round" under [amount].',
        )
    return Amount(int(whole), of)


def _number(text: str, form: AmountColumns) -> Decimal:
    bare = text.strip()
    for mark in form.strip:
        bare = bare.replace(mark, "")
    bare = bare.strip().replace("\N{MINUS SIGN}", "-")
    negative = bare.startswith(("-", "(")) or bare.endswith("-")
    for pattern in (r"-\s*(.+)", r"\+\s*(.+)", r"(.+)-", r"\((.+)\)"):
        if match := re.fullmatch(pattern, bare):
            bare = match[1]
            break
    group, mark = re.escape(form.thousands), re.escape(form.decimal)
    wholes = rf"\d{{1,3}}(?:{group}\d{{3}})+|\d+" if group else r"\d+"
    match = re.fullmatch(rf"({wholes})?(?:{mark}(\d*))?", bare, re.ASCII)
    if match is None or not (match[1] or match[2]) or len(bare) > _MOST_DIGITS:
        raise CellError(
            f"{_shown(text)} is no number with the decimal mark {form.decimal!r} and {_separator(form.thousands)}.",
            "Correct it, or decimal, thousands and strip under [amount].",
        )
    digits = (match[1] or "0").replace(form.thousands, "") if form.thousands else match[1] or "0"
    value = Decimal(f"{digits}.{match[2] or 0}")
    return -value if negative else value


def _separator(thousands: str) -> str:
    return f"thousands separated by {thousands!r}" if thousands else "no mark between thousands"


def _shown(text: str) -> str:
    """The text for a message: all of it when short."""
    return repr(text if len(text) <= _MOST_DIGITS else f"{text[:_MOST_DIGITS]}...")
