"""``bitcoin-office diff`` and ``countries``: programmes side by side, and which there are."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bitcoin_office.app.countries import CountryDataError
from bitcoin_office.cli.main import cli
from bitcoin_office.terms.errors import NotFoundError, UsageError

COUNTRIES = Path(__file__).resolve().parents[2] / "countries"


def run(*arguments: str) -> str:
    """The output of a command that ends well."""
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_every_source_that_is_named_is_listed() -> None:
    """Each mark in the tables has its line under Sources, in order."""
    told = run("diff", "sv", "pk")
    tables, sources = told.split("\nSources\n")
    marks = {int(mark) for mark in re.findall(r"\[(\d+)\]", tables)}
    listed = [int(mark) for mark in re.findall(r"^ *\[(\d+)\]", sources, re.MULTILINE)]
    assert listed == list(range(1, len(marks) + 1))
    assert marks == set(listed)


def test_sections_can_be_asked_for_by_name() -> None:
    """Only the section that is asked for is compared; an unknown one names the nearest."""
    told = json.loads(run("diff", "sv", "pk", "--section", "bonds", "--json"))
    assert told["schema"] == "bitcoin-office/playbook-diff/1"
    assert [section["section"] for section in told["sections"]] == ["bonds"]
    with pytest.raises(UsageError, match="Did you mean 'bonds'"):
        CliRunner().invoke(cli, ["diff", "sv", "pk", "--section", "bond"], catch_exceptions=False)


def test_a_programme_is_a_code_a_folder_or_a_file(tmp_path: Path) -> None:
    """The three ways of naming a programme, with an overlay by name or by path, mean the same."""
    own = shutil.copytree(COUNTRIES / "pk", tmp_path / "own")
    for country in ("pk", str(own), str(own / "programme.toml")):
        assert "No difference." in run("diff", "pk", country)
        for overlay in ("sv-reserve", str(own / "overlays/sv-reserve.toml")):
            assert "No difference." in run("diff", f"{country}+{overlay}", "pk+sv-reserve")


def test_what_is_not_there_is_named() -> None:
    """An unknown country or overlay is answered with the nearest known name."""
    with pytest.raises(NotFoundError, match=r"No country 'pkk'\. Did you mean 'pk'"):
        CliRunner().invoke(cli, ["diff", "sv", "pkk"], catch_exceptions=False)
    with pytest.raises(NotFoundError, match="Did you mean 'sv-reserve'"):
        CliRunner().invoke(cli, ["diff", "pk", "pk+sv-reserv"], catch_exceptions=False)


def test_a_broken_programme_is_refused_with_all_its_findings(tmp_path: Path) -> None:
    """A programme with findings is not compared; the error lists each of them with its line."""
    own = shutil.copytree(COUNTRIES / "sv", tmp_path / "own")
    text = (own / "programme.toml").read_text().replace("keeper =", "keper =").replace('id = "eff"', 'idd = "eff"', 1)
    (own / "programme.toml").write_text(text)
    with pytest.raises(CountryDataError) as raised:
        CliRunner().invoke(cli, ["diff", "sv", str(own)], catch_exceptions=False)
    assert {finding.place.key for finding in raised.value.findings} >= {
        "reserve.keper",
        "arrangement.facilities[0].idd",
    }


def test_countries_lists_what_is_shipped() -> None:
    """Both founding countries, what they declare, and the overlays made for them."""
    told = json.loads(run("countries", "--json"))
    by_code = {country["code"]: country for country in told["countries"]}
    assert set(by_code) >= {"sv", "pk"}
    assert "bonds" in by_code["sv"]["sections"]
    assert by_code["pk"]["overlays"] == ["sv-reserve"]
    assert "El Salvador" in run("countries")
