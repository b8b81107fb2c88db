"""Approved proposals whose trade the books do not have yet, and what executed ones have moved since a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from bitcoin_office.reserve.proposal import Proposal, Side
from bitcoin_office.reserve.proposal_state import Case


def pending_on(cases: Iterable[Case], day: dt.date, days: Mapping[str, dt.date]) -> Iterator[Case]:
    """Those approved on earlier days whose transaction is of this day or later; or is not read yet, while they hold.

    ``days`` are those of the transactions that were read, by txid: one that a reorganisation took back is not there.
    """
    for case in cases:
        if not case.is_approved or case.proposal.day >= day:
            continue
        moved_on = days.get(case.executed[-1].txid) if case.executed else None
        if (case.proposal.terms.last_day if moved_on is None else moved_on) >= day:
            yield case


def spent_between(cases: Iterable[Case], after: dt.date, before: dt.date, apart: Iterable[Case]) -> int:
    """The US cents that executed trades of the days between two have cost, less what sales brought; without some."""
    left_out = {case.hash for case in apart}
    return sum(
        signed_cents(case.proposal, case.executed[-1].usd_cents)
        for case in cases
        if case.executed and after < case.proposal.day < before and case.hash not in left_out
    )


def signed_sats(proposal: Proposal) -> int:
    """What a proposal moves: below 0 for a sale."""
    return proposal.sats if proposal.side is Side.BUY else -proposal.sats


def signed_cents(proposal: Proposal, stated_cents: int | None = None) -> int:
    """What a proposal costs, as a document states it or as proposed: below 0 for a sale."""
    cents = proposal.usd_cents if stated_cents is None else stated_cents
    return cents if proposal.side is Side.BUY else -cents
