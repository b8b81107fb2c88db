"""What a programme's dated parameters say of reserves and of the budget's surplus, day by day."""

from __future__ import annotations

import datetime as dt

from bitcoin_office.playbook.programme import Programme
from bitcoin_office.simulate.parts import Day, Part
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError

RESERVES, SURPLUS = "gross_reserves", "budget_surplus"
DAYS_A_YEAR = 365.0

_FIGURES = """
def stated_figures(stated_reserves_usd, stated_surplus_usd):
    return stated_reserves_usd, stated_surplus_usd
"""


def reserves_on(programme: Programme, day: dt.date) -> float | None:
    """Gross reserves without bitcoin in dollars, as stated for a day; ``None`` where nobody states any."""
    return _stated(programme, RESERVES, day)


def surplus_on(programme: Programme, day: dt.date) -> float | None:
    """A day's part of the surplus of a year, in dollars; ``None`` where nobody states any."""
    year = _stated(programme, SURPLUS, day)
    return None if year is None else year / DAYS_A_YEAR


def known_in(programme: Programme, name: str, span: Span) -> bool:
    """Whether a parameter is stated for every day of a span."""
    return all(_stated(programme, name, span.date(number)) is not None for number in range(span.days))


def stated_section(programme: Programme, span: Span) -> Section:
    """Reserves and surplus of every day as stated; 0 where nobody states any, for rules that are left out then."""
    days = [span.date(number) for number in range(span.days)]
    return Section(
        day=Day(
            state=(),
            draws=(),
            steps=(Part(function="stated_figures", gives=("reserves_usd", "surplus_usd")),),
            statistics=(),
            written=_FIGURES,
        ),
        calendar=(
            ("stated_reserves_usd", tuple(reserves_on(programme, day) or 0.0 for day in days)),
            ("stated_surplus_usd", tuple(surplus_on(programme, day) or 0.0 for day in days)),
        ),
    )


def _stated(programme: Programme, name: str, day: dt.date) -> float | None:
    try:
        return float(programme.dated.number(name, day))
    except (NotFoundError, IncompleteDataError):
        return None
