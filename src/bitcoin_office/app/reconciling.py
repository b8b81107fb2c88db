"""Wires the reconciliation to one office: programme, record, books, log and vouchers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from bitcoin_office.adapters.country_files import PROGRAMME, country_folder
from bitcoin_office.adapters.store import open_books, open_proposals
from bitcoin_office.app.chain_sync import following
from bitcoin_office.app.chain_views import NotSyncedError, View, office_view
from bitcoin_office.app.countries import load_record
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.app.proved import judged_in, proved_in
from bitcoin_office.app.reserve import keeps_record
from bitcoin_office.app.vaults import load_vaults
from bitcoin_office.playbook.reserve_rules import AnyReserveRule
from bitcoin_office.reserve.holdings import Holdings, holdings
from bitcoin_office.reserve.movements import Movement, judged, movement
from bitcoin_office.reserve.proposal_state import Case, cases_of
from bitcoin_office.reserve.proved import ProvedReserve
from bitcoin_office.reserve.purchases import ANNOUNCED
from bitcoin_office.reserve.reconcile import Break, BreakCode, Declared, Reconciliation
from bitcoin_office.reserve.reconcile_chain import breaks_of_balances, breaks_of_movements, breaks_of_purchases
from bitcoin_office.reserve.reconcile_declared import breaks_of_books, breaks_of_rules, declared_purchases
from bitcoin_office.reserve.reconcile_proposals import breaks_of_proposals, executed_txids
from bitcoin_office.reserve.reconcile_proved import breaks_of_proofs, breaks_of_proved
from bitcoin_office.reserve.voucher import MovementClass


def reconcile_office(office: OfficeDir, at: dt.date) -> Reconciliation:
    """Holds declared purchases, books and chain against each other, as known at the end of the day ``at``.

    The chain counts as far as it was read. Raises what reading the country's files, the vaults and the store raises.
    """
    country = office.settings.country
    declared: tuple[Declared, ...] = ()
    breaks: list[Break] = []
    if keeps_record(office):
        declared = declared_purchases(load_record(country), at)
        breaks += breaks_of_rules(_rules(country), declared, at)
    with open_books(office.books_url()) as books:
        booked_entries = tuple(books.entries(account=ANNOUNCED, last=at))
    if keeps_record(office):
        breaks += breaks_of_books(declared, booked_entries)
    held, movements, proved, more = _chain(office, declared, at)
    booked = sum(
        posting.quantity for entry in booked_entries for posting in entry.postings if posting.account == ANNOUNCED
    )
    vouched = [each for each in movements if each.kind is MovementClass.PURCHASE]
    unknown = [each for each in movements if each.kind is MovementClass.UNEXPLAINED and each.delta_sats > 0]
    return Reconciliation(
        country=country,
        at=at,
        height=None if held is None else held.height,
        block_hash=None if held is None else held.block_hash,
        declared=len(declared),
        declared_sats=sum(each.sats for each in declared),
        booked_sats=booked,
        chain_sats=0 if held is None else held.sats,
        proved_sats=0 if proved is None else proved.sats,
        vouched_sats=sum(each.delta_sats for each in vouched),
        unexplained_sats=sum(each.delta_sats for each in unknown),
        breaks=(*breaks, *more),
    )


def _rules(country: str) -> tuple[AnyReserveRule, ...]:
    if not (country_folder(country) / PROGRAMME).is_file():
        return ()
    reserve = load_playbook(country).programme.reserve
    return () if reserve is None else reserve.rules


def _chain(
    office: OfficeDir, declared: Sequence[Declared], at: dt.date
) -> tuple[Holdings | None, tuple[Movement, ...], ProvedReserve | None, list[Break]]:
    """What the chain shows and what is proved of it, and where it does not fit."""
    try:
        with open_proposals(office.books_url()) as proposals:
            cases = cases_of(proposals.entries())
        with office_view(office) as view:
            held, movements = _read(office, view)
            known = tuple(each for each in movements if each.date <= at)
            breaks = [*breaks_of_purchases(declared, _to_declare(office, known, cases))]
            breaks += breaks_of_proposals(cases.values(), known, at)
            breaks += breaks_of_movements(known, following(office, view.vaults).vouchers)
            parts = {vault.name: vault.account_part for vault in view.vaults}
            judged_proofs = judged_in(office, view, at)
            proved = proved_in(view, judged_proofs, at)
        with open_books(office.books_url()) as books:
            breaks += breaks_of_balances(held, books.balances(), parts)
            breaks += breaks_of_proved(proved, books.balances(at), parts)
        breaks += breaks_of_proofs(judged_proofs)
    except NotSyncedError as error:
        watched = load_vaults(office)
        reason = (
            error.message if watched else "The office watches no vault, so no declared coin can be seen on the chain."
        )
        remedy = error.remedy if watched else "Add the vaults: bitcoin-office vault add NAME DESCRIPTOR; then sync."
        return None, (), None, [Break(code=BreakCode.NOTHING_READ, reason=reason, remedy=remedy)]
    return held, known, proved, breaks


def _to_declare(office: OfficeDir, known: Sequence[Movement], cases: Mapping[str, Case]) -> tuple[Movement, ...]:
    """Movements that the country's record should name; where there is none, an approved proposal is enough."""
    approved = frozenset[str]() if keeps_record(office) else executed_txids(cases)
    return tuple(each for each in known if each.txid not in approved)


def _read(office: OfficeDir, view: View) -> tuple[Holdings, tuple[Movement, ...]]:
    given = following(office, view.vaults)
    transactions = tuple(view.log.transactions(upto=view.at.height))
    names = [vault.name for vault in view.vaults]
    held = holdings(view.at, transactions, view.owners, office.network(), names)
    cases = judged(transactions, view.owners, given.vouchers, given.thresholds)
    return held, tuple(movement(case) for case in cases)
