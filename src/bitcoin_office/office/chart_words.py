"""The words of charts in one language: levels, units, large numbers and months; English unless others are given."""

from __future__ import annotations

import json

import msgspec

RIGHT_TO_LEFT = "rtl"
# Unicode's isolates: text in one direction inside of text in another, for which SVG has no element.
_LEFT, _RIGHT, _END = "\u2066", "\u2067", "\u2069"


class ChartWords(msgspec.Struct, frozen=True, kw_only=True):
    """What a chart says beside its figures.

    ``levels`` names the ends of a fan from the highest to the lowest, ``sizes`` the words of large numbers from the
    largest down. In braces, ``label`` has a ``level`` and its ``figure``, ``same`` a ``figure`` and ``logarithmic`` a
    ``unit``. Without ``months`` dates are in English.
    """

    direction: str = "ltr"
    levels: tuple[str, str, str, str, str] = ("95 %", "75 %", "middle", "25 %", "5 %")
    label: str = "{level} {figure}"
    same: str = "in all {figure}"
    logarithmic: str = "{unit}, logarithmic"
    sizes: tuple[tuple[float, str], ...] = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
    units: tuple[tuple[str, str], ...] = (
        ("USD", "US dollars"),
        ("USD/BTC", "US dollars for a bitcoin"),
        ("BTC", "bitcoin"),
        ("share", "percent"),
    )
    months: tuple[str, ...] = ()

    def unit(self, name: str) -> str:
        """A unit in the words of an axis; one that has none is called by its name."""
        return dict(self.units).get(name, name)

    def said(self, text: str) -> str:
        """A text in its own direction, wherever it stands."""
        return f"{_RIGHT}{text}{_END}" if self.direction == RIGHT_TO_LEFT else text

    def figure(self, text: str) -> str:
        """A figure inside of a text: from left to right in every language."""
        return f"{_LEFT}{text}{_END}" if self.direction == RIGHT_TO_LEFT else text

    def axis_month(self) -> str:
        """The expression by which Vega writes a month and its year on an axis; empty for Vega's own English."""
        if not self.months:
            return ""
        return f"{json.dumps(self.months, ensure_ascii=False)}[utcmonth(datum.value)] + ' ' + utcyear(datum.value)"


ENGLISH = ChartWords()
