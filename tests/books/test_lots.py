"""Lots: how cost is split, taken and put back."""

import datetime as dt
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.books.lots import Lot, OpenLots, cost_of_part, opened, split

DAY = dt.date(2024, 1, 1)


def a_lot(name: str, on: int = 0, seq: int = 1) -> Lot:
    """A lot of satoshis at a cost in cents."""
    day = DAY + dt.timedelta(days=on)
    return Lot(id=name, unit="sat", cost_unit="USD", acquired_on=day, opened_by=name, opened_seq=seq)


@given(st.integers(0, 10**18), st.integers(1, 10**16), st.data())
def test_the_cost_of_a_part_is_rounded_half_to_even(cost: int, quantity: int, data: st.DataObject) -> None:
    """A part's cost is the exact share, rounded half to even; all of it for all coins."""
    part = data.draw(st.integers(0, quantity))
    assert cost_of_part(cost, quantity, part) == round(Fraction(cost * part, quantity))
    assert cost_of_part(cost, quantity, quantity) == cost


@given(st.integers(0, 10**12), st.lists(st.integers(1, 10**6), min_size=1, max_size=30))
def test_a_lot_taken_in_any_pieces_costs_what_it_cost(cost: int, pieces: list[int]) -> None:
    """However a lot is taken apart, its pieces sum to its coins and its cost, and no cost is left over."""
    left = opened(a_lot("a"), "Assets:X", sum(pieces), cost, DAY)
    taken = []
    for piece in pieces:
        part, left = split(left, piece)
        taken.append(part)
    assert sum(part.cost for part in taken) == cost
    assert sum(part.quantity for part in taken) == sum(pieces)
    assert (left.quantity, left.cost) == (0, 0)
    assert min(part.cost for part in taken) >= 0


def test_the_oldest_lots_go_first_and_late_ones_wait() -> None:
    """Lots are taken by day, then in the order of booking; coins that came after the day stay."""
    lots = OpenLots()
    for lot, arrived in ((a_lot("late", 1, 1), 1), (a_lot("b", 0, 3), 9), (a_lot("c", 0, 4), 0), (a_lot("d", 2, 5), 2)):
        lots.introduce(lot)
        lots.put(opened(lot, "Assets:X", 10, 100, DAY + dt.timedelta(days=arrived)))
    day = DAY + dt.timedelta(days=3)
    assert [(p.lot, p.quantity) for p in lots.take_oldest("Assets:X", "sat", 15, day)] == [("c", 10), ("late", 5)]
    assert [(p.lot, p.quantity) for p in lots.take_oldest("Assets:X", "sat", 99, day)] == [("late", 5), ("d", 10)]
    later = DAY + dt.timedelta(days=9)
    assert [(p.lot, p.quantity) for p in lots.take_oldest("Assets:X", "sat", 99, later)] == [("b", 10)]


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 30)), max_size=30), st.integers(0, 30))
def test_undoing_leaves_no_trace(steps: list[tuple[bool, int]], kept: int) -> None:
    """After an undo everything is, and goes on, as if the steps since the mark had not been."""

    def run(lots: OpenLots, some: list[tuple[bool, int]], first: int) -> None:
        for seq, (buys, quantity) in enumerate(some, first):
            if buys:
                lot = a_lot(f"lot-{seq}", seq % 3, seq)
                lots.introduce(lot)
                lots.put(opened(lot, "Assets:X", quantity, quantity * 7, lot.acquired_on))
            else:
                lots.take_oldest("Assets:X", "sat", quantity, DAY + dt.timedelta(days=9))

    tried, plain = OpenLots(), OpenLots()
    run(tried, steps[:kept], 1)
    run(plain, steps[:kept], 1)
    mark = tried.mark()
    run(tried, steps[kept:], 1_000)
    tried.undo(mark)
    assert tried.lot("lot-1000") is None
    for lots in (tried, plain):
        run(lots, [(True, 5), (False, 3)], 2_000)
    assert tried.settle() == plain.settle()
    assert sorted(tried.all_positions(), key=lambda p: p.lot) == sorted(plain.all_positions(), key=lambda p: p.lot)
    day = DAY + dt.timedelta(days=9)
    assert tried.take_oldest("Assets:X", "sat", 10**9, day) == plain.take_oldest("Assets:X", "sat", 10**9, day)
