"""Coins derived from what touched some scripts."""

import msgspec
import pytest

from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.reserve.chain_errors import ContradictionError
from bitcoin_office.reserve.chain_port import BlockStamp, SpentOutput
from bitcoin_office.reserve.coins import EventKind, coins_at, events
from tests.reserve.chain_double import named, transaction

OURS, THEIRS = b"\x51", b"\x52"
ONE, TWO = BlockStamp(1, named("one")), BlockStamp(2, named("two"))
FIRST = transaction("first", ONE, pays=[(70, THEIRS), (100, OURS), (40, OURS)])
SECOND = transaction("second", TWO, spends=[("first", 1, 100, OURS), ("x", 0, 5, THEIRS)], pays=[(90, OURS)])


def test_coins_come_and_go_with_their_blocks():
    """A coin is held from the height that made it until the height that spent it."""
    assert coins_at(0, [FIRST, SECOND], {OURS}) == ()
    assert [(coin.outpoint, coin.sats) for coin in coins_at(1, [FIRST, SECOND], {OURS})] == [
        (OutPoint(named("first"), 1), 100),
        (OutPoint(named("first"), 2), 40),
    ]
    assert [(coin.born_height, coin.sats) for coin in coins_at(2, [FIRST, SECOND], {OURS})] == [(1, 40), (2, 90)]


def test_events_name_their_place():
    """Each coming and going names the transaction and the output or input that did it; others' coins are not told."""
    found = [(each.kind, each.outpoint, each.index, each.sats) for each in events([SECOND], {OURS})]
    assert found == [
        (EventKind.SPENT, OutPoint(named("first"), 1), 0, 100),
        (EventKind.RECEIVED, OutPoint(named("second"), 0), 0, 90),
    ]


def test_opening_coins_carry_on():
    """From the coins of a height, the later transactions give the same coins as the whole history does."""
    opening = coins_at(1, [FIRST], {OURS})
    assert coins_at(2, [SECOND], {OURS}, opening) == coins_at(2, [FIRST, SECOND], {OURS})


@pytest.mark.parametrize(
    ("history", "problem"),
    [([SECOND], "never received"), ([FIRST, SECOND, SECOND], "never received")],
    ids=["missing coin", "spent twice"],
)
def test_a_spent_coin_must_have_been_there(history: list, problem: str):
    """A coin that is spent without having come, or spent twice, is a contradiction: no count is made of it."""
    with pytest.raises(ContradictionError, match=problem):
        coins_at(2, history, {OURS})


def test_a_coin_is_spent_as_it_came():
    """A coin that is told with another value when it goes is a contradiction."""
    told = transaction("second", TWO, spends=[("first", 1, 101, OURS)])
    with pytest.raises(ContradictionError, match="received otherwise"):
        coins_at(2, [FIRST, told], {OURS})


def test_a_repeated_coinbase_replaces_the_older_coin():
    """Twice in 2010 a coinbase had the identity of an older one: the chain then has one coin, the younger."""
    again = transaction("first", TWO, pays=[(70, THEIRS), (100, OURS), (40, OURS)], position=0)
    assert [(coin.born_height, coin.sats) for coin in coins_at(2, [FIRST, again], {OURS})] == [(2, 100), (2, 40)]


def test_fees_are_known_when_all_inputs_are():
    """The fee is what the inputs hold beyond the outputs, and unknown while an input's output is."""
    assert SECOND.fee_sats == 15
    unknown = (*SECOND.inputs, SpentOutput(OutPoint(named("y"), 0)))
    assert msgspec.structs.replace(SECOND, inputs=unknown).fee_sats is None
