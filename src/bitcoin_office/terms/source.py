"""Where a figure comes from and how far it may be trusted."""

from __future__ import annotations

import datetime as dt
import enum

import msgspec


class Quality(enum.StrEnum):
    """How a figure is known, best first. ``UNCERTAIN`` marks memory and hearsay; ``UNKNOWN`` a figure nobody has."""

    PROVED = "proved"
    DOCUMENTED = "documented"
    DERIVED = "derived"
    MODELLED = "modelled"
    UNCERTAIN = "uncertain"
    UNKNOWN = "unknown"


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Who says so: a title, an address where one can read it, when we checked, and the quality of what it says."""

    title: str
    url: str = ""
    verified_on: dt.date | None = None
    quality: Quality = Quality.DOCUMENTED

    def __str__(self) -> str:
        """Title, address, and the quality where it is not plainly documented."""
        mark = "" if self.quality is Quality.DOCUMENTED else f" [{self.quality}]"
        return f"{self.title}{f' <{self.url}>' if self.url else ''}{mark}"
