"""Stories: a comparison that an office published, told in every language with its numbers; nothing else is a story."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import msgspec
import pytest
from markupsafe import escape

from bitcoin_office.adapters.country_files import shipped_countries
from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.app.schemas import json_schema
from bitcoin_office.office.compare_arrangement import MOVED_BY
from bitcoin_office.office.notes import Note
from bitcoin_office.office.notes import note as make
from bitcoin_office.web.application import application
from bitcoin_office.web.languages import ENGLISH, language
from bitcoin_office.web.said_notes import said, worded
from bitcoin_office.web.texts import Texts, catalogue
from tests.web.client import Client
from tests.web.outline import Outline

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reader(story_office: Path) -> Client:
    """A reader of that office's pages."""
    return Client(application([story_office], burst=1e9))


@pytest.fixture(scope="module")
def told(story_office: Path) -> dict[str, Any]:
    """The comparison as it was written."""
    found: dict[str, Any] = json.loads((story_office / "stories" / "sv-reserve.json").read_text())
    return found


def words(page: str) -> str:
    """What a page says, without its markup and its head."""
    return html.unescape(re.sub("<[^>]+>", "", page.partition("<main")[2]))


@pytest.mark.parametrize("code", ["en", "es", "ur"])
def test_a_story_has_its_numbers_and_its_assumptions(reader: Client, told: dict[str, Any], code: str) -> None:
    """Every figure of the table is that of the file, every assumption is said with its values, and how to repeat it."""
    page = reader.get(f"/{code}/pk/stories/sv-reserve")
    assert page.status_code == 200
    for name in ("gain_usd", "spent_usd", "value_usd"):
        for level in ("p05", "p50", "p95"):
            assert f"{told['series'][name]['difference']['quantiles'][level][-1] / 1e6:,.0f}<" in page.text
    notes = Outline(page.text.partition('aria-labelledby="assumed"')[2].partition("</section>")[0])
    assert len(notes.all("li")) == len(told["coded"]) == len(told["notes"])
    for note in told["coded"]:
        for name, value in note["values"].items():
            assert worded(Texts(language(code) or ENGLISH), name, value).striptags() in notes.text
    assert ("Assumed" in notes.text) is (code == "en")
    assert "compare pk pk+sv-reserve --paths 40 --years 1 --seed 1" in page.text
    assert f"{told['more_share']:.0%}" in page.text


@pytest.mark.parametrize(
    ("code", "question"),
    [
        ("en", "What if Pakistan adopted El Salvador’s playbook? The reserve"),
        ("es", "¿Y si Pakistán adoptara el plan de El Salvador? La reserva"),
        ("ur", "اگر پاکستان ایل سلواڈور کا طریقہ اپنا لے تو؟ ذخیرہ"),
    ],
)
def test_the_question_is_asked_in_words(reader: Client, code: str, question: str) -> None:
    """What was taken over from which country is told by name, on the story and in the list of stories."""
    for address in ("stories", "stories/sv-reserve"):
        assert question in words(reader.get(f"/{code}/pk/{address}").text)


def test_a_programme_that_took_over_nothing_is_told_by_its_name(story_office: Path, told: dict[str, Any]) -> None:
    """Neither a country's own programme nor one that is not to be found any more is said to have taken over."""
    for label, name in (("pk", "Pakistan"), ("pk+gone", "Pakistan + gone"), ("xx", "xx")):
        other = {**told, "b": {**told["b"], "programme": label}}
        (story_office / "stories" / "other.json").write_text(json.dumps(other))
        try:
            page = Client(application([story_office], burst=1e9)).get("/en/pk/stories/other").text
        finally:
            (story_office / "stories" / "other.json").unlink()
        assert f"{name} beside Pakistan, on the same futures" in words(page)


def test_a_story_can_be_taken_away(reader: Client, story_office: Path, told: dict[str, Any]) -> None:
    """Machines get the file as it was published, listed by name; pages and the data page lead to it."""
    listed = reader.get("/api/v1/pk/stories").json()
    (only,) = listed["items"]
    assert (only["name"], only["a"], only["b"], only["finding"]) == (
        "sv-reserve",
        "pk",
        "pk+sv-reserve",
        told["finding"],
    )
    whole = reader.get(only["address"])
    assert whole.content == (story_office / "stories" / "sv-reserve.json").read_bytes()
    jsonschema.validate(whole.json(), json_schema("comparison/1"))
    for page in ("/en/pk/stories/sv-reserve", "/en/data"):
        text = reader.get(page).text
        for end in ("", "/series.csv", "/series.parquet"):
            assert f'"{only["address"]}{end}"' in text


def test_its_months_are_the_same_in_every_form(reader: Client, told: dict[str, Any], tmp_path: Path) -> None:
    """CSV and Parquet have every month of every series of both programmes and their difference, bit for bit."""
    expected = [
        [name, side, found["unit"], on, mean, *quantiles]
        for name, compared in told["series"].items()
        for side, found in ((side, compared[side]) for side in ("a", "b", "difference"))
        for on, mean, *quantiles in zip(
            found["dates"],
            found["mean"],
            *(found["quantiles"][level] for level in ("p05", "p25", "p50", "p75", "p95")),
            strict=True,
        )
    ]
    address = "/api/v1/pk/stories/sv-reserve/series"
    rows = list(csv.reader(io.StringIO(reader.get(f"{address}.csv").text)))
    assert rows[0] == ["series", "of", "unit", "on", "mean", "p05", "p25", "p50", "p75", "p95"]
    assert [[*row[:4], *map(float, row[4:])] for row in rows[1:]] == expected
    (tmp_path / "series.parquet").write_bytes(reader.get(f"{address}.parquet").content)
    found = duckdb.sql(f"SELECT * FROM '{tmp_path}/series.parquet'").fetchall()
    assert [[*row[:3], row[3].isoformat(), *row[4:]] for row in found] == expected


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


def test_behind_each_picture_stands_its_table(reader: Client, told: dict[str, Any]) -> None:
    """Every month that is drawn stands in the table below the picture, at every level."""
    tables = re.findall("<details>(.*?)</details>", reader.get("/en/pk/stories/sv-reserve").text, re.DOTALL)
    assert len(tables) == 3
    for name, table in zip(("gain_usd", "value_usd", "spent_usd"), tables, strict=True):
        found = told["series"][name]["difference"]
        levels = [found["quantiles"][level] for level in ("p05", "p50", "p95")]
        drawn = [f"{value / 1e6:,.1f}" for month in zip(*levels, strict=True) for value in month]
        assert [html.unescape(re.sub("<[^>]+>", "", each)) for each in re.findall("<td.*?</td>", table)] == drawn
        assert table.count('<th scope="row">') == len(found["dates"])


@pytest.mark.parametrize("name", ["..%2foffice", "SV", "a" * 61, "sv-reserve.json", "%00"])
def test_only_names_of_stories_are_stories(reader: Client, name: str) -> None:
    """No other name leads to a file."""
    assert reader.get(f"/en/pk/stories/{name}").status_code == 404


def test_a_file_that_is_no_comparison_is_our_trouble(story_office: Path) -> None:
    """It is told as such, without what is inside, and the other pages go on."""
    broken = story_office / "stories" / "broken.json"
    broken.write_text('{"finding": 5}')
    try:
        reader = Client(application([story_office], burst=1e9))
        page = reader.get("/en/pk/stories/broken")
        assert page.status_code == 503
        assert str(story_office) not in page.text
        assert reader.get("/en/pk/stories/sv-reserve").status_code == 200
    finally:
        broken.unlink()


def test_a_note_without_a_code_is_quoted() -> None:
    """What cannot be said in the reader's language stands in English and is marked so; its markup stays text."""
    texts = Texts(language("ur") or ENGLISH)
    for note in (Note(code="", says="Rain <b> fell."), Note(code="of-tomorrow", says="Rain <b> fell.")):
        assert said(texts, note) == '<span lang="en" dir="ltr">Rain &lt;b&gt; fell.</span>'


def test_a_comparison_of_before_notes_had_codes(story_office: Path, told: dict[str, Any]) -> None:
    """Its notes are quoted as they were written."""
    old = {name: value for name, value in told.items() if name != "coded"}
    file = story_office / "stories" / "old.json"
    file.write_text(json.dumps(old))
    try:
        page = Client(application([story_office], burst=1e9)).get("/ur/pk/stories/old").text
        for note in told["notes"]:
            assert f'<span lang="en" dir="ltr">{escape(note)}</span>' in page
    finally:
        file.unlink()


def test_a_second_programmes_own_note_names_it() -> None:
    """In every language, by the names of its country and overlay."""
    note = msgspec.structs.replace(make("no-reserve", country="Pakistan"), of="pk+sv-reserve")
    for code, name in (("en", "Pakistan + El Salvador’s reserve: "), ("ur", "پاکستان + ایل سلواڈور کا ذخیرہ: ")):
        assert said(Texts(language(code) or ENGLISH), note).striptags().startswith(name)


def test_every_criterion_and_overlay_that_is_shipped_has_a_name() -> None:
    """What a comparison can move, and what it can compare, is called by a name in every language."""
    texts = catalogue(ENGLISH.code)
    for code in shipped_countries():
        arrangement = load_playbook(code).programme.arrangement
        for criterion in arrangement.criteria if arrangement else ():
            assert criterion.measures not in MOVED_BY or f"criterion.{criterion.id}" in texts
    assert "overlay.sv-reserve" in texts
