"""Every public page in Spanish and in Urdu, walked for good: what the office itself says is in the reader's language.

English may stand where it is quoted, and is marked then, so that it is read aloud as English (WCAG 3.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from bitcoin_office.adapters.country_files import shipped_countries
from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.cli.main import cli
from bitcoin_office.playbook.diff import COMPARED
from bitcoin_office.playbook.entries import entries_of
from bitcoin_office.playbook.reading import PARAMETERS
from bitcoin_office.web.application import application
from bitcoin_office.web.languages import ENGLISH, LANGUAGES
from bitcoin_office.web.texts import catalogue
from tests.web.client import Client
from tests.web.pages import PAGES

pytestmark = pytest.mark.slow

OTHERS = tuple(each.code for each in LANGUAGES if each is not ENGLISH)
STORIES = ("/pk/stories", "/pk/stories/sv-reserve")
SECTIONS = tuple(
    f"/{country}/programme/{name}"
    for country in ("sv", "pk")
    for name in COMPARED
    if getattr(load_playbook(country).programme, name, None)
)
WALKED = tuple(dict.fromkeys((*PAGES, *SECTIONS, *STORIES)))

# Words of English that no other language of ours has.
ENGLISH_WORDS = re.compile(
    r"\b(the|of|and|is|was|were|are|has|have|been|by|for|with|without|that|this|from|which|not|its|their|at|on|to)\b",
    re.IGNORECASE,
)
LATIN = re.compile(r"[A-Za-z][A-Za-z.]*[A-Za-z]")
# Latin letters in Urdu: units, names of forms, of models and of the Fund's facilities, and words of a command.
KNOWN_LATIN = {
    "BTC", "USD", "US", "PKR", "SDR", "MWh", "kB", "UTC", "SHA", "JSON", "CSV", "Parquet", "Beancount", "OpenAPI",
    "check.html", "EFF", "RSF", "GARCH", "Bates", "drift", "deviation", "currency", "sensitivity",
    "reserve.paid", "by", "kWh", "MW",
}  # fmt: skip
SPOKEN_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder")
VOID = {"meta", "link", "br", "hr", "input", "img", "source", "wbr", "path", "line", "circle", "rect"}


class Said(HTMLParser):
    """Every piece of a page that is read, with the language in which it is marked to be."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.pieces: list[tuple[str, str]] = []
        self.feed(page)

    @property
    def language(self) -> str:
        """The language of the element that is open."""
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element in its own language or in its parent's."""
        found = dict(attrs)
        # A hash, a key and a command are in no language.
        spoken = "" if found.get("class") == "hash" else found.get("lang") or self.language
        self.pieces += [(spoken, found[name] or "") for name in SPOKEN_ATTRIBUTES if name in found]
        if found.get("name") == "description":
            self.pieces.append((spoken, found.get("content") or ""))
        if tag not in VOID:
            self.open.append((tag, spoken))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content says what its attributes say."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Closes an element."""
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        """Keeps a text."""
        if data.strip():
            self.pieces.append((self.language, " ".join(data.split())))

    def of(self, code: str) -> tuple[str, ...]:
        """What is said in a language; hashes and commands are in none."""
        return tuple(text for language, text in self.pieces if language == code)


@pytest.fixture(scope="module")
def walked(offices: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Client:
    """El Salvador's office, a training office, and Pakistan's with a story."""
    path = tmp_path_factory.mktemp("words") / "pk"
    story = path / "stories" / "sv-reserve.json"
    compare = ["compare", "pk", "pk+sv-reserve", "--paths", "40", "--years", "2", "--json", str(story)]
    for arguments in (["init", str(path), "--country", "pk"], compare):
        story.parent.mkdir(parents=True, exist_ok=True) if path.exists() else None
        done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
    return Client(application([*offices, path], burst=1e9))


def english_of(code: str, texts: tuple[str, ...]) -> Iterator[str]:
    """What in some texts is English."""
    for text in texts:
        if ENGLISH_WORDS.search(text) and code == "es":
            yield text
        elif code == "ur":
            words = {word.strip(".") for word in LATIN.findall(text)}
            if words - KNOWN_LATIN:
                yield text


@pytest.mark.parametrize(("code", "page"), list(product(OTHERS, WALKED)))
def test_no_english_is_left(walked: Client, code: str, page: str) -> None:
    """Outside of what is marked as English, nothing on the page is, in texts, labels and pictures alike."""
    answer = walked.get(f"/{code}{page}")
    assert answer.status_code == 200
    said = Said(answer.text)
    assert len(said.of(code)) > 10
    assert list(english_of(code, said.of(code))) == []


@pytest.mark.parametrize(("code", "page"), list(product(OTHERS, WALKED)))
def test_no_text_of_the_english_catalogue_is_shown(walked: Client, code: str, page: str) -> None:
    """Not even as a quotation: what the catalogue has in the reader's language is said in that."""
    other = catalogue(code)
    ours = {text for key, text in catalogue(ENGLISH.code).items() if len(text.split()) > 3 and other[key] != text}
    said = Said(walked.get(f"/{code}{page}").text)
    assert [text for _, text in said.pieces if text in ours] == []


def test_every_field_of_a_shipped_programme_has_a_name() -> None:
    """Whatever a shipped country declares is called by a name in every language."""
    texts = catalogue(ENGLISH.code)
    for country in shipped_countries():
        programme = load_playbook(country).programme
        for section in set(COMPARED) - {PARAMETERS}:
            names = {entry.address.rsplit(".", 1)[-1] for entry in entries_of(programme, section)}
            assert {name for name in names if f"field.{name}" not in texts} == set()


def test_every_shipped_parameter_and_unit_has_a_name() -> None:
    """What a shipped country states is called by a name in every language, and so is its unit where it is a word."""
    texts = catalogue(ENGLISH.code)
    for country in shipped_countries():
        for name, values in load_playbook(country).programme.parameters.items():
            assert f"parameter-name.{name}" in texts
            units = {value.unit for value in values if not value.unit.isupper()}
            assert {unit for unit in units if f"unit.{unit}" not in texts} == set()


@pytest.mark.parametrize("code", OTHERS)
def test_a_judged_claim_is_told_in_the_readers_language(walked: Client, code: str) -> None:
    """What the reader wrote is quoted as English; what the office says to it is not in English."""
    for sentence in (
        "El Salvador now holds 6,240 BTC worth $745 million.", "El Salvador holds 9,900 BTC.", "Nothing is said.",
        "El Salvador holds about 2,861 bitcoin worth $90 million, a price of $100,000 per bitcoin.",
    ):  # fmt: skip
        answer = walked.post(f"/{code}/sv/claims", data={"text": sentence, "published": "2025-07-17"})
        assert list(english_of(code, Said(answer.text).of(code))) == []


def test_the_walk_would_see_what_it_looks_for() -> None:
    """A sentence of English, a label and a word in a picture are seen where they are not marked, and only there."""
    page = (
        '<html lang="ur"><body aria-label="The label">سکے<p>Coins of ours</p><p lang="en">Quoted of it'
        '<b>and more</b></p><svg><text>middle</text><path d="M0"/></svg>متن</body></html>'
    )
    said = Said(page)
    assert list(english_of("ur", said.of("ur"))) == ["The label", "Coins of ours", "middle"]
    assert said.of("en") == ("Quoted of it", "and more")
    assert list(english_of("es", ("Las monedas de la reserva", "One of them"))) == ["One of them"]
