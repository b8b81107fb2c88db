"""The reserve's page: announced, disclosed, proved; history, cost and value; what nobody can explain; sources."""

from __future__ import annotations

import datetime as dt

from litestar import Response, get

from bitcoin_office.reserve.record import GENESIS
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.period import parse_date
from bitcoin_office.terms.units import SAT
from bitcoin_office.web.reserve_matter import finding, holding_of
from bitcoin_office.web.sources import Notes
from bitcoin_office.web.visit import Visit


def day_asked(visit: Visit, at: str | None) -> dt.date:
    """The day that a reader asks for; without one the last that can be told. Raises ``UsageError``."""
    if not at:
        return visit.site.last_day(visit.place)
    day = parse_date(at)
    today = visit.site.today()
    if not GENESIS <= day <= today:
        raise UsageError(f"{day} is not between {GENESIS} and {today}.", remedy="Choose a day between them.")
    return day


@get("/{lang:str}/{where:str}/reserve", sync_to_thread=True)
def reserve(visit: Visit, at: str | None = None) -> Response[bytes]:
    """The reserve on a day."""
    day = day_asked(visit, at)
    held = holding_of(visit.site, visit.place, day)
    holding = held.statement.holding
    return visit.page(
        "reserve.html",
        day=day,
        first=GENESIS,
        today=visit.site.today(),
        held=held,
        statement=held.statement,
        finding=finding(visit, visit.place, held),
        each_usd_cents=holding.cost_usd_cents * SAT.per_whole // holding.sats if holding else 0,
        chart=None,
        notes=Notes(),
    )
