"""Reads a country's record from the texts of its files, with every finding."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from bitcoin_office.playbook.decode import decode
from bitcoin_office.playbook.problem import Problem
from bitcoin_office.reserve.record import (
    Disclosure,
    OtherHolder,
    PressClaim,
    Purchase,
    Record,
    ReportedAddress,
    StandingPurchase,
    Testimony,
)
from bitcoin_office.terms.finding import Finding, Place

File = TypeVar("File")


class CountryFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``country.toml``: how texts name the country."""

    name: str
    aliases: tuple[str, ...] = ()


class PurchasesFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``purchases.toml``: single purchases, and those that repeat every day."""

    purchase: tuple[Purchase, ...] = ()
    standing: tuple[StandingPurchase, ...] = ()

    def problems(self) -> Iterable[Problem]:
        """Purchases stand in the order of their days, and standing purchases do not overlap."""
        yield from out_of_order("purchase", (item.on for item in self.purchase))
        for index, (one, other) in enumerate(itertools.pairwise(self.standing), start=1):
            if other.first <= one.seen_until:
                message = f"Begins on {other.first}, while the one before goes on until {one.seen_until}."
                yield Problem(code="overlapping-dates", message=message, key=("standing", index, "first"))


class DisclosuresFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``disclosures.toml``: what the holder said it has, and what was said about it."""

    disclosure: tuple[Disclosure, ...] = ()
    testimony: tuple[Testimony, ...] = ()

    def problems(self) -> Iterable[Problem]:
        """Disclosures stand in the order of their days."""
        yield from out_of_order("disclosure", (item.on for item in self.disclosure))


class AddressesFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``addresses.toml``: addresses that someone reports to be the holder's."""

    address: tuple[ReportedAddress, ...] = ()


class OthersFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``others.toml``: companies and countries that texts name beside ours."""

    holder: tuple[OtherHolder, ...] = ()


class PressFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``press.toml``: what the press printed, as figures."""

    claim: tuple[PressClaim, ...] = ()

    def problems(self) -> Iterable[Problem]:
        """Claims stand in the order of their days."""
        yield from out_of_order("claim", (item.on for item in self.claim))


KNOWN_FILES = ("country.toml", "purchases.toml", "disclosures.toml", "addresses.toml", "others.toml", "press.toml")


def check_record(country: str, texts: Mapping[str, str]) -> tuple[Record | None, tuple[Finding, ...]]:
    """The record of the country with this code, from ``texts`` by path; the last part of a path says which file it is.

    ``None`` when ``country.toml`` cannot be read. Files other than ``country.toml`` may be absent.
    """
    findings: list[Finding] = []
    paths = {path.rsplit("/", 1)[-1]: path for path in texts}
    for name in sorted(set(paths) - set(KNOWN_FILES)):
        remedy = f"Known: {', '.join(KNOWN_FILES)}."
        finding = Finding(code="unknown-file", place=Place(file=paths[name]), message="No such file.", remedy=remedy)
        findings.append(finding)

    def read(name: str, kind: type[File]) -> File | None:
        if name not in paths:
            return None
        value, found = decode(texts[paths[name]], kind, file=paths[name])
        findings.extend(found)
        return value

    about = read("country.toml", CountryFile)
    if about is None and "country.toml" not in paths:
        place = Place(file="country.toml")
        findings.append(Finding(code="missing-file", place=place, message="A record says whom it is about: name = ..."))
    purchases = read("purchases.toml", PurchasesFile) or PurchasesFile()
    disclosures = read("disclosures.toml", DisclosuresFile) or DisclosuresFile()
    addresses = read("addresses.toml", AddressesFile) or AddressesFile()
    others = read("others.toml", OthersFile) or OthersFile()
    press = read("press.toml", PressFile) or PressFile()
    if about is None:
        return None, tuple(findings)
    record = Record(
        country=country,
        name=about.name,
        aliases=about.aliases,
        purchases=purchases.purchase,
        standing=purchases.standing,
        disclosures=disclosures.disclosure,
        testimony=disclosures.testimony,
        addresses=addresses.address,
        others=others.holder,
        press=press.claim,
    )
    return record, tuple(findings)


def out_of_order(key: str, days: Iterable[dt.date]) -> Iterable[Problem]:
    """A problem for each entry of a list that is earlier than the one before it."""
    for index, (before, day) in enumerate(itertools.pairwise(days), start=1):
        if day < before:
            message = f"{day} stands after {before}."
            yield Problem(
                code="order", message=message, remedy="Keep the list in order of days.", key=(key, index, "on")
            )
