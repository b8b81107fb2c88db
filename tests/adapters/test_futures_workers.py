"""Pieces on processes and executors: the bits of one thread, whoever runs them and wherever they stop."""

from concurrent.futures import Future, ThreadPoolExecutor

import pytest

pytest.importorskip("numba", reason="the extra `plan` compiles futures")

from bitcoin_office.adapters import futures_workers
from bitcoin_office.adapters.compiled_engine import compiled_kernel
from bitcoin_office.adapters.futures_run import drive
from bitcoin_office.adapters.futures_workers import gather, processes, submit_to
from bitcoin_office.simulate.run import run_piece
from bitcoin_office.terms.errors import ConflictError
from tests.simulate.programmes import EVERY_RULE, digest, plan

PATHS = 300


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One cache for this file."""
    return tmp_path_factory.mktemp("engine")


@pytest.fixture(scope="module")
def made():
    """A small plan with one rule."""
    return plan("fhs", days=25, rules=(EVERY_RULE[0],))


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    """Pieces so small that there are many of them."""
    monkeypatch.setattr(futures_workers, "PIECE_PATHS", 16)


def whole(made, folder):
    """One thread's counts."""
    return run_piece(made, compiled_kernel(made, folder), 0, PATHS)


@pytest.mark.slow
def test_processes_give_the_bits_of_one_thread(made, folder):
    """Two processes, each with its own interpreter: every count, sum and extreme is that of one thread."""
    told = []
    with processes(made, 2, folder) as submit:
        piece, done = gather(made, submit, PATHS, workers=2, progress=told.append)
    assert done
    assert digest(piece) == digest(whole(made, folder))
    assert piece.stretches == ((0, PATHS),)
    assert told == sorted(told)
    assert told[-1] == PATHS


def test_any_executor_will_do(made, folder):
    """A plain executor by ``submit_to`` gives the same bits: so does whatever a cluster's client hands out."""
    with ThreadPoolExecutor(3) as pool:
        piece, done = gather(made, submit_to(pool, made, folder), PATHS, workers=3)
    assert done
    assert digest(piece) == digest(whole(made, folder))


def test_a_begun_run_is_gone_on_with(made, folder):
    """What a driver of threads began, an executor ends; another plan's run is refused."""
    kernel = compiled_kernel(made, folder)
    begun, _ = drive(made, kernel, 100, threads=2)
    asked = []

    def submit(first, paths):
        asked.append((first, paths))
        future = Future()
        future.set_result(run_piece(made, kernel, first, paths))
        return future

    piece, done = gather(made, submit, PATHS, workers=2, begun=begun)
    assert done
    assert digest(piece) == digest(whole(made, folder))
    assert min(first for first, _ in asked) == 100
    other = plan("fhs", days=25, rules=(EVERY_RULE[0],), seed=8)
    with pytest.raises(ConflictError):
        gather(other, submit, PATHS, workers=2, begun=begun)


def test_ctrl_c_keeps_what_was_done(made, folder):
    """Stopped in the middle it gives what is there; gone on with, the whole has the same bits."""
    kernel = compiled_kernel(made, folder)

    def submit(first, paths):
        future = Future()
        future.set_result(run_piece(made, kernel, first, paths))
        return future

    def stop(done):
        if done > 100:
            raise KeyboardInterrupt

    part, done = gather(made, submit, PATHS, workers=2, progress=stop)
    assert not done
    assert 100 < part.paths < PATHS
    piece, done = gather(made, submit, PATHS, workers=2, begun=part)
    assert done
    assert digest(piece) == digest(whole(made, folder))
