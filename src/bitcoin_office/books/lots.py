"""Lots: coins that were acquired together, what they cost, and where they lie.

A lot is opened by the entry that brings its coins in at a cost. Its coins may lie in several accounts; each part
keeps the lot's day and its share of the cost. Three rules hold at every moment: a position never has fewer than zero
coins, never a cost below zero, and no cost once its coins are gone. An account that keeps an average has one pool:
the first lot that it ever held, into which everything that arrives later is mixed.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """Coins acquired together, wherever they lie. ``opened_by`` and ``opened_seq`` name the entry that did it."""

    id: str
    unit: str
    cost_unit: str
    acquired_on: dt.date
    opened_by: str
    opened_seq: int


class LotPosition(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a lot that lies in one account: ``quantity`` of ``unit`` that cost ``cost`` of ``cost_unit`` in all.

    ``arrived_on`` is the latest day on which coins of the lot came into the account: none may leave on an earlier day.
    """

    account: str
    lot: str
    unit: str
    quantity: int
    cost: int
    cost_unit: str
    acquired_on: dt.date
    arrived_on: dt.date
    opened_seq: int


class LotSource(Protocol):
    """Where the lots are kept that the booking has not seen yet."""

    def positions_in(self, account: str) -> Iterable[LotPosition]:
        """What the account holds of every lot with coins left in it, and its pool even when that is empty."""
        ...

    def position(self, account: str, lot_id: str) -> LotPosition | None:
        """What the account holds of a lot, also when its coins are gone; ``None`` when it never held any."""
        ...

    def lot(self, lot_id: str) -> Lot | None:
        """The lot of this name, also when its coins are gone."""
        ...


class NoLots:
    """The source of books that begin empty."""

    def positions_in(self, account: str) -> Iterable[LotPosition]:
        """None."""
        del account
        return ()

    def position(self, account: str, lot_id: str) -> LotPosition | None:
        """None."""
        del account, lot_id

    def lot(self, lot_id: str) -> Lot | None:
        """None."""
        del lot_id


def cost_of_part(cost: int, quantity: int, part: int) -> int:
    """The share of ``cost`` that ``part`` of ``quantity`` coins carry, half to even; all of it for the last coins.

    >>> cost_of_part(10, 4, 1), cost_of_part(8, 3, 1), cost_of_part(5, 1, 1)
    (2, 3, 5)
    """
    if part == quantity:
        return cost
    share, rest = divmod(cost * part, quantity)
    return share + (2 * rest > quantity or (2 * rest == quantity and share % 2 == 1))


def split(position: LotPosition, part: int) -> tuple[LotPosition, LotPosition]:
    """``part`` coins of the position with their share of its cost, and what is left."""
    cost = cost_of_part(position.cost, position.quantity, part)
    return (
        resized(position, part, cost),
        resized(position, position.quantity - part, position.cost - cost),
    )


def resized(position: LotPosition, quantity: int, cost: int) -> LotPosition:
    """The same lot in the same account with another quantity and cost."""
    return moved(position, position.account, position.arrived_on, quantity=quantity, cost=cost)


def moved(
    position: LotPosition, account: str, on: dt.date, *, quantity: int | None = None, cost: int | None = None
) -> LotPosition:
    """The same coins, or so many of the same lot, in another account from the day ``on``."""
    return LotPosition(
        account=account,
        lot=position.lot,
        unit=position.unit,
        quantity=position.quantity if quantity is None else quantity,
        cost=position.cost if cost is None else cost,
        cost_unit=position.cost_unit,
        acquired_on=position.acquired_on,
        arrived_on=on,
        opened_seq=position.opened_seq,
    )


def opened(lot: Lot, account: str, quantity: int, cost: int, on: dt.date) -> LotPosition:
    """So many coins of the lot in an account since the day ``on``."""
    return LotPosition(
        account=account,
        lot=lot.id,
        unit=lot.unit,
        quantity=quantity,
        cost=cost,
        cost_unit=lot.cost_unit,
        acquired_on=lot.acquired_on,
        arrived_on=on,
        opened_seq=lot.opened_seq,
    )


class OpenLots:
    """The lots of a set of books as they stand now: read from a source when first asked for, then moved by the booking.

    Every change is noted, so that a draft that turns out wrong leaves no trace (``mark`` and ``undo``). Not for use
    by two threads at once.
    """

    def __init__(self, source: LotSource | None = None) -> None:
        self._source: LotSource = source or NoLots()
        self._held: dict[str, dict[str, LotPosition]] = {}
        self._oldest: dict[tuple[str, str], list[tuple[dt.date, int, str]]] = {}
        self._new_lots: dict[str, Lot] = {}
        self._known_lots: dict[str, Lot] = {}
        self._journal: list[tuple[str, str, LotPosition | None]] = []

    def in_account(self, account: str) -> Mapping[str, LotPosition]:
        """What the account holds, by lot; positions whose coins are gone may be among them."""
        held = self._held.get(account)
        if held is None:
            held = self._held[account] = {}
            for position in self._source.positions_in(account):
                held[position.lot] = position
                self._queue(position)
        return held

    def pool(self, account: str, unit: str) -> LotPosition | None:
        """The pool of an account that keeps an average; ``None`` when it never held such coins."""
        return next((held for held in self.in_account(account).values() if held.unit == unit), None)

    def lot(self, lot_id: str) -> Lot | None:
        """The lot of this name, also when its coins are gone."""
        return self._new_lots.get(lot_id) or self._known_lots.get(lot_id) or self._source.lot(lot_id)

    def introduce(self, lot: Lot) -> None:
        """Makes a new lot known."""
        self._new_lots[lot.id] = lot

    def put(self, coins: LotPosition) -> None:
        """Adds coins and cost to a position, or takes them away when negative. The caller knows that they are there."""
        self.in_account(coins.account)
        held = self._held[coins.account]
        old = held.get(coins.lot)
        if old is None and coins.lot not in self._new_lots:
            old = self._source.position(coins.account, coins.lot)
        new = coins if old is None else _merged(old, coins)
        self._journal.append((coins.account, coins.lot, old))
        held[coins.lot] = new
        if new.quantity and (old is None or not old.quantity):
            self._queue(new)

    def take(self, position: LotPosition, part: int) -> LotPosition:
        """Takes ``part`` coins out of a position, and returns them with their share of the cost."""
        taken, rest = split(position, part)
        self._journal.append((position.account, position.lot, position))
        self._held[position.account][position.lot] = rest
        return taken

    def take_oldest(self, account: str, unit: str, quantity: int, on: dt.date) -> list[LotPosition]:
        """Takes coins from the oldest lots that had arrived by the day ``on``: fewer than asked, if there are fewer."""
        held = self.in_account(account)
        queue = self._oldest.get((account, unit), [])
        taken: list[LotPosition] = []
        not_yet: list[tuple[dt.date, int, str]] = []
        while quantity and queue:
            position = held.get(queue[0][2])
            if position is None or not position.quantity:
                heapq.heappop(queue)
            elif position.arrived_on > on:
                not_yet.append(heapq.heappop(queue))
            else:
                taken.append(self.take(position, min(quantity, position.quantity)))
                quantity -= taken[-1].quantity
        for waiting in not_yet:
            heapq.heappush(queue, waiting)
        return taken

    def mark(self) -> tuple[int, int]:
        """A point to which ``undo`` can return."""
        return len(self._journal), len(self._new_lots)

    def undo(self, mark: tuple[int, int]) -> None:
        """Takes back everything since ``mark``, the opening of lots included."""
        changes, lots = mark
        while len(self._new_lots) > lots:
            self._new_lots.popitem()
        while len(self._journal) > changes:
            account, lot_id, old = self._journal.pop()
            held = self._held[account]
            if old is None:
                del held[lot_id]
                continue
            gone = not held[lot_id].quantity
            held[lot_id] = old
            if gone and old.quantity:
                self._queue(old)

    def settle(self) -> tuple[tuple[Lot, ...], tuple[LotPosition, ...]]:
        """The lots opened and the positions changed since the last settling; from here on nothing is undone."""
        changed = {(account, lot_id): None for account, lot_id, _ in self._journal}
        positions = tuple(self._held[account][lot_id] for account, lot_id in changed)
        lots = tuple(self._new_lots.values())
        self._known_lots.update(self._new_lots)
        self._journal.clear()
        self._new_lots.clear()
        return lots, positions

    def all_positions(self) -> list[LotPosition]:
        """Every position read or made so far that has coins in it."""
        return [position for held in self._held.values() for position in held.values() if position.quantity]

    def _queue(self, position: LotPosition) -> None:
        if position.quantity:
            queue = self._oldest.setdefault((position.account, position.unit), [])
            heapq.heappush(queue, (position.acquired_on, position.opened_seq, position.lot))


def _merged(old: LotPosition, coins: LotPosition) -> LotPosition:
    arrived_on = max(old.arrived_on, coins.arrived_on) if coins.quantity > 0 else old.arrived_on
    return moved(old, old.account, arrived_on, quantity=old.quantity + coins.quantity, cost=old.cost + coins.cost)
