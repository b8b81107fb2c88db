"""What the next movement builds on: the coins and what is known of their cost, the last day, the indexes in use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from bitcoin_office.books.entry import Draft
from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.reserve.movements import Judged
from bitcoin_office.reserve.movements_entries import Valuation, ValueOf, drafts_of, not_before
from bitcoin_office.reserve.movements_facts import Owners
from bitcoin_office.reserve.movements_trace import Held, TracedCoin


class _Written(msgspec.Struct, frozen=True, array_like=True):
    coins: tuple[tuple[bytes, int, TracedCoin], ...]
    last_day: dt.date
    late_day: dt.date
    used: dict[str, dict[int, int]]
    unpriced: tuple[dt.date, ...]


class MovementState:
    """Moves along from movement to movement and gives the drafts of each.

    ``last_day`` is that of the last movement: days never run backwards, as the clocks of blocks may. Nothing may leave
    before ``late_day``, on which the undoing of an entry last gave coins back. ``used`` is the highest index in use by
    descriptor and branch; ``unpriced`` are days on which a movement was found that would be valued at the market's
    close, and no close was known.
    """

    def __init__(self) -> None:
        self.held: Held = {}
        self.last_day = dt.date.min
        self.late_day = dt.date.min
        self.used: dict[str, dict[int, int]] = {}
        self.unpriced: set[dt.date] = set()

    def drafts(
        self, cases: Iterable[Judged], owners: Owners, parts: Mapping[str, str], value_of: ValueOf
    ) -> Iterator[Draft]:
        """The drafts of movements that follow on those before, in the chain's order."""

        def noted(case: Judged, quantity: int) -> Valuation | None:
            worth = value_of(case, quantity)
            if worth is None:
                self.unpriced.add(case.facts.day)
            return worth

        for case in cases:
            self._use(case, owners)
            self.last_day = max(self.last_day, case.facts.day)
            for draft in drafts_of(case, self.held, parts, noted, self.last_day):
                yield not_before(draft, self.late_day)

    def written(self) -> bytes:
        """The state as bytes, from which ``read`` makes it again."""
        coins = tuple((point.txid, point.index, coin) for point, coin in sorted(self.held.items()))
        unpriced = tuple(sorted(self.unpriced))
        return msgspec.msgpack.encode(_Written(coins, self.last_day, self.late_day, self.used, unpriced))

    @classmethod
    def read(cls, data: bytes) -> MovementState:
        """The state that was written. Raises ``msgspec.DecodeError`` for anything else."""
        written = msgspec.msgpack.decode(data, type=_Written)
        state = cls()
        state.held = {OutPoint(txid, index): coin for txid, index, coin in written.coins}
        state.last_day = written.last_day
        state.late_day = written.late_day
        state.used = written.used
        state.unpriced = set(written.unpriced)
        return state

    def _use(self, case: Judged, owners: Owners) -> None:
        for output in case.facts.transaction.outputs:
            owner = owners.get(output.script)
            if owner is not None:
                branches = self.used.setdefault(owner.descriptor, {})
                branches[owner.branch] = max(owner.index, branches.get(owner.branch, -1))
