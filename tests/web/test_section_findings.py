"""What each section of a programme comes to: one sentence, with its number and its source, from what is declared."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from itertools import product

import msgspec
import pytest

from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.playbook.diff import COMPARED
from bitcoin_office.playbook.entries import entries_of
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.web.languages import ENGLISH, LANGUAGES
from bitcoin_office.web.section_findings import Finding, section_finding
from bitcoin_office.web.texts import Texts
from tests.web.client import Client

TODAY = dt.date(2026, 11, 22)
SAID = {
    ("sv", "mining"): "Mining by the state: in force. How much power it has is not on file.",
    ("sv", "power"): "6 kinds of plant are on file; how much is installed in all is not.",
    ("sv", "payments"): "Since 1 May 2025, nobody has to take bitcoin in payment.",
    ("sv", "bonds"): "USD 1,000 million in bonds tied to bitcoin: never happened.",
    ("sv", "arrangement"): "SDR 1,033.92 million from the IMF, approved on 26 February 2025; of 2 tranches on file, "
    "2 are released.",
    ("sv", "oversight"): "National Commission of Digital Assets (CNAD) licenses and supervises: in force.",
    ("sv", "tax"): "Gains on bitcoin are not taxed.",
    ("pk", "mining"): "2,000 MW for mining: announced.",
    ("pk", "power"): "46,605 MW of plants are installed; 7,000 MW are said to be to spare.",
    ("pk", "payments"): "No law on paying in bitcoin is on file.",
    ("pk", "arrangement"): "SDR 5,320 million from the IMF, approved on 25 September 2024; of 7 tranches on file, "
    "3 are released.",
    ("pk", "tax"): "A tax on gains: proposed. Its rate is not on file.",
}


def programme(country: str) -> Programme:
    """A shipped programme."""
    return load_playbook(country).programme


def found(declared: Programme, section: str, code: str = ENGLISH.code, today: dt.date = TODAY) -> Finding:
    """The finding of a section that has one."""
    (language,) = (each for each in LANGUAGES if each.code == code)
    finding = section_finding(Texts(language), declared, section, today)
    assert finding is not None
    return finding


@pytest.mark.parametrize(("country", "section"), SAID, ids="-".join)
def test_what_is_declared_is_said_in_a_sentence(country: str, section: str) -> None:
    """The sentence has the declared figure, its unit and how far it has come."""
    finding = found(programme(country), section)
    assert finding.words.striptags() == SAID[country, section]
    assert finding.sources or (country, section) == ("pk", "payments")


def test_a_law_is_said_once_it_holds() -> None:
    """On a day between two laws the first one's word is said."""
    finding = found(programme("sv"), "payments", today=dt.date(2023, 1, 1))
    assert finding.words.striptags() == "Since 7 September 2021, whoever can has to take bitcoin in payment."
    finding = found(programme("sv"), "payments", today=dt.date(2021, 9, 6))
    assert finding.words.striptags() == "No law on paying in bitcoin is on file."


def test_another_figure_is_another_sentence() -> None:
    """Nothing of the sentence is written down anywhere but in the programme."""
    declared = programme("pk")
    assert declared.mining is not None
    assert declared.mining.power is not None
    power = msgspec.structs.replace(declared.mining.power, value=Decimal(1_500))
    other = msgspec.structs.replace(declared, mining=msgspec.structs.replace(declared.mining, power=power))
    assert found(other, "mining").words.striptags() == "1,500 MW for mining: announced."


def test_weak_values_are_counted() -> None:
    """The values' own sentence counts what is uncertain or our own estimate: some are, and not all."""
    declared = programme("pk")
    total = sum(map(len, declared.parameters.values()))
    said = re.findall(r"\d+", found(declared, "parameters").words.striptags())
    assert int(said[0]) == total
    assert 0 < int(said[1]) < total


@pytest.mark.parametrize(("country", "code"), list(product(("sv", "pk"), [each.code for each in LANGUAGES])))
def test_every_section_says_its_finding_in_every_language(client: Client, country: str, code: str) -> None:
    """The overview and the section's own page both say it; the reserve's finding is the overview's."""
    overview = client.get(f"/{code}/{country}/programme").text
    for section in COMPARED:
        declared = programme(country)
        if section == "reserve" or not entries_of(declared, section):
            continue
        words = str(found(declared, section, code, dt.datetime.now(dt.UTC).date()).words)
        assert words in overview, section
        page = client.get(f"/{code}/{country}/programme/{section}").text
        assert f'<h1 class="finding">{words}</h1>' in page, section
