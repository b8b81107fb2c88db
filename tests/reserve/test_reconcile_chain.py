"""Declared purchases and books against the chain."""

import datetime as dt

from bitcoin_office.books.ledger import Balance
from bitcoin_office.chain.hashing import sha256d, shown
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.reserve.chain_port import BlockStamp
from bitcoin_office.reserve.holdings import holdings
from bitcoin_office.reserve.movements import Movement, movement
from bitcoin_office.reserve.reconcile import BreakCode, Declared
from bitcoin_office.reserve.reconcile_chain import breaks_of_balances, breaks_of_movements, breaks_of_purchases
from bitcoin_office.reserve.voucher import MovementClass
from tests.reserve.movements_making import (
    BITCOIN,
    COLD,
    DAY,
    EXCHANGE,
    HOT,
    OWNERS,
    PARTS,
    coin,
    judge,
    tx,
    vouched,
)


def txid(name: str) -> str:
    """As people write it."""
    return shown(sha256d(name.encode()))


def declared(name: str, days: int = 0, sats: int = BITCOIN) -> Declared:
    """A purchase declared so many days after the day."""
    return Declared(name=name, on=DAY + dt.timedelta(days=days), sats=sats, source="x")


def came(name: str, days: int = 0, sats: int = BITCOIN, vouchers=None) -> Movement:
    """Coins that came so many days after the day."""
    [case] = judge(tx(name, [], [(sats, COLD)], day=DAY + dt.timedelta(days=days)), vouchers=vouchers)
    return movement(case)


def bought(name: str, declaration: str = "", sats: int = BITCOIN, days: int = 0) -> Movement:
    """Coins that came with a voucher for a declared purchase."""
    return came(name, days, sats, vouched(name, MovementClass.PURCHASE, declared=declaration))


def found(purchases, movements) -> list[tuple[BreakCode, tuple[str, ...]]]:
    """Breaks by code and what they name."""
    return [(each.code, each.names) for each in breaks_of_purchases(purchases, movements)]


def test_a_voucher_joins_a_declaration_and_a_transaction() -> None:
    """Named by a voucher, with the coins declared, on whatever day: no break."""
    assert found([declared("p")], [bought("t", "p", days=90)]) == []


def test_several_transactions_of_one_purchase() -> None:
    """Their sum is held against what was declared."""
    parts = [bought("t", "p", BITCOIN // 4), bought("u", "p", BITCOIN - BITCOIN // 4)]
    assert found([declared("p")], parts) == []
    [(code, names)] = found([declared("p")], parts[:1])
    assert (code, names) == (BreakCode.OTHERWISE_ON_CHAIN, ("p", txid("t")))


def test_an_exact_sum_near_the_day_is_named_but_proves_nothing() -> None:
    """The nearest in days, three at most, each for one purchase; what is voucherless stays a break."""
    purchases = [declared("p"), declared("q", 1)]
    movements = [came("t", 3), came("u", 1), came("v", 5)]
    assert found(purchases, movements) == [
        (BreakCode.PROBABLY_ON_CHAIN, ("p", txid("u"))),
        (BreakCode.PROBABLY_ON_CHAIN, ("q", txid("t"))),
    ]
    assert found([declared("p")], [came("v", 4)])[0][0] is BreakCode.NOT_ON_CHAIN
    assert found([declared("p")], [came("v", 0, BITCOIN + 1)])[0][0] is BreakCode.NOT_ON_CHAIN


def test_dust_is_never_taken_for_a_purchase() -> None:
    """Not even when somebody declares to have bought just as much."""
    dust = came("d", 0, 546)
    assert dust.kind is MovementClass.DUST
    assert found([declared("p", sats=546)], [dust]) == [(BreakCode.NOT_ON_CHAIN, ("p",))]


def test_days_without_a_coin_are_told_together() -> None:
    """A thousand daily purchases that nothing shows are one break, not a thousand."""
    [(code, names)] = found([declared(f"p{each}", each) for each in range(1_000)], [])
    assert (code, len(names)) == (BreakCode.NOT_ON_CHAIN, 20)
    [only] = breaks_of_purchases([declared(f"p{each}", each) for each in range(1_000)], [])
    assert (only.count, only.sats, only.first, only.last) == (1_000, 1_000 * BITCOIN, DAY, DAY + dt.timedelta(days=999))


def test_purchases_on_the_chain_that_nobody_declared() -> None:
    """Bought by a voucher that names no declaration, or one that does not exist."""
    assert found([], [bought("t")]) == [(BreakCode.BOUGHT_UNDECLARED, (txid("t"),))]
    assert found([], [bought("t", "gone")]) == [(BreakCode.UNKNOWN_DECLARATION, (txid("t"),))]


def test_unexplained_movements_and_wrong_vouchers() -> None:
    """Each is named with what to do; a voucher of a transaction that touched nothing is named too."""
    rows = [came("a"), bought("b"), came("c", vouchers=vouched("c", MovementClass.SALE))]
    vouchers = (
        vouched("b", MovementClass.PURCHASE) | vouched("c", MovementClass.SALE) | vouched("z", MovementClass.SALE)
    )
    breaks = list(breaks_of_movements(rows, vouchers))
    assert [(each.code, each.names) for each in breaks] == [
        (BreakCode.UNEXPLAINED, (txid("a"),)),
        (BreakCode.UNEXPLAINED, (txid("c"),)),
        (BreakCode.VOUCHER_CONTRADICTED, (txid("c"),)),
        (BreakCode.VOUCHER_WITHOUT_MOVEMENT, (txid("z"),)),
    ]
    assert all(each.reason and each.remedy for each in breaks)


def test_books_that_hold_something_else_than_the_chain() -> None:
    """Both accounts of a vault together are held against its coins, to the satoshi."""
    transactions = [
        tx("a", [], [(BITCOIN, COLD), (5, HOT)]),
        tx("s", [(coin("a"), BITCOIN, COLD)], [(7, COLD), (1, EXCHANGE)]),
    ]
    held = holdings(BlockStamp(100, bytes(32)), transactions, OWNERS, REGTEST)
    right = [
        Balance("Assets:Reserve:Observed:Cold", "sat", 4),
        Balance("Assets:Reserve:Unexplained:Cold", "sat", 3),
        Balance("Assets:Reserve:Observed:Hot", "sat", 5),
        Balance("Assets:Reserve:Announced", "sat", 99),
    ]
    assert list(breaks_of_balances(held, right, PARTS)) == []
    [wrong] = breaks_of_balances(held, right[1:], PARTS)
    assert (wrong.code, wrong.sats) == (BreakCode.BOOKS_DIFFER_FROM_CHAIN, -4)
