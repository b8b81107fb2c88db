"""The tree of operational errors: each has a stable code, fields, and says what was wrong and what to do next."""

from __future__ import annotations

import difflib
from typing import ClassVar


class OfficeError(Exception):
    """Operational trouble that the office foresaw. ``code`` is stable; ``remedy`` says what to do next.

    Bad human data is not an error but a ``Finding``; a programmer's mistake is an assertion.
    """

    code: ClassVar[str] = "office-error"

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """The message and, where there is one, the remedy."""
        return f"{self.message} {self.remedy}".strip()


class UsageError(OfficeError):
    """The caller asked for something that cannot be meant: exit code 2 on the command line."""

    code = "usage"


class UnknownUnitError(UsageError):
    """No unit of account has this code."""

    code = "unknown-unit"

    def __init__(self, *, code: str, known: tuple[str, ...]) -> None:
        near = difflib.get_close_matches(code.upper(), known, n=1)
        hint = f"Did you mean {near[0]}?" if near else "Use BTC, sat, msat or an ISO 4217 currency code such as USD."
        super().__init__(f"Unknown unit {code!r}.", remedy=hint)
        self.unit_code = code


class AmountFormatError(UsageError):
    """A text that does not state an amount exactly."""

    code = "amount-format"

    def __init__(self, *, text: str, problem: str) -> None:
        super().__init__(
            f"Cannot read the amount {text!r}: {problem}.", remedy='Write a number and a unit, such as "1.5 BTC".'
        )
        self.text = text
        self.problem = problem


class UnitMismatchError(OfficeError):
    """Arithmetic across units."""

    code = "unit-mismatch"

    def __init__(self, *, left: str, right: str) -> None:
        super().__init__(f"Cannot combine {left} with {right}.", remedy="Convert one of them at a named rate first.")
        self.left = left
        self.right = right


class NotFoundError(UsageError):
    """Something named by the user that does not exist: a country, an account, a file."""

    code = "not-found"

    def __init__(self, *, kind: str, name: str, known: tuple[str, ...] = (), remedy: str = "") -> None:
        near = difflib.get_close_matches(name, known, n=1)
        listed = f"Known: {', '.join(known[:12])}." if known else ""
        hint = f"Did you mean {near[0]!r}?" if near else f"{remedy} {listed}".strip()
        super().__init__(f"No {kind} {name!r}.", remedy=hint)
        self.kind = kind
        self.name = name


class StoreError(OfficeError):
    """The database could not be opened, read or written."""

    code = "store"


class ConflictError(OfficeError):
    """The same external id was given twice with different contents."""

    code = "conflict"


class SourceError(OfficeError):
    """An outside source answered wrongly, late or not at all."""

    code = "source"


class IncompleteDataError(OfficeError):
    """A figure cannot be known from what the office has; the message names what is missing."""

    code = "incomplete-data"


class MissingComponentError(OfficeError):
    """An optional part of the office is not installed. ``extra`` is its name in the package's extras."""

    code = "missing-component"

    def __init__(self, *, extra: str, needed_for: str) -> None:
        super().__init__(
            f"{needed_for} needs the extra {extra!r}, which is not installed.",
            remedy=f"Run it through ./office, which brings it, or: pip install 'bitcoin-office[{extra}]'.",
        )
        self.extra = extra
