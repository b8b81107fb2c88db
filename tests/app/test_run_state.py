"""Runs that are stopped and gone on with: the same bytes as a run that never stopped, and no mixing of plans."""

import datetime as dt

import pytest

from bitcoin_office.adapters import futures_run, futures_workers
from bitcoin_office.adapters.compiled_engine import compiled_kernel
from bitcoin_office.app import plan as wiring
from bitcoin_office.app.plan import ask_plan
from bitcoin_office.app.run_state import InterruptedRunError
from bitcoin_office.cli.output import to_json
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.terms.errors import ConflictError

QUESTION = PlanQuestion(paths=200, years=1, seed=3, as_of=dt.date(2025, 7, 17), until=dt.date(2025, 8, 20))


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    """The interpreter in the compiler's place, and pieces of 20 futures."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)
    monkeypatch.setattr(futures_run, "PIECE_PATHS", 20)


def stop_after(futures: int):
    """Ctrl-C, once so many futures are done."""

    def progress(done: int) -> None:
        if done >= futures:
            raise KeyboardInterrupt

    return progress


@pytest.mark.parametrize("threads", [1, 3])
def test_gone_on_with_it_gives_the_same_bytes(tmp_path, threads):
    """Stopped twice and finished: the bytes of one run; the file is gone in the end."""
    state = tmp_path / "run.state"
    for futures in (40, 120):
        with pytest.raises(InterruptedRunError, match=r"of 200 paths; they are kept in .*run\.state") as stopped:
            ask_plan("sv", QUESTION, threads=threads, state=state, progress=stop_after(futures))
        assert "same command again" in stopped.value.remedy
        assert state.exists()
    seen: list[int] = []
    result = ask_plan("sv", QUESTION, threads=threads, state=state, progress=seen.append)
    assert min(seen) > 120
    assert to_json(result) == to_json(ask_plan("sv", QUESTION, threads=1))
    assert not state.exists()


@pytest.mark.slow
def test_processes_go_on_with_what_threads_began(tmp_path, monkeypatch):
    """Begun on threads, stopped on processes, finished on processes, compiled: the bytes of one run on one thread."""
    pytest.importorskip("numba", reason="the extra `plan` compiles futures")
    monkeypatch.setattr(wiring, "compiled_kernel", compiled_kernel)
    monkeypatch.setattr(futures_workers, "PIECE_PATHS", 20)
    state = tmp_path / "run.state"
    for processes, futures in ((None, 20), (2, 60)):
        with pytest.raises(InterruptedRunError, match="they are kept in"):
            ask_plan("sv", QUESTION, threads=1, processes=processes, state=state, progress=stop_after(futures))
        assert state.exists()
    result = ask_plan("sv", QUESTION, threads=1, processes=2, state=state)
    assert to_json(result) == to_json(ask_plan("sv", QUESTION, threads=1))
    assert not state.exists()


def test_without_a_file_nothing_is_kept(tmp_path):
    """The error says that nothing was written, and what would have kept it."""
    with pytest.raises(InterruptedRunError, match="nothing was written") as stopped:
        ask_plan("sv", QUESTION, threads=1, progress=stop_after(40))
    assert "--state FILE" in stopped.value.remedy
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("changes", "says"), [({"seed": 4}, "another plan"), ({"paths": 20}, "futures up to")])
def test_another_question_does_not_go_on(tmp_path, changes, says):
    """Another seed, or fewer futures than were run: refused, and the file stays as it was."""
    state = tmp_path / "run.state"
    with pytest.raises(InterruptedRunError):
        ask_plan("sv", QUESTION, threads=1, state=state, progress=stop_after(60))
    kept = state.read_bytes()
    other = PlanQuestion(**({name: getattr(QUESTION, name) for name in QUESTION.__struct_fields__} | changes))
    with pytest.raises(ConflictError, match=says):
        ask_plan("sv", other, threads=1, state=state)
    assert state.read_bytes() == kept


def test_a_file_that_is_no_state_is_refused(tmp_path):
    """Whatever else is in the file is left alone and named."""
    state = tmp_path / "notes.txt"
    state.write_text("not a state")
    with pytest.raises(futures_run.StateFileError, match="is no state of a run"):
        ask_plan("sv", QUESTION, threads=1, state=state)
    assert state.read_text() == "not a state"
