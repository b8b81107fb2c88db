"""Approved proposals meet the chain: coins that came to a proposal's own address are vouched for by the proposal."""

from __future__ import annotations

import time
from typing import Final

from bitcoin_office.adapters.store import open_proposals
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.proposal_vouchers import vouch_for, written_document
from bitcoin_office.app.vouchers import load_vouchers
from bitcoin_office.chain.hashing import shown
from bitcoin_office.office.proposals import OFFICE, execute
from bitcoin_office.reserve.movements_log import ActivityLog
from bitcoin_office.reserve.proposal_log import ExecutedBody
from bitcoin_office.reserve.proposal_state import Case, Signed, cases_of

# What brings less than this part of the proposed coins to their address is not taken for the purchase.
_LEAST_PART: Final = 2


def settle(office: OfficeDir, activity: ActivityLog) -> bool:
    """Writes the vouchers of purchases that were read from the chain since; whether there were any.

    A purchase of exactly the proposed coins cost the proposed sum, unless a document says otherwise. Where other than
    the proposed coins came, nobody knows yet what they cost: the voucher states no sum. A transaction that somebody
    has vouched for keeps that voucher. Stopped between its steps, it goes on the next time.
    """
    with open_proposals(office.books_url()) as log:
        waiting = {
            bytes.fromhex(case.proposal.pay_to.script): case
            for case in cases_of(log.entries()).values()
            if case.is_approved and not case.executed and case.proposal.pay_to is not None
        }
        if not waiting:
            return False
        vouchers = load_vouchers(office)
        found = _paid(activity, waiting)
        for txid, paid in found.items():
            cases = [case for case, _ in paid]
            for case in cases:
                written_document(office, case)
            exact = all(came_sats == case.proposal.sats for case, came_sats in paid)
            before = vouchers.get(txid)
            if before is None or before.sha256 in {case.hash for case in cases}:
                vouch_for(office, cases, txid, sum(case.proposal.usd_cents for case in cases) if exact else None)
            body = ExecutedBody(txid=txid, usd_cents=None, file="", sha256="")
            for case in cases:
                execute(log, case.id, Signed(by=OFFICE, at=int(time.time())), body)
    return bool(found)


def _paid(activity: ActivityLog, waiting: dict[bytes, Case]) -> dict[str, list[tuple[Case, int]]]:
    """The transactions that pay waiting addresses, each with its proposals and the satoshis that came for them.

    Of several that pay one address, the one that comes nearest to what was proposed.
    """
    best: dict[str, tuple[int, str, int]] = {}
    for transaction in activity.transactions():
        paid: dict[bytes, int] = {}
        for output in transaction.outputs:
            if output.script in waiting:
                paid[output.script] = paid.get(output.script, 0) + output.sats
        for script, came_sats in paid.items():
            case = waiting[script]
            off = abs(came_sats - case.proposal.sats)
            if came_sats * _LEAST_PART >= case.proposal.sats and (case.id not in best or off < best[case.id][0]):
                best[case.id] = (off, shown(transaction.txid), came_sats)
    found: dict[str, list[tuple[Case, int]]] = {}
    for case in waiting.values():
        if case.id in best:
            _, txid, came_sats = best[case.id]
            found.setdefault(txid, []).append((case, came_sats))
    return found
