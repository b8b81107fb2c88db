"""Draws that are seldom wanted: the same numbers as if all were drawn, and 0 where they are not wanted."""

from array import array

import pytest

from bitcoin_office.simulate.draw_steps import VECTOR, fill_normals, fill_rare_normals, fill_uniforms
from bitcoin_office.simulate.draws import JUMP_CHANCE, JUMP_SHOCK, PRICE_SHOCK
from bitcoin_office.simulate.layout import Names, lay_out
from bitcoin_office.simulate.parts import Day
from bitcoin_office.simulate.sources import SourceTextError
from tests.simulate.programmes import texts

START, DAYS, SEED = 2**33 + 5, 3, (12345, 678)


@pytest.mark.parametrize("lanes", [1, 5, 64])
@pytest.mark.parametrize("below", [0.0, 0.02, 0.5, 1.5])
def test_rare_draws_are_those_of_all(lanes, below):
    """None, few, half or all of them wanted, for any number of paths side by side."""
    four_days = 4 * lanes
    chances = array("d", [9.0] * (3 * four_days + 4 * (lanes + VECTOR)))
    fill_uniforms(chances, 0, lanes, START, DAYS, 2, *SEED)
    fill_normals(chances, four_days, lanes, START, DAYS, 3, *SEED)
    chosen = array("q", bytes(8 * (lanes + VECTOR)))
    fill_rare_normals(chances, 2 * four_days, lanes, START, DAYS, 3, *SEED, 0, below, 3 * four_days, chosen)
    wanted = [
        normal if chance < below else 0.0
        for chance, normal in zip(chances[:four_days], chances[four_days : 2 * four_days], strict=True)
    ]
    assert list(chances[2 * four_days : 3 * four_days]) == wanted


def test_what_a_rare_draw_is_beside_must_be_there():
    """Without its uniform draw, or without the number that this is held against, a plan is refused by name."""
    names = Names(parameters=(JUMP_SHOCK.below,), calendar=(), tables=())
    for drawn, known in (
        ((JUMP_SHOCK, PRICE_SHOCK), names),
        ((JUMP_SHOCK, JUMP_CHANCE), Names(parameters=(), calendar=(), tables=())),
    ):
        day = Day(state=(), draws=drawn, steps=(), statistics=())
        with pytest.raises(SourceTextError, match="the draw jump_shock"):
            lay_out(day, known, texts())
    lay_out(Day(state=(), draws=(JUMP_SHOCK, JUMP_CHANCE), steps=(), statistics=()), names, texts())
