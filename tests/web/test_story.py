"""Stories: a comparison that an office published, told in every language with its numbers; nothing else is a story."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bitcoin_office.cli.main import cli
from bitcoin_office.web.application import application
from tests.web.client import Client

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pakistan's office with a comparison of few futures."""
    path = tmp_path_factory.mktemp("story") / "pk"
    compare = ["compare", "pk", "pk+sv-reserve", "--paths", "40", "--years", "1", "--json"]
    (path.parent / "stories").mkdir()
    for arguments in (["init", str(path), "--country", "pk"], [*compare, str(path.parent / "sv-reserve.json")]):
        done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
    (path / "stories").mkdir()
    (path.parent / "sv-reserve.json").rename(path / "stories" / "sv-reserve.json")
    return path


@pytest.fixture(scope="module")
def reader(office: Path) -> Client:
    """A reader of that office's pages."""
    return Client(application([office], burst=1e9))


@pytest.fixture(scope="module")
def told(office: Path) -> dict[str, Any]:
    """The comparison as it was written."""
    found: dict[str, Any] = json.loads((office / "stories" / "sv-reserve.json").read_text())
    return found


@pytest.mark.parametrize("code", ["en", "es", "ur"])
def test_a_story_has_its_numbers_and_its_assumptions(reader: Client, told: dict[str, Any], code: str) -> None:
    """Every figure of the table is that of the file, every assumption is quoted, with the command to repeat it."""
    page = reader.get(f"/{code}/pk/stories/sv-reserve")
    assert page.status_code == 200
    for name in ("gain_usd", "spent_usd", "value_usd"):
        for level in ("p05", "p50", "p95"):
            assert f"{told['series'][name]['difference']['quantiles'][level][-1] / 1e6:,.0f}<" in page.text
    for note in told["notes"]:
        assert note.replace("'", "&#39;") in page.text
    assert "compare pk pk+sv-reserve --paths 40 --years 1 --seed 1" in page.text
    assert f"{told['more_share']:.0%}" in page.text


def test_pictures_take_the_colours_of_the_page(reader: Client) -> None:
    """The fans are drawn in both sizes, in no fixed colour, and with no style that the policy would refuse."""
    page = reader.get("/en/pk/stories/sv-reserve").text
    assert page.count('<figure class="fan"') == 3
    assert page.count("<svg role") == 6
    assert "var(--accent)" in page
    assert " style=" not in page
    assert not any(f'"{colour}"' in page for colour in ("#1b1f24", "#59616c", "#dfe3e8", "#b4500f"))


def test_the_list_and_the_way_to_it(reader: Client) -> None:
    """Every page of the window leads to its stories; a window without any has neither the way nor a story."""
    assert "/en/pk/stories" in reader.get("/en/pk/reserve").text
    assert "/en/pk/stories/sv-reserve" in reader.get("/en/pk/stories").text
    assert "/en/sv/stories" not in reader.get("/en/sv/reserve").text
    assert reader.get("/en/sv/stories/sv-reserve").status_code == 404


@pytest.mark.parametrize("name", ["..%2foffice", "SV", "a" * 61, "sv-reserve.json", "%00"])
def test_only_names_of_stories_are_stories(reader: Client, name: str) -> None:
    """No other name leads to a file."""
    assert reader.get(f"/en/pk/stories/{name}").status_code == 404


def test_a_file_that_is_no_comparison_is_our_trouble(office: Path) -> None:
    """It is told as such, without what is inside, and the other pages go on."""
    broken = office / "stories" / "broken.json"
    broken.write_text('{"finding": 5}')
    try:
        reader = Client(application([office], burst=1e9))
        page = reader.get("/en/pk/stories/broken")
        assert page.status_code == 503
        assert str(office) not in page.text
        assert reader.get("/en/pk/stories/sv-reserve").status_code == 200
    finally:
        broken.unlink()
