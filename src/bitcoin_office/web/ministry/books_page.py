"""The books: what every account holds, and every entry, part by part."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery

from bitcoin_office.app.books import balances, open_office_books
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.books.entry import Entry
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.units import unit
from bitcoin_office.web.figures import figure
from bitcoin_office.web.ministry.door import inside_of
from bitcoin_office.web.ministry.pages import page
from bitcoin_office.web.visit import Visit

# Entries on one page.
EACH_PAGE: Final = 50
MOST_SEQ: Final = 2**62


@get("/{lang:str}/{where:str}/ministry/books")
async def books(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], before: FromQuery[int | None] = None
) -> Response[bytes]:
    """Balances, and the last entries ahead of number ``before``."""
    office = inside_of(request).office
    end = MOST_SEQ if before is None else min(max(before, 1), MOST_SEQ)
    held = await asyncio.to_thread(balances, office, at=None, account=None)
    last = min(end - 1, held.head.seq)
    entries = await asyncio.to_thread(_entries, office, last)
    return page(
        request,
        visit,
        "ministry_books.html",
        held=held,
        entries=tuple(reversed(entries)),
        earlier=entries[0].seq if entries and entries[0].seq > 1 else None,
        amount=_amount,
    )


def _entries(office: OfficeDir, last: int) -> tuple[Entry, ...]:
    """The entries up to number ``last``, as many as one page has."""
    with open_office_books(office) as found:
        after = max(0, last - EACH_PAGE)
        return tuple(entry for entry in found.entries(after=after) if entry.seq <= last)


def _amount(quantity: int, code: str) -> Any:
    return figure(Amount(quantity, unit(code)).short())
