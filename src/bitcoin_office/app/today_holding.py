"""What an office holds, day by day, for the rules of today: by the chain and the books, or by what was announced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from bitcoin_office.adapters.store import open_books
from bitcoin_office.app.chain_sync import following
from bitcoin_office.app.chain_views import NotSyncedError, View, office_view
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.books.ledger import Books
from bitcoin_office.chain.address import address_of_script
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.network import Network
from bitcoin_office.office.today_facts import HeldOn, Holding
from bitcoin_office.reserve.movements import judged
from bitcoin_office.reserve.movements_accounts import is_of_vaults, unexplained
from bitcoin_office.reserve.movements_facts import day_of
from bitcoin_office.reserve.proposal import PayTo
from bitcoin_office.reserve.purchases import ANNOUNCED
from bitcoin_office.reserve.vault import watched_of
from bitcoin_office.reserve.voucher import MovementClass
from bitcoin_office.terms.units import SAT, USD

# So many unused addresses are looked out: no programme of ours has more rules that buy on one day.
_ADDRESSES = 20
_RECEIVING = 0


class OfficeHolding(msgspec.Struct, frozen=True, kw_only=True):
    """Holdings by day; coins mined by day, ``None`` where no vault is watched; unused addresses; what to know of it.

    ``days`` are those of the transactions that were read, by txid.
    """

    holding: Holding
    days: Mapping[str, dt.date]
    mined: tuple[tuple[dt.date, float], ...] | None
    pay_to: tuple[PayTo, ...]
    warnings: tuple[str, ...]


def office_holding(office: OfficeDir) -> OfficeHolding:
    """What the chain shows and the books follow; where no vault was read, what was announced, and that is said."""
    try:
        with office_view(office) as view, open_books(office.books_url()) as books:
            days, uncosted = _days(books, announced=False)
            warnings = (
                [f"{uncosted:,} satoshis are held whose cost nobody knows; they count as held."] if uncosted else []
            )
            return OfficeHolding(
                holding=Holding(basis=f"the chain, read to block {view.at.height:,}", days=days),
                days={shown(each.txid): day_of(each) for each in view.log.transactions(upto=view.at.height)},
                mined=_mined(office, view),
                pay_to=_unused(view, office.network()),
                warnings=tuple(warnings),
            )
    except NotSyncedError:
        with open_books(office.books_url()) as books:
            days, _ = _days(books, announced=True)
        warning = "Nothing was read from the chain: what is held is what was announced. Add a vault and sync."
        announced = Holding(basis="announced", days=days)
        return OfficeHolding(holding=announced, days={}, mined=None, pay_to=(), warnings=(warning,))


def _days(books: Books, *, announced: bool) -> tuple[tuple[HeldOn, ...], int]:
    """What was held at the end of each day on which it changed, and how much of it at the last has no known cost."""
    changes: dict[dt.date, tuple[int, int]] = {}
    uncosted = 0
    for entry in books.entries():
        for posting in entry.postings:
            counts = posting.account == ANNOUNCED if announced else is_of_vaults(posting.account)
            if not counts or posting.unit != SAT.code:
                continue
            before = changes.get(entry.on, (0, 0))
            cents = posting.weight if posting.weight_unit == USD.code else 0
            changes[entry.on] = (before[0] + posting.quantity, before[1] + cents)
            uncosted += posting.quantity if posting.account.startswith(unexplained("")) else 0
    days: list[HeldOn] = []
    quantity = cents = 0
    for day, change in sorted(changes.items()):
        quantity, cents = quantity + change[0], cents + change[1]
        days.append(HeldOn(day, quantity, cents))
    return tuple(days), uncosted


def _mined(office: OfficeDir, view: View) -> tuple[tuple[dt.date, float], ...]:
    """The bitcoin mined on each day, by the movements that the chain or a voucher shows to be mined."""
    given = following(office, view.vaults)
    read = view.log.transactions(upto=view.at.height)
    found: dict[dt.date, int] = {}
    for case in judged(read, view.owners, given.vouchers, given.thresholds):
        if case.verdict.kind is MovementClass.MINED:
            found[case.facts.day] = found.get(case.facts.day, 0) + case.facts.delta_sats
    return tuple((day, quantity / SAT.per_whole) for day, quantity in sorted(found.items()))


def _unused(view: View, network: Network) -> tuple[PayTo, ...]:
    """Receiving addresses behind the last used one of each vault that hands out addresses, the first vault's first."""
    used: dict[str, int] = {}
    for transaction in view.log.transactions(upto=view.at.height):
        for output in transaction.outputs:
            owner = view.owners.get(output.script)
            if owner is not None and owner.branch == _RECEIVING:
                used[owner.descriptor] = max(used.get(owner.descriptor, -1), owner.index)
    ranged = [each.text for vault in view.vaults for each in watched_of(vault) if each.is_ranged]
    places = {(owner.descriptor, owner.branch, owner.index): script for script, owner in view.owners.items()}
    found: list[PayTo] = []
    for descriptor in ranged:
        first = used.get(descriptor, -1) + 1
        for index in range(first, first + _ADDRESSES):
            script = places.get((descriptor, _RECEIVING, index))
            address = None if script is None else address_of_script(script, network)
            if script is not None and address is not None:
                found.append(PayTo(vault=view.owners[script].vault, address=address, script=script.hex()))
    return tuple(found)
