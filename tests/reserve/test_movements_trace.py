"""Satoshis of known and unknown cost, followed from coin to coin."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bitcoin_office.reserve.chain_errors import ContradictionError
from bitcoin_office.reserve.movements_facts import facts_of
from bitcoin_office.reserve.movements_trace import FEE, OUT, Flow, Flows, Held, Piece, TracedCoin, trace
from tests.reserve.movements_making import COLD, COLD_CHANGE, EXCHANGE, HOT, OWNERS, STRANGER, coin, tx

KNOWN, UNKNOWN = True, False


def held(*coins: tuple[str, str, tuple[Piece, ...]]) -> Held:
    """Coins by name, vault and pieces."""
    return {coin(name): TracedCoin(vault, pieces) for name, vault, pieces in coins}


def run(spends, pays, coins: Held, *, costed: bool = False) -> Flows:
    """The flows of one transaction."""
    return trace(facts_of(tx("t", spends, pays), OWNERS), coins, costed=costed)


def test_what_comes_is_of_one_kind() -> None:
    """New coins are known or unknown as the movement is, each in its vault."""
    coins: Held = {}
    flows = run([], [(5, COLD), (3, STRANGER), (4, HOT), (1, COLD)], coins, costed=True)
    assert (flows.moved, flows.came) == ({}, {"cold": 6, "hot": 4})
    assert coins[coin("t", 2)] == TracedCoin("hot", (Piece(4, KNOWN),))


def test_inputs_in_a_row_are_handed_out_in_the_order_of_outputs() -> None:
    """First input, first output; the fee is the end of the row."""
    coins = held(("a", "cold", (Piece(10, KNOWN),)), ("b", "hot", (Piece(6, UNKNOWN), Piece(4, KNOWN))))
    spends = [(coin("a"), 10, COLD), (coin("b"), 10, HOT)]
    flows = run(spends, [(7, HOT), (5, EXCHANGE), (5, COLD_CHANGE)], coins)
    assert flows.came == {}
    assert flows.moved == {
        Flow("cold", "hot", KNOWN): 7,
        Flow("cold", OUT, KNOWN): 3,
        Flow("hot", OUT, UNKNOWN): 2,
        Flow("hot", "cold", UNKNOWN): 4,
        Flow("hot", "cold", KNOWN): 1,
        Flow("hot", FEE, KNOWN): 3,
    }
    assert coins == held(("t", "hot", (Piece(7, KNOWN),))) | {
        coin("t", 2): TracedCoin("cold", (Piece(4, UNKNOWN), Piece(1, KNOWN)))
    }


def test_a_move_within_a_vault_is_only_its_fee() -> None:
    """Gathered coins keep their pieces, neighbours of one kind become one."""
    coins = held(("a", "cold", (Piece(10, KNOWN),)), ("b", "cold", (Piece(5, KNOWN), Piece(2, UNKNOWN))))
    flows = run([(coin("a"), 10, COLD), (coin("b"), 7, COLD)], [(16, COLD_CHANGE)], coins)
    assert flows.moved == {Flow("cold", FEE, UNKNOWN): 1}
    assert coins == held(("t", "cold", (Piece(15, KNOWN), Piece(1, UNKNOWN))))


def test_among_others_our_outputs_are_served_first() -> None:
    """With foreign inputs: less out than in is what left, more is what came; no fee is told."""
    coins = held(("a", "cold", (Piece(10, KNOWN),)))
    spends = [(coin("x"), 50, STRANGER), (coin("a"), 10, COLD)]
    less = run(spends, [(20, STRANGER), (8, COLD), (30, STRANGER)], coins)
    assert (less.moved, less.came) == ({Flow("cold", OUT, KNOWN): 2}, {})
    coins = held(("a", "cold", (Piece(10, KNOWN),)))
    more = run(spends, [(7, STRANGER), (8, COLD), (9, HOT)], coins)
    assert (more.moved, more.came) == ({Flow("cold", "hot", KNOWN): 2}, {"hot": 7})
    assert coins[coin("t", 2)] == TracedCoin("hot", (Piece(2, KNOWN), Piece(7, UNKNOWN)))


def test_a_coin_that_is_not_there_cannot_be_spent() -> None:
    """A hole in what was read is found out."""
    with pytest.raises(ContradictionError, match="never received"):
        run([(coin("a"), 10, COLD)], [(9, COLD)], {})


@given(
    st.lists(
        st.tuples(st.sampled_from(["cold", "hot"]), st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=3))
    ),
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from([COLD, HOT, STRANGER])), min_size=1, max_size=5),
    st.booleans(),
    st.booleans(),
)
def test_no_satoshi_is_lost_or_made(coins, pays, foreign: bool, costed: bool) -> None:
    """By kind, what the spent coins held is in the new coins, or went out, or was the fee; nothing else came."""
    before = {
        coin(f"c{place}"): TracedCoin(vault, tuple(Piece(*piece) for piece in pieces))
        for place, (vault, pieces) in enumerate(coins)
    }
    spends = [
        (outpoint, sum(piece.sats for piece in held.pieces), COLD if held.vault == "cold" else HOT)
        for outpoint, held in before.items()
    ]
    total = sum(sats for _, sats, _ in spends)
    if foreign or total < sum(sats for sats, _ in pays):
        spends.append((coin("x"), 1_000, STRANGER))
    after = dict(before)
    flows = trace(facts_of(tx("t", spends, pays), OWNERS), after, costed=costed)
    for kind in (KNOWN, UNKNOWN):
        spent = sum(piece.sats for held in before.values() for piece in held.pieces if piece.costed is kind)
        left = sum(piece.sats for held in after.values() for piece in held.pieces if piece.costed is kind)
        gone = sum(sats for flow, sats in flows.moved.items() if flow.costed is kind and flow.target in {OUT, FEE})
        came = sum(flows.came.values()) if kind is costed else 0
        assert spent + came == left + gone
    assert sum(p.sats for held in after.values() for p in held.pieces) == sum(
        s for s, script in pays if script != STRANGER
    )
