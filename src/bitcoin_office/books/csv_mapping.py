"""What the columns of a bank's or an exchange's CSV file mean: a TOML table, read strictly."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator
from typing import Annotated

import msgspec

from bitcoin_office.books.account import ACCOUNT_NAME
from bitcoin_office.terms.finding import Finding, Place
from bitcoin_office.terms.units import Unit

KeyPath = tuple[str | int, ...]
"""A way into the mapping file: keys of tables and, counted from zero, positions in lists."""

Text = Annotated[str, msgspec.Meta(min_length=1)]
_StatementOf = Annotated[
    Text, msgspec.Meta(description='Add statement_of = "the bank and its number for the account".')
]
_OwnAccount = Annotated[Text, msgspec.Meta(description='Add account = "Assets:...", the account that the file is of.')]


class Encoding(enum.StrEnum):
    """How the bytes of the file become text. ``UTF_8_SIG`` also reads UTF-8 without the mark at the beginning."""

    UTF_8 = "utf-8"
    UTF_8_SIG = "utf-8-sig"
    UTF_16 = "utf-16"
    LATIN_1 = "latin-1"
    CP1252 = "cp1252"


class DateForm(enum.StrEnum):
    """How the file writes dates.

    There is no guessing: 03/04 is a day in March or in April, and only people know which.
    """

    ISO = "YYYY-MM-DD"
    ISO_TIME = "YYYY-MM-DD HH:MM:SS"
    COMPACT = "YYYYMMDD"
    DAY_MONTH_SLASH = "DD/MM/YYYY"
    DAY_MONTH_DOT = "DD.MM.YYYY"
    DAY_MONTH_DASH = "DD-MM-YYYY"
    MONTH_DAY_SLASH = "MM/DD/YYYY"


class Excess(enum.StrEnum):
    """What to do with more decimals than the unit has: refuse the row, or round half to even."""

    REFUSE = "refuse"
    ROUND = "round"


class FileForm(msgspec.Struct, frozen=True, kw_only=True):
    """``[file]``.

    ``skip_lines`` lines stand above the header; without a header, columns are called ``"1"``, ``"2"`` and so on.
    """

    encoding: Encoding = Encoding.UTF_8_SIG
    delimiter: str = ","
    skip_lines: Annotated[int, msgspec.Meta(ge=0)] = 0
    header: bool = True


class DateColumn(msgspec.Struct, frozen=True, kw_only=True):
    """``[date]``: the column of the day that the row counts for, and its form. A time is left out, never converted."""

    column: str
    form: DateForm = DateForm.ISO


class AmountColumns(msgspec.Struct, frozen=True, kw_only=True):
    """``[amount]``: one signed ``column`` (money in is positive), or ``debit`` (out) and ``credit`` (in).

    ``strip`` lists marks to leave out of numbers, such as a currency sign; ``negate`` turns the sign round.
    """

    column: str | None = None
    debit: str | None = None
    credit: str | None = None
    negate: bool = False
    unit: Unit | None = None
    unit_column: str | None = None
    decimal: str = "."
    thousands: str = ""
    strip: tuple[str, ...] = ()
    excess_decimals: Excess = Excess.REFUSE


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """``[id]``: the columns that together name a row for ever. Without any, the row's own text names it.

    Every id begins with ``prefix``, by default the account and a slash, so that two banks' numbers never meet.
    """

    columns: tuple[str, ...] = ()
    prefix: str | None = None


class Narrative(msgspec.Struct, frozen=True, kw_only=True):
    """``[narrative]``: the columns that say what the row is about, joined by a space."""

    columns: tuple[str, ...]


class ContraRule(msgspec.Struct, frozen=True, kw_only=True):
    """``[[contra.rule]]``: rows whose narrative this regular expression finds go to ``account``.

    The first that fits counts.
    """

    match: str
    account: str


class Contra(msgspec.Struct, frozen=True, kw_only=True):
    """``[contra]``: where the other side of a row goes."""

    default: str
    rule: tuple[ContraRule, ...] = ()


class Fee(msgspec.Struct, frozen=True, kw_only=True):
    """``[fee]``: positive for a fee paid. Without an ``account`` it belongs to the cost (or lessens the proceeds) of
    the coins.

    ``included`` when the amount column already has it in: a withdrawal that is 102 with a fee of 2.
    """

    column: str
    account: str | None = None
    included: bool = False
    negate: bool = False


class Coins(msgspec.Struct, frozen=True, kw_only=True):
    """``[coins]``: an exchange's fills. ``quantity`` whole bitcoins for the row's amount of money.

    Bought or sold by the quantity's sign or, where given, by the words in the ``side`` column. What a sale brings
    above or below the cost goes to ``gains``.
    """

    quantity: str
    account: str
    gains: str | None = None
    side: str | None = None
    buy: tuple[str, ...] = ("buy",)
    sell: tuple[str, ...] = ("sell",)


class Skip(msgspec.Struct, frozen=True, kw_only=True):
    """``[[skip]]``: rows that are no transactions (balances carried forward, totals): ``match`` finds something in
    ``column``.
    """

    column: str
    match: str


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """The whole mapping file.

    ``statement_of`` names whose word the CSV file is, and becomes the source of every entry; ``account`` is the
    office's own account there.
    """

    statement_of: _StatementOf
    account: _OwnAccount
    date: Annotated[DateColumn, msgspec.Meta(description='Add [date] with column = "..." and its form.')]
    amount: Annotated[AmountColumns, msgspec.Meta(description="Add [amount] with the columns of money and its unit.")]
    narrative: Annotated[Narrative, msgspec.Meta(description='Add [narrative] with columns = ["..."].')]
    contra: Contra | None = None
    coins: Coins | None = None
    fee: Fee | None = None
    id: Identity = Identity()
    file: FileForm = FileForm()
    skip: tuple[Skip, ...] = ()

    def columns(self) -> tuple[str, ...]:
        """Every column that the mapping names, each once."""
        amount, coins = self.amount, self.coins
        named = [self.date.column, amount.column, amount.debit, amount.credit, amount.unit_column]
        named += [*self.narrative.columns, *self.id.columns, *(rule.column for rule in self.skip)]
        named += [self.fee.column] if self.fee else []
        named += [coins.quantity, coins.side] if coins else []
        return tuple(dict.fromkeys(name for name in named if name is not None))


def mapping_faults(mapping: Mapping, place: Callable[[KeyPath], Place]) -> tuple[Finding, ...]:
    """What in a mapping contradicts itself or cannot be. ``place`` says where a key stands in its file."""
    return tuple(
        Finding(code="mapping", place=place(path), message=message, remedy=remedy)
        for path, message, remedy in _contradictions(mapping)
    )


_Fault = tuple[KeyPath, str, str]


def _contradictions(mapping: Mapping) -> Iterator[_Fault]:
    yield from _form_faults(mapping)
    yield from _amount_faults(mapping.amount)
    yield from _account_faults(mapping)
    yield from _pattern_faults(mapping)
    if mapping.coins is None and mapping.contra is None:
        yield (
            ("contra",),
            "Nothing says where the other side of a row goes.",
            'Add [contra] default = "..." or [coins].',
        )
    if mapping.coins is not None and mapping.contra is not None:
        yield ("contra",), "Rows of a [coins] file have the coins on the other side.", "Remove [contra] or [coins]."
    if mapping.fee is not None and mapping.fee.account is None and mapping.coins is None:
        yield ("fee", "account"), "A fee needs an account where there are no coins to bear it.", 'Add account = "...".'


def _form_faults(mapping: Mapping) -> Iterator[_Fault]:
    if len(mapping.file.delimiter) != 1 or mapping.file.delimiter in '"\r\n':
        yield ("file", "delimiter"), "The delimiter is one character, and no quote.", 'Write ",", ";", "|" or "\\t".'
    if not mapping.narrative.columns:
        yield ("narrative", "columns"), "No column says what a row is about.", "Name one or more columns."


def _amount_faults(amount: AmountColumns) -> Iterator[_Fault]:
    if (amount.column is None) == (amount.debit is None and amount.credit is None):
        yield (
            ("amount",),
            "The amount stands in one signed column, or in debit and credit columns.",
            "Name one or the other.",
        )
    if (amount.unit is None) == (amount.unit_column is None):
        yield (
            ("amount", "unit"),
            "The unit is the same for all rows, or stands in a column.",
            "Give unit or unit_column.",
        )
    if amount.decimal not in {".", ","}:
        yield ("amount", "decimal"), f"{amount.decimal!r} is no decimal mark.", 'Write "." or ",".'
    if len(amount.thousands) > 1 or amount.thousands == amount.decimal or amount.thousands.isdigit():
        yield (
            ("amount", "thousands"),
            f"{amount.thousands!r} cannot separate thousands.",
            "Write one other character or none.",
        )


def _account_faults(mapping: Mapping) -> Iterator[_Fault]:
    named: list[tuple[KeyPath, str | None]] = [(("account",), mapping.account)]
    if mapping.contra is not None:
        named.append((("contra", "default"), mapping.contra.default))
        named += [(("contra", "rule", at, "account"), rule.account) for at, rule in enumerate(mapping.contra.rule)]
    if mapping.fee is not None:
        named.append((("fee", "account"), mapping.fee.account))
    if mapping.coins is not None:
        named += [(("coins", "account"), mapping.coins.account), (("coins", "gains"), mapping.coins.gains)]
    for path, name in named:
        if name is not None and not ACCOUNT_NAME.fullmatch(name):
            yield path, f"{name!r} is no account name.", "Write it like Assets:Bank:Operating."


def _pattern_faults(mapping: Mapping) -> Iterator[_Fault]:
    patterns: list[tuple[KeyPath, str]] = [(("skip", at, "match"), rule.match) for at, rule in enumerate(mapping.skip)]
    if mapping.contra is not None:
        patterns += [(("contra", "rule", at, "match"), rule.match) for at, rule in enumerate(mapping.contra.rule)]
    for path, pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            yield path, f"{pattern!r} is no regular expression: {error.msg}.", "Escape what is meant literally with \\."
