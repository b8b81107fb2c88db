"""Approved proposals held against the chain: what was executed otherwise, late or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bitcoin_office.reserve.movements import Movement
from bitcoin_office.reserve.proposal import Proposal, Side
from bitcoin_office.reserve.proposal_state import Case
from bitcoin_office.reserve.reconcile import Break, BreakCode
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.units import USD


def breaks_of_proposals(cases: Iterable[Case], movements: Sequence[Movement], at: dt.date) -> Iterator[Break]:
    """Where proposals and what executed them part, as known at the end of the day ``at``.

    Proposals that one transaction executed are held against it together.
    """
    by_txid = {each.txid: each for each in movements}
    executed: dict[str, list[Case]] = {}
    of_day: dict[tuple[dt.date, str], list[Case]] = {}
    for case in cases:
        if case.executed:
            executed.setdefault(case.executed[-1].txid, []).append(case)
            of_day.setdefault((case.proposal.day, case.proposal.rule.id), []).append(case)
        elif case.is_approved and case.proposal.terms.last_day < at:
            yield _not_executed(case)
    yield from (_twice(same) for same in of_day.values() if len(same) > 1)
    for txid, together in executed.items():
        movement = by_txid.get(txid)
        if movement is not None:
            yield from _held(together, movement)


def executed_txids(cases: Mapping[str, Case]) -> frozenset[str]:
    """The transactions that executed a proposal."""
    return frozenset(each.txid for case in cases.values() for each in case.executed[-1:])


def _not_executed(case: Case) -> Break:
    proposal = case.proposal
    return Break(
        code=BreakCode.APPROVED_NOT_EXECUTED,
        reason=f"{case.id}, {proposal.side} {sats(proposal.sats).short()}, was approved until "
        f"{proposal.terms.last_day}, and no transaction executed it.",
        remedy=f"If it was executed: bitcoin-office proposal executed {case.id} TXID --file FILE --usd SUM --by NAME",
        sats=proposal.sats,
        first=proposal.day,
        last=proposal.terms.last_day,
        names=(case.id,),
    )


def _twice(same: Sequence[Case]) -> Break:
    """A day's rule that asked once, was approved anew, and bought both times."""
    proposal = same[0].proposal
    return Break(
        code=BreakCode.EXECUTED_TWICE,
        reason=f"The rule {proposal.rule.id} asked once on {proposal.day}; {len(same)} proposals for it were executed.",
        remedy="The first was stale when the next was approved: see who ordered both.",
        count=len(same),
        first=proposal.day,
        last=proposal.day,
        names=tuple(case.id for case in same),
    )


def _held(together: Sequence[Case], movement: Movement) -> Iterator[Break]:
    names = (*(case.id for case in together), movement.txid)
    said = " and ".join(case.id for case in together)
    proposed = sum(_signed(case.proposal) for case in together)
    moved = movement.delta_sats + (movement.fee_sats or 0)
    if moved != proposed:
        yield Break(
            code=BreakCode.EXECUTED_OTHERWISE,
            reason=f"{said} proposed {_moved(proposed)}; by {movement.txid} {_moved(moved)}.",
            remedy="Ask the exchange; what came and what it cost stays as the chain and the voucher say.",
            sats=moved - proposed,
            first=movement.date,
            last=movement.date,
            names=names,
        )
    yield from _priced(together, movement, said, names)
    last = max(case.proposal.terms.last_day for case in together)
    if movement.date > last:
        yield Break(
            code=BreakCode.EXECUTED_LATE,
            reason=f"{said} was approved until {last}; {movement.txid} is of {movement.date}.",
            remedy="Was it ordered in time? Then that is all; else it was bought without an approval.",
            first=movement.date,
            last=movement.date,
            names=names,
        )


def _priced(together: Sequence[Case], movement: Movement, said: str, names: tuple[str, ...]) -> Iterator[Break]:
    voucher = movement.voucher
    proposed = sum(case.proposal.usd_cents for case in together)
    if voucher is None:
        return
    if voucher.usd is None:
        yield Break(
            code=BreakCode.EXECUTED_WITHOUT_SUM,
            reason=f"{said} proposed {Amount(proposed, USD)}; nobody says what {movement.txid} cost.",
            remedy=f"Say it: bitcoin-office proposal executed {together[0].id} {movement.txid} --file FILE --usd SUM "
            "--by NAME",
            first=movement.date,
            last=movement.date,
            names=names,
        )
        return
    paid = Amount.of(f"{voucher.usd:f}", USD).quantity
    if paid != proposed:
        percent = abs(paid - proposed) * 100 / proposed if proposed else 0.0
        side = "more" if paid > proposed else "less"
        yield Break(
            code=BreakCode.EXECUTED_AT_ANOTHER_PRICE,
            reason=f"{said} proposed {Amount(proposed, USD)}; {Amount(paid, USD)} is what {movement.txid} came to: "
            f"{Amount(abs(paid - proposed), USD)} ({percent:.2f} %) {side}.",
            remedy="Nothing has to be mended where the document is right; it is stated.",
            first=movement.date,
            last=movement.date,
            names=names,
        )


def _signed(proposal: Proposal) -> int:
    return proposal.sats if proposal.side is Side.BUY else -proposal.sats


def _moved(change: int) -> str:
    return f"{sats(abs(change)).short()} {'came' if change > 0 else 'left'}"
