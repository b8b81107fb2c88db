"""What the office says beside its figures, in the reader's language; what only the record says, quoted in its own."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from markupsafe import Markup

from bitcoin_office.office.notes import Note
from bitcoin_office.reserve.unexplained import Unexplained
from bitcoin_office.web import figures
from bitcoin_office.web.languages import ENGLISH
from bitcoin_office.web.texts import Texts, catalogue

_COUNTRY: Final = "country"
# Two words of Latin letters are words of the record, which is in English; one is a name, a unit or a code.
_WORDS: Final = re.compile(r"[A-Za-z]{2,}\W+[A-Za-z]{2,}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def said(texts: Texts, note: Note) -> Markup:
    """A note in the reader's language; in English, marked as such, where it has no code that we know."""
    key = f"note.{note.code}"
    if not note.code or not texts.has(key):
        return quoted(note.text)
    sentence = texts(key, **{name: worded(texts, name, value) for name, value in note.values.items()})
    if not note.of:
        return sentence
    return Markup("{}: {}").format(programme(texts, note.of), sentence)


def unexplained(texts: Texts, item: Unexplained) -> Markup:
    """A thing that the record cannot explain, in the reader's language."""
    key = f"unexplained.{item.key}"
    return texts(key, **{name: worded(texts, name, value) for name, value in item.values.items()})


def worded(texts: Texts, name: str, value: str) -> Markup:
    """A value of a note: a day in words, a word that the catalogue has under its name, a quotation, or a figure."""
    if _DAY.fullmatch(value):
        return texts.day(dt.date.fromisoformat(value))
    if texts.has(f"{name}.{value}"):
        return texts(f"{name}.{value}")
    if name == _COUNTRY:
        return country(texts, value)
    return quoted(value) if _WORDS.search(value) else figures.figure(value)


def country(texts: Texts, name: str) -> Markup:
    """A country by its English name, in the reader's language where the catalogue knows it."""
    known = {text: key for key, text in catalogue(ENGLISH.code).items() if key.startswith(f"{_COUNTRY}.")}
    return texts(known[name]) if name in known else figures.figure(name)


def programme(texts: Texts, label: str) -> Markup:
    """A programme by its label, ``pk+sv-reserve``: the country and its overlays by their names where we know them."""
    code, *overlays = label.split("+")
    keys = (f"{_COUNTRY}.{code}", *(f"overlay.{each}" for each in overlays))
    names = (
        texts(key) if texts.has(key) else figures.figure(part)
        for key, part in zip(keys, (code, *overlays), strict=True)
    )
    return Markup(" + ").join(names)


def quoted(text: str) -> Markup:
    """Words in English inside of any text, marked for whoever reads them aloud (WCAG 3.1.2)."""
    return Markup('<span lang="en" dir="ltr">{}</span>').format(text)
