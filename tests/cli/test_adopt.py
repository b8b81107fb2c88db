"""``bitcoin-office adopt``: one country's section as an overlay over another's programme."""

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bitcoin_office.cli.main import cli
from bitcoin_office.terms.errors import UsageError


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for each test."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    """A command that ends well."""
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def test_the_overlay_is_written_and_can_be_laid_over(somewhere: Path) -> None:
    """Without a file's name it goes to overlays/, and is then known by its name there."""
    told = run("adopt", "bonds", "--from", "sv", "--into", "pk").stdout
    assert "Wrote overlays/sv-bonds.toml" in told
    assert "currency-mismatch" in told
    head = tomllib.loads((somewhere / "overlays/sv-bonds.toml").read_text())["overlay"]
    assert head["adopted"]["country"] == "sv"
    result = json.loads(run("diff", "pk", "pk+sv-bonds", "--json").stdout)
    assert {row["key"] for section in result["sections"] for row in section["rows"]} >= {"volcano.principal"}


def test_an_overlay_that_is_there_is_not_replaced_unasked(somewhere: Path) -> None:
    """A second run is refused and leaves the file as it was; --force replaces it."""
    arguments = ("adopt", "tax", "--from", "sv", "--into", "pk", "--to", "mine.toml")
    run(*arguments)
    (somewhere / "mine.toml").write_text("kept")
    with pytest.raises(UsageError, match="is there already"):
        CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert (somewhere / "mine.toml").read_text() == "kept"
    run(*arguments, "--force")
    assert (somewhere / "mine.toml").read_text() != "kept"
    assert [path.name for path in somewhere.iterdir()] == ["mine.toml"]


def test_the_result_as_json_carries_the_overlay(somewhere: Path) -> None:
    """The JSON result names the file, the number of changes and all findings, and holds the overlay's text."""
    told = json.loads(run("adopt", "reserve", "--from", "sv", "--into", "pk", "--json").stdout)
    assert told["schema"] == "bitcoin-office/adoption/1"
    assert told["overlay"] == (somewhere / told["file"]).read_text()
    assert [finding["code"] for finding in told["findings"]] == ["origin-date"]
    assert told["changes"] > 10


def test_nothing_is_written_when_the_section_cannot_be_adopted(somewhere: Path) -> None:
    """A section that is no policy is refused before anything is made."""
    with pytest.raises(UsageError, match="between that country and the Fund"):
        CliRunner().invoke(cli, ["adopt", "arrangement", "--from", "sv", "--into", "pk"], catch_exceptions=False)
    assert list(somewhere.iterdir()) == []
