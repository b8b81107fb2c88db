"""The reserve's page: announced, disclosed, proved; history, cost and value; what nobody can explain; sources."""

from __future__ import annotations

import datetime as dt
import functools

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from bitcoin_office.reserve.record import GENESIS
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.period import parse_date
from bitcoin_office.terms.units import SAT
from bitcoin_office.web.history_picture import history_picture
from bitcoin_office.web.reserve_matter import finding, holding_of
from bitcoin_office.web.said_notes import unexplained
from bitcoin_office.web.sources import Notes
from bitcoin_office.web.visit import Visit


def day_asked(visit: Visit, at: str | None) -> dt.date | None:
    """The day that a reader asks for; ``None`` without one. Raises ``UsageError`` for one that cannot be meant."""
    if not at:
        return None
    day = parse_date(at)
    today = visit.site.today()
    if not GENESIS <= day <= today:
        raise UsageError(f"{day} is not between {GENESIS} and {today}.", remedy="Choose a day between them.")
    return day


@get("/{lang:str}/{where:str}/reserve", sync_to_thread=True)
def reserve(visit: NamedDependency[Visit], at: FromQuery[str | None] = None) -> Response[bytes]:
    """The reserve on a day."""
    held = holding_of(visit.site, visit.place, day_asked(visit, at))
    holding = held.statement.holding
    whole = holding_of(visit.site, visit.place)
    return visit.page(
        "reserve.html",
        day=held.day,
        first=GENESIS,
        today=visit.site.today(),
        held=held,
        statement=held.statement,
        finding=finding(visit, visit.place, held),
        each_usd_cents=holding.cost_usd_cents * SAT.per_whole // holding.sats if holding else 0,
        whole=whole.statement,
        chart=history_picture(visit, whole, held.day),
        unexplained=functools.partial(unexplained, visit.texts),
        notes=Notes(),
    )
