"""Where a figure comes from and how far it may be trusted."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Annotated

import msgspec
from msgspec import Meta


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

    title: Annotated[str, Meta(min_length=1, description="Who says it, and where.")]
    url: Annotated[str, Meta(description="An address where one can read it.")] = ""
    verified_on: Annotated[dt.date | None, Meta(description="The day on which we last read it there.")] = None
    quality: Quality = Quality.DOCUMENTED

    def __str__(self) -> str:
        """Title, address, and the quality where it is not plainly documented."""
        mark = "" if self.quality is Quality.DOCUMENTED else f" [{self.quality}]"
        return f"{self.title}{f' <{self.url}>' if self.url else ''}{mark}"
