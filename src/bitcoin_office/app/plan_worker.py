"""The worker of an office's plans: one at a time, the oldest first, each in a process that can be ended."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import msgspec

from bitcoin_office.adapters import whole_files
from bitcoin_office.adapters.chart_images import inline_svg
from bitcoin_office.app.answers import ask_breaks, ask_sensitivity, ask_stress
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.pages import mark_words, page_of
from bitcoin_office.app.plan import ask_comparison, ask_hindsight, ask_plan, ask_replay
from bitcoin_office.app.plan_asked import PlanAsked, PlanKind
from bitcoin_office.app.plan_requests import (
    CANCEL,
    DONE,
    ENDED,
    PAGE,
    PLANS,
    RESULT,
    PlanState,
    Requested,
    Stands,
    folder_of,
    requested,
    requests,
    write,
)
from bitcoin_office.office.measures import Measure
from bitcoin_office.office.replay_choice import Choice
from bitcoin_office.office.replay_hours_schedule import HoursQuestion
from bitcoin_office.office.reverse_stress import BreakQuestion
from bitcoin_office.office.sensitivity import SensitivityQuestion
from bitcoin_office.terms.errors import OfficeError

_LOCK: Final = ".worker"
_LOOK_SECONDS: Final = 0.2
_STOP_SECONDS: Final = 10
# Plans take every processor; pages go first.
_NICENESS: Final = 5
_TROUBLE: Final = "trouble"
_ANSWER: Final = "import sys; from bitcoin_office.app.plan_worker import answer; answer(sys.argv[1], sys.argv[2])"
_FAILED: Final = 3


def work(office: str) -> None:
    """Answers what waits, and ends. Where another worker is at it, ends at once.

    What a worker was at when it was killed stands as running without one: it is begun anew.
    """
    found = OfficeDir.load(Path(office))
    with (found.path / PLANS / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        while waiting := [each for each in requests(found) if each.state.stands not in ENDED]:
            _run(found, waiting[-1])


def answer(office: str, key: str) -> None:
    """Answers one request in this process: the result and its page, both whole or neither."""
    os.nice(_NICENESS)
    found = OfficeDir.load(Path(office))
    folder = folder_of(found, key)
    try:
        result = _asked(found, requested(found, key).asked, folder)
        drawn = _drawn(result)
    except OfficeError as error:
        whole_files.write_whole(folder / _TROUBLE, str(error).encode())
        sys.exit(_FAILED)
    whole_files.write_whole(folder / PAGE, msgspec.json.encode(drawn))
    whole_files.write_whole(folder / RESULT, msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n")


def _run(office: OfficeDir, request: Requested) -> None:
    folder = folder_of(office, request.key)
    write(folder, PlanState(stands=Stands.RUNNING))
    child = subprocess.Popen([sys.executable, "-c", _ANSWER, str(office.path), request.key], stdin=subprocess.DEVNULL)
    while child.poll() is None:
        if (folder / CANCEL).exists():
            child.terminate()
            try:
                child.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            write(folder, PlanState(stands=Stands.CANCELLED))
            return
        time.sleep(_LOOK_SECONDS)
    if child.returncode == 0:
        write(folder, PlanState(stands=Stands.DONE, done=request.asked.paths))
        return
    trouble = folder / _TROUBLE
    said = trouble.read_text(encoding="utf-8") if trouble.is_file() else f"It ended with code {child.returncode}."
    write(folder, PlanState(stands=Stands.FAILED, said=said))


def _asked(office: OfficeDir, asked: PlanAsked, folder: Path) -> Any:
    told = [0.0]

    def progress(done: int) -> None:
        now = time.monotonic()
        if now - told[0] >= _LOOK_SECONDS:
            told[0] = now
            whole_files.write_whole(folder / DONE, str(done).encode())

    how: dict[str, Any] = {"threads": os.cpu_count() or 1, "office": office.path, "progress": progress}
    programme, terms = asked.programme, asked.terms
    match asked.kind:
        case PlanKind.PLAN:
            return ask_plan(programme, terms, sensitive=True, **how)
        case PlanKind.COMPARE:
            return ask_comparison((programme, asked.other), terms, **how)
        case PlanKind.REPLAY:
            hours = None if asked.hours is None else HoursQuestion(year=asked.hours)
            return ask_replay(programme, terms, Choice(path=asked.path, by=""), hours=hours, **how)
        case PlanKind.HINDSIGHT:
            return ask_hindsight(programme, terms, **how)
        case PlanKind.SENSITIVITY:
            sought = SensitivityQuestion(measure=_measure(asked), assumptions=asked.vary)
            return ask_sensitivity(programme, terms, sought, **how)
        case PlanKind.STRESS:
            return ask_stress(programme, terms, (), office.path)
        case PlanKind.BREAKS:
            broken = BreakQuestion(measure=_measure(asked), line=asked.line, above=asked.above, assumptions=asked.vary)
            return ask_breaks(programme, terms, broken, **how)


def _measure(asked: PlanAsked) -> Measure:
    return Measure(series=asked.series, of=asked.of)


def _drawn(result: Any) -> dict[str, Any]:
    """The result's page with its charts drawn, so that the server need not draw."""
    page = page_of(result)
    values: dict[str, Any] = msgspec.to_builtins(page)
    for part, given in zip(values["parts"], page.parts, strict=True):
        for chart, spec in zip(part["charts"], given.charts, strict=True):
            label = f"{spec.title}. {spec.says}"
            chart["wide"], chart["narrow"] = inline_svg(spec.wide, label), inline_svg(spec.narrow, label)
            mark_words(chart["table"])
        for table in part["tables"]:
            mark_words(table)
    return values
