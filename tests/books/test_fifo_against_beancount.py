"""First in, first out, held against Beancount's own booking."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.books.faults import BookingError
from bitcoin_office.books.memory import MemoryBooks
from tests.bookkeeping import CASH, CHART, COLD, GAINS, buy, day, sell

# Coins and a price of each in cents; coins below zero are sold.
TRADES = st.lists(st.tuples(st.integers(-40, 40).filter(bool), st.integers(0, 900)), min_size=1, max_size=12)


def in_beancount(trades: list[tuple[int, int, int]]) -> dict[str, list[tuple[int, int]]]:
    """Coins and cents of what Beancount holds in each account, lot by lot, after the same trades."""
    from beancount import loader
    from beancount.core import realization

    lines = [f'2024-01-01 open {COLD} COIN "FIFO"', f"2024-01-01 open {CASH} CENT", f"2024-01-01 open {GAINS} CENT"]
    for on, coins, price in trades:
        lines.append(f'{day(on)} * "trade"')
        lines.append(f"  {COLD} {coins} COIN {{{price if coins > 0 else ''} {'CENT' if coins > 0 else ''}}}")
        lines.append(f"  {CASH} {-coins * price} CENT")
        lines.extend([f"  {GAINS}"] if coins < 0 else [])
    entries, errors, _ = loader.load_string("\n".join(lines) + "\n")
    assert not errors, errors
    held: dict[str, list[tuple[int, int]]] = {}
    for account in realization.iter_children(realization.realize(entries)):
        lots = [(int(p.units.number), int(p.units.number * (p.cost.number if p.cost else 1))) for p in account.balance]
        held[account.account] = lots
    return held


@settings(max_examples=60, deadline=None)
@given(TRADES)
def test_fifo_against_beancount(trades: list[tuple[int, int]]) -> None:
    """Every sale takes the same lots at the same cost as Beancount's FIFO, to the last coin and cent of gain."""
    books = MemoryBooks(CHART)
    booked: list[tuple[int, int, int]] = []
    for on, (coins, price) in enumerate(trades):
        if not price:
            continue
        trade = buy(f"t{on}", on, coins, coins * price) if coins > 0 else sell(f"t{on}", on, -coins, -coins * price)
        try:
            books.post([trade])
        except BookingError:
            continue
        booked.append((on, coins, price))
    theirs = in_beancount(booked)
    ours = [(position.quantity, position.cost) for position in books.positions(account=COLD)]
    assert sorted(theirs.get(COLD, [])) == sorted(ours)
    totals = {balance.account: balance.quantity for balance in books.balances() if balance.unit == "USD"}
    assert {name: sum(cents for _, cents in theirs.get(name, [])) for name in (CASH, GAINS)} == {
        name: totals.get(name, 0) for name in (CASH, GAINS)
    }
