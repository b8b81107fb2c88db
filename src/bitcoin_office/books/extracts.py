"""Extracts of the books for people and programs: balances, one account's journal, lots with their age."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

import msgspec

from bitcoin_office.books.booking import Head
from bitcoin_office.books.entry import Entry, Posting
from bitcoin_office.books.ledger import Balance
from bitcoin_office.books.lots import LotPosition
from bitcoin_office.terms.units import unit


class Balances(msgspec.Struct, frozen=True, kw_only=True):
    """What accounts hold at the end of the day ``at`` (of all days, when ``null``). Debits are positive."""

    schema: str = "bitcoin-office/books-balance/1"
    at: dt.date | None
    head: Head
    balances: tuple[Balance, ...]


class JournalLine(msgspec.Struct, frozen=True, kw_only=True):
    """One posting. ``balance`` is what the account holds of the unit after it, in a journal of one account; else
    ``null``.

    ``contra`` lists the other accounts of the entry.
    """

    seq: int
    external_id: str
    on: dt.date
    narrative: str
    account: str
    contra: tuple[str, ...]
    quantity: int
    unit: str
    weight: int
    weight_unit: str
    lot: str | None
    balance: int | None


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """Postings in the order of booking. ``more`` when there are earlier ones that the limit left out."""

    schema: str = "bitcoin-office/books-journal/1"
    account: str | None
    first: dt.date | None
    last: dt.date | None
    head: Head
    lines: tuple[JournalLine, ...]
    more: bool


class LotLine(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a lot in one account. ``unit_cost`` is the cost of one whole commodity, in whole commodities of
    ``cost_unit``.

    ``age_days`` counts from the day of acquisition.
    """

    account: str
    lot: str
    acquired_on: dt.date
    age_days: int
    quantity: int
    unit: str
    cost: int
    cost_unit: str
    unit_cost: Decimal


class Lots(msgspec.Struct, frozen=True, kw_only=True):
    """The lots held at the end of the day ``at`` (of all days, when ``null``), by account, oldest first.

    Ages are counted to the day ``aged_on``.
    """

    schema: str = "bitcoin-office/books-lots/1"
    at: dt.date | None
    aged_on: dt.date
    head: Head
    lots: tuple[LotLine, ...]


def journal_lines(
    entries: Iterable[Entry], *, account: str | None, last_lines: int, closing: Sequence[Balance] = ()
) -> tuple[tuple[JournalLine, ...], bool]:
    """The last lines of entries, and whether there were more. Holds no more than ``last_lines`` of them at a time.

    With an ``account``, only its postings; each with the account's balance after it, counted backwards from
    ``closing``, what the account holds after the last of the entries.
    """
    kept: deque[tuple[Entry, Posting]] = deque(maxlen=last_lines)
    count = 0
    for entry in entries:
        for posting in entry.postings:
            if account is None or account == posting.account:
                kept.append((entry, posting))
                count += 1
    lines = [_line(entry, posting) for entry, posting in kept]
    if account is not None:
        after = {balance.unit: balance.quantity for balance in closing if balance.account == account}
        for place, line in reversed(tuple(enumerate(lines))):
            lines[place] = msgspec.structs.replace(line, balance=after.get(line.unit, 0))
            after[line.unit] = after.get(line.unit, 0) - line.quantity
    return tuple(lines), count > len(lines)


def lot_lines(positions: Iterable[LotPosition], at: dt.date) -> tuple[LotLine, ...]:
    """The positions as lines, with their age on the day ``at`` and the cost of one whole commodity."""
    return tuple(
        LotLine(
            account=held.account,
            lot=held.lot,
            acquired_on=held.acquired_on,
            age_days=(at - held.acquired_on).days,
            quantity=held.quantity,
            unit=held.unit,
            cost=held.cost,
            cost_unit=held.cost_unit,
            unit_cost=unit_cost(held.quantity, held.unit, held.cost, held.cost_unit),
        )
        for held in positions
    )


def unit_cost(quantity: int, code: str, cost: int, cost_code: str) -> Decimal:
    """What one whole commodity cost, rounded half to even to the decimals of the unit that it cost.

    >>> unit_cost(50_000_000, "sat", 1_500_000, "USD")
    Decimal('30000.00')
    """
    held, paid = unit(code), unit(cost_code)
    exact = Decimal(cost).scaleb(-paid.decimals) / Decimal(quantity).scaleb(-held.decimals)
    return exact.quantize(Decimal(1).scaleb(-paid.decimals), ROUND_HALF_EVEN)


def _line(entry: Entry, posting: Posting) -> JournalLine:
    accounts = dict.fromkeys(each.account for each in entry.postings)
    return JournalLine(
        seq=entry.seq,
        external_id=entry.external_id,
        on=entry.on,
        narrative=entry.narrative,
        account=posting.account,
        contra=tuple(name for name in accounts if name != posting.account),
        quantity=posting.quantity,
        unit=posting.unit,
        weight=posting.weight,
        weight_unit=posting.weight_unit,
        lot=posting.lot,
        balance=None,
    )
