"""Single values as TOML knows them, checked against the type a schema asks for."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from msgspec import inspect

from bitcoin_office.playbook.problem import Problem, meant
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.errors import OfficeError
from bitcoin_office.terms.pattern import END
from bitcoin_office.terms.units import Unit, unit

# No figure of a country's accounts needs more digits; longer ones come from a slip of the hand.
MOST_DIGITS = 30

# A longer text would hide the rest of the message.
LONGEST_SHOWN = 40

_PLAIN_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class _Invalid(enum.Enum):
    INVALID = "invalid"


INVALID = _Invalid.INVALID
"""Stands for a value that findings were made for."""

Read = tuple[Any, tuple[Problem, ...]]
"""A value, or ``INVALID``, and what is wrong with it."""


def in_words(raw: Any) -> str:
    """What kind of TOML value this is, for messages."""
    names: dict[type[Any], str] = {
        str: "a text",
        bool: "true or false",
        int: "a whole number",
        Decimal: "a number",
        dt.datetime: "a date with a time",
        dt.date: "a date",
        dt.time: "a time",
        list: "a list",
        dict: "a table",
    }
    return names.get(cast("type[Any]", type(raw)), "something else")


def wrong_type(raw: Any, expected: str, remedy: str = "") -> Read:
    """The problem of a value of another kind."""
    found = f"the text {raw!r}" if isinstance(raw, str) and len(raw) <= LONGEST_SHOWN else in_words(raw)
    return INVALID, (Problem(code="wrong-type", message=f"Expected {expected}, found {found}.", remedy=remedy),)


def read_string(node: inspect.StrType, raw: Any) -> Read:
    """A text within its length and pattern."""
    if not isinstance(raw, str):
        return wrong_type(raw, "a text", "Write it in double quotes.")
    if node.min_length is not None and len(raw.strip()) < node.min_length:
        return INVALID, (Problem(code="out-of-range", message="The text is empty or too short."),)
    if node.max_length is not None and len(raw) > node.max_length:
        message = f"The text has {len(raw)} characters; at most {node.max_length} fit."
        return INVALID, (Problem(code="out-of-range", message=message),)
    if node.pattern is not None and not re.search(node.pattern, raw):
        form = node.pattern.replace(END, "$")
        return INVALID, (Problem(code="wrong-form", message=f"{raw!r} does not have the form {form}."),)
    return raw, ()


def read_flag(raw: Any) -> Read:
    """``true`` or ``false``."""
    return (raw, ()) if isinstance(raw, bool) else wrong_type(raw, "true or false", "Write it without quotes.")


def read_number(node: inspect.IntType | inspect.FloatType | inspect.DecimalType, raw: Any) -> Read:
    """A number: whole for an integer, exact for a decimal, which alone may stand in quotes."""
    if isinstance(node, inspect.DecimalType) and isinstance(raw, str) and _PLAIN_DECIMAL.fullmatch(raw):
        raw = Decimal(raw)
    expected = "a whole number" if isinstance(node, inspect.IntType) else "a number"
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        return wrong_type(raw, expected, "Write digits only, with a point before decimals and without quotes.")
    exact = Decimal(raw)
    if not exact.is_finite() or exact.adjusted() >= MOST_DIGITS or len(exact.as_tuple().digits) > MOST_DIGITS:
        message = f"The number has more than {MOST_DIGITS} digits, or is not finite."
        return INVALID, (Problem(code="out-of-range", message=message, remedy="Write it in a larger unit."),)
    if isinstance(node, inspect.IntType) and not isinstance(raw, int):
        return wrong_type(raw, expected, "Write it without a decimal point.")
    if not isinstance(node, inspect.DecimalType) and (problems := tuple(_outside(node, exact))):
        return INVALID, problems
    if isinstance(node, inspect.FloatType):
        return float(exact), ()
    return (exact if isinstance(node, inspect.DecimalType) else raw), ()


def _outside(node: inspect.IntType | inspect.FloatType, value: Decimal) -> Iterator[Problem]:
    limits = (
        (node.ge, "at least", value.__ge__),
        (node.gt, "more than", value.__gt__),
        (node.le, "at most", value.__le__),
        (node.lt, "less than", value.__lt__),
    )
    for limit, words, holds in limits:
        if limit is not None and holds(Decimal(limit)) is False:
            yield Problem(code="out-of-range", message=f"{value:,} is out of range: it must be {words} {limit:,}.")


def read_date(raw: Any) -> Read:
    """A calendar day, written without quotes."""
    if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime):
        return raw, ()
    return wrong_type(raw, "a date", "Write it without quotes, such as 2025-07-17.")


def read_moment(raw: Any) -> Read:
    """A date with a time, written without quotes."""
    if isinstance(raw, dt.datetime):
        return raw, ()
    return wrong_type(raw, "a date with a time", "Write it without quotes, such as 2025-07-17T12:00:00Z.")


def read_choice(raw: Any, choices: tuple[str | int, ...]) -> Read:
    """One of several fixed words."""
    if not isinstance(raw, bool) and raw in choices:
        return raw, ()
    if not isinstance(raw, str):
        return wrong_type(raw, f"one of {', '.join(map(str, choices))}")
    message = f"{raw!r} is not one of the values known here."
    return INVALID, (Problem(code="unknown-value", message=message, remedy=meant(raw, map(str, choices))),)


def read_member(node: inspect.EnumType, raw: Any) -> Read:
    """A member of an enum, by its value."""
    value, problems = read_choice(raw, tuple(member.value for member in node.cls))
    return (INVALID, problems) if value is INVALID else (node.cls(value), ())


def _amount(text: str) -> Amount:
    number = text.partition(" ")[0].replace(",", "")
    try:
        size = Decimal(number).adjusted()
    except InvalidOperation:
        size = 0
    if size >= MOST_DIGITS:
        raise ValueError(f"{text[:LONGEST_SHOWN]!r} has more than {MOST_DIGITS} digits.")
    return Amount.parse(text)


WRITTEN_AS_TEXT: dict[type, tuple[Callable[[str], Any], str]] = {
    Amount: (_amount, 'an amount such as "1.5 BTC"'),
    Unit: (unit, 'a unit such as "BTC" or "USD"'),
}
"""Structs of ours that people write as one text: how it is read, and what to call it."""


def read_special(cls: type, raw: Any) -> Read:
    """An amount or a unit, written as a text."""
    reader, expected = WRITTEN_AS_TEXT[cls]
    if not isinstance(raw, str):
        return wrong_type(raw, expected)
    try:
        return reader(raw), ()
    except OfficeError as error:
        return INVALID, (Problem(code=error.code, message=error.message, remedy=error.remedy),)
    except (ValueError, ArithmeticError) as error:
        return INVALID, (Problem(code="out-of-range", message=str(error)),)


def read_scalar(node: inspect.Type, raw: Any) -> Read:
    """A value without parts."""
    match node:
        case inspect.StrType():
            return read_string(node, raw)
        case inspect.BoolType():
            return read_flag(raw)
        case inspect.IntType() | inspect.FloatType() | inspect.DecimalType():
            return read_number(node, raw)
        case inspect.DateType():
            return read_date(raw)
        case inspect.DateTimeType():
            return read_moment(raw)
        case inspect.EnumType():
            return read_member(node, raw)
        case inspect.LiteralType():
            return read_choice(raw, cast("tuple[str | int, ...]", node.values))
        case inspect.AnyType():
            return raw, ()
        case _:
            raise NotImplementedError(f"No file of ours states a {type(node).__name__}.")


def scalar_fits(node: inspect.Type, raw: Any) -> bool:
    """Whether a value could be of this kind at all, whatever its range."""
    inner = node.type if isinstance(node, inspect.Metadata) else node
    if isinstance(inner, inspect.StructType | inspect.DictType):
        return isinstance(raw, dict)
    if isinstance(inner, inspect.VarTupleType | inspect.ListType):
        return isinstance(raw, list)
    return not any(problem.code == "wrong-type" for problem in read_scalar(inner, raw)[1])
