"""One country's section as an overlay over another's programme."""

from __future__ import annotations

import datetime as dt
import tomllib
from itertools import product

import pytest

from bitcoin_office.playbook.adopt import ADOPTABLE, adopt
from bitcoin_office.playbook.diff import diff
from bitcoin_office.playbook.reserve_rules import FixedCoins
from bitcoin_office.playbook.wording import Standing
from bitcoin_office.terms.errors import IncompleteDataError, UsageError
from tests.playbook.shipped import playbook

SV, PK = playbook("sv"), playbook("pk")
DAY = dt.date(2025, 8, 1)
CASES = [
    (section, origin, into, day)
    for section, (origin, into), day in product(ADOPTABLE, ((SV, PK), (PK, SV)), (None, DAY))
    if getattr(origin.programme, section)
]


def test_pakistan_adopts_el_salvadors_reserve():
    """The daily coin becomes a proposal from the day given, Pakistan's own rule falls away, its name and day stay."""
    adoption = adopt("reserve", SV, PK, effective_from=DAY)
    assert adoption.findings == ()
    reserve = playbook("pk", adoption.text).programme.reserve
    assert reserve
    (rule,) = reserve.rules
    assert isinstance(rule, FixedCoins)
    assert (rule.id, rule.sats, rule.effective_from) == ("one-a-day", 100_000_000, DAY)
    assert rule.standing is Standing.PROPOSED
    assert rule.source.title.startswith("CryptoSlate")
    assert reserve.name == "Strategic Bitcoin Reserve"
    assert reserve.source.title == "A proposal to adopt El Salvador's reserve"
    assert reserve.since == dt.date(2025, 5, 28)
    assert reserve.keeper == ""


def test_the_overlay_records_where_it_comes_from():
    """Country, section and the digest of the programme that was read stand in the overlay's head."""
    head = tomllib.loads(adopt("reserve", SV, PK, effective_from=DAY).text)["overlay"]
    assert head["adopted"] == {"country": "sv", "section": "reserve", "pack": SV.digest, "effective_from": DAY}
    assert (head["base"], head["remove"]) == ("pk", ["reserve.rules.never-sell"])


@pytest.mark.parametrize(
    ("section", "origin", "into", "day"), CASES, ids=lambda value: getattr(value, "label", str(value))
)
def test_whatever_is_adopted_can_be_laid_over(section, origin, into, day):
    """Each adoptable section of each country gives an overlay without findings, which changes that section alone."""
    adoption = adopt(section, origin, into, effective_from=day)
    result = diff(into, playbook(into.programme.country.code, adoption.text))
    assert [part.section for part in result.sections if part.rows] == [section]


def test_foreign_money_is_named_and_kept():
    """Dollars adopted by a country of rupees stay dollars, and each is a warning at its line."""
    findings = adopt("bonds", SV, PK).findings
    assert {finding.code for finding in findings} == {"currency-mismatch"}
    assert {finding.place.key for finding in findings} >= {"bonds[0].principal", "bonds[0].into_bitcoin"}
    assert all(finding.severity == "warning" and finding.place.line for finding in findings)
    bond = playbook("pk", adopt("bonds", SV, PK).text).programme.bonds[0]
    assert (bond.principal.value, bond.principal.unit) == (1_000_000_000, "USD")


def test_days_of_the_other_country_are_named():
    """Without a day of its own, a rule keeps the other country's first day, and that is a warning."""
    (finding,) = adopt("reserve", SV, PK).findings
    assert (finding.code, finding.place.key) == ("origin-date", "reserve.rules[0].effective_from")


def test_of_a_sequence_of_laws_the_last_is_adopted():
    """States of the law that had passed by the day given are not proposed again."""
    law = playbook("pk", adopt("payments", SV, PK, effective_from=DAY).text).programme.payments
    assert law
    assert [(state.id, state.effective_from) for state in law.law] == [("law-2025", DAY)]


def test_a_tariff_without_a_parameter_is_left_out():
    """El Salvador has no mining tariff: adopting Pakistan's programme says so and leaves it out."""
    adoption = adopt("mining", PK, SV)
    assert "left-out" in {finding.code for finding in adoption.findings}
    assert "tariff" not in tomllib.loads(adoption.text)["mining"]


@pytest.mark.parametrize(
    ("section", "origin", "into", "error", "says"),
    [
        ("reserv", SV, PK, UsageError, "Did you mean 'reserve'"),
        ("arrangement", SV, PK, UsageError, "between that country and the Fund"),
        ("power", PK, SV, UsageError, "what it has"),
        ("reserve", PK, PK, UsageError, "from itself"),
        ("bonds", PK, SV, IncompleteDataError, "has declared no bonds"),
    ],
)
def test_what_cannot_be_adopted_is_answered(section, origin, into, error, says):
    """A misspelt section, one that is no policy, one's own, and one that was never declared."""
    with pytest.raises(error, match=says):
        adopt(section, origin, into)
