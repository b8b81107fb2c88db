"""The cases of every country come out as the golden files beside them say."""

import os
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from bitcoin_office.cli.main import cli

COUNTRIES = Path(__file__).resolve().parents[1] / "countries"
CASES = [
    (country.name, case["at"], case["expected"])
    for country in sorted(COUNTRIES.iterdir())
    for case in tomllib.loads((country / "cases" / "statement.toml").read_text())["statement"]
]


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One office for each country that has cases."""
    made: dict[str, Path] = {}
    for country in {country for country, _, _ in CASES}:
        made[country] = tmp_path_factory.mktemp("cases") / country
        done = CliRunner().invoke(cli, ["init", str(made[country]), "--country", country], catch_exceptions=False)
        assert done.exit_code == 0
    return made


@pytest.mark.parametrize(("country", "at", "expected"), CASES, ids=[f"{c}-{at}" for c, at, _ in CASES])
@pytest.mark.parametrize("suffix", ["txt", "json"])
def test_a_statement_is_its_golden_file(
    country: str, at: object, expected: str, suffix: str, offices: dict[str, Path]
) -> None:
    """The statement of the day, as a person and as a program sees it, is the golden file to the letter."""
    golden = COUNTRIES / country / "expected" / f"{expected}.{suffix}"
    arguments = ["statement", "--office", str(offices[country]), "--at", str(at)]
    done = CliRunner().invoke(cli, arguments + (["--json"] if suffix == "json" else []), catch_exceptions=False)
    assert done.exit_code == 0
    lines = "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())
    if os.environ.get("OFFICE_GOLDEN") == "write":
        golden.write_text(lines)
    assert lines == golden.read_text()
