"""Wires the sync to one office: chain, log, books, vaults, vouchers, thresholds and prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec

from bitcoin_office.adapters.store import open_books, open_log
from bitcoin_office.adapters.store.sync_lock import sync_lock
from bitcoin_office.app.chains import NodeOptions, office_chain
from bitcoin_office.app.market import MAX_PRICE_AGE_DAYS, market_for
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.proposals_settled import settle
from bitcoin_office.app.vault_policy import thresholds_of
from bitcoin_office.app.vaults import check_vaults, load_vaults
from bitcoin_office.app.vouchers import load_vouchers
from bitcoin_office.books.ledger import Books
from bitcoin_office.chain.hashing import shown
from bitcoin_office.office.sync import Progress, Reading, read_chain, watch_missing
from bitcoin_office.office.sync_books import Followed, Following, follow_books
from bitcoin_office.reserve.chain_port import Chain
from bitcoin_office.reserve.movements_log import ActivityLog
from bitcoin_office.reserve.vault import Vault, watched_of
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.finding import Finding
from bitcoin_office.terms.rate import Rate
from bitcoin_office.terms.units import SAT, USD


class Synced(msgspec.Struct, frozen=True, kw_only=True):
    """What a sync did: it read ``blocks`` up to ``height`` and found ``transactions`` that touch the vaults.

    ``orphaned_from`` is the lowest height of a block that was given up, ``null`` for none. ``booked`` and ``undone``
    count entries; with findings the books were left as they were. ``remarks`` say how the chain was read.
    """

    schema: str = "bitcoin-office/sync/1"
    network: str
    height: int | None
    block_hash: str | None
    blocks: int
    transactions: int
    orphaned_from: int | None
    scripts: int
    new_scripts: int
    booked: int
    undone: int
    remarks: tuple[str, ...]
    findings: tuple[Finding, ...]


def sync_office(
    office: OfficeDir,
    options: NodeOptions,
    *,
    upto: int | None = None,
    told: Callable[[Progress], None] = lambda _: None,
) -> Synced:
    """Reads what is new on the chain and lets the books follow. Raises what the chain and the store raise.

    Stopped at any moment, it goes on where it was; run again, it adds nothing.
    """
    vaults = load_vaults(office)
    if not vaults:
        raise UsageError("The office watches no vault.", remedy="Add one: bitcoin-office vault add NAME DESCRIPTOR")
    given = following(office, vaults)
    address = office.books_url()
    with (
        sync_lock(address),
        open_books(address) as books,
        open_log(address) as log,
        office_chain(office, options) as chain,
    ):
        known = {place.descriptor for place in log.scripts().values()}
        if any(each.text not in known for vault in vaults for each in watched_of(vault)):
            # Keys and addresses are looked at closely once, before they are first watched.
            check_vaults(office)

        def vouched(known: Following) -> Following:
            return msgspec.structs.replace(known, vouchers=load_vouchers(office)) if settle(office, log) else known

        return _Sync(chain, log, books, given, vouched).run(upto, told)


def following(office: OfficeDir, vaults: tuple[Vault, ...]) -> Following:
    """What the office's movements are judged and valued by."""
    closes = market_for(office.path).btc_usd
    thresholds, policy = thresholds_of(office.settings.country)

    def price(day: dt.date) -> Rate | None:
        carried = closes.carried(day, MAX_PRICE_AGE_DAYS)
        if carried is None:
            return None
        seen = carried.observation
        return Rate(base=SAT, quote=USD, price=seen.value, on=seen.on, source=seen.source)

    vouchers = load_vouchers(office)
    return Following(vaults=vaults, vouchers=vouchers, thresholds=thresholds, policy=policy, price=price)


class _Sync:
    """One run. Reading and booking are repeated while new addresses come into use near the end of a range."""

    def __init__(
        self,
        chain: Chain,
        log: ActivityLog,
        books: Books,
        given: Following,
        vouched: Callable[[Following], Following],
    ) -> None:
        self._chain = chain
        self._vouched = vouched
        self._log = log
        self._books = books
        self._given = given
        self._watched = [each for vault in given.vaults for each in watched_of(vault)]

    def run(self, upto: int | None, told: Callable[[Progress], None]) -> Synced:
        new_scripts = watch_missing(self._chain, self._log, self._watched, {})
        readings: list[Reading] = []
        followed: list[Followed] = []
        more = 1
        while more:
            readings.append(read_chain(self._chain, self._log, upto=upto, told=told))
            self._given = self._vouched(self._given)
            followed.append(follow_books(self._log, self._books, self._given))
            more = watch_missing(self._chain, self._log, self._watched, followed[-1].used)
            new_scripts += more
        return self._told(readings, followed, new_scripts)

    def _told(self, readings: list[Reading], followed: list[Followed], new_scripts: int) -> Synced:
        at = followed[-1].at
        orphaned = [each.orphaned_from for each in readings if each.orphaned_from is not None]
        return Synced(
            network=self._chain.network.name,
            height=None if at is None else at.height,
            block_hash=None if at is None else shown(at.hash),
            blocks=sum(each.blocks for each in readings),
            transactions=sum(each.transactions for each in readings),
            orphaned_from=min(orphaned, default=None),
            scripts=len(self._log.scripts()),
            new_scripts=new_scripts,
            booked=sum(each.booked for each in followed),
            undone=sum(each.undone for each in followed),
            remarks=tuple(dict.fromkeys(remark for each in readings for remark in each.remarks)),
            findings=followed[-1].findings,
        )
