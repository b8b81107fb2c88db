"""UTC days as the Unix times that public interfaces speak in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bitcoin_office.terms.errors import SourceError

DAY_SECONDS = 86_400


def midnight(day: dt.date) -> int:
    """The Unix time at which a UTC day begins."""
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())


def day_of(unix_time: int | Decimal) -> dt.date:
    """The UTC day that a Unix time falls on. Raises ``SourceError`` for a time that is none."""
    try:
        return dt.datetime.fromtimestamp(int(unix_time), dt.UTC).date()
    except (OverflowError, ValueError, OSError) as error:
        raise SourceError(
            f"A source dates a figure {unix_time}, which is no Unix time.",
            remedy="The interface may have changed; leave this source out with --sources.",
        ) from error
