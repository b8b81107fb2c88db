"""The procedure that draws up a disclosure from log, chain, books and proofs, signs it, and verifies it itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction

import msgspec

from bitcoin_office.books.lots import LotPosition
from bitcoin_office.chain.hashing import shown
from bitcoin_office.proof.bip322.engine import ScriptEngine
from bitcoin_office.proof.canonical import write
from bitcoin_office.proof.note import NoteSigner
from bitcoin_office.reserve.chain_errors import ReorganisedError
from bitcoin_office.reserve.chain_port import BlockStamp, Chain
from bitcoin_office.reserve.classify import ThresholdsOn
from bitcoin_office.reserve.coins import Coin, coins_at
from bitcoin_office.reserve.disclosure.building import Material, assemble, disclosure_hash, first_height, signed_file
from bitcoin_office.reserve.disclosure.check_value import value_usd_cents
from bitcoin_office.reserve.disclosure.checking import Checked, Given, Opened, Reader, check
from bitcoin_office.reserve.disclosure.document import (
    MAX_TEXT_CHARACTERS,
    AuditorFile,
    Disclosure,
    Kind,
    LotEntry,
    Movement,
    PriceSource,
    Scope,
    TransactionEntry,
    Valuation,
)
from bitcoin_office.reserve.disclosure.entries import movement_entry, transaction_entry
from bitcoin_office.reserve.disclosure.locating import locate
from bitcoin_office.reserve.disclosure.planning import Correction, DisclosureError, Planned, plan_series
from bitcoin_office.reserve.disclosure.proofs_kept import Chosen, KeptProof, Salts, choose
from bitcoin_office.reserve.movements import Judged, judged
from bitcoin_office.reserve.movements_accounts import is_of_vaults
from bitcoin_office.reserve.movements_facts import Owners, day_of
from bitcoin_office.reserve.movements_log import ActivityLog
from bitcoin_office.reserve.voucher import Voucher
from bitcoin_office.terms.rate import Rate, Rounding, round_fraction
from bitcoin_office.terms.units import SAT, USD

_CHANGED = "The office would publish other coins at an old block than it did: take that back with --corrects NUMBER."


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """Where everything comes from. ``earlier`` are all disclosures so far, by number, verified.

    ``positions`` gives the lots at the end of a day, ``price`` the market's close that serves for it.
    """

    country: str
    kind: Kind
    chain: Chain
    log: ActivityLog
    owners: Owners
    vouchers: Mapping[str, Voucher]
    thresholds: ThresholdsOn
    positions: Callable[[dt.date], Sequence[LotPosition]]
    price: Callable[[dt.date], Rate | None]
    earlier: Sequence[Disclosure]
    proofs: Sequence[KeptProof]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for: at which block, on which day, signed by whom; for ``committed`` vaults no proof is shown."""

    at: BlockStamp
    made_on: dt.date
    scope: Scope
    signer: NoteSigner
    salts: Salts
    committed: Collection[str] = ()
    correction: Correction | None = None
    engine: ScriptEngine | None = None


class DrawnUp(msgspec.Struct, frozen=True, kw_only=True):
    """A disclosure with the bytes of its files, and what its verification found."""

    disclosure: Disclosure
    file: bytes
    sidecar: bytes
    auditor: bytes | None
    checked: Checked
    remarks: tuple[str, ...]


def disclose(sources: Sources, order: Order) -> DrawnUp:
    """Draws up the next disclosure; writes nothing.

    It is verified against chain and basis before it is given out: one that would not hold raises ``DisclosureError``.
    """
    if sources.chain.stamp(order.at.height) != order.at:
        raise ReorganisedError(height=order.at.height, hash_shown=shown(order.at.hash))
    work = _Work(sources, order)
    material = work.material()
    disclosure = assemble(material)
    file = signed_file(disclosure, order.signer)
    auditor = None
    if work.chosen.secrets:
        auditor = write(
            AuditorFile(
                disclosure=disclosure_hash(disclosure),
                proofs=work.chosen.secrets,
                schema="bitcoin-office/auditor-proofs/1",
            )
        )
    given = Given(name="the new disclosure", data=file, sidecar=material.headers.data, auditor=auditor)
    reader = Reader(trusted=(order.signer.key,), today=order.made_on, engine=order.engine)
    checked = check(Opened(given), reader, basis=work.planned.basis, chain=sources.chain)
    if checked.findings:
        first = checked.findings[0].message
        raise DisclosureError(
            f"The new disclosure would not hold, so it was not written: {first}",
            remedy="Run sync, then try again; if it stays, the office's records contradict the chain.",
            findings=checked.findings,
        )
    return DrawnUp(
        disclosure=disclosure,
        file=file,
        sidecar=material.headers.data,
        auditor=auditor,
        checked=checked,
        remarks=(*work.chosen.remarks, *work.remarks),
    )


class _Work:
    """One drawing up."""

    def __init__(self, sources: Sources, order: Order) -> None:
        self._sources = sources
        self._order = order
        self.remarks: list[str] = []
        self.planned: Planned = plan_series(sources.earlier, order.at, sources.chain, order.correction)
        self._read = tuple(sources.log.transactions(upto=order.at.height))
        self._coins = coins_at(order.at.height, self._read, sources.owners.keys())
        self._check_basis()
        vaults = {coin.script.hex(): sources.owners[coin.script].vault for coin in self._coins}
        self.chosen: Chosen = choose(
            sources.proofs,
            vaults,
            stamp=order.at,
            chain=sources.chain,
            made_on=order.made_on,
            committed=order.committed,
            salts=order.salts,
        )

    def material(self) -> Material:
        """Everything that goes into it."""
        sources, order, chain = self._sources, self._order, self._sources.chain
        movements = self._movements()
        transactions = self._transactions(movements)
        basis = self.planned.series.basis
        heights = [each.height for each in transactions]
        return Material(
            country=sources.country,
            kind=sources.kind,
            network=chain.network,
            made_on=order.made_on,
            scope=order.scope,
            signer=order.signer.key,
            series=self.planned.series,
            headers=chain.headers(first_height(heights, order.at.height, basis), order.at.height),
            coins=tuple((coin, sources.owners[coin.script].vault) for coin in self._coins),
            transactions=transactions,
            movements=movements,
            control=self.chosen.control,
            lots=self._lots(),
            valuation=self._valuation(),
        )

    def _check_basis(self) -> None:
        """The coins at the basis' block must still be those that were published then."""
        basis = self.planned.basis
        if basis is None:
            return
        now = {str(coin.outpoint) for coin in self._coins_at(basis.stamp.height)}
        then = {coin.outpoint for coin in basis.coins}
        if now != then:
            differing = sorted(now ^ then)
            raise DisclosureError(
                f"At height {basis.stamp.height} the office knows {len(differing)} coins otherwise than in number "
                f"{basis.number}, such as {differing[0]}: its vaults have changed since.",
                remedy=_CHANGED,
            )

    def _coins_at(self, height: int) -> tuple[Coin, ...]:
        return coins_at(height, self._read, self._sources.owners.keys())

    def _movements(self) -> tuple[Movement, ...]:
        sources = self._sources
        after = -1 if self.planned.basis is None else self.planned.basis.stamp.height
        vaults = {script: owner.vault for script, owner in sources.owners.items()}
        new = (each for each in self._read if each.block.height > after)
        return tuple(
            movement_entry(
                case.facts.transaction,
                vaults,
                case.verdict.kind,
                evidence=_evidence(case),
                voucher=None if case.voucher is None else case.voucher.sha256,
            )
            for case in judged(new, sources.owners, sources.vouchers, sources.thresholds)
        )

    def _transactions(self, movements: Sequence[Movement]) -> tuple[TransactionEntry, ...]:
        """Those of coins and movements; what the basis already showed is taken from there, not from old blocks."""
        basis = self.planned.basis
        known = {} if basis is None else {each.txid: each for each in basis.transactions}
        moved = {each.txid for each in movements}
        wanted = {coin.outpoint.txid: coin.born_height for coin in self._coins}
        wanted |= {each.txid: each.block.height for each in self._read if shown(each.txid) in moved}
        kept = [known[shown(txid)] for txid in wanted if shown(txid) in known]
        missing = {txid: height for txid, height in wanted.items() if shown(txid) not in known}
        return (*kept, *map(transaction_entry, locate(self._sources.chain, missing)))

    def _stamp_day(self) -> dt.date:
        header = self._sources.chain.headers(self._order.at.height, self._order.at.height)
        return dt.datetime.fromtimestamp(header.header(self._order.at.height).time, dt.UTC).date()

    def _lots(self) -> tuple[LotEntry, ...]:
        day = self._stamp_day()
        later = self._sources.log.transactions(above=self._order.at.height)
        if any(day_of(each) <= day for each in later):
            self.remarks.append("No lots: coins moved on the day of the stamp after it, and the books know only days.")
            return ()
        positions = [each for each in self._sources.positions(day) if is_of_vaults(each.account) and each.quantity]
        return tuple(
            LotEntry(
                account=each.account,
                acquired_on=each.acquired_on.isoformat(),
                cost=each.cost,
                cost_unit=each.cost_unit,
                lot=each.lot,
                sats=each.quantity,
            )
            for each in positions
            if each.unit == SAT.code
        )

    def _valuation(self) -> Valuation | None:
        rate = self._sources.price(self._stamp_day())
        if rate is None or (rate.base, rate.quote) != (SAT, USD):
            self.remarks.append("No value: the office knows no price of the stamp's day.")
            return None
        cents = _price_usd_cents(rate)
        total = sum(coin.sats for coin in self._coins)
        return Valuation(
            on=rate.on.isoformat(),
            price_usd_cents=cents,
            source=PriceSource(title=rate.source.title, url=rate.source.url),
            value_usd_cents=value_usd_cents(total, cents),
        )


def _evidence(case: Judged) -> str:
    """Why a movement has its class. A voucher's file is not named: its name may say more than its hash."""
    if case.voucher is not None:
        said = "A document, known by its hash, says so, and nothing on the chain contradicts it."
    else:
        said = case.verdict.sentence
    if case.verdict.contradiction:
        said += " A document that said otherwise was not believed."
    return said if len(said) <= MAX_TEXT_CHARACTERS else f"{said[: MAX_TEXT_CHARACTERS - 1]}…"


def _price_usd_cents(rate: Rate) -> int:
    """The price of a whole bitcoin in cents, half to even."""
    return round_fraction(Fraction(rate.price) * USD.per_whole, Rounding.HALF_EVEN)
