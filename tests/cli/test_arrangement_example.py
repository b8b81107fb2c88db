"""The worked example of the page on the arrangement: from a table in a file to chances, tranches and a page."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bitcoin_office.app import plan as wiring
from bitcoin_office.cli.main import cli
from bitcoin_office.simulate.reference import plain_kernel

PAGE = Path(__file__).parents[2] / "docs" / "arrangement.md"
FEW = ["--paths", "24", "--years", "2", "--weather", "gbm", "--as-of", "2026-08-21"]


@pytest.fixture
def overlay(tmp_path, monkeypatch) -> str:
    """The file that the page tells to write; the interpreter in the compiler's place."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)
    blocks = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    written = tmp_path / "my-limits.toml"
    written.write_text(next(block for block in blocks if 'id = "my-limits"' in block), encoding="utf-8")
    return str(written)


def asked(*words: str) -> str:
    """What a command prints; it must succeed."""
    done = CliRunner().invoke(cli, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def test_the_example_is_in_order(overlay):
    """The check of the page's file has no finding."""
    assert "no findings" in asked("check", "pk", "--overlay", overlay)


def test_the_example_gives_chances_by_review_and_what_tranches_do(overlay, tmp_path):
    """Chances with intervals at each review ahead, a known one, tranches late and lost; on terminal, JSON and page.

    Guarantees, which the file does not name, have none.
    """
    written, page = tmp_path / "plan.json", tmp_path / "plan.html"
    plan = ("plan", "pk+sv-reserve", "--overlay", overlay, *FEW)
    shown = asked(*plan, "--html", str(page))
    asked(*plan, "--json", str(written))
    result = json.loads(written.read_text(encoding="utf-8"))
    chances = {
        (item["name"], item["review"]): item
        for item in result["criteria"]
        if item["name"] == "net-international-reserves"
    }
    fourth, fifth, sixth = (
        chances["net-international-reserves", f"eff: {number} review"] for number in ("fourth", "fifth", "sixth")
    )
    assert (fourth["known"], fourth["probability"], fourth["on"]) == (True, 1.0, "2026-06-30")
    for chance, on in ((fifth, "2026-12-31"), (sixth, "2027-06-30")):
        assert (chance["status"], chance["on"], chance["known"]) == ("evaluated", on, False)
        assert 0 < chance["low"] < chance["probability"] < chance["high"] < 1
        assert chance["rests_on"].endswith("give or take 300,000,000 USD in a year")
    reviews = {item["review"]: item for item in result["fiscal"]["reviews"] if item["facility"] == "eff"}
    assert reviews["fourth review"]["probability"] == 1.0
    assert 0 < reviews["fifth review"]["probability"] < 1
    assert reviews["fifth review"]["judged"] == ["net-international-reserves", "primary-balance"]
    (money,) = result["fiscal"]["tranches"]
    assert 0 < money["missed_share"] < 1
    assert money["months_late_median"] >= 6
    assert money["lost_worst"] >= 760e6
    assert max(result["series"]["tranches_waiting_usd"]["quantiles"]["p95"]) > 1e9
    chance = f"{100 * reviews['fifth review']['probability']:.1f}%"
    assert f"eff: fifth review by 2027-06-30: passed in {chance}" in " ".join(shown.split())
    assert "known: kept" in shown
    assert "guarantees (limit, baseline)" in " ".join(shown.split())
    assert "A review of eff is missed in" in shown
    html = page.read_text(encoding="utf-8")
    assert "Chance that each criterion holds" in html
    assert chance in html
