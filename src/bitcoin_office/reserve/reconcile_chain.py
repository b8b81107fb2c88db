"""Declared purchases and books held against the chain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from bitcoin_office.books.ledger import Balance
from bitcoin_office.reserve.holdings import Holdings
from bitcoin_office.reserve.movements import Movement
from bitcoin_office.reserve.movements_accounts import observed, unexplained
from bitcoin_office.reserve.reconcile import Break, BreakCode, Declared
from bitcoin_office.reserve.reconcile_declared import MOST_NAMES, in_stretches
from bitcoin_office.reserve.voucher import MovementClass, Voucher
from bitcoin_office.terms.amount import sats

# A coin announced in the evening and moved after the weekend is found; the same sum a week later is another purchase.
NEAR: Final = dt.timedelta(days=3)

_UNKNOWN: Final = frozenset({MovementClass.UNEXPLAINED, MovementClass.MIXED})


def breaks_of_purchases(declared: Sequence[Declared], movements: Sequence[Movement]) -> Iterator[Break]:
    """Where declared purchases and purchases on the chain do not meet.

    They meet where a voucher names the declared purchase. For others, a movement that nobody explains and that brought
    exactly as many coins within three days is named: each for one purchase. Dust is never taken for one.
    """
    named: dict[str, list[Movement]] = {}
    for each in movements:
        if each.kind is MovementClass.PURCHASE and each.voucher is not None:
            named.setdefault(each.voucher.declared, []).append(each)
    yield from _undeclared(named.pop("", []))
    for declaration, found in sorted(named.items()):
        if declaration not in {each.name for each in declared}:
            yield from _unknown_declaration(declaration, found)
    free = [each for each in movements if each.kind is MovementClass.UNEXPLAINED and each.delta_sats > 0]
    absent: list[Declared] = []
    for purchase in declared:
        if purchase.name in named:
            yield from _otherwise(purchase, named[purchase.name])
            continue
        near = _nearest(purchase, free)
        if near is None:
            absent.append(purchase)
        else:
            free.remove(near)
            yield _probably(purchase, near)
    for stretch in in_stretches(absent):
        yield _not_on_chain(stretch)


def breaks_of_movements(movements: Iterable[Movement], vouchers: Mapping[str, Voucher]) -> Iterator[Break]:
    """Movements that nobody explains, and vouchers that the chain contradicts or does not know."""
    known: set[str] = set()
    for each in movements:
        known.add(each.txid)
        if each.kind in _UNKNOWN:
            yield Break(
                code=BreakCode.UNEXPLAINED,
                reason=f"{each.txid} at height {each.height:,}: {each.evidence.sentence}",
                remedy=f"Find the document: bitcoin-office voucher add {each.txid} --class CLASS --file FILE",
                sats=each.delta_sats,
                first=each.date,
                last=each.date,
                names=(each.txid,),
            )
        if each.evidence.contradiction:
            yield Break(
                code=BreakCode.VOUCHER_CONTRADICTED,
                reason=f"{each.txid}: {each.evidence.contradiction}",
                remedy="Is the document of this transaction? A better one takes its place with --replace.",
                sats=each.delta_sats,
                first=each.date,
                last=each.date,
                names=(each.txid,),
            )
    for txid, voucher in sorted(vouchers.items()):
        if txid not in known:
            yield Break(
                code=BreakCode.VOUCHER_WITHOUT_MOVEMENT,
                reason=f"{voucher.file} vouches for {txid}, which touched none of the vaults.",
                remedy="Check the transaction's id, or add the vault that its coins went to.",
                names=(txid,),
            )


def breaks_of_balances(holdings: Holdings, balances: Iterable[Balance], parts: Mapping[str, str]) -> Iterator[Break]:
    """Vaults whose accounts do not hold what the chain shows. ``parts`` has the vaults' names in accounts."""
    booked = {balance.account: balance.quantity for balance in balances if balance.unit == "sat"}
    for vault in holdings.vaults:
        accounts = (observed(parts[vault.name]), unexplained(parts[vault.name]))
        held = sum(booked.get(account, 0) for account in accounts)
        if held != vault.sats:
            yield Break(
                code=BreakCode.BOOKS_DIFFER_FROM_CHAIN,
                reason=f"The vault {vault.name} holds {sats(vault.sats)} after block {holdings.height:,}; "
                f"the books say {sats(held)}.",
                remedy="Run bitcoin-office sync; if it stays, see who else posts to these accounts: books journal.",
                sats=held - vault.sats,
                names=accounts,
            )


def _undeclared(found: Sequence[Movement]) -> Iterator[Break]:
    for each in found:
        yield Break(
            code=BreakCode.BOUGHT_UNDECLARED,
            reason=f"{each.txid} brought {sats(each.delta_sats).short()} on {each.date}, bought as its voucher says, "
            "and the voucher names no declared purchase.",
            remedy="Declare it in record/purchases.toml, then name it: voucher add TXID --replace --declared NAME ...",
            sats=each.delta_sats,
            first=each.date,
            last=each.date,
            names=(each.txid,),
        )


def _unknown_declaration(declaration: str, found: Sequence[Movement]) -> Iterator[Break]:
    yield Break(
        code=BreakCode.UNKNOWN_DECLARATION,
        reason=f"A voucher names the declared purchase {declaration!r}, which the record does not have.",
        remedy="Correct the name with a voucher that takes its place (--replace), or declare the purchase.",
        sats=sum(each.delta_sats for each in found),
        count=len(found),
        names=tuple(each.txid for each in found[:MOST_NAMES]),
    )


def _otherwise(purchase: Declared, found: Sequence[Movement]) -> Iterator[Break]:
    came = sum(each.delta_sats for each in found)
    if came != purchase.sats:
        yield Break(
            code=BreakCode.OTHERWISE_ON_CHAIN,
            reason=f"{purchase.name} was declared as {sats(purchase.sats).short()}; {sats(came).short()} came.",
            remedy="Add the vouchers of its other transactions, or correct the record.",
            sats=came - purchase.sats,
            first=purchase.on,
            last=purchase.on,
            names=(purchase.name, *(each.txid for each in found[:MOST_NAMES])),
        )


def _nearest(purchase: Declared, free: Sequence[Movement]) -> Movement | None:
    same = [each for each in free if each.delta_sats == purchase.sats and abs(each.date - purchase.on) <= NEAR]
    return min(same, key=lambda each: (abs(each.date - purchase.on), each.height, each.position), default=None)


def _probably(purchase: Declared, near: Movement) -> Break:
    return Break(
        code=BreakCode.PROBABLY_ON_CHAIN,
        reason=f"{purchase.name}, {sats(purchase.sats).short()}, has no voucher; {near.txid} brought exactly as many "
        f"coins on {near.date}, which proves nothing.",
        remedy=f"If it was that: bitcoin-office voucher add {near.txid} --class purchase --declared {purchase.name} "
        "--file FILE --usd SUM",
        sats=purchase.sats,
        first=purchase.on,
        last=purchase.on,
        names=(purchase.name, near.txid),
    )


def _not_on_chain(stretch: Sequence[Declared]) -> Break:
    coins = sum(each.sats for each in stretch)
    first, last = stretch[0].on, stretch[-1].on
    days = f"on {first}" if first == last else f"from {first} to {last}"
    what = "One declared purchase" if len(stretch) == 1 else f"{len(stretch):,} declared purchases"
    return Break(
        code=BreakCode.NOT_ON_CHAIN,
        reason=f"{what} of {sats(coins).short()} {days}: no coin in the vaults is vouched for as theirs.",
        remedy="Add the vault that holds them, or the vouchers of the transactions that brought them.",
        sats=coins,
        count=len(stretch),
        first=first,
        last=last,
        names=tuple(each.name for each in stretch[:MOST_NAMES]),
    )
