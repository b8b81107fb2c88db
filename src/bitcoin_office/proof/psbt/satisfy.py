"""Opening an input with the signatures that are there, whatever its script.

Common locks are put together directly. For any other script the items are found by running it: whenever the run wants
an item that is not there yet, each candidate is tried in turn. Scripts of vaults need a few dozen short runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from bitcoin_office.proof.curve import Keys
from bitcoin_office.proof.script.fault import Fault, ScriptFault
from bitcoin_office.proof.script.program import Opening
from bitcoin_office.proof.script.run import run_items
from bitcoin_office.proof.sighash import Spending

# The runs that one input may take. A quorum of 5 of 9 behind two branches takes about a hundred.
MAX_RUNS: Final = 5_000
# Nodes relay no witness with more items; each is one step deeper here.
MAX_ITEMS: Final = 100
# Enough for every check of a signature in the longest script: the true limit is checked on the finished proof.
_AMPLE_BUDGET: Final = 1_000_000

_YES: Final = b"\1"
_NO: Final = b""


class Candidates(msgspec.Struct, frozen=True):
    """What an input can be opened with: signatures by their keys, in the order of the keys in the script, and others.

    ``others`` are public keys and secrets behind hashes.
    """

    signatures: tuple[bytes, ...]
    others: tuple[bytes, ...] = ()


class Search:
    """Finds the items for one opening after another; the shape that opened the last one is tried first."""

    __slots__ = ("_keys", "_runs", "_shape")

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._runs = 0
        self._shape: tuple[bytes | int, ...] = ()

    def items(self, spending: Spending, index: int, opening: Opening, found: Candidates) -> tuple[bytes, ...] | None:
        """The items (top last) on which the opening's script holds; ``None`` where nothing here makes it hold."""
        self._runs = 0
        guess = self._guessed(found)
        if guess and self._fault(spending, index, opening, guess) is None:
            return tuple(reversed(guess))
        items = self._grow(spending, index, opening, found, ())
        if items is None:
            return None
        places = {signature: place for place, signature in enumerate(found.signatures)}
        self._shape = tuple([places.get(item, item) for item in items])
        return tuple(reversed(items))

    def _guessed(self, found: Candidates) -> tuple[bytes, ...]:
        places = [each for each in self._shape if isinstance(each, int)]
        if places and max(places) >= len(found.signatures):
            return ()
        return tuple([found.signatures[each] if isinstance(each, int) else each for each in self._shape])

    def _grow(
        self, spending: Spending, index: int, opening: Opening, found: Candidates, items: tuple[bytes, ...]
    ) -> tuple[bytes, ...] | None:
        """Grows the items, topmost first, until the script holds."""
        fault = self._fault(spending, index, opening, items)
        if fault is None:
            return items
        if fault is not Fault.UNDERFLOW or len(items) >= MAX_ITEMS:
            return None
        for candidate in _next(found, items):
            if self._runs >= MAX_RUNS:
                return None
            grown = self._grow(spending, index, opening, found, (*items, candidate))
            if grown is not None:
                return grown
        return None

    def _fault(self, spending: Spending, index: int, opening: Opening, items: tuple[bytes, ...]) -> Fault | None:
        self._runs += 1
        stack = tuple(reversed(items))
        trial = Opening(opening.path, opening.script, stack, opening.leaf_hash)
        try:
            run_items(spending, index, trial, self._keys, budget=_AMPLE_BUDGET)
        except ScriptFault as fault:
            return fault.fault
        return None


def _next(found: Candidates, items: tuple[bytes, ...]) -> Iterator[bytes]:
    # Last signatures first, as they stand on top of a multisig's; each fits in one place only.
    for signature in reversed(found.signatures):
        if signature not in items:
            yield signature
    yield from (_NO, _YES)
    yield from found.others
