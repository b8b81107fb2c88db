"""Runs that can be stopped and gone on with: a file keeps what was counted until the run is whole."""

from __future__ import annotations

from pathlib import Path

from bitcoin_office.adapters.futures_run import load_state, save_state
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import Piece
from bitcoin_office.terms.errors import ConflictError, OfficeError


class InterruptedRunError(OfficeError):
    """The user stopped a run."""

    code = "interrupted"


def begun(plan: Plan, paths: int, state: Path | None) -> Piece | None:
    """What a file holds of this very plan, or ``None`` where there is none.

    Raises ``StateFileError`` for a file that is no state, and ``ConflictError`` for one of another plan, or with
    futures beyond those that are asked for.
    """
    if state is None or not state.exists():
        return None
    piece = load_state(state)
    if piece.plan != plan.hash:
        raise ConflictError(
            f"{state} holds a run of another plan: {piece.plan[:12]}, this is {plan.hash[:12]}.",
            remedy="Ask the same question as then, or name another --state.",
        )
    last = max((first + number for first, number in piece.stretches), default=0)
    if last > paths:
        raise ConflictError(f"{state} holds futures up to {last:,}.", remedy=f"Ask for --paths {last} or more.")
    return piece


def stopped(piece: Piece | None, paths: int, state: Path | None) -> InterruptedRunError:
    """Keeps what was counted where a file was named; the error says how to go on."""
    done = 0 if piece is None else piece.paths
    said = f"Stopped after {done:,} of {paths:,} paths"
    if state is None or piece is None:
        return InterruptedRunError(
            f"{said}; nothing was written.",
            remedy="Run it again, with fewer --paths for a quicker answer, or with --state FILE to go on later.",
        )
    save_state(piece, state)
    return InterruptedRunError(f"{said}; they are kept in {state}.", remedy="Run the same command again to go on.")
