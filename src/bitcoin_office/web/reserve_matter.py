"""What the reserve's page says, worked out before it is said: the finding, the three figures, why they differ."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from markupsafe import Markup

from bitcoin_office.app.published import Opening
from bitcoin_office.app.windows import Window
from bitcoin_office.reserve.statement import ReserveStatement
from bitcoin_office.web import figures
from bitcoin_office.web.site import Site
from bitcoin_office.web.visit import Visit


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A reserve on a day: the statement, and the last disclosure that holds, where there is one by then.

    ``announced_sats``, ``disclosed_sats`` and ``proved_sats`` are the three figures; ``None`` where nothing was said.
    """

    statement: ReserveStatement
    opening: Opening | None
    announced_sats: int
    disclosed_sats: int | None
    proved_sats: int

    @property
    def day(self) -> dt.date:
        """The day that the page is about: of the disclosure, where that is later."""
        at = self.statement.at
        return max(at, dt.date.fromisoformat(self.opening.disclosure.made_on)) if self.opening else at

    @property
    def is_about(self) -> bool:
        """Whether the disclosed figure is not exact: said as "about", or on a line between two days."""
        band = self.statement.disclosed
        return self.opening is None and band is not None and not (band.exact and not band.before.approximate)


def holding_of(site: Site, window: Window, asked: dt.date | None = None) -> Held:
    """What a window shows of the day that was asked for, or of the last one that can be told.

    A disclosure of coins by the office goes before what the press was told.
    """
    statement = site.statement(window, asked or site.last_day(window))
    opening = site.latest(window)
    if opening is not None and asked is not None and opening.disclosure.made_on > asked.isoformat():
        opening = None
    band = statement.disclosed
    return Held(
        statement=statement,
        opening=opening,
        announced_sats=statement.announced_sats,
        disclosed_sats=opening.disclosure.sats if opening else None if band is None else band.mid_sats,
        proved_sats=opening.signed_sats if opening else 0,
    )


def finding(visit: Visit, window: Window, held: Held) -> Markup:
    """The one sentence on top of the page, with its numbers."""
    values: dict[str, Any] = {
        "country": visit.country(window),
        "announced": figures.brief_coins(held.announced_sats),
        "disclosed": figures.brief_coins(held.disclosed_sats or 0),
        "proved": figures.brief_coins(held.proved_sats, down=True),
    }
    return visit.texts(f"reserve.finding.{_case(window, held)}", **values)


def _case(window: Window, held: Held) -> str:
    if window.training:
        return "training" if held.opening else "training-empty"
    if held.disclosed_sats is None:
        return "announced" if held.announced_sats else "nothing"
    if held.proved_sats:
        return "proved"
    return "about" if held.is_about else "disclosed"
