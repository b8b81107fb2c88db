"""Follows satoshis whose cost is known, and those whose cost is not, from coin to coin.

In a transaction the satoshis of our inputs are laid in a row, in the order of the inputs, and handed out in the order
of the outputs; what is left is the fee. Anybody can do the same with the transaction in hand. Where others' coins are
spent too, our own outputs are served first: what they get beyond our inputs came from others, what they leave went.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.reserve.chain_errors import ContradictionError
from bitcoin_office.reserve.movements_facts import Facts

# Where satoshis go that go to no vault.
OUT: Final = "\0out"
FEE: Final = "\0fee"


class Piece(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Some satoshis of one coin; ``costed`` where it is known what they cost."""

    sats: int
    costed: bool


class TracedCoin(msgspec.Struct, frozen=True, array_like=True):
    """A coin in a vault, made of pieces in their order."""

    vault: str
    pieces: tuple[Piece, ...]


Held = dict[OutPoint, TracedCoin]


class Flow(msgspec.Struct, frozen=True, gc=False):
    """Satoshis that went from a vault to another, or ``OUT``, or into the ``FEE``; within one vault nothing flows."""

    source: str
    target: str
    costed: bool


class Flows(msgspec.Struct, frozen=True, kw_only=True):
    """What a transaction moved: satoshis by flow, and by vault what came in from others."""

    moved: dict[Flow, int]
    came: dict[str, int]


def trace(facts: Facts, held: Held, *, costed: bool) -> Flows:
    """Moves the coins of one transaction along in ``held``; ``costed`` says whether what comes in has a known cost.

    Raises ``ContradictionError`` when a coin is spent that is not held.
    """
    row = _laid_out(facts, held)
    moved: dict[Flow, int] = {}
    came: dict[str, int] = {}

    def hand_out(sats: int, target: str) -> list[Piece]:
        got: list[Piece] = []
        for source, piece in _taken(row, sats):
            got.append(piece)
            if source != target:
                flow = Flow(source, target, piece.costed)
                moved[flow] = moved.get(flow, 0) + piece.sats
        return got

    received = {each.outpoint.index: each for each in facts.received}
    for index, output in enumerate(facts.transaction.outputs):
        own = received.get(index)
        if own is None:
            if facts.all_inputs_ours:
                hand_out(output.sats, OUT)
            continue
        pieces = hand_out(own.sats, own.vault)
        rest = own.sats - sum(piece.sats for piece in pieces)
        if rest:
            came[own.vault] = came.get(own.vault, 0) + rest
            pieces.append(Piece(rest, costed))
        held[own.outpoint] = TracedCoin(own.vault, _merged(pieces))
    hand_out(sum(piece.sats for _, piece in row), FEE if facts.all_inputs_ours else OUT)
    return Flows(moved=moved, came=came)


def _laid_out(facts: Facts, held: Held) -> deque[tuple[str, Piece]]:
    row: deque[tuple[str, Piece]] = deque()
    for each in facts.spent:
        coin = held.pop(each.outpoint, None)
        if coin is None:
            raise ContradictionError(what=f"{each.outpoint} is spent, which was never received")
        row.extend((coin.vault, piece) for piece in coin.pieces)
    return row


def _taken(row: deque[tuple[str, Piece]], sats: int) -> Iterator[tuple[str, Piece]]:
    """Takes so many satoshis from the front of the row, or all that there are."""
    while sats and row:
        vault, piece = row.popleft()
        if piece.sats > sats:
            row.appendleft((vault, Piece(piece.sats - sats, piece.costed)))
            piece = Piece(sats, piece.costed)
        sats -= piece.sats
        yield vault, piece


def _merged(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    result: list[Piece] = []
    for piece in pieces:
        if result and result[-1].costed is piece.costed:
            result[-1] = Piece(result[-1].sats + piece.sats, piece.costed)
        else:
            result.append(piece)
    return tuple(result)
