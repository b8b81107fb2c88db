"""The catalogues: complete, alike in their places, and the only home of any text on a page."""

from __future__ import annotations

import re
import string
from itertools import combinations, product
from pathlib import Path

import msgspec
import pytest
from jinja2 import Environment

from bitcoin_office.web.languages import ENGLISH, LANGUAGES
from bitcoin_office.web.texts import Texts, catalogue

WEB = Path(__file__).resolve().parents[2] / "src" / "bitcoin_office" / "web"
TEMPLATES = sorted((WEB / "templates").iterdir())
LETTERS = re.compile(r"[A-Za-z]{2,}")
# Names of forms and of a script, which are the same in every language.
SAME_EVERYWHERE = {"JSON", "CSV", "Parquet", "Beancount", "OpenAPI", "check.html"}


def places(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", [each.code for each in LANGUAGES if each is not ENGLISH])
def test_every_language_has_every_text(code: str) -> None:
    """No catalogue lacks a key of another, has one too many, an empty text, or other figures in a text."""
    english, other = catalogue(ENGLISH.code), catalogue(code)
    assert sorted(english) == sorted(other)
    assert [key for key, text in other.items() if not text.strip()] == []
    differing = [key for key in english if places(english[key]) != places(other[key]) and not key.endswith(".one")]
    assert differing == []


@pytest.mark.parametrize("code", [each.code for each in LANGUAGES])
def test_no_text_takes_the_place_of_another(code: str) -> None:
    """The files of a language have no section's text in common: a text of the ministry's would be the public's too."""
    names = (f"{code}.toml", f"ministry.{code}.toml", f"notes.{code}.toml")
    files = [msgspec.toml.decode((WEB / "texts" / name).read_text()) for name in names]
    keys = [
        {f"{section}.{key}" for section in file for key in file[section]} for file in files if isinstance(file, dict)
    ]
    assert not any(first & second for first, second in combinations(keys, 2))


@pytest.mark.parametrize("code", [each.code for each in LANGUAGES])
def test_a_singular_has_no_figure_that_its_plural_lacks(code: str) -> None:
    """A singular may leave a figure out ("one coin"), and never has one that its plural has not."""
    texts = catalogue(code)
    for key, text in texts.items():
        if key.endswith(".one"):
            assert places(text) <= places(texts[key.removesuffix("one") + "other"]), key


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_no_template_has_a_text_of_its_own(file: Path) -> None:
    """Outside of tags and of what the catalogues give, a template has no word, not even in a title or a label."""
    source = file.read_text(encoding="utf-8")
    tokens = Environment(autoescape=True).lex(source)
    plain = "".join(value if kind == "data" else "\0" for _, kind, value in tokens)
    labels = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', plain)
    words = re.sub(r"<[^>]*>", " ", plain)
    bare = [word for text in (words, *labels) for word in re.split(r"[\s\0,:]+", text) if LETTERS.search(word)]
    assert [word for word in bare if word not in SAME_EVERYWHERE] == []


@pytest.mark.parametrize("file", [*TEMPLATES, *sorted(WEB.rglob("*.py"))], ids=lambda file: file.name)
def test_every_text_that_is_asked_for_is_there(file: Path) -> None:
    """Every whole key in a template or a module stands in the catalogues."""
    english = catalogue(ENGLISH.code)
    known = {*english, *(key.rpartition(".")[0] for key in english if key.endswith((".one", ".other")))}
    pattern = r'\bt\("([^"]+)"[,)]' if file.suffix != ".py" else r'\btexts\("([^"]+)"[,)]'
    asked = re.findall(pattern, file.read_text(encoding="utf-8"))
    assert [key for key in asked if key not in known] == []


def test_what_a_value_says_cannot_become_markup() -> None:
    """A value with a tag in it stays a text, in every language."""
    for language, key in product(LANGUAGES, ("reserve.title", "site.pages")):
        said = Texts(language)(key, country="<script>alert(1)</script>")
        assert "<script" not in said
        assert "&lt;script&gt;" in said


def test_singular_and_plural() -> None:
    """``count`` chooses the form, and stands in it with its thousands apart."""
    texts = Texts(ENGLISH)
    assert texts("programme.entries", count=1) == "one entry"
    assert texts("programme.entries", count=1234).striptags() == "1,234 entries"
