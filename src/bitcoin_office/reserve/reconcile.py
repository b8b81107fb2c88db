"""What a reconciliation gives: declared purchases, books and chain held against each other, and every break."""

from __future__ import annotations

import datetime as dt
import enum

import msgspec


class BreakCode(enum.StrEnum):
    """Where two of programme, record, books and chain part."""

    RULE_WITHOUT_PURCHASE = "rule-without-purchase"
    PURCHASE_WITHOUT_RULE = "purchase-without-rule"
    NOT_BOOKED = "not-booked"
    BOOKED_OTHERWISE = "booked-otherwise"
    BOOKED_UNDECLARED = "booked-undeclared"
    NOTHING_READ = "nothing-read"
    NOT_ON_CHAIN = "not-on-chain"
    PROBABLY_ON_CHAIN = "probably-on-chain"
    OTHERWISE_ON_CHAIN = "otherwise-on-chain"
    BOUGHT_UNDECLARED = "bought-undeclared"
    UNKNOWN_DECLARATION = "unknown-declaration"
    UNEXPLAINED = "unexplained"
    VOUCHER_CONTRADICTED = "voucher-contradicted"
    VOUCHER_WITHOUT_MOVEMENT = "voucher-without-movement"
    APPROVED_NOT_EXECUTED = "approved-not-executed"
    EXECUTED_OTHERWISE = "executed-otherwise"
    EXECUTED_AT_ANOTHER_PRICE = "executed-at-another-price"
    EXECUTED_WITHOUT_SUM = "executed-without-sum"
    EXECUTED_LATE = "executed-late"
    EXECUTED_TWICE = "executed-twice"
    BOOKS_DIFFER_FROM_CHAIN = "books-differ-from-chain"
    PROVED_IN_BOOKS = "proved-in-books"
    PROVED_NOT_IN_BOOKS = "proved-not-in-books"
    PROOF_BROKEN = "proof-broken"
    PROOF_ORPHANED = "proof-orphaned"


class Break(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that does not fit: the reason, and what to do about it.

    ``sats`` is the size of it in coins, where it has one. It may be about several purchases, ``count`` of them from
    ``first`` to ``last``. ``names`` are declared purchases, transactions or accounts, the first ones where there are
    many.
    """

    code: BreakCode
    reason: str
    remedy: str
    sats: int | None = None
    count: int = 1
    first: dt.date | None = None
    last: dt.date | None = None
    names: tuple[str, ...] = ()


class Declared(msgspec.Struct, frozen=True, kw_only=True):
    """One purchase that the record declares, under the name of its entry in the books."""

    name: str
    on: dt.date
    sats: int
    source: str


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """The reserve at the end of the day ``at``, with the chain as read up to ``height`` (``null``: nothing was read).

    Sums in satoshis: ``declared_sats`` in the record, ``booked_sats`` of that in the books, ``chain_sats`` in the
    vaults, ``proved_sats`` of that by proofs of control, ``vouched_sats`` of purchases on the chain that a voucher
    names, ``unexplained_sats`` that came and nobody explains.
    """

    schema: str = "bitcoin-office/reconciliation/1"
    country: str
    at: dt.date
    height: int | None
    block_hash: str | None
    declared: int
    declared_sats: int
    booked_sats: int
    chain_sats: int
    proved_sats: int
    vouched_sats: int
    unexplained_sats: int
    breaks: tuple[Break, ...]
