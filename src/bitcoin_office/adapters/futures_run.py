"""Drives a plan over threads, piece by piece; stopped at any moment it leaves what was done, to be gone on with."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

import msgspec

from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import (
    Kernel,
    Piece,
    Stretch,
    Workplace,
    empty_piece,
    merge,
    missing,
    one_by_one,
    run_piece,
    workplace,
)
from bitcoin_office.terms.errors import ConflictError, OfficeError

PIECE_PATHS = 2_048
"""Paths of one piece: a fifth of a second or less, so that a stop is quick and a progress bar moves."""

STATE_SCHEMA = "bitcoin-office/futures-state/1"


class StateFileError(OfficeError):
    """A file with the state of a run that cannot be read or written."""

    code = "futures-state"


_ARRAYS = 6


class _State(msgspec.Struct, kw_only=True):
    """A piece, as bytes of little-endian 64-bit numbers."""

    schema: str
    plan: str
    stretches: tuple[Stretch, ...]
    arrays: tuple[bytes, ...]


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def drive(
    plan: Plan,
    kernel: Kernel,
    paths: int,
    *,
    threads: int,
    begun: Piece | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[Piece, bool]:
    """Runs the first ``paths`` paths that ``begun`` lacks; the piece, and whether it is whole.

    ``progress`` is told how many paths are done. Ctrl-C stops after the pieces that run: the result is then not whole,
    and given as ``begun`` it is gone on with. Each thread counts into a piece of its own, so memory does not grow with
    paths.
    """
    stretches = pieces(left(plan, begun, paths), PIECE_PATHS)
    idle = [(empty_piece(plan), workplace(plan)) for _ in range(threads)]
    done = [*(piece for piece, _ in idle), *([begun] if begun else [])]
    running: dict[Future[Piece], tuple[Workplace, int]] = {}
    finished = begun.paths if begun else 0
    stopped = False
    with ThreadPoolExecutor(threads) as pool:
        try:
            while running or not stopped:
                while idle and not stopped:
                    following = next(stretches, None)
                    stopped = following is None
                    if following is not None:
                        piece, at = idle.pop()
                        future = pool.submit(run_piece, plan, kernel, *following, into=piece, at=at)
                        running[future] = at, following[1]
                for future in wait(running, return_when=FIRST_COMPLETED).done if running else ():
                    at, number = running.pop(future)
                    finished += number
                    idle.append((future.result(), at))
                    progress(finished)
        except KeyboardInterrupt:
            wait(running)
    whole = merge(done, added)
    return whole, not missing(whole.stretches, paths)


def added(counts: array[int], others: array[int]) -> array[int]:
    """Counts of two pieces added, by NumPy where it is installed: ten times as quick as one by one, in one thread."""
    try:
        import numpy as np  # noqa: PLC0415 - an extra, and heavy
    except ImportError:
        return one_by_one(counts, others)
    total = array("q", counts)
    view = np.frombuffer(total, np.int64)
    view += np.frombuffer(others, np.int64)
    return total


def left(plan: Plan, begun: Piece | None, paths: int) -> tuple[Stretch, ...]:
    """What of the first ``paths`` paths ``begun`` lacks. Raises ``ConflictError`` where it is of another plan."""
    if begun is not None and begun.plan != plan.hash:
        raise ConflictError(
            f"The run that was begun is of plan {begun.plan[:12]}, this is plan {plan.hash[:12]}.",
            remedy="Begin anew, or go on with the plan that was begun.",
        )
    return missing(begun.stretches if begun else (), paths)


def pieces(stretches: tuple[Stretch, ...], size: int) -> Iterator[Stretch]:
    """Stretches cut into pieces of so many paths at the most."""
    for first, number in stretches:
        for at in range(first, first + number, size):
            yield at, min(size, first + number - at)


def save_state(piece: Piece, path: Path) -> None:
    """Writes a piece whole or not at all, to be gone on with. Raises ``StateFileError``."""
    state = _State(schema=STATE_SCHEMA, plan=piece.plan, stretches=piece.stretches, arrays=_bytes(piece))
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_bytes(msgspec.msgpack.encode(state))
        new.replace(path)
    except OSError as error:
        raise StateFileError(f"Cannot write {path}: {error.strerror}.", remedy="Name another file.") from error


def load_state(path: Path) -> Piece:
    """Reads a piece that ``save_state`` wrote. Raises ``StateFileError``."""
    try:
        state = msgspec.msgpack.decode(path.read_bytes(), type=_State)
    except OSError as error:
        raise StateFileError(f"Cannot read {path}: {error.strerror}.", remedy="Check the name.") from error
    except msgspec.DecodeError as error:
        raise StateFileError(f"{path} is no state of a run.", remedy="Begin the run anew.") from error
    if state.schema != STATE_SCHEMA or len(state.arrays) != _ARRAYS:
        raise StateFileError(f"{path} is a state of another version.", remedy="Begin the run anew.")
    counts, sums, lows, highs, low_paths, high_paths = state.arrays
    return Piece(
        plan=state.plan,
        stretches=state.stretches,
        counts=array("q", counts),
        sums=array("q", sums),
        lows=array("d", lows),
        highs=array("d", highs),
        low_paths=array("q", low_paths),
        high_paths=array("q", high_paths),
    )


def _bytes(piece: Piece) -> tuple[bytes, ...]:
    arrays = (piece.counts, piece.sums, piece.lows, piece.highs, piece.low_paths, piece.high_paths)
    return tuple(values.tobytes() for values in arrays)
