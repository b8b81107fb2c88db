"""Reads what a country folder holds for the desks that need it."""

from __future__ import annotations

import shlex

import msgspec

from bitcoin_office.adapters.country_files import (
    TRAINING_COUNTRY,
    country_folder,
    read_text,
    read_texts,
    shipped_countries,
)
from bitcoin_office.books.account import Account, Chart
from bitcoin_office.playbook.decode import decode
from bitcoin_office.reserve.record import Record
from bitcoin_office.reserve.record_files import check_record
from bitcoin_office.terms.errors import OfficeError, UsageError
from bitcoin_office.terms.finding import Finding, Severity, worst


class CountryDataError(OfficeError):
    """A country's files have findings that make them unusable."""

    code = "country-data"

    def __init__(self, country: str, findings: tuple[Finding, ...]) -> None:
        lines = "\n".join(str(finding) for finding in findings)
        super().__init__(
            f"The files of {country!r} cannot be used:\n{lines}\n",
            remedy=f"Mend them, and see: bitcoin-office check {shlex.quote(country.partition('+')[0])}",
        )
        self.findings = findings


class SettingError(CountryDataError, UsageError):
    """Single entries, given as ``key.path=value``, that cannot be laid over a programme whose files are in order."""

    code = "setting"

    def __init__(self, country: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(country, findings)
        lines = "\n".join(str(finding) for finding in findings)
        self.message = f"This cannot be set in {country!r}:\n{lines}\n"
        self.remedy = "Each line says what could be meant; nothing was run."


class AccountsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``accounts.toml``: the chart of accounts."""

    account: tuple[Account, ...]


def lasting_name(country: str) -> str:
    """A country as an office remembers it: a shipped one by its code, another by its whole path, to be found anywhere.

    Raises ``NotFoundError``.
    """
    folder = country_folder(country)
    return country if country in (*shipped_countries(), TRAINING_COUNTRY) else str(folder.absolute())


def load_record(country: str) -> Record:
    """The record of a country by code or path. Raises ``NotFoundError`` or ``CountryDataError``."""
    folder = country_folder(country)
    record, findings = check_record(folder.name, read_texts(folder / "record"))
    if record is None or worst(findings) is Severity.ERROR:
        raise CountryDataError(country, findings)
    return record


def load_chart(country: str) -> Chart:
    """The chart of accounts of a country by code or path. Raises ``NotFoundError`` or ``CountryDataError``."""
    file = country_folder(country) / "accounts.toml"
    accounts, findings = decode(read_text(file), AccountsFile, file=str(file))
    if accounts is None:
        raise CountryDataError(country, findings)
    return Chart(accounts.account)
