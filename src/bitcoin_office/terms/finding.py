"""What is wrong with data that people wrote: values with a place, all collected, never just the first."""

from __future__ import annotations

import enum

import msgspec


class Severity(enum.StrEnum):
    """How much a finding matters: an error makes a file unusable, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where something stands: a file, a key path in it (``reserve.rules[0].sats``) and a line counted from one."""

    file: str
    key: str = ""
    line: int | None = None

    def __str__(self) -> str:
        """``file:line: key``, as much as is known."""
        head = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{head}: {self.key}" if self.key else head


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong: a stable code, where, what, and what to do."""

    code: str
    place: Place
    message: str
    remedy: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """One line for a terminal."""
        return f"{self.place}: {self.severity} [{self.code}] {self.message} {self.remedy}".rstrip()


def worst(findings: tuple[Finding, ...]) -> Severity | None:
    """The most serious severity among the findings; ``None`` when there are none."""
    if any(finding.severity is Severity.ERROR for finding in findings):
        return Severity.ERROR
    return Severity.WARNING if findings else None
