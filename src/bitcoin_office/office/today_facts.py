"""What the rules of a reserve are run on for one day: programme, market, what is held, and what was done before."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Mapping

import msgspec

from bitcoin_office.market.market import Market
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.reserve.proposal import PayTo, Terms
from bitcoin_office.reserve.proposal_log import LookedBody
from bitcoin_office.reserve.rules_kinds import RuleAtWork

FLOWS = ("mined_coins", "surplus_usd", "power_bill_usd")
"""What comes together between the days on which a rule is due, under the names that rules give it."""


class HeldOn(msgspec.Struct, frozen=True):
    """What was held at the end of a day, in satoshis, and what of it cost, in US cents."""

    on: dt.date
    sats: int
    cost_cents: int


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """What the reserve held, day by day where it changed; ``basis`` says by what that is known."""

    basis: str
    days: tuple[HeldOn, ...]

    def at_end_of(self, day: dt.date) -> HeldOn:
        """What was held at the end of a day."""
        place = bisect.bisect_right(self.days, day, key=_day)
        return self.days[place - 1] if place else HeldOn(day, 0, 0)


class OnItsWay(msgspec.Struct, frozen=True, kw_only=True):
    """An approved trade of an earlier day that is not in the books yet: satoshis and US cents, below 0 for a sale."""

    proposal: str
    sats: int
    usd_cents: int


class RuleText(msgspec.Struct, frozen=True, kw_only=True):
    """A rule at work and its text, with the names that its functions have there; ``memory`` is empty for none."""

    at_work: RuleAtWork
    text: str
    function: str
    memory: str


class DayFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a look at ``day`` rests on.

    ``first`` is the first day on which any rule of the programme holds: windows begin there, as in a plan. ``rules``
    are in order of precedence, ``left_out`` says in words why others are not among them. ``flows`` has, by name and
    day, what is known to have come in; a name that is not there is not known. ``reserves_usd`` and ``cash_usd`` are
    ``None`` where nobody says: then the treasury pays for every purchase; ``sources`` says who
    does. What is ``on_its_way`` counts as held. ``approved`` names, by rule, what was approved on this very day and is
    not executed. ``pay_to`` are unused addresses.
    """

    day: dt.date
    first: dt.date
    training: bool
    programme: Programme
    label: str
    digest: str
    rules: tuple[RuleText, ...]
    left_out: tuple[str, ...]
    market: Market
    holding: Holding
    flows: Mapping[str, tuple[tuple[dt.date, float], ...]]
    reserves_usd: float | None
    cash_usd: float | None
    looks: tuple[LookedBody, ...]
    sources: tuple[str, ...]
    on_its_way: tuple[OnItsWay, ...]
    approved: Mapping[str, str]
    pay_to: tuple[PayTo, ...]
    terms: Terms
    warnings: tuple[str, ...]


def _day(held: HeldOn) -> dt.date:
    return held.on
