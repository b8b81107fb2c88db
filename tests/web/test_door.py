"""The door of the ministry: logins, sessions, forged forms, guesses, and what an attacker tries."""

from __future__ import annotations

import os
import time
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from litestar.types import ASGIApp

from bitcoin_office.app import logins
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.people import change_role, disable, people_of, reset_person
from bitcoin_office.people.acts import Act, log_findings
from bitcoin_office.people.attempts import FREE, Counted
from bitcoin_office.people.person import IDLE_SECONDS, LONGEST_SECONDS, Role
from bitcoin_office.people.totp import STEP_SECONDS, code_at
from bitcoin_office.web import site
from bitcoin_office.web.application import application
from tests.web.inside import PASSWORD, Desk, name_of


def acts(office: Path) -> list[Act]:
    """What people did, after they were added."""
    with people_of(OfficeDir.load(office)) as people:
        entries = people.acts()
    assert log_findings(entries) == ()
    return [entry.record.act for entry in entries if entry.record.act is not Act.ADDED]


def test_in_and_out(app: ASGIApp, office: Path) -> None:
    """The right name and password lead inside; the way out ends the session on the server, not in the browser alone."""
    desk = Desk(app, "sv")
    answer = desk.log_in(Role.VIEWER)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/sv/ministry")
    assert name_of(Role.VIEWER) in desk.get().text
    kept = httpx.Cookies(desk.cookies)
    desk.get("/me")
    assert desk.send("/logout", which="this").status_code == 303
    desk.cookies = kept
    assert desk.get().status_code == 303
    assert acts(office) == [Act.LOGGED_IN, Act.LOGGED_OUT]


def test_the_cookie_binds_itself(app: ASGIApp) -> None:
    """Over TLS: for this very host, over TLS alone, not for scripts, not from other sites."""
    desk = Desk(app, "sv")
    cookie = desk.log_in(Role.VIEWER).headers["set-cookie"]
    assert cookie.startswith("__Host-office-sv-in=")
    assert set(cookie.split("; ")[1:]) == {"Path=/", "HttpOnly", "SameSite=Strict", "Secure"}


@pytest.mark.parametrize(
    ("address", "reader", "status"),
    [
        ("http://127.0.0.1:8400", "127.0.0.1", 200),
        ("http://localhost:8400", "::1", 200),
        ("http://office.example", "127.0.0.1", 403),
        ("http://127.0.0.1:8400", "198.51.100.1", 403),
        ("http://192.0.2.1", "192.0.2.1", 403),
    ],
)
def test_no_password_travels_unprotected(app: ASGIApp, address: str, reader: str, status: int) -> None:
    """Without TLS there is no login but on this machine, under its own name; then cookies have no prefix."""
    desk = Desk(app, "sv", reader=reader, address=address)
    assert desk.get("/login").status_code == status
    if status == 200:
        cookie = desk.log_in(Role.VIEWER).headers["set-cookie"]
        assert cookie.startswith("office-sv-in=")
        assert "Secure" not in cookie
        assert desk.get().status_code == 200


def test_a_session_given_by_somebody_else_is_not_taken(app: ASGIApp) -> None:
    """Whatever cookies the browser brought, the session after a login is a new one (fixation)."""
    for fixed in ("attackers-choice", ""):
        desk = Desk(app, "sv")
        desk.cookies.set("__Host-office-sv-in", fixed, domain="office.example")
        desk.log_in(Role.VIEWER)
        tokens = [cookie.value for cookie in desk.cookies.jar if cookie.name == "__Host-office-sv-in"]
        assert tokens[-1] not in {fixed, "", None}
        other = Desk(app, "sv")
        other.cookies.set("__Host-office-sv-in", fixed, domain="office.example")
        assert other.get().status_code == 303


def test_each_login_is_another_session(app: ASGIApp) -> None:
    """Logging in again while inside gives another token; the attacker who saw the first has nothing of the second."""
    desk = Desk(app, "sv")
    seen = {desk.log_in(Role.VIEWER).headers["set-cookie"] for _ in range(3)}
    assert len(seen) == 3


@pytest.mark.parametrize(
    ("origin", "form", "status"),
    [
        ("", None, 200),
        ("https://evil.example", None, 403),
        ("http://office.example", None, 403),
        ("https://office.example.evil.example", None, 403),
        ("null", None, 403),
        (None, None, 403),
        ("", "0" * 64, 403),
        ("", "", 403),
    ],
)
def test_forged_forms(app: ASGIApp, office: Path, origin: str | None, form: str | None, status: int) -> None:
    """A form counts only from our own page and with the token of this session; else nothing happens."""
    desk = Desk(app, "sv")
    desk.log_in(Role.ADMIN)
    desk.get("/people")
    sent = desk.send(
        "/people", origin=origin, form=form, name=name_of(Role.VIEWER), act="role", role=Role.AUDITOR.value
    )
    assert sent.status_code == (303 if status == 200 else status)
    assert (Act.ROLE_CHANGED in acts(office)) is (status == 200)


def test_a_login_is_not_forged_either(app: ASGIApp, office: Path) -> None:
    """Another site cannot log a browser in to an account of the attacker's choice."""
    desk = Desk(app, "sv")
    desk.get("/login")
    forged = desk.send("/login", origin="https://evil.example", name=name_of(Role.VIEWER), password=PASSWORD)
    assert forged.status_code == 403
    desk.cookies = httpx.Cookies()
    assert desk.send("/login", name=name_of(Role.VIEWER), password=PASSWORD).status_code == 403
    assert acts(office) == []


def test_guesses_are_slowed_even_after_a_restart(office: Path) -> None:
    """After some wrong passwords one waits: elsewhere, after a restart, with the right password too."""
    app = application([office], burst=1e9)
    for number in range(FREE[Counted.ACCOUNT]):
        wrong = Desk(app, "sv", reader=f"198.51.100.{number}").log_in(Role.VIEWER, "wrong password")
        assert wrong.status_code == 403
    again = application([office], burst=1e9)
    held = Desk(again, "sv", reader="203.0.113.9").log_in(Role.VIEWER)
    assert held.status_code == 429
    assert int(held.headers["retry-after"]) in {1, 2}
    assert Desk(again, "sv").log_in(Role.ANALYST).status_code == 303
    assert acts(office).count(Act.LOGIN_FAILED) == FREE[Counted.ACCOUNT]


def test_many_names_from_one_address_are_slowed(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One password tried on everybody: the address waits, others do not."""
    monkeypatch.setitem(FREE, Counted.ADDRESS, 4)
    app = application([office], burst=1e9)
    statuses = [Desk(app, "sv").log_in(f"Name {number}", "wrong password").status_code for number in range(6)]
    assert statuses == [403] * 4 + [429] * 2
    assert Desk(app, "sv", reader="203.0.113.9").log_in(Role.VIEWER).status_code == 303


def test_unknown_names_are_told_and_worked_on_like_others(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words, the same status, and one hash worked out either way: nobody learns who is on the list."""
    worked: list[bool] = []
    real = logins.fits
    monkeypatch.setattr(logins, "fits", lambda *given: (worked.append(given[0] is None), real(*given))[1])
    pages = [Desk(app, "sv").log_in(name, "wrong password") for name in (name_of(Role.VIEWER), "Nobody Known")]
    assert worked == [False, True]
    assert [page.status_code for page in pages] == [403, 403]
    bare = [page.text.replace(page.text.split('name="form" value="')[1][:64], "") for page in pages]
    assert bare[0] == bare[1]


def test_a_second_factor_is_asked_for_and_counts_once(app: ASGIApp, office: Path) -> None:
    """Without the code, with a wrong one, or with one that was used, the right password is not enough."""
    with people_of(OfficeDir.load(office)) as people:
        made = reset_person(people, name_of(Role.ADMIN), PASSWORD, totp=True)
    secret = made.second_factor.split("secret=")[1].split("&")[0]
    code = code_at(secret, int(time.time()) // STEP_SECONDS)
    assert Desk(app, "sv").log_in(Role.ADMIN).status_code == 403
    assert Desk(app, "sv").log_in(Role.ADMIN, code="000000" if code != "000000" else "111111").status_code == 403
    assert Desk(app, "sv").log_in(Role.ADMIN, code=code).status_code == 303
    assert Desk(app, "sv").log_in(Role.ADMIN, code=code).status_code == 403


def test_sessions_end(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half an hour without a request, or half a day in any case; the hands of the clock are moved."""
    desk = Desk(app, "sv")
    desk.log_in(Role.VIEWER)
    now = time.time()
    monkeypatch.setattr(logins.time, "time", lambda: now + IDLE_SECONDS + 1)
    assert desk.get().status_code == 303
    monkeypatch.setattr(logins.time, "time", lambda: now)
    assert desk.get().status_code == 200
    monkeypatch.setattr(logins.time, "time", lambda: now + LONGEST_SECONDS + 1)
    assert desk.get().status_code == 303


def test_out_everywhere(app: ASGIApp) -> None:
    """One word ends every session of the same person, and of nobody else."""
    desks = [Desk(app, "sv") for _ in range(3)]
    for desk, role in zip(desks, (Role.VIEWER, Role.VIEWER, Role.ANALYST), strict=True):
        desk.log_in(role)
    desks[0].get("/me")
    desks[0].send("/logout", which="everywhere")
    assert [desk.get().status_code for desk in desks] == [303, 303, 200]


def test_another_role_begins_anew(app: ASGIApp, office: Path) -> None:
    """Who gets another role, or is let in no more, has no session left."""
    viewer, analyst = Desk(app, "sv"), Desk(app, "sv")
    viewer.log_in(Role.VIEWER)
    analyst.log_in(Role.ANALYST)
    with people_of(OfficeDir.load(office)) as people:
        change_role(people, name_of(Role.VIEWER), Role.AUDITOR)
        disable(people, name_of(Role.ANALYST))
    assert viewer.get().status_code == 303
    assert analyst.get().status_code == 303
    assert viewer.log_in(Role.VIEWER).status_code == 303
    assert viewer.get("/log").status_code == 200
    assert analyst.log_in(Role.ANALYST).status_code == 403


def test_the_admin_changes_others_and_not_themselves(app: ASGIApp, office: Path) -> None:
    """Roles and entries of others on the page; one's own place stays."""
    desk = Desk(app, "sv")
    desk.log_in(Role.ADMIN)
    desk.get("/people")
    assert desk.send("/people", name=name_of(Role.VIEWER), act="disable").status_code == 303
    assert desk.send("/people", name=name_of(Role.VIEWER), act="enable").status_code == 303
    assert desk.send("/people", name=name_of(Role.ADMIN), act="role", role="approver").status_code == 400
    assert desk.send("/people", name=name_of(Role.VIEWER), act="role", role="king").status_code == 400
    assert desk.send("/people", name="Nobody Known", act="disable").status_code == 404
    assert acts(office) == [Act.LOGGED_IN, Act.DISABLED, Act.ENABLED]


def test_ones_own_password(app: ASGIApp, office: Path) -> None:
    """The old one has to be known; a poor new one is refused; a good one ends the other sessions."""
    here, there = Desk(app, "sv"), Desk(app, "sv")
    here.log_in(Role.VIEWER)
    there.log_in(Role.VIEWER)
    here.get("/me")
    new = "an entirely other sentence"
    assert here.send("/me", old="wrong", new=new).status_code == 400
    assert here.send("/me", old=PASSWORD, new="short").status_code == 400
    assert here.send("/me", old=PASSWORD, new=new).status_code == 200
    assert here.get().status_code == 200
    assert there.get().status_code == 303
    assert there.log_in(Role.VIEWER, new).status_code == 303
    assert Act.PASSWORD_CHANGED in acts(office)


def test_refusals_are_written_down(app: ASGIApp, office: Path) -> None:
    """Who asks for what their role may not, stands in the auditor's log, which shows it."""
    viewer, auditor = Desk(app, "sv"), Desk(app, "sv")
    viewer.log_in(Role.VIEWER)
    assert viewer.get("/log").status_code == 403
    auditor.log_in(Role.AUDITOR)
    page = auditor.get("/log").text
    assert "was refused a page" in page
    assert "none was changed" in page
    assert acts(office) == [Act.LOGGED_IN, Act.REFUSED, Act.LOGGED_IN]


def test_secrets_are_nowhere(office: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    """Neither a password nor a session's token stands in the office's files, on a page or in a log."""
    desk = Desk(application([office], burst=1e9), "sv")
    desk.log_in("a secret typed as a name", "wrong password")
    desk.log_in(Role.AUDITOR)
    page = desk.get("/log").text + desk.get("/me").text + desk.get().text
    token = next(cookie.value for cookie in desk.cookies.jar if cookie.name == "__Host-office-sv-in")
    files = b"".join(file.read_bytes() for file in office.rglob("*") if file.is_file())
    said = "".join(capfd.readouterr()) + caplog.text
    assert token is not None
    for secret in (PASSWORD, token, "a secret typed as a name"):
        assert secret.encode() not in files
        assert secret not in page
        assert secret not in said


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff" * 200, "application/x-www-form-urlencoded"),
        (b"form=%ff&name=%00", "application/x-www-form-urlencoded"),
        (b"--x\r\nnothing", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"{", "application/json"),
        (os.urandom(300), "application/octet-stream"),
        (b"a" * 20_000, "application/x-www-form-urlencoded"),
    ],
)
def test_malformed_bodies_stop_at_the_door(app: ASGIApp, content: bytes, kind: str) -> None:
    """Bytes that are no form, or too many, are refused without a mistake of ours, before and after the login."""
    desk = Desk(app, "sv")
    headers = {"origin": desk.address, "content-type": kind}
    desk.get("/login")
    assert desk.ask("POST", "/login", content=content, headers=headers).status_code in {400, 403, 413}
    desk.log_in(Role.ADMIN)
    assert desk.ask("POST", "/people", content=content, headers=headers).status_code in {400, 403, 413}


def test_a_window_without_an_office_has_no_door(app: ASGIApp) -> None:
    """Where only a record is shown there is nobody to log in."""
    desk = Desk(app, "pk")
    assert desk.get("/login").status_code == 404
    assert desk.get().status_code == 404
    assert Desk(app, "../sv").get().status_code in {303, 404}


def test_logins_do_not_empty_what_is_kept(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts at the door are written to the office's database, and cost no reader a page that is worked out anew."""
    monkeypatch.setattr(site, "_LOOK_EVERY_SECONDS", 0.0)
    desk = Desk(app, "sv")
    state = app.app.app.app.state  # type: ignore[attr-defined]
    before = state.site.mark()
    desk.log_in(Role.VIEWER, "wrong password")
    desk.log_in(Role.VIEWER)
    assert state.site.mark() == before


def test_cookies_that_come_apart_are_put_together(app: ASGIApp) -> None:
    """Over HTTP/2 each cookie comes in a header of its own; whoever is inside stays inside."""
    desk = Desk(app, "sv")
    desk.log_in(Role.VIEWER)
    crumbs = [("cookie", f"{cookie.name}={cookie.value}") for cookie in desk.cookies.jar]
    assert len(crumbs) == 2
    for order in (crumbs, crumbs[::-1]):
        bare = Desk(app, "sv")
        assert bare.ask("GET", headers=order).status_code == 200


def test_a_mistake_of_ours_tells_the_log_no_secret(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What goes wrong is logged with its time, method and path, and without query, body, cookie or what was written."""
    desk = Desk(app, "sv")
    desk.log_in(Role.ADMIN)
    desk.get("/people")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr("bitcoin_office.web.ministry.people_page.change_role", broken)
    sent = desk.send("/people?seen=a-secret-query", name="a secret name", act="role", role="viewer")
    assert sent.status_code == 500
    assert "a mistake" not in sent.text
    assert "POST /en/sv/ministry/people" in caplog.text
    assert "a mistake" in caplog.text
    token = next(cookie.value for cookie in desk.cookies.jar if cookie.name == "__Host-office-sv-in")
    for secret in ("a-secret-query", "a secret name", desk.form, token, PASSWORD):
        assert secret
        assert secret not in caplog.text
        assert secret not in sent.text


def test_errors_of_the_database_tell_no_values(office: Path) -> None:
    """A statement that fails is told without the values that were to be written, by whatever finds it."""
    statement = sa.text("INSERT INTO people VALUES (:secret)")
    with people_of(OfficeDir.load(office)) as people, people._engine.connect() as connection:
        failing = pytest.raises(sa.exc.DBAPIError)
        with failing as caught:
            connection.execute(statement, {"secret": "argon2-hash"})
    assert "argon2-hash" not in str(caught.value)


def test_forged_forms_are_written_down(app: ASGIApp, office: Path) -> None:
    """A form from elsewhere, sent with somebody's session, stands in the log under whose session it was."""
    desk = Desk(app, "sv")
    desk.log_in(Role.ADMIN)
    desk.get("/people")
    desk.send("/people", origin="https://evil.example", name=name_of(Role.VIEWER), act="disable")
    assert acts(office) == [Act.LOGGED_IN, Act.REFUSED]


def test_a_used_code_is_written_down(app: ASGIApp, office: Path) -> None:
    """The log says that a code was wrong or used, and its owner is told at the next login."""
    with people_of(OfficeDir.load(office)) as people:
        made = reset_person(people, name_of(Role.ADMIN), PASSWORD, totp=True)
    secret = made.second_factor.split("secret=")[1].split("&")[0]
    step = int(time.time()) // STEP_SECONDS
    assert Desk(app, "sv").log_in(Role.ADMIN, code=code_at(secret, step)).status_code == 303
    assert Desk(app, "sv", reader="203.0.113.66").log_in(Role.ADMIN, code=code_at(secret, step)).status_code == 403
    desk = Desk(app, "sv")
    assert desk.log_in(Role.ADMIN, code=code_at(secret, step + 1)).status_code == 303
    assert "from 203.0.113.66: wrong or used code" in desk.get().text
