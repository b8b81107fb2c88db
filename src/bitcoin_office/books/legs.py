"""How the legs of one draft become postings: what each weighs, and which lots its coins belong to."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator, Mapping

from bitcoin_office.books import faults
from bitcoin_office.books.account import Account, LotMethod
from bitcoin_office.books.entry import Draft, Leg, Posting
from bitcoin_office.books.lots import Lot, LotPosition, OpenLots, moved, opened, split
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.finding import Finding
from bitcoin_office.terms.units import Unit

BITCOIN = "BTC"


def keeps_lots(account: Account, of_unit: Unit) -> bool:
    """Whether coins of this unit carry their cost in the account: only bitcoin does."""
    return account.lots is not LotMethod.NONE and of_unit.commodity == BITCOIN


def leg_findings(draft: Draft, accounts: Mapping[str, Account]) -> Iterator[Finding]:
    """What is wrong with the legs of a draft as written, before any lot is looked at."""
    for number, leg in enumerate(draft.legs):
        account = accounts.get(leg.account)
        if account is None:
            yield faults.unknown_account(draft, number, leg.account, accounts)
        else:
            if account.units and leg.amount.unit.code not in account.units:
                yield faults.unit_refused(draft, number, leg.account, leg.amount.unit.code, account.units)
            if leg.cost is not None or leg.price is not None or leg.lot is not None:
                yield from _lot_findings(draft, number, leg, keeps_lots(account, leg.amount.unit))
        yield from _amount_findings(draft, number, leg)


def _amount_findings(draft: Draft, number: int, leg: Leg) -> Iterator[Finding]:
    if not leg.amount.quantity:
        yield faults.fault(draft, number, "amount", "zero-leg", "The amount is zero.", "Leave the leg out.")
    if leg.cost is not None and leg.price is not None:
        message, remedy = "The leg has both a cost and a price.", "Coins that come in have a cost; conversions a price."
        yield faults.fault(draft, number, "price", "cost-and-price", message, remedy)
    if abs(leg.amount.quantity) > faults.INT64_MAX:
        yield _too_large(draft, number, "amount", leg.amount)
    for field, value in (("cost", leg.cost), ("price", leg.price)):
        if value is None:
            continue
        if abs(value.quantity) > faults.INT64_MAX:
            yield _too_large(draft, number, field, value)
        if value.quantity < 0:
            message = f"The {field} is negative: {faults.money(value.quantity, value.unit.code)}."
            yield faults.fault(draft, number, field, "negative", message, "State its size; the amount has the sign.")
        if value.unit == leg.amount.unit:
            message = f"The {field} is in {value.unit.code}, as the amount is."
            yield faults.fault(draft, number, field, "same-unit", message, f"State the {field} in another unit.")


def _too_large(draft: Draft, number: int, field: str, value: Amount) -> Finding:
    message = f"{value.quantity:,} {value.unit.code} does not fit into 64 bits."
    return faults.fault(draft, number, field, "too-large", message, "Split the amount, or check its unit.")


def _lot_findings(draft: Draft, number: int, leg: Leg, kept: bool) -> Iterator[Finding]:  # noqa: FBT001
    comes_in = leg.amount.quantity > 0
    if leg.cost is not None and not comes_in:
        message = "Coins that go out have the cost they came in with."
        yield faults.fault(draft, number, "cost", "cost-on-outgoing", message, "Leave the cost out.")
    elif leg.cost is not None and not kept:
        message = f"{leg.account} keeps no lots of {leg.amount.unit.code}, so a cost would be lost."
        yield faults.fault(draft, number, "cost", "cost-without-lots", message, "State a price instead.")
    if leg.price is not None and leg.cost is None and kept and comes_in:
        message = f"{leg.account} keeps lots: coins that come in have a cost, not a price."
        yield faults.fault(draft, number, "price", "price-for-cost", message, "State it as the cost.")
    if leg.lot is not None and (comes_in or not kept):
        message = "Only coins that leave an account with lots can name a lot."
        yield faults.fault(draft, number, "lot", "lot-refused", message, "Leave the lot out.")


class LegWork:
    """Works out the postings of one draft whose legs were found sound. Findings are about lots: too few coins, no cost.

    Three passes: coins that leave lots are taken, coins that come in at a cost open lots, and coins that come in with
    neither cost nor price receive what was taken. What is left of the taken coins has left the books at cost.
    """

    def __init__(self, draft: Draft, accounts: Mapping[str, Account], lots: OpenLots, seq: int) -> None:
        self.findings: list[Finding] = []
        self._draft = draft
        self._accounts = accounts
        self._lots = lots
        self._seq = seq
        self._opened = 0
        self._postings: list[list[Posting]] = [[] for _ in draft.legs]
        self._kept = [keeps_lots(accounts[leg.account], leg.amount.unit) for leg in draft.legs]
        self._carried: dict[str, deque[LotPosition]] = {}

    def postings(self) -> list[Posting]:
        """The postings in the order of the legs; incomplete when there are findings."""
        for number, leg in enumerate(self._draft.legs):
            if self._kept[number] and leg.amount.quantity < 0:
                self._take(number, leg)
            elif leg.cost is not None:
                lot = self._acquire(number, leg.account, leg.amount.quantity, leg.cost.quantity, leg.cost.unit.code)
                if lot is not None:
                    self._post(number, leg.amount.quantity, leg.cost.quantity, leg.cost.unit.code, lot)
        for number, leg in enumerate(self._draft.legs):
            if self._kept[number] and leg.amount.quantity > 0 and leg.cost is None:
                self._receive(number, leg)
        self._plain_legs()
        return [posting for of_leg in self._postings for posting in of_leg]

    def _post(self, number: int, quantity: int, weight: int, weight_unit: str, lot: str | None = None) -> None:
        leg = self._draft.legs[number]
        posting = Posting(leg.account, quantity, leg.amount.unit.code, weight, weight_unit, lot)
        self._postings[number].append(posting)

    def _take(self, number: int, leg: Leg) -> None:
        """Takes a leg's coins out of its account's lots; those without a price may be received by other legs."""
        pieces = self._pieces(number, leg)
        for piece in pieces:
            self._post(number, -piece.quantity, -piece.cost, piece.cost_unit, piece.lot)
        if leg.price is None:
            self._carried.setdefault(leg.amount.unit.code, deque()).extend(pieces)

    def _pieces(self, number: int, leg: Leg) -> list[LotPosition]:
        unit, asked, on = leg.amount.unit.code, -leg.amount.quantity, self._draft.on
        method = self._accounts[leg.account].lots
        if method is LotMethod.FIFO and leg.lot is None:
            pieces = self._lots.take_oldest(leg.account, unit, asked, on)
            there = sum(piece.quantity for piece in pieces)
            if there < asked:
                self.findings.append(
                    faults.overspent(self._draft, number, leg.account, asked=asked, there=there, code=unit)
                )
            return pieces
        position = self._named(number, leg) if method is not LotMethod.AVERAGE else self._lots.pool(leg.account, unit)
        if position is None:
            if method is LotMethod.AVERAGE:
                self.findings.append(
                    faults.overspent(self._draft, number, leg.account, asked=asked, there=0, code=unit)
                )
            return []
        if position.arrived_on > on:
            fault = faults.not_there_yet(self._draft, number, leg.account, position.lot, position.arrived_on)
        elif position.quantity < asked:
            fault = faults.overspent(self._draft, number, leg.account, asked=asked, there=position.quantity, code=unit)
        else:
            return [self._lots.take(position, asked)]
        self.findings.append(fault)
        return []

    def _named(self, number: int, leg: Leg) -> LotPosition | None:
        """The position that the leg names."""
        held = {
            name: position
            for name, position in sorted(self._lots.in_account(leg.account).items(), key=_age)
            if position.quantity and position.unit == leg.amount.unit.code
        }
        if leg.lot is None:
            message = f"{leg.account} identifies its lots one by one, and the leg names none."
            remedy = f"Name one of: {', '.join(list(held)[:5])}." if held else "It holds no lots."
            self.findings.append(faults.fault(self._draft, number, "lot", "lot-missing", message, remedy))
            return None
        if leg.lot not in held:
            self.findings.append(faults.unknown_lot(self._draft, number, leg.account, leg.lot, held))
        return held.get(leg.lot)

    def _acquire(self, number: int, account: str, quantity: int, cost: int, cost_unit: str) -> str | None:
        """Opens a lot, or mixes the coins into the account's pool; the name of the lot."""
        draft, unit = self._draft, self._draft.legs[number].amount.unit.code
        pool = self._lots.pool(account, unit) if self._accounts[account].lots is LotMethod.AVERAGE else None
        if pool is None:
            self._opened += 1
            name = draft.external_id if self._opened == 1 else f"{draft.external_id}~{self._opened}"
            lot = Lot(
                id=name,
                unit=unit,
                cost_unit=cost_unit,
                acquired_on=draft.on,
                opened_by=draft.external_id,
                opened_seq=self._seq,
            )
            self._lots.introduce(lot)
            self._lots.put(opened(lot, account, quantity, cost, draft.on))
            return name
        if pool.cost_unit != cost_unit:
            message = f"{account} keeps its average in {pool.cost_unit}, and these coins cost {cost_unit}."
            remedy = f"State the cost in {pool.cost_unit}, or keep the coins in another account."
            self.findings.append(faults.fault(draft, number, "cost", "average-unit", message, remedy))
            return None
        self._lots.put(moved(pool, account, draft.on, quantity=quantity, cost=cost))
        return pool.lot

    def _receive(self, number: int, leg: Leg) -> None:
        """Gives a leg without a cost the coins that other legs took, with their lots."""
        missing = leg.amount.quantity
        for piece in self._drawn(leg.amount.unit.code, missing):
            missing -= piece.quantity
            lot: str | None = piece.lot
            if LotMethod.AVERAGE in {self._accounts[piece.account].lots, self._accounts[leg.account].lots}:
                lot = self._acquire(number, leg.account, piece.quantity, piece.cost, piece.cost_unit)
            else:
                self._lots.put(moved(piece, leg.account, self._draft.on))
            self._post(number, piece.quantity, piece.cost, piece.cost_unit, lot)
        if missing:
            self.findings.append(faults.cost_missing(self._draft, number, leg.account, missing, leg.amount.unit.code))

    def _drawn(self, unit: str, wanted: int) -> Iterator[LotPosition]:
        """Draws coins from what was taken, in the order in which it was taken, splitting the last piece."""
        waiting = self._carried.get(unit)
        while wanted and waiting:
            piece = waiting.popleft()
            if piece.quantity > wanted:
                piece, rest = split(piece, wanted)
                waiting.appendleft(rest)
            wanted -= piece.quantity
            yield piece

    def _plain_legs(self) -> None:
        """Weighs the legs without lots. Coins that they receive from lots weigh what they cost."""
        plain = [(number, leg) for number, leg in enumerate(self._draft.legs) if not self._kept[number]]
        open_coins: dict[str, int] = {}
        for _, leg in plain:
            if leg.price is None:
                unit = leg.amount.unit.code
                open_coins[unit] = open_coins.get(unit, 0) + leg.amount.quantity
        for number, leg in plain:
            unit, left = leg.amount.unit.code, leg.amount.quantity
            if leg.price is not None:
                weight = leg.price.quantity if left > 0 else -leg.price.quantity
                self._post(number, left, weight, leg.price.unit.code)
                continue
            wanted = min(left, open_coins[unit]) if unit in self._carried else 0
            for piece in self._drawn(unit, max(wanted, 0)):
                open_coins[unit] -= piece.quantity
                left -= piece.quantity
                self._post(number, piece.quantity, piece.cost, piece.cost_unit)
            if left:
                self._post(number, left, left, unit)


def _age(named: tuple[str, LotPosition]) -> tuple[dt.date, int, str]:
    """By which lots are listed: the oldest first."""
    name, position = named
    return position.acquired_on, position.opened_seq, name
