"""Opening accounts: what a chart must be, and that an open account never changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bitcoin_office.books.account import ACCOUNT_NAME, Account, Chart
from bitcoin_office.books.faults import BookingError
from bitcoin_office.terms.errors import ConflictError
from bitcoin_office.terms.finding import Finding, Place
from bitcoin_office.terms.units import all_units


def newly_opened(chart: Chart, known: Mapping[str, Account]) -> tuple[Account, ...]:
    """The chart's accounts that are not open yet, with their units sorted.

    Raises ``BookingError`` for a chart that cannot be, and ``ConflictError`` for an open account that would change.
    """
    findings = tuple(_chart_findings(chart))
    if findings:
        raise BookingError(findings)
    accounts = [normal(account) for account in chart.accounts]
    for account in accounts:
        if account.name in known and normal(known[account.name]) != account:
            raise ConflictError(
                f"The account {account.name} is open with a different title, units or lots.",
                remedy="An open account never changes: open another one, and move what it holds.",
            )
    return tuple(account for account in accounts if account.name not in known)


def normal(account: Account) -> Account:
    """The same account with its units sorted."""
    return Account(name=account.name, title=account.title, units=tuple(sorted(account.units)), lots=account.lots)


def _chart_findings(chart: Chart) -> Iterator[Finding]:
    units = {unit.code for unit in all_units()}
    seen: set[str] = set()
    for number, account in enumerate(chart.accounts):
        place = Place(file="chart", key=f"accounts[{number}]")
        if not ACCOUNT_NAME.fullmatch(account.name):
            message = f"{account.name!r} is not a name for an account."
            remedy = "Write a class and parts with capital letters, such as Assets:Reserve:Cold."
            yield Finding(code="account-name", place=place, message=message, remedy=remedy)
        if account.name in seen:
            yield Finding(code="account-twice", place=place, message=f"{account.name} stands in the chart twice.")
        seen.add(account.name)
        for code in sorted(set(account.units) - units):
            message = f"{account.name} would hold the unknown unit {code!r}."
            remedy = "Use sat, msat or an ISO 4217 code."
            yield Finding(code="unknown-unit", place=place, message=message, remedy=remedy)
