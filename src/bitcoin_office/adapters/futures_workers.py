"""Pieces of a plan on whoever can run a function: processes of this machine, or a cluster's executor.

A piece is a pure function of plan and stretch, and its counts are integers: so whoever runs which, and in which order
they come back, the bits are those of one thread. Threads of this process need no copies: ``futures_run.drive``.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path

from bitcoin_office.adapters.compiled_engine import cache_folder, compiled_kernel
from bitcoin_office.adapters.futures_run import PIECE_PATHS, added, left, pieces
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import (
    Kernel,
    Piece,
    Workplace,
    empty_piece,
    merge,
    missing,
    run_piece,
    workplace,
)

Submit = Callable[[int, int], "Future[Piece]"]
"""Hands over a stretch, its first path and how many: the port. An executor's ``submit`` is one with ``submit_to``."""

PIECES_EACH = 4
"""Pieces for each worker: they travel as a whole, tens of megabytes for a large plan, so they are few."""


def submit_to(executor: Executor, plan: Plan, folder: Path | None = None) -> Submit:
    """The port of any ``concurrent.futures`` executor; Dask's client gives one by ``get_executor()``.

    The plan travels with each stretch, and each worker compiles its text or finds it in its own cache folder.
    """

    def submit(first_path: int, paths: int) -> Future[Piece]:
        return executor.submit(piece_of, plan, folder, first_path, paths)

    return submit


def piece_of(plan: Plan, folder: Path | None, first_path: int, paths: int) -> Piece:
    """One piece, wherever this runs. Raises what ``compiled_kernel`` does."""
    return run_piece(plan, compiled_kernel(plan, folder), first_path, paths)


@contextmanager
def processes(plan: Plan, number: int, folder: Path | None = None) -> Generator[Submit]:
    """So many processes that know the plan: it travels once to each.

    The engine is compiled here first, so that they all find it in the cache folder.
    """
    compiled_kernel(plan, folder)
    # Begun anew, not forked: a fork would copy whatever threads of this process hold locked.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        number, mp_context=fresh, initializer=_begin, initargs=(plan, folder or cache_folder())
    ) as pool:

        def submit(first_path: int, paths: int) -> Future[Piece]:
            with _without_interrupts():
                return pool.submit(_piece, first_path, paths)

        yield submit


@contextmanager
def _without_interrupts() -> Generator[None]:
    """Holds Ctrl-C back while a process begins, which it then never hears: it reaches all of a terminal's processes.

    Whoever began them stops, and takes what they have done. Where signals cannot be held back nothing is.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _AtWork:
    """What a process of the pool works on."""

    plan: Plan
    kernel: Kernel
    place: Workplace


def _begin(plan: Plan, folder: Path) -> None:
    _AtWork.plan, _AtWork.kernel, _AtWork.place = plan, compiled_kernel(plan, folder), workplace(plan)


def _piece(first_path: int, paths: int) -> Piece:
    return run_piece(_AtWork.plan, _AtWork.kernel, first_path, paths, at=_AtWork.place)


def gather(
    plan: Plan,
    submit: Submit,
    paths: int,
    *,
    workers: int,
    begun: Piece | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[Piece, bool]:
    """Runs the first ``paths`` paths that ``begun`` lacks; the piece, and whether it is whole, as ``drive`` does.

    Twice as many pieces are under way as there are workers, and each is added to the whole when it comes: memory does
    not grow with paths. Ctrl-C takes what is under way and stops.
    """
    stretches = pieces(left(plan, begun, paths), max(PIECE_PATHS, -(-paths // (PIECES_EACH * workers))))
    whole, running = begun, set[Future[Piece]]()
    try:
        while True:
            while len(running) < 2 * workers and (following := next(stretches, None)) is not None:
                running.add(submit(*following))
            if not running:
                break
            done, running = wait(running, return_when=FIRST_COMPLETED)
            whole = merge([*([whole] if whole else []), *(future.result() for future in done)], added)
            progress(whole.paths)
    except KeyboardInterrupt:
        kept = [future for future in wait(running).done if future.exception() is None]
        whole = merge([whole or empty_piece(plan), *(future.result() for future in kept)], added)
    if whole is None:
        raise AssertionError("no path was asked for")
    return whole, not missing(whole.stretches, paths)
