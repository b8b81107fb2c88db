"""The disclosures: the list, and each with its movements, what it proves and what it cannot."""

from __future__ import annotations

import functools
from collections import Counter
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from bitcoin_office.app.published import Opening
from bitcoin_office.reserve.disclosure.document import Movement
from bitcoin_office.reserve.disclosure.result import FileSummary, Said
from bitcoin_office.web.visit import Visit

# A page of more rows than this helps nobody; the file has them all.
MOST_ROWS: Final = 200
_PREFIX: Final = "said."


@get("/{lang:str}/{where:str}/disclosures", sync_to_thread=True)
def disclosures(visit: NamedDependency[Visit]) -> Response[bytes]:
    """Every disclosure of a window, the newest first."""
    found = visit.site.published(visit.place)
    files: tuple[FileSummary, ...] = () if found is None else tuple(reversed(found.files))
    return visit.page(
        "disclosures.html",
        found=found,
        files=files,
        latest=visit.site.latest(visit.place),
    )


@get("/{lang:str}/{where:str}/disclosures/{number:int}", sync_to_thread=True)
def disclosure(visit: NamedDependency[Visit], number: FromPath[int]) -> Response[bytes]:
    """One disclosure."""
    opening = visit.site.opening(visit.place, number)
    found = visit.site.published(visit.place)
    summary = next((file for file in found.files if file.number == number), None) if found else None
    made = opening.disclosure
    return visit.page(
        "disclosure.html",
        opening=opening,
        made=made,
        summary=summary,
        came=sum(movement.delta_sats for movement in made.movements if movement.delta_sats > 0),
        kinds=tuple(Counter(str(movement.movement_class) for movement in made.movements).items()),
        movements=_shown(opening),
        coins=made.coins[:MOST_ROWS],
        more_movements=max(0, len(made.movements) - MOST_ROWS),
        more_coins=max(0, len(made.coins) - MOST_ROWS),
        said=functools.partial(_said, visit),
    )


def _shown(opening: Opening) -> tuple[Movement, ...]:
    return opening.disclosure.movements[:MOST_ROWS]


def _said(visit: Visit, said: Said) -> str:
    """What is proved or not in the reader's language, in general; the exact sentence stands beside it."""
    key = f"{_PREFIX}{said.code}"
    return str(visit.texts(key)) if visit.texts.has(key) else ""
