"""What is kept between two syncs: written and read back, nothing of it is lost."""

import datetime as dt

import msgspec
import pytest

from bitcoin_office.reserve.movements_entries import Valuation
from bitcoin_office.reserve.movements_state import MovementState
from tests.reserve.movements_making import (
    BITCOIN,
    COLD,
    COLD_CHANGE,
    DAY,
    HOT,
    OWNERS,
    PARTS,
    STRANGER,
    coin,
    judge,
    tx,
)


def value(case, quantity: int) -> Valuation | None:
    """A market that knows no day before the day."""
    return None if case.facts.day < DAY else Valuation(cents=1, source="closes")


EARLY = tx("a", [], [(BITCOIN, COLD)], day=DAY - dt.timedelta(days=1), mined=True)
BACK = tx("b", [], [(BITCOIN, HOT), (5, STRANGER)], mined=True)
MOVED = tx(
    "c", [(coin("a"), BITCOIN, COLD), (coin("b"), BITCOIN, HOT)], [(BITCOIN + 7, COLD_CHANGE), (3, HOT)],
    day=DAY - dt.timedelta(days=3),
)  # fmt: skip


def drafts(state: MovementState, *transactions):
    """The drafts of some transactions."""
    return list(state.drafts(judge(*transactions), OWNERS, PARTS, value))


def test_going_on_from_what_was_written_is_as_going_on() -> None:
    """The same drafts follow, whether the state was written down in between or not, at every place."""
    whole = drafts(MovementState(), EARLY, BACK, MOVED)
    for place in range(4):
        state = MovementState()
        before = drafts(state, *(EARLY, BACK, MOVED)[:place])
        again = MovementState.read(state.written())
        assert before + drafts(again, *(EARLY, BACK, MOVED)[place:]) == whole
        assert again.written() == MovementState.read(again.written()).written()


def test_days_do_not_run_backwards() -> None:
    """A block whose clock is behind is booked on the day of the one before."""
    assert [draft.on for draft in drafts(MovementState(), EARLY, BACK, MOVED)][-1] == DAY


def test_nothing_leaves_before_coins_came_back() -> None:
    """After a late undoing spending waits for its day; what comes in keeps its own."""
    state = MovementState()
    state.late_day = DAY + dt.timedelta(days=9)
    assert {draft.external_id[:7]: draft.on for draft in drafts(state, BACK)} == {
        "chain:" + BACK.txid[::-1].hex()[:1]: DAY
    }
    assert drafts(state, tx("d", [(coin("b"), BITCOIN, HOT)], [(BITCOIN - 1, HOT)]))[0].on == state.late_day


def test_it_remembers_what_was_used_and_what_had_no_price() -> None:
    """The highest index by branch, and the days without a close, so that both can be mended later."""
    state = MovementState()
    drafts(state, EARLY, BACK, MOVED)
    assert state.used == {"a": {0: 0, 1: 0}, "b": {0: 0}}
    assert state.unpriced == {DAY - dt.timedelta(days=1)}


def test_something_else_is_no_state() -> None:
    """Bytes that no state wrote are refused, not guessed at."""
    with pytest.raises(msgspec.DecodeError):
        MovementState.read(b"\x93\x01\x02\x03")
