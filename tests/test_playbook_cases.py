"""The comparisons and adoptions of every country come out as the golden files beside them say."""

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bitcoin_office.cli.main import cli

COUNTRIES = Path(__file__).resolve().parents[1] / "countries"
FILES = {path.parent.parent.name: tomllib.loads(path.read_text()) for path in COUNTRIES.glob("*/cases/playbook.toml")}
DIFFS = [(country, case) for country, cases in FILES.items() for case in cases.get("diff", [])]
ADOPTIONS = [(country, case) for country, cases in FILES.items() for case in cases.get("adopt", [])]


def run(*arguments: str) -> str:
    """The output of a command that ends well, without blanks at the ends of lines."""
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def golden(path: Path, text: str) -> str:
    """The golden text; written anew where that is asked for."""
    if os.environ.get("OFFICE_GOLDEN") == "write":
        path.write_text(text)
    return path.read_text()


def test_there_are_cases() -> None:
    """Pakistan's adoption of El Salvador's reserve is among the cases."""
    assert ("pk", "reserve") in {(country, case["section"]) for country, case in ADOPTIONS}
    assert DIFFS


@pytest.mark.parametrize(("country", "case"), ADOPTIONS, ids=[case["expected"] for _, case in ADOPTIONS])
def test_a_shipped_overlay_is_what_adopt_writes(country: str, case: dict[str, Any], tmp_path: Path) -> None:
    """The overlay in the country's folder is the one that adopt writes today, its sources and digest included."""
    target = tmp_path / "overlay.toml"
    day = ["--effective-from", str(case["effective_from"])] if "effective_from" in case else []
    run("adopt", case["section"], "--from", case["from"], "--into", country, "--to", str(target), *day)
    assert target.read_text() == golden(COUNTRIES / country / case["expected"], target.read_text())


@pytest.mark.parametrize(("country", "case"), DIFFS, ids=[case["expected"] for _, case in DIFFS])
@pytest.mark.parametrize("suffix", ["txt", "json"])
def test_a_comparison_is_its_golden_file(country: str, case: dict[str, Any], suffix: str) -> None:
    """The comparison, as a person and as a program sees it, is the golden file to the letter."""
    arguments = ["diff", case["a"], case["b"]]
    arguments += ["--section", case["section"]] if "section" in case else []
    text = run(*arguments, *(["--json"] if suffix == "json" else []))
    assert text == golden(COUNTRIES / country / "expected" / f"{case['expected']}.{suffix}", text)
