"""Plans that people ask for on the pages: each kept in the office by the hash of its question, with its result."""

from __future__ import annotations

import enum
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import msgspec

from bitcoin_office.adapters import whole_files
from bitcoin_office.app.market import market_for
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.plan_asked import PlanAsked, only_asked
from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.office.plan_terms import last_close
from bitcoin_office.terms.errors import ConflictError, NotFoundError
from bitcoin_office.terms.pattern import END

PLANS: Final = "plans"
ASKED, STATE, RESULT, PAGE, DONE, CANCEL = "asked.json", "state.json", "result.json", "page.json", "done", "cancel"
MOST_WAITING: Final = 5
_KEY: Final = re.compile(f"[0-9a-f]{{64}}{END}")
_WORK: Final = "import sys; from bitcoin_office.app.plan_worker import work; work(sys.argv[1])"


class Stands(enum.StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED: Final = frozenset({Stands.DONE, Stands.FAILED, Stands.CANCELLED})


class PlanState(msgspec.Struct, frozen=True, kw_only=True):
    """Where a request stands, how many futures or runs are done, and what there is to say."""

    stands: Stands
    done: int = 0
    said: str = ""


class Requested(msgspec.Struct, frozen=True, kw_only=True):
    """A request: who asked, when in seconds since 1970, and where it stands."""

    key: str
    asked: PlanAsked
    by: str
    at: int
    state: PlanState


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in ``asked.json``."""

    asked: PlanAsked
    by: str
    at: int


def request_plan(office: OfficeDir, asked: PlanAsked, by: str) -> Requested:
    """Puts a question into the queue; one that is answered or under way already is not asked again.

    Raises ``UsageError`` for one that cannot be meant, ``NotFoundError``, and ``ConflictError`` where too many wait.
    """
    whole = _whole(office, asked)
    folder = office.path / PLANS / whole.key
    known = _read(folder) if (folder / ASKED).is_file() else None
    if known is None or known.state.stands in {Stands.FAILED, Stands.CANCELLED}:
        waiting = sum(each.state.stands is Stands.WAITING for each in requests(office))
        if waiting >= MOST_WAITING:
            raise ConflictError(f"{waiting} plans are waiting.", remedy="Wait for one of them, or cancel it.")
        folder.mkdir(parents=True, exist_ok=True)
        for name in (CANCEL, DONE):
            (folder / name).unlink(missing_ok=True)
        write(folder, PlanState(stands=Stands.WAITING))
        kept = _Kept(asked=whole, by=by, at=int(time.time()))
        whole_files.write_whole(folder / ASKED, msgspec.json.encode(kept))
    wake(office)
    return _read(folder)


def requests(office: OfficeDir) -> tuple[Requested, ...]:
    """Every request, the newest first."""
    folders = [file.parent for file in (office.path / PLANS).glob(f"*/{ASKED}") if _KEY.match(file.parent.name)]
    return tuple(sorted(map(_read, folders), key=_newest_first))


def requested(office: OfficeDir, key: str) -> Requested:
    """One request. Raises ``NotFoundError``."""
    folder = folder_of(office, key)
    if not (folder / ASKED).is_file():
        raise NotFoundError(kind="plan", name=key)
    return _read(folder)


def result_of(office: OfficeDir, key: str) -> bytes:
    """The answer as JSON. Raises ``NotFoundError`` before it is there."""
    return _file(folder_of(office, key) / RESULT)


def page_of_request(office: OfficeDir, key: str) -> dict[str, Any]:
    """The answer's page, with its charts drawn. Raises ``NotFoundError`` before it is there."""
    return msgspec.json.decode(_file(folder_of(office, key) / PAGE))


def cancel(office: OfficeDir, key: str) -> None:
    """Asks that a request be given up. Raises ``ConflictError`` for one that has ended."""
    found = requested(office, key)
    if found.state.stands in ENDED:
        raise ConflictError("The plan has ended already.", remedy="Ask for another.")
    (folder_of(office, key) / CANCEL).touch()
    wake(office)


def folder_of(office: OfficeDir, key: str) -> Path:
    """Where a request lies. Raises ``NotFoundError`` for a text that is no hash."""
    if not _KEY.match(key):
        raise NotFoundError(kind="plan", name=key)
    return office.path / PLANS / key


def write(folder: Path, state: PlanState) -> None:
    """Says where a request stands."""
    whole_files.write_whole(folder / STATE, msgspec.json.encode(state))


_AWAKE: Final[list[subprocess.Popen[bytes]]] = []


def wake(office: OfficeDir) -> None:
    """Starts the worker of an office, a process of its own that outlives the server; a second one ends at once."""
    _AWAKE[:] = [each for each in _AWAKE if each.poll() is None]
    if any(each.state.stands not in ENDED for each in requests(office)):
        command = [sys.executable, "-c", _WORK, str(office.path)]
        nothing = subprocess.DEVNULL
        made = subprocess.Popen(command, start_new_session=True, stdin=nothing, stdout=nothing, stderr=nothing)
        _AWAKE.append(made)


def _whole(office: OfficeDir, asked: PlanAsked) -> PlanAsked:
    """The question with what it silently depends on: the last close, and the texts of the programmes."""
    said = only_asked(asked)
    return msgspec.structs.replace(
        said,
        as_of=said.as_of or last_close(market_for(office.path)),
        digests=tuple(load_playbook(each).digest for each in said.programmes),
    )


def _read(folder: Path) -> Requested:
    kept = msgspec.json.decode((folder / ASKED).read_bytes(), type=_Kept)
    state = msgspec.json.decode((folder / STATE).read_bytes(), type=PlanState)
    if state.stands is Stands.RUNNING:
        text = (folder / DONE).read_text() if (folder / DONE).is_file() else ""
        state = msgspec.structs.replace(state, done=int(text or 0))
    return Requested(key=folder.name, asked=kept.asked, by=kept.by, at=kept.at, state=state)


def _newest_first(request: Requested) -> tuple[int, str]:
    return -request.at, request.key


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFoundError(kind="result of", name=path.parent.name) from None
