"""Plans on the ministry's pages: asked once, watched, cancelled, read; and nothing is lost when a process is killed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from litestar.types import ASGIApp

from bitcoin_office.app import plan_requests
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.people import people_of
from bitcoin_office.app.plan_asked import FIELDS, PlanAsked, PlanKind, only_asked
from bitcoin_office.app.plan_requests import (
    ENDED,
    MOST_WAITING,
    PlanState,
    Stands,
    folder_of,
    request_plan,
    requested,
    requests,
    wake,
    write,
)
from bitcoin_office.people.acts import Act
from bitcoin_office.people.person import Role
from bitcoin_office.terms.errors import ConflictError
from bitcoin_office.web.application import application
from tests.web.inside import Desk

PATIENCE_SECONDS = 240
SMALL = {"kind": "plan", "programme": "sv", "paths": "300", "years": "1"}
USUAL_YEARS = 5
# So many futures take minutes: whoever kills or cancels is in time.
LARGE = PlanAsked(kind=PlanKind.PLAN, programme="sv", paths=200_000, years=30)


@pytest.fixture
def office(office: Path) -> OfficeDir:
    """The staffed office, read."""
    return OfficeDir.load(office)


@pytest.fixture
def app(office: OfficeDir) -> ASGIApp:
    """The site, which measures nobody."""
    return application([office.path], burst=1e9)


@pytest.fixture
def asleep(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker is started: what waits goes on waiting."""
    monkeypatch.setattr(plan_requests, "wake", lambda _: None)


def desk(app: ASGIApp, role: Role) -> Desk:
    """Somebody who has logged in, with the page of plans loaded."""
    made = Desk(app, "sv")
    assert made.log_in(role).status_code == 303
    assert made.get("/plans").status_code == 200
    return made


def ended(office: OfficeDir, key: str) -> Stands:
    """How a request ends."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (stands := requested(office, key).state.stands) not in ENDED:
        assert time.monotonic() < until, "the plan did not end"
        time.sleep(0.2)
    return stands


def running(office: OfficeDir, key: str) -> None:
    """Waits until a request is under way."""
    until = time.monotonic() + PATIENCE_SECONDS
    while requested(office, key).state.stands is not Stands.RUNNING:
        assert time.monotonic() < until, "the plan did not begin"
        time.sleep(0.05)


@pytest.mark.slow
def test_asked_watched_and_read(app: ASGIApp, office: OfficeDir) -> None:
    """The analyst asks; events tell the end; the page has finding, pictures and tables; asked again, it is there."""
    analyst = desk(app, Role.ANALYST)
    asked = analyst.send("/plans", **SMALL)
    assert asked.status_code == 303
    key = asked.headers["location"].rpartition("/")[2]
    assert 'id="progress"' in analyst.get(f"/plans/{key}").text or requested(office, key).state.stands in ENDED
    told = analyst.get(f"/plans/{key}/progress")
    assert told.headers["content-type"].startswith("text/event-stream")
    states = [json.loads(line.removeprefix("data: ")) for line in told.text.splitlines() if line.startswith("data: ")]
    assert states[-1]["stands"] == "done", states
    page = analyst.get(f"/plans/{key}").text
    for part in ("<svg", "What it would hold, cost and be worth", "plan hash", "<caption"):
        assert part in page
    result = analyst.get(f"/plans/{key}/result")
    assert result.json()["schema"] == "bitcoin-office/plan/1"
    assert result.json()["manifest"]["paths"] == 300
    before = (folder_of(office, key) / "result.json").stat().st_mtime_ns
    again = analyst.send("/plans", **SMALL)
    assert again.headers["location"].endswith(key)
    assert (folder_of(office, key) / "result.json").stat().st_mtime_ns == before
    with people_of(office) as people:
        assert [entry.record.act for entry in people.acts()].count(Act.PLAN_ASKED) == 2


@pytest.mark.slow
def test_cancelled(app: ASGIApp, office: OfficeDir) -> None:
    """A plan under way is given up when asked, and can be asked for again; an ended one cannot be cancelled."""
    key = request_plan(office, LARGE, "Ana").key
    running(office, key)
    analyst = desk(app, Role.ANALYST)
    assert analyst.send(f"/plans/{key}/cancel").status_code == 303
    assert ended(office, key) is Stands.CANCELLED
    assert analyst.get(f"/plans/{key}/result").status_code == 404
    analyst.get("/plans")
    assert analyst.send(f"/plans/{key}/cancel").status_code == 409


@pytest.mark.slow
def test_a_killed_worker_loses_nothing(office: OfficeDir, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed with all it started while a plan runs, it is begun anew by whoever looks, and the answer comes."""
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def kept(*how: object, **more: object) -> subprocess.Popen[bytes]:
        started.append(real(*how, **more))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(plan_requests.subprocess, "Popen", kept)
    asked = PlanAsked(kind=PlanKind.PLAN, programme="sv", paths=400, years=1)
    key = request_plan(office, asked, "Ana").key
    running(office, key)
    os.killpg(started[0].pid, signal.SIGKILL)
    started[0].wait()
    assert requested(office, key).state.stands is Stands.RUNNING
    wake(office)
    assert ended(office, key) is Stands.DONE


def test_the_queue_is_bounded_and_in_order(office: OfficeDir, asleep: None) -> None:
    """No more than a few wait; the same question is one request; the newest stands first."""
    for seed in range(MOST_WAITING):
        for _ in range(2):
            request_plan(office, PlanAsked(kind=PlanKind.PLAN, programme="sv", seed=seed), "Ana")
    assert len(requests(office)) == MOST_WAITING
    with pytest.raises(ConflictError):
        request_plan(office, PlanAsked(kind=PlanKind.PLAN, programme="sv", seed=99), "Ana")
    assert len(requests(office)) == MOST_WAITING


def test_trouble_is_told_on_the_page(app: ASGIApp, office: OfficeDir, asleep: None) -> None:
    """What went wrong stands on the page in words; a new request takes the place of the failed one."""
    made = request_plan(office, PlanAsked(kind=PlanKind.PLAN, programme="sv"), "Ana")
    write(folder_of(office, made.key), PlanState(stands=Stands.FAILED, said="No close <b>is</b> known."))
    page = desk(app, Role.VIEWER).get(f"/plans/{made.key}").text
    assert "No close &lt;b&gt;is&lt;/b&gt; known." in page
    again = request_plan(office, PlanAsked(kind=PlanKind.PLAN, programme="sv"), "Ana")
    assert (again.key, again.state.stands) == (made.key, Stands.WAITING)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"programme": "../../etc"}, 400),
        ({"programme": "/tmp/programme"}, 400),
        ({"programme": "sv+../../x"}, 400),
        ({"programme": "sv\n"}, 303),
        ({"programme": "qq"}, 404),
        ({"programme": "sv+nothing"}, 404),
        ({"kind": "anything"}, 400),
        ({"kind": "compare", "other": "../x"}, 400),
        ({"paths": "0"}, 400),
        ({"paths": "999999999"}, 400),
        ({"paths": "many"}, 400),
        ({"years": "31"}, 400),
        ({"seed": "-1"}, 400),
        ({"seed": str(2**64)}, 400),
        ({"as_of": "yesterday"}, 400),
        ({"path": "-1"}, 400),
        ({"kind": "replay", "hours": "1900"}, 400),
        ({"kind": "replay", "hours": "next"}, 400),
        ({"kind": "replay", "hours": "2027"}, 303),
        ({"kind": "hindsight"}, 400),
        ({"kind": "sensitivity", "series": "../../etc"}, 400),
        ({"kind": "sensitivity", "of": "everything"}, 400),
        ({"kind": "sensitivity", "of": "below:0; rm"}, 400),
        ({"kind": "sensitivity", "vary": "growth=-30..30, volatility"}, 303),
        ({"kind": "sensitivity", "vary": "growth=$(id)"}, 400),
        ({"kind": "sensitivity", "vary": "a " * 21}, 400),
        ({"kind": "breaks", "line": "nan"}, 400),
        ({"kind": "breaks", "line": "inf"}, 400),
        ({"kind": "breaks", "line": "-2.5e7"}, 303),
    ],
    ids=str,
)
def test_nonsense_is_not_run(app: ASGIApp, office: OfficeDir, asleep: None, more: dict[str, str], status: int) -> None:
    """Programmes are names and never paths; every number has its bounds; nothing of the rest gets into the queue."""
    answer = desk(app, Role.ANALYST).send("/plans", **{**SMALL, **more})
    assert answer.status_code == status
    assert len(requests(office)) == (1 if status == 303 else 0)


@pytest.mark.parametrize("kind", PlanKind)
def test_a_form_asks_what_its_question_needs(app: ASGIApp, office: OfficeDir, asleep: None, kind: PlanKind) -> None:
    """Every question has a form of its own, with a field for each of its terms; what it says is what is asked."""
    analyst = desk(app, Role.ANALYST)
    page = analyst.get(f"/plans?kind={kind}").text
    named = set(re.findall(r'name="(\w+)"', page)) - {"form", "kind", "programme", "as_of", "viewport", "description"}
    assert named == FIELDS[kind]
    assert f'name="kind" value="{kind}"' in page
    more = {"other": "sv", "as_of": "2026-01-31", "years": "2", "seed": "7", "path": "3", "line": "5", "above": "yes"}
    assert analyst.send("/plans", **{**SMALL, **more, "kind": kind}).status_code == 303
    (found,) = requests(office)
    assert found.asked == only_asked(found.asked)
    assert found.asked.years == (2 if "years" in FIELDS[kind] else USUAL_YEARS)


def test_what_a_question_does_not_ask_changes_no_hash(office: OfficeDir, asleep: None) -> None:
    """A stress has neither paths nor seed: however they stand in a form, it is the same question; a plan is another."""
    keys = {
        kind: {
            request_plan(office, PlanAsked(kind=kind, programme="sv", seed=seed, line=float(seed)), "Ana").key
            for seed in (1, 2)
        }
        for kind in (PlanKind.STRESS, PlanKind.PLAN)
    }
    assert [len(keys[PlanKind.STRESS]), len(keys[PlanKind.PLAN])] == [1, 2]


@pytest.mark.parametrize("key", ["0" * 64, "..%2f..%2foffice.toml", "x", "0" * 63, "%2e%2e"])
def test_a_hash_that_is_none(app: ASGIApp, key: str) -> None:
    """No plan is found by anything but the hash of a question."""
    viewer = desk(app, Role.VIEWER)
    for rest in ("", "/progress", "/result"):
        assert viewer.get(f"/plans/{key}{rest}").status_code in {400, 404}
