"""What is asked of the books (a draft of legs) and what they keep (an entry of postings, chained by hash)."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.terms.amount import Amount


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One side of a draft: ``amount`` goes into ``account`` (out of it when negative).

    ``cost`` is the whole cost of coins that come in, and opens a lot. ``price`` is the whole value of ``amount`` in
    another unit, for conversions without lots; both are sizes, never negative. ``lot`` names the lot to take from,
    for specific identification. Coins that leave one account that keeps lots and arrive at another in the same draft,
    with neither cost nor price, carry their lots unchanged; those that arrive at an account without lots weigh there
    what they cost. A price on coins that leave an account with lots says that they are sold and not moved; they weigh
    their cost all the same.
    """

    account: str
    amount: Amount
    cost: Amount | None = None
    price: Amount | None = None
    lot: str | None = None


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An entry before it is booked.

    ``external_id`` names the event in the outside world: the same id twice is one entry. ``on`` is the day it counts
    for, ``source`` who says so (a title and an address, or a voucher's hash). ``balance_to`` is the account that
    takes what the other legs leave open: a gain or a loss. A draft that ``reverses`` an entry, named by its external
    id, has no legs of its own: its postings are the exact opposite.
    """

    external_id: str
    on: dt.date
    narrative: str
    source: str
    legs: tuple[Leg, ...]
    balance_to: str | None = None
    reverses: str | None = None


class Posting(msgspec.Struct, frozen=True):
    """One booked side: ``quantity`` of ``unit`` in ``account``, counting as ``weight`` of ``weight_unit`` in the
    balance.

    The weight is the quantity itself, or the cost of the lot's coins, or the value at a price. ``lot`` is the lot
    that the coins belong to. All integers count minor units (satoshis, cents).
    """

    account: str
    quantity: int
    unit: str
    weight: int
    weight_unit: str
    lot: str | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A booked, immutable entry: number ``seq`` counted from one, chained to the entry before it by ``previous_hash``.

    ``draft_hash`` is the hash of the draft it was booked from, by which the same event is known again.
    """

    seq: int
    external_id: str
    on: dt.date
    narrative: str
    source: str
    postings: tuple[Posting, ...]
    reverses: str | None
    previous_hash: str
    hash: str
    draft_hash: str = ""
