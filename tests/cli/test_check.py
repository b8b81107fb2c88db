"""``bitcoin-office check``: all findings, exit code 1, never a traceback."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bitcoin_office.app.countries import CountryDataError
from bitcoin_office.cli.main import cli
from bitcoin_office.terms.errors import UsageError

COUNTRIES = Path(__file__).resolve().parents[2] / "countries"


def check(*arguments: str) -> Result:
    """The outcome of a check; an exception that is not the end of the program fails the test."""
    return CliRunner().invoke(cli, ["check", *arguments], catch_exceptions=False)


def findings(path: Path) -> list[tuple[str, str, int | None, str]]:
    """File, code, line and key of every finding."""
    told = json.loads(check(str(path), "--json").stdout)
    places = [(finding["place"], finding["code"]) for finding in told["findings"]]
    return [(Path(place["file"]).name, code, place["line"], place["key"]) for place, code in places]


@pytest.fixture
def country(tmp_path: Path) -> Path:
    """A copy of Pakistan's folder."""
    return Path(shutil.copytree(COUNTRIES / "pk", tmp_path / "own"))


def replace(file: Path, old: str, new: str) -> None:
    """Changes one place of a file."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("code", ["sv", "pk"])
def test_shipped_countries_are_fine(code: str) -> None:
    """The shipped folders, by code and by path, have no findings, and every kind of file is read."""
    for target in (code, str(COUNTRIES / code)):
        done = check(target)
        assert done.exit_code == 0
        assert "no findings" in done.stdout
    read = {Path(file).parent.name for file in json.loads(check(code, "--json").stdout)["files"]}
    assert read >= {code, "parameters", "record", "cases"}


def test_all_findings_come_at_once_with_file_line_and_help(country: Path) -> None:
    """Mistakes in seven files give a finding each, with its line, and the exit code is 1."""
    replace(country / "programme.toml", 'unit = "MW", as_of = 2025-05-25', 'unit = "GWh", as_of = 2025-05-25')
    replace(country / "programme.toml", "purpose =", "purpse =")
    replace(country / "parameters/power.toml", "effective_from = 2025-07-01", "effective_from = 2024-07-01")
    replace(country / "parameters/economy.toml", 'source = "sbp"', "")
    replace(country / "accounts.toml", "Assets:Reserve:Announced", "Coins:Announced")
    replace(country / "overlays/sv-reserve.toml", 'base = "pk"', 'bse = "pk"')
    replace(country / "record/country.toml", "name =", "nme =")
    (country / "cases/extra.toml").write_text("[broken\n")
    found = findings(country)
    assert check(str(country)).exit_code == 1
    assert {(file, code, key) for file, code, _, key in found} == {
        ("programme.toml", "wrong-unit", "mining.power.unit"),
        ("programme.toml", "unknown-key", "reserve.purpse"),
        ("power.toml", "overlapping-dates", "tariff_base[1].effective_from"),
        ("economy.toml", "missing-source", "exchange_rate[0].source"),
        ("accounts.toml", "account-name", "account[0].name"),
        ("country.toml", "unknown-key", "nme"),
        ("extra.toml", "toml-syntax", ""),
        ("sv-reserve.toml", "unknown-key", "overlay.bse"),
    }
    assert all(line for file, _, line, _ in found if file != "accounts.toml")
    told = check(str(country)).stdout
    assert "Did you mean 'purpose'?" in told
    assert "Write it in MW" in told


NONSENSE = """
schema = "bitcoin-office/overlay/1"
[overlay]
id = "nonsense"
title = "What cannot be"
base = "pk"
source = { title = "x" }
[mining]
power = { value = -2000, unit = "MW", source = { title = "x" } }
overhead = { value = 200, unit = "percent", source = { title = "x" } }
[[mining.fleet]]
id = "none"
model = "None"
efficiency = { value = 0, unit = "J/TH", source = { title = "x" } }
power = { value = 1, unit = "MW", source = { title = "x" } }
[[arrangement.tranches]]
id = "eff-1"
reviewed_on = 2020-01-01
[[reserve.rules]]
id = "twice"
rule = "share_of_surplus"
share_percent = 200
interval = "day"
effective_from = 2025-08-01
source = { title = "x" }
"""


def test_nonsense_is_found_all_at_once_and_never_planned(tmp_path: Path) -> None:
    """Negative power, no efficiency, shares of 200 % and a review before the start: ``check`` and ``plan`` name all."""
    overlay, written = tmp_path / "nonsense.toml", tmp_path / "plan.json"
    overlay.write_text(NONSENSE)
    expected = {
        "mining.power.value": "out-of-range",
        "mining.overhead.value": "out-of-range",
        "mining.fleet[0].efficiency.value": "out-of-range",
        "arrangement.tranches[0].reviewed_on": "overlapping-dates",
        "reserve.rules[0].share_percent": "out-of-range",
    }
    assert {key: code for _, code, _, key in findings(overlay)} == expected
    checked = check("pk", "--overlay", str(overlay))
    assert checked.exit_code == 1
    asked = ["plan", "pk", "--overlay", str(overlay), "--paths", "5", "--json", str(written)]
    with pytest.raises(CountryDataError) as refused:
        CliRunner().invoke(cli, asked, catch_exceptions=False)
    for key, code in expected.items():
        assert key in checked.stdout
        assert f"{key}: error [{code}]" in str(refused.value)
    assert not written.exists()


def test_an_overlay_is_checked_over_its_base(country: Path) -> None:
    """In a folder and by itself, an overlay's mistakes are found at its own lines."""
    overlay = country / "overlays/sv-reserve.toml"
    replace(overlay, "sats = 100_000_000", "sats = -1")
    expected = [("sv-reserve.toml", "out-of-range", "reserve.rules[0].sats")]
    for target in (country, overlay):
        assert [(file, code, key) for file, code, _, key in findings(target)] == expected
    alone = overlay.rename(country.parent / "alone.toml")
    assert [(code, key) for _, code, _, key in findings(alone)] == [("out-of-range", "reserve.rules[0].sats")]


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("programme.toml", 'kind = "EFF"', 'kind = "EEF"', "unknown-value"),
        ("parameters/power.toml", "tariff_base", "tarif_base", "unknown-key"),
        ("accounts.toml", 'lots = "fifo"', 'lots = "lifo"', "unknown-value"),
        ("record/country.toml", "name =", "nam =", "unknown-key"),
    ],
)
def test_a_single_file_is_checked_as_what_it_is(country: Path, file: str, old: str, new: str, code: str) -> None:
    """A programme, a file of parameters, accounts and a part of the record are each known by themselves."""
    assert check(str(country / file)).exit_code == 0
    replace(country / file, old, new)
    assert code in {found for _, found, _, _ in findings(country / file)}
    assert check(str(country / file)).exit_code == 1


def test_what_is_no_text_is_a_finding(country: Path) -> None:
    """Bytes that are no text are named with their file; the other files are checked all the same."""
    (country / "parameters/power.toml").write_bytes(b"\xff\xfe\x00")
    codes = {(file, code) for file, code, _, _ in findings(country)}
    assert ("power.toml", "not-text") in codes
    assert ("programme.toml", "unknown-reference") in codes


def test_parts_that_are_missing_or_that_nothing_reads_are_named(country: Path) -> None:
    """Without its programme a folder is no country; an unknown file is a warning, which alone is no failure."""
    (country / "programm.toml").write_text("")
    assert ("programm.toml", "unknown-file") in {(file, code) for file, code, _, _ in findings(country)}
    assert check(str(country)).exit_code == 0
    (country / "programme.toml").unlink()
    assert ("programme.toml", "missing-file") in {(file, code) for file, code, _, _ in findings(country)}
    assert check(str(country)).exit_code == 1


def test_a_path_that_is_not_there_is_a_usage_error(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """A misspelt code is answered with the nearest one and exit code 2."""
    monkeypatch.setattr("sys.argv", ["bitcoin-office", "check", "svv"])
    from bitcoin_office.cli.main import main

    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "Did you mean 'sv'" in capsys.readouterr().err


def test_what_is_laid_over_a_country_is_checked_with_it(country):
    """A setting and an overlay are checked over the country; over a single file nothing can be laid."""
    assert check(str(country), "--overlay", "sv-reserve", "--set", "mining.power=1000").exit_code == 0
    wrong = check(str(country), "--set", "mining.powr=1000")
    assert wrong.exit_code == 1
    assert "Did you mean 'power'?" in wrong.stdout
    with pytest.raises(UsageError, match="Nothing can be laid over"):
        check(str(country / "accounts.toml"), "--set", "mining.power=1000")
