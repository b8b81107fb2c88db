"""Movements verified: an office that signs something else than what its transactions did is found out."""

from typing import Any

import msgspec
import pytest

from bitcoin_office.reserve.disclosure.document import Movement
from bitcoin_office.reserve.voucher import MovementClass
from tests.disclosing import VAULTS, Made
from tests.reserve.disclosure.verifying import changed, codes, element


def wrong(made: Made, place: int, **fields: Any) -> str:
    """What is found when a movement says something else."""
    found = changed(made, movements=element(made.disclosure, "movements", place, **fields))
    assert "movement" in codes(found)
    return " ".join(each.message for each in found.findings)


def place_of(made: Made, movement_class: MovementClass) -> tuple[int, Movement]:
    """The first movement of a class."""
    return next(
        (place, each) for place, each in enumerate(made.disclosure.movements) if each.movement_class is movement_class
    )


def test_a_movement_states_its_sums(small: Made) -> None:
    """Its difference and its fee follow from its parts and its transaction."""
    place, moved = place_of(small, MovementClass.CONSOLIDATION)
    assert "not as it says" in wrong(small, place, delta_sats=moved.delta_sats + 1)
    assert "The fee" in wrong(small, place, fee_sats=0)
    assert "The fee" in wrong(small, place, fee_sats=None)
    place, _ = place_of(small, MovementClass.PURCHASE)
    assert "The fee" in wrong(small, place, fee_sats=1_000)


def test_a_movement_states_its_height(small: Made) -> None:
    """That of its transaction."""
    assert "is at height" in wrong(small, 0, height=102)


def test_inputs_and_outputs_are_those_of_the_transaction(small: Made) -> None:
    """None invented, none stated otherwise."""
    place, moved = place_of(small, MovementClass.CONSOLIDATION)
    coin, made = moved.inputs[0], moved.outputs[0]
    other = msgspec.structs.replace(coin, outpoint=f"{'00' * 32}:0")
    assert "does not have" in wrong(small, place, inputs=(other,))
    assert "otherwise than it is" in wrong(small, place, inputs=(msgspec.structs.replace(coin, sats=5),))
    assert "not as the movement states" in wrong(small, place, outputs=(msgspec.structs.replace(made, sats=5),))
    assert "not as the movement states" in wrong(small, place, outputs=(msgspec.structs.replace(made, index=9),))


def test_a_movement_hides_no_output_of_the_office(small: Made) -> None:
    """An output that pays to a script of the file is the office's."""
    place, _ = place_of(small, MovementClass.CONSOLIDATION)
    assert "leaves out" in wrong(small, place, outputs=())


def test_a_movement_hides_no_coin_that_it_spends(small: Made) -> None:
    """A coin that was there and that the transaction spends was the office's."""
    place, _ = place_of(small, MovementClass.CONSOLIDATION)
    assert "hides" in wrong(small, place, inputs=())


def test_a_coin_is_spent_once(small: Made) -> None:
    """The same input listed twice was not there the second time."""
    place, moved = place_of(small, MovementClass.CONSOLIDATION)
    assert "was not there" in wrong(small, place, inputs=(moved.inputs[0], moved.inputs[0]))


def test_only_what_stays_inside_is_internal(small: Made) -> None:
    """A purchase cannot be called a consolidation."""
    place, _ = place_of(small, MovementClass.PURCHASE)
    assert "not internal" in wrong(small, place, movement_class=MovementClass.CONSOLIDATION)


def test_a_dropped_movement_is_missed(small: Made) -> None:
    """Without it the coins do not come out."""
    _, moved = place_of(small, MovementClass.MINED)
    without = tuple(each for each in small.disclosure.movements if each is not moved)
    found = changed(small, movements=without)
    assert {"coin", "movements-sum"} <= codes(found)
    assert f"{moved.txid}:0" in found.files[0].broken_coins


def test_a_coin_that_was_spent_is_named(small: Made) -> None:
    """A coin that a movement took cannot stand among the coins, though it is in the chain."""
    _, moved = place_of(small, MovementClass.CONSOLIDATION)
    spent = moved.inputs[0]
    _, bought = place_of(small, MovementClass.PURCHASE)
    again = msgspec.structs.replace(
        small.disclosure.coins[0],
        outpoint=spent.outpoint, sats=spent.sats, script=spent.script, born_height=bought.height,
        address=address_of(spent.script),
    )  # fmt: skip
    coins = tuple(sorted((*small.disclosure.coins, again), key=lambda each: each.outpoint))
    found = changed(small, coins=coins, sats=small.disclosure.sats + spent.sats)
    assert found.files[0].broken_coins == (spent.outpoint,)
    assert "it was spent" in " ".join(each.message for each in found.findings)


def address_of(script: str) -> str | None:
    """The address of a script on the training chain."""
    from bitcoin_office.chain.address import address_of_script
    from bitcoin_office.chain.network import REGTEST

    assert bytes.fromhex(script) in VAULTS
    return address_of_script(bytes.fromhex(script), REGTEST)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_dropped_coin_is_missed(small: Made, place: int) -> None:
    """What the movements leave must all be among the coins."""
    coins = tuple(each for index, each in enumerate(small.disclosure.coins) if index != place)
    gone = small.disclosure.coins[place]
    found = changed(small, coins=coins, sats=small.disclosure.sats - gone.sats)
    assert "coin-left-out" in codes(found)
    assert gone.outpoint in " ".join(each.message for each in found.findings)
