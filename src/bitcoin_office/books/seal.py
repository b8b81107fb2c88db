r"""How entries are sealed: the bytes that are hashed, so that anyone can recompute the chain without this program.

An entry's hash is SHA-256 over the UTF-8 bytes of one JSON object without any white space, whose members stand in
this order: ``format`` (always ``"bitcoin-office/entry/1"``), ``seq``, ``external_id``, ``on`` (``"YYYY-MM-DD"``),
``narrative``, ``source``, ``reverses`` (a text or ``null``), ``draft_hash``, ``postings`` and ``previous_hash``. Each
posting is an object of ``account``, ``quantity``, ``unit``, ``weight``, ``weight_unit`` and ``lot`` (a text or
``null``). Hashes are lower-case hexadecimal. Texts escape only the quotation mark, the backslash and the characters
below U+0020 (in the short form where JSON has one): in Python, ``json.dumps(entry, ensure_ascii=False,
separators=(",", ":"))``.

A draft's hash is SHA-256 over a JSON array in the same form: ``"bitcoin-office/draft/1"``, external id, day,
narrative, source, the account that takes the balance, the entry reversed, and the legs, each an array of account,
quantity, unit, cost and its unit, price and its unit, and lot; ``null`` for what is not given.
"""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

import msgspec

from bitcoin_office.books.entry import Draft, Entry, Leg, Posting

# What the first entry carries as the hash before it.
GENESIS = "0" * 64

_encode = msgspec.json.Encoder().encode


class _Contents(msgspec.Struct, frozen=True):
    format: str
    seq: int
    external_id: str
    on: dt.date
    narrative: str
    source: str
    reverses: str | None
    draft_hash: str
    postings: tuple[Posting, ...]
    previous_hash: str


def seal(draft: Draft, draft_hash: str, postings: tuple[Posting, ...], seq: int, previous_hash: str) -> Entry:
    """The entry for a draft that was booked as ``postings``: number ``seq``, after the entry of ``previous_hash``."""
    contents = _Contents(
        "bitcoin-office/entry/1", seq, draft.external_id, draft.on, draft.narrative, draft.source, draft.reverses,
        draft_hash, postings, previous_hash,
    )  # fmt: skip
    return Entry(
        seq=seq,
        external_id=draft.external_id,
        on=draft.on,
        narrative=draft.narrative,
        source=draft.source,
        postings=postings,
        reverses=draft.reverses,
        previous_hash=previous_hash,
        hash=sha256(_encode(contents)).hexdigest(),
        draft_hash=draft_hash,
    )


def entry_hash(entry: Entry) -> str:
    """The hash that the entry should carry, from everything else in it."""
    contents = _Contents(
        "bitcoin-office/entry/1", entry.seq, entry.external_id, entry.on, entry.narrative, entry.source, entry.reverses,
        entry.draft_hash, entry.postings, entry.previous_hash,
    )  # fmt: skip
    return sha256(_encode(contents)).hexdigest()


def draft_hash(draft: Draft) -> str:
    """What identifies a draft's contents: two drafts with the same external id and hash are the same event."""
    contents = (
        "bitcoin-office/draft/1", draft.external_id, draft.on, draft.narrative, draft.source, draft.balance_to,
        draft.reverses, [_leg(leg) for leg in draft.legs],
    )  # fmt: skip
    return sha256(_encode(contents)).hexdigest()


def _leg(leg: Leg) -> tuple[str | int | None, ...]:
    amount, cost, price = leg.amount, leg.cost, leg.price
    return (
        leg.account,
        amount.quantity,
        amount.unit.code,
        None if cost is None else cost.quantity,
        None if cost is None else cost.unit.code,
        None if price is None else price.quantity,
        None if price is None else price.unit.code,
        leg.lot,
    )
