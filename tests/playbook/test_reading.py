"""Reading a whole playbook: findings of all files together, and no text that makes it raise."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.playbook.reading import PlaybookFiles, TextFile, read_playbook
from tests.playbook.patience import patient
from tests.playbook.shipped import COUNTRIES, files

SHIPPED = sorted(path.name for path in COUNTRIES.iterdir() if (path / "programme.toml").is_file())
PAIR = re.compile(r"^([a-z_]+) = (.*)$")


def codes(given_files: PlaybookFiles) -> set[str]:
    """The codes of all findings; reading must not raise."""
    playbook, findings = read_playbook(given_files)
    assert (playbook is None) == bool(findings)
    return {finding.code for finding in findings}


def every_text(country: str) -> list[TextFile]:
    """Programme and parameter files of a country."""
    texts = files(country)
    return [texts.programme, *texts.parameters]


def with_text(country: str, number: int, text: str) -> PlaybookFiles:
    """A country's files with one of them replaced."""
    texts = every_text(country)
    texts[number] = TextFile(texts[number].name, text)
    return PlaybookFiles(programme=texts[0], parameters=tuple(texts[1:]))


@st.composite
def places(draw: st.DrawFn) -> tuple[str, int, int]:
    """A line of a shipped file that states a key: country, number of the file, number of the line."""
    country = draw(st.sampled_from(SHIPPED))
    number = draw(st.integers(0, len(every_text(country)) - 1))
    lines = every_text(country)[number].text.splitlines()
    candidates = [index for index, line in enumerate(lines) if PAIR.match(line) and '"""' not in line]
    return country, number, draw(st.sampled_from(candidates))


def changed_line(place: tuple[str, int, int], line: str | None) -> PlaybookFiles:
    """The country's files with one line replaced, or left out."""
    country, number, index = place
    lines = every_text(country)[number].text.splitlines()
    lines[index : index + 1] = [] if line is None else [line]
    return with_text(country, number, "\n".join(lines))


def parts(place: tuple[str, int, int]) -> tuple[str, str]:
    """Key and value of a line."""
    country, number, index = place
    match = PAIR.match(every_text(country)[number].text.splitlines()[index])
    assert match
    return match[1], match[2]


@pytest.mark.parametrize("country", SHIPPED)
def test_the_shipped_playbooks_have_no_findings(country: str):
    """Every shipped country reads without a finding, and its digest depends on each of its texts."""
    playbook, findings = read_playbook(files(country))
    assert findings == ()
    assert playbook is not None
    other = msgspec.structs.replace(files(country), parameters=files(country).parameters[1:])
    assert playbook.digest == files(country).digest != other.digest


@patient
@given(places())
def test_a_misspelt_key_is_always_found(place: tuple[str, int, int]):
    """Any key of any shipped file, misspelt, is a finding."""
    key, value = parts(place)
    assert codes(changed_line(place, f"{key}x = {value}"))


@patient
@given(places())
def test_a_value_of_another_kind_is_always_found(place: tuple[str, int, int]):
    """Any value of any shipped file, turned into a table of nonsense, is a finding."""
    key, _ = parts(place)
    assert codes(changed_line(place, f"{key} = {{ nonsense = [true] }}"))


@patient
@given(places())
def test_a_huge_number_is_always_found(place: tuple[str, int, int]):
    """No value of any shipped file can be replaced by a number of sixty digits unnoticed."""
    key, _ = parts(place)
    assert codes(changed_line(place, f"{key} = {'9' * 60}"))


@patient
@given(places())
def test_a_bad_day_is_always_found(place: tuple[str, int, int]):
    """The thirtieth of February stands nowhere."""
    key, _ = parts(place)
    assert "toml-syntax" in codes(changed_line(place, f"{key} = 2025-02-30"))


@patient
@given(places().filter(lambda place: parts(place)[0] == "value"))
def test_a_number_far_below_zero_is_always_found(place: tuple[str, int, int]):
    """No dated value of the shipped parameters may be a negative trillion."""
    assert "out-of-range" in codes(changed_line(place, "value = -1_000_000_000_000"))


@patient
@given(places())
def test_a_missing_source_is_always_found(place: tuple[str, int, int]):
    """A required key or a source that is deleted is a finding; another deleted key may be missed without harm."""
    key, _ = parts(place)
    found = codes(changed_line(place, None))
    if key == "source":
        assert "missing-source" in found or "unknown-source" in found


@patient
@given(st.sampled_from(SHIPPED), st.data())
def test_no_damage_makes_it_raise(country: str, data: st.DataObject):
    """Random characters over any stretch of any file give a playbook or findings, never an exception."""
    number = data.draw(st.integers(0, len(every_text(country)) - 1))
    text = every_text(country)[number].text
    at = data.draw(st.integers(0, len(text)))
    width = data.draw(st.integers(0, 60))
    damage = data.draw(st.text(max_size=8))
    codes(with_text(country, number, text[:at] + damage + text[at + width :]))


@patient
@given(st.binary())
def test_no_bytes_make_it_raise(data: bytes):
    """Bytes read as text are a programme or findings."""
    assert codes(PlaybookFiles(programme=TextFile("programme.toml", data.decode("latin-1"))))


def test_findings_of_several_files_come_together():
    """A mistake in the programme does not hide one in a file of parameters, nor one there a reference to it."""
    texts = files("pk")
    programme = texts.programme.text.replace('kind = "EFF"', 'kind = "EFFE"')
    broken = texts.parameters[-1].text.replace("value = 80", "value = 180")
    _, findings = read_playbook(
        PlaybookFiles(
            programme=TextFile("programme.toml", programme),
            parameters=(*texts.parameters, TextFile("more.toml", broken)),
        )
    )
    places = {(finding.place.file, finding.code) for finding in findings}
    assert ("programme.toml", "unknown-value") in places
    assert any(code == "duplicate-key" and file == "more.toml" for file, code in places)


def test_a_parameter_stands_in_one_file():
    """The same parameter in two files is a finding that names the other file."""
    texts = files("sv")
    _, findings = read_playbook(
        msgspec.structs.replace(texts, parameters=(*texts.parameters, TextFile("again.toml", texts.parameters[0].text)))
    )
    assert {finding.code for finding in findings} == {"duplicate-key"}
    assert "stands in adoption.toml as well" in findings[0].message


def test_a_reference_to_no_parameter_is_found():
    """A tariff class whose parameter nobody defines is a finding at its line."""
    _, findings = read_playbook(msgspec.structs.replace(files("pk"), parameters=()))
    assert {finding.code for finding in findings} == {"unknown-reference"}
    assert all(finding.place.line for finding in findings)
