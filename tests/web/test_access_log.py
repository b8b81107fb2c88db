"""The log of who asked for what: enough to look into, nothing that is secret, and not for ever."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from litestar.types import ASGIApp

from bitcoin_office.people.person import Role
from bitcoin_office.terms.errors import OfficeError
from bitcoin_office.web import access_log
from bitcoin_office.web.application import Before, application
from tests.web.client import Client
from tests.web.inside import PASSWORD, Desk, name_of

SECRET_QUERY = "2024-02-03"


@pytest.fixture
def app(office: Path, tmp_path: Path) -> ASGIApp:
    """The site, with its log."""
    return application([office], burst=1e9, before=Before(access_log=tmp_path / "log", access_log_days=30))


def lines(folder: Path) -> list[dict[str, Any]]:
    """All that was written down."""
    (file,) = (folder / "log").glob("access-*.jsonl")
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_who_asked_for_what_is_written_down(app: ASGIApp, tmp_path: Path) -> None:
    """Time, reader, person, method, path, what came of it: also of what was refused, and of what was kept."""
    reader, desk = Client(app), Desk(app, "sv", reader="203.0.113.5")
    for _ in range(2):
        reader.get("/en/sv/reserve")
    desk.log_in(Role.VIEWER)
    desk.get("/log")
    desk.get("/books")
    found = lines(tmp_path)
    told = [(each["reader"], each["person"], each["method"], each["path"], each["status"]) for each in found]
    viewer, inside = name_of(Role.VIEWER), "/en/sv/ministry"
    assert told == [
        ("198.51.100.1", "", "GET", "/en/sv/reserve", 200),
        ("198.51.100.1", "", "GET", "/en/sv/reserve", 200),
        ("203.0.113.5", "", "GET", f"{inside}/login", 200),
        ("203.0.113.5", "", "POST", f"{inside}/login", 303),
        ("203.0.113.5", viewer, "GET", f"{inside}/log", 403),
        ("203.0.113.5", viewer, "GET", f"{inside}/books", 200),
    ]
    assert all(set(each) == set(access_log.Asked.__struct_fields__) for each in found)
    assert all(dt.datetime.fromisoformat(each["time"]).utcoffset() == dt.timedelta(0) for each in found)
    assert found[0]["bytes"] > 0


def test_nothing_secret_is_in_the_log(app: ASGIApp, tmp_path: Path) -> None:
    """Neither queries nor bodies, passwords, codes, cookies, form tokens or other headers."""
    desk = Desk(app, "sv")
    desk.log_in(Role.VIEWER, code="135792")
    desk.ask(
        "GET", f"/en/sv/reserve?at={SECRET_QUERY}", headers={"authorization": "Bearer abcdef", "referer": "r.example"}
    )
    desk.get("/me")
    desk.send("/me", old=PASSWORD, new="a new secret sentence")
    whole = json.dumps(lines(tmp_path))
    tokens = [cookie.value or "" for cookie in desk.cookies.jar]
    assert len(tokens) == 2
    for secret in (
        SECRET_QUERY,
        "135792",
        PASSWORD,
        "a new secret sentence",
        "Bearer",
        "r.example",
        desk.form,
        *tokens,
    ):
        assert secret not in whole
    file = next((tmp_path / "log").iterdir())
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_nobody_writes_a_line_of_their_own(app: ASGIApp, tmp_path: Path) -> None:
    """Whatever stands in a path or in a browser's name is one field of one line, and no longer than it has to be."""
    Client(app).get("/en/%0a%7b%22person%22:%22x%22%7d", headers={"user-agent": "a\tb" + "c" * 5000})
    Client(app).get("/" + "x" * 1500)
    first, second = lines(tmp_path)
    assert first["path"] == '/en/\n{"person":"x"}'
    assert first["person"] == ""
    assert first["browser"].startswith("a b")
    assert len(first["browser"]) <= 200
    assert len(second["path"]) == 300


def test_old_files_are_taken_away(office: Path, tmp_path: Path) -> None:
    """Those of the last days stay, older ones go with the first line of a day; what is no log stays."""
    folder = tmp_path / "log"
    folder.mkdir()
    today = dt.datetime.now(dt.UTC).date()
    for days in (1, 29, 30, 400):
        (folder / f"access-{today - dt.timedelta(days=days)}.jsonl").write_text("{}\n")
    (folder / "notes.txt").write_text("mine")
    app = application([office], burst=1e9, before=Before(access_log=folder, access_log_days=30))
    Client(app).get("/health")
    kept = sorted(file.name for file in folder.iterdir())
    days = (today - dt.timedelta(days=29), today - dt.timedelta(days=1), today)
    assert kept == [*(f"access-{day}.jsonl" for day in days), "notes.txt"]


def test_without_the_option_nothing_is_written(office: Path, tmp_path: Path) -> None:
    """The log is switched on by whoever runs the server."""
    Client(application([office], burst=1e9)).get("/health")
    assert list(tmp_path.rglob("access-*")) == []


def test_a_disk_that_fails_holds_up_nobody(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Readers are served, and the server's own log says what is wrong; a folder that cannot be is told at the start."""
    app = application([office], burst=1e9, before=Before(access_log=tmp_path / "log"))

    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(access_log.os, "write", full)
    assert Client(app).get("/health").status_code == 200
    assert "No space left" in caplog.text
    (tmp_path / "file").write_text("")
    with pytest.raises(OfficeError, match="access log"):
        application([office], before=Before(access_log=tmp_path / "file" / "log"))
