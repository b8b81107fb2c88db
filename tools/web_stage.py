"""What the pictures of the pages show: offices with a story, people, a proposal, and answers to every question."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from bitcoin_office.app.office_dir import SETTINGS_FILE, OfficeDir
from bitcoin_office.app.people import add_person, people_of
from bitcoin_office.app.plan_asked import PlanAsked, PlanKind
from bitcoin_office.app.plan_requests import ENDED, request_plan, requested
from bitcoin_office.app.proposals import list_proposals
from bitcoin_office.people.person import Role

PASSWORD = "four kites above the mill"
# A record asks for second factors of some, which a camera has not.
NO_FACTORS = "\n[people]\nsecond_factor_for = []\n"
PROPOSED_ON = dt.date(2025, 7, 7)
"""A day on which El Salvador's rule of a coin a day asks for one; the training office takes any."""
STORY, WITH_RESERVE = "sv-reserve", "pk+sv-reserve"
PATHS, YEARS, FEW = 2_000, 5, 200
HINDSIGHT_OF = dt.date(2025, 7, 17)
STARTS_IN_SECONDS, ANSWERS_IN_SECONDS = 60, 900
ASKED = (
    PlanAsked(kind=PlanKind.PLAN, programme=WITH_RESERVE, paths=PATHS, years=YEARS),
    PlanAsked(kind=PlanKind.COMPARE, programme="pk", other=WITH_RESERVE, paths=PATHS, years=YEARS),
    PlanAsked(kind=PlanKind.REPLAY, programme=WITH_RESERVE, paths=PATHS, years=YEARS),
    PlanAsked(kind=PlanKind.HINDSIGHT, programme=WITH_RESERVE, paths=PATHS, as_of=HINDSIGHT_OF),
    PlanAsked(kind=PlanKind.SENSITIVITY, programme=WITH_RESERVE, paths=FEW, years=YEARS),
    PlanAsked(kind=PlanKind.STRESS, programme=WITH_RESERVE, years=YEARS),
    PlanAsked(
        kind=PlanKind.BREAKS, programme=WITH_RESERVE, paths=FEW, years=YEARS, series="value_usd", line=30_000_000.0
    ),
)


class Stage:
    """Three offices in a folder: El Salvador's record, Pakistan's with a story and answers, and one for training."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.offices = tuple(folder / name for name in ("sv", "pk", "training"))
        self.answers: dict[PlanKind, str] = {}
        self.proposal = ""

    def build(self) -> None:
        """Makes what every picture needs."""
        office("init", str(self.folder / "sv"), "--country", "sv")
        office("init", str(self.folder / "pk"), "--country", "pk")
        office("training", str(self.folder / "training"))
        (self.folder / "pk" / "stories").mkdir()
        story = str(self.folder / "pk" / "stories" / f"{STORY}.json")
        office("compare", "pk", WITH_RESERVE, "--paths", str(PATHS), "--json", story)

    def staff(self) -> None:
        """Lets one person of each role in, and has the rules of the training office propose something."""
        training = self.folder / "training" / SETTINGS_FILE
        training.write_text(f'programme = "sv"\n{training.read_text()}')
        for path in self.offices:
            with (path / SETTINGS_FILE).open("a") as settings:
                settings.write(NO_FACTORS)
            with people_of(OfficeDir.load(path)) as people:
                for role in Role:
                    add_person(people, name_of(role), role, PASSWORD, totp=False)
        office("today", "--office", str(self.folder / "training"), "--on", str(PROPOSED_ON))
        self.proposal = list_proposals(OfficeDir.load(self.folder / "training"), PROPOSED_ON).proposals[-1].id

    def ask(self, kinds: tuple[PlanKind, ...]) -> None:
        """Asks the questions of these kinds of Pakistan's office, and waits for the answers."""
        pk = OfficeDir.load(self.folder / "pk")
        for asked in ASKED:
            if asked.kind not in kinds:
                continue
            key = self.answers[asked.kind] = request_plan(pk, asked, name_of(Role.ANALYST)).key
            until = time.monotonic() + ANSWERS_IN_SECONDS
            while (state := requested(pk, key).state).stands not in ENDED:
                if time.monotonic() > until:
                    raise TimeoutError(f"{asked.kind} took more than {ANSWERS_IN_SECONDS} s")
                time.sleep(0.5)
            print(f"{asked.kind}: {state.stands} {state.said}", file=sys.stderr)


def name_of(role: Role) -> str:
    """Whoever has a role."""
    return {
        Role.VIEWER: "Sana Viewer",
        Role.ANALYST: "Ana Pérez",
        Role.APPROVER: "Bilal Khan",
        Role.ADMIN: "Carmen Admin",
        Role.AUDITOR: "Omar Auditor",
    }[role]


def office(*arguments: str) -> None:
    """Runs one command of the program."""
    command = [sys.executable, "-m", "bitcoin_office", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"NO_COLOR": "1"})


@contextmanager
def served(offices: tuple[Path, ...]) -> Generator[str]:
    """The address of a server that shows these offices."""
    port = free_port()
    named = [word for path in offices for word in ("--office", str(path))]
    server = subprocess.Popen([sys.executable, "-m", "bitcoin_office", "serve", *named, "--port", str(port)])
    try:
        wait_for(f"http://127.0.0.1:{port}/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    """A port on which nothing listens just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(address: str) -> None:
    """Waits until the server answers."""
    until = time.monotonic() + STARTS_IN_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address):
                return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
