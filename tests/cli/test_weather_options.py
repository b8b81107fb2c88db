"""The weather on the command line: by name, by a file, refused where it saw too much; growth year by year."""

import json

import pytest
from click.testing import CliRunner, Result

from bitcoin_office.app import plan as wiring
from bitcoin_office.cli.main import cli
from bitcoin_office.simulate.reference import plain_kernel


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    """The interpreter in the compiler's place: the same bits."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)


def run(*arguments: str) -> Result:
    """One command."""
    return CliRunner().invoke(cli, [*arguments])


def asked(*options: str):
    """The manifest's weather and the notes of a small plan."""
    result = run("plan", "sv", "--paths", "8", "--years", "1", "--as-of", "2025-07-17", *options, "--json", "-")
    assert result.exit_code == 0, result.output
    plan = json.loads(result.stdout)
    return plan["manifest"]["weather"], plan["notes"]


def test_a_weather_by_name_and_growth_by_years():
    """GBM has its volatility in the manifest; growth year by year is told in manifest and notes."""
    weather, notes = asked("--weather", "gbm", "--drift", "50,25")
    assert weather["name"] == "gbm"
    assert set(weather["numbers"]) == {"volatility_day"}
    assert (weather["drift_percent"], weather["drift_path_percent"]) == (50.0, [50.0, 25.0])
    assert any("grows 50, 25 % a year (the last for all further years; " in note for note in notes)


def test_a_fit_of_ones_own_in_a_file(tmp_path):
    """``market fit`` writes it, a plan uses it; one that saw later days than the plan is refused."""
    early, late = str(tmp_path / "early.toml"), str(tmp_path / "late.toml")
    assert run("market", "fit", "--as-of", "2024-12-31", "--out", early).exit_code == 0
    assert run("market", "fit", "--as-of", "2025-12-31", "--out", late).exit_code == 0
    weather, notes = asked("--weather", early)
    assert weather["past_last_day"] == "2024-12-31"
    assert any("By a fit of your own" in note for note in notes)
    refused = run("plan", "sv", "--as-of", "2025-07-17", "--weather", late)
    assert "may not see" in str(refused.exception)
