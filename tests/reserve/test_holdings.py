"""Holdings and the lives of coins."""

import pytest

from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.reserve.chain_errors import ContradictionError
from bitcoin_office.reserve.chain_port import BlockStamp
from bitcoin_office.reserve.holdings import coin_history, holdings
from tests.reserve.movements_making import BITCOIN, COLD, COLD_CHANGE, HOT, OWNERS, STRANGER, coin, tx

MINED = tx("m", [], [(50 * BITCOIN, COLD)], height=2, mined=True)
PAID = tx("p", [(coin("x"), 9 * BITCOIN, STRANGER)], [(BITCOIN, COLD), (7, STRANGER), (BITCOIN, COLD)], height=5)
MOVED = tx("c", [(coin("p", 0), BITCOIN, COLD)], [(BITCOIN - 9, COLD_CHANGE)], height=7)
ALL = (MINED, PAID, MOVED)


def at(height: int) -> BlockStamp:
    """A block."""
    return BlockStamp(height, bytes([height]) * 32)


def test_holdings_at_heights() -> None:
    """The coins after each block, with vault, birth and reuse; a vault without coins is named too."""
    before = holdings(at(1), ALL, OWNERS, REGTEST, ["hot"])
    assert (before.sats, before.coins, [vault.name for vault in before.vaults]) == (0, (), ["hot"])
    held = holdings(at(5), ALL, OWNERS, REGTEST, ["hot"])
    assert (held.height, held.block_hash, held.sats) == (5, shown(at(5).hash), 52 * BITCOIN)
    assert [(vault.name, vault.coins, vault.reused_addresses) for vault in held.vaults] == [
        ("cold", 3, 1),
        ("hot", 0, 0),
    ]
    later = holdings(at(7), ALL, OWNERS, REGTEST)
    assert [(each.outpoint, each.sats, each.born_height) for each in later.coins] == [
        (str(coin("m")), 50 * BITCOIN, 2),
        (str(coin("p", 2)), BITCOIN, 5),
        (str(coin("c")), BITCOIN - 9, 7),
    ]


@pytest.mark.parametrize(("height", "immature"), [(2, 50 * BITCOIN), (100, 50 * BITCOIN), (101, 0)])
def test_mined_coins_count_and_are_marked_until_they_ripen(height: int, immature: int) -> None:
    """A mined coin counts from its birth; after block 101 the next block may spend what block 2 mined."""
    held = holdings(at(height), [MINED], OWNERS, REGTEST)
    assert (held.sats, held.immature_sats) == (50 * BITCOIN, immature)
    assert held.coins[0].spendable_from == 102


def test_a_coin_that_was_never_received_cannot_be_spent() -> None:
    """A log with a hole in it is found out, not added up."""
    with pytest.raises(ContradictionError, match="never received"):
        holdings(at(9), [MOVED], OWNERS, REGTEST)


def test_the_life_of_every_coin() -> None:
    """Born and spent, by which transaction and input; unspent coins have no death."""
    lives = {life.outpoint: life for life in coin_history(at(7), ALL, OWNERS, REGTEST).coins}
    assert len(lives) == 4
    spent = lives[str(coin("p", 0))]
    assert (spent.born_height, spent.born_by, spent.spent_height, spent.spent_by, spent.spent_input) == (
        5, shown(PAID.txid), 7, shown(MOVED.txid), 0,
    )  # fmt: skip
    assert lives[str(coin("m"))].spent_by is None
    earlier = {life.outpoint: life for life in coin_history(at(6), ALL, OWNERS, REGTEST).coins}
    assert earlier[str(coin("p", 0))].spent_by is None


def test_a_coin_that_moved_between_vaults_dies_in_one_and_is_born_in_the_other() -> None:
    """Each life is of one vault."""
    moved = tx("h", [(coin("p", 2), BITCOIN, COLD)], [(BITCOIN, HOT)], height=8)
    lives = {life.outpoint: life for life in coin_history(at(9), (*ALL, moved), OWNERS, REGTEST).coins}
    assert (lives[str(coin("p", 2))].vault, lives[str(coin("h"))].vault) == ("cold", "hot")
