"""The catalogues: every text of the pages in every language, and how one is said with its figures."""

from __future__ import annotations

import datetime as dt
import functools
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final, cast

import msgspec
from markupsafe import Markup, escape

from bitcoin_office.office.note_texts import NOTES
from bitcoin_office.reserve.unexplained_texts import UNEXPLAINED
from bitcoin_office.web import figures
from bitcoin_office.web.languages import ENGLISH, Language

# Languages with a singular and a plural; all of ours are.
ONE, OTHER = "one", "other"
_MONTHS: Final = "months"


class Texts:
    """The texts of one language. Calling it says one: ``texts("reserve.title", count=3)``.

    Values are escaped; numbers get their thousands apart, days their words; ``count`` chooses the singular or plural.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self._texts = catalogue(language.code)
        self._months = tuple(self._texts[f"{_MONTHS}.{number}"] for number in range(1, 13))

    def __call__(self, key: str, **values: Any) -> Markup:
        """The text of a key with its values in it. Raises ``KeyError`` for a key that no catalogue has."""
        text = self._texts.get(key)
        if text is None:
            text = self._texts[f"{key}.{ONE if values.get('count') == 1 else OTHER}"]
        return escape(text).format(**{name: self.shown(value) for name, value in values.items()})

    def plain(self, key: str) -> str:
        """The text of a key as it stands in the catalogue, its braces open: for what is no markup, such as a chart."""
        return self._texts[key]

    def has(self, key: str) -> bool:
        """Whether there is a text of this key."""
        return key in self._texts

    def shown(self, value: Any) -> Any:
        """A value as it stands in a text: numbers and days in the language's way, all else in its own direction."""
        if isinstance(value, Markup):
            return value
        if isinstance(value, int | Decimal):
            return figures.number(value)
        if isinstance(value, dt.date):
            return self.day(value)
        return Markup("<bdi>{}</bdi>").format(value)

    def day(self, value: dt.date | str) -> Markup:
        """A day in the language's words."""
        found = dt.date.fromisoformat(value) if isinstance(value, str) else value
        return figures.day(found, months=self._months, pattern=self._texts["day"])


@functools.cache
def catalogue(code: str) -> dict[str, str]:
    """All texts of a language by key, ``section.name``, from its files in ``texts``: ``CODE.toml``, of the ministry's
    pages, and of the office's notes. What notes say in English is taken from the office itself.
    """
    folder = files("bitcoin_office.web").joinpath("texts")
    names = (f"{code}.toml", f"ministry.{code}.toml", f"notes.{code}.toml")
    found = [folder.joinpath(name).read_text(encoding="utf-8") for name in names]
    texts = {key: text for each in found for key, text in _flat(msgspec.toml.decode(each), "")}
    return texts | (_said_in_english() if code == ENGLISH.code else {})


def _said_in_english() -> dict[str, str]:
    """What other rooms say with codes, by section."""
    rooms = {"note": NOTES, "unexplained": UNEXPLAINED}
    return {f"{section}.{key}": text for section, texts in rooms.items() for key, text in texts.items()}


def _flat(tree: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, dict):
            found += _flat(cast("dict[str, Any]", value), f"{prefix}{key}.")
        else:
            found.append((f"{prefix}{key}", str(value)))
    return found
