"""One's own account: the password again, first passwords, second factors, sessions, and what is told of them."""

from __future__ import annotations

import re
import time
from pathlib import Path

import msgspec
import pytest
from litestar.types import ASGIApp

from bitcoin_office.adapters.factor_seal import FactorSeal, FactorSealError
from bitcoin_office.app import logins
from bitcoin_office.app.office_dir import SETTINGS_FILE, OfficeDir
from bitcoin_office.app.people import add_person, change_role, people_of, reset_person
from bitcoin_office.app.second_factor import seal_anew
from bitcoin_office.people.acts import Act, Record, log_findings
from bitcoin_office.people.attempts import FREE, Counted
from bitcoin_office.people.person import FIRST_SECONDS, FRESH_SECONDS, Role
from bitcoin_office.people.totp import STEP_SECONDS, code_at
from bitcoin_office.web.access import ACCESS, AGAIN, WHILE_WAITING
from bitcoin_office.web.application import application
from tests.web.inside import NO_FACTORS, PASSWORD, Desk, name_of
from tests.web.test_access import PARTS

KEY = re.compile(r'<bdi class="hash" dir="ltr">([A-Z2-7 ]{39})</bdi>')
OFFER = re.compile(r'name="offer" value="([^"]+)"')
HANDED = re.compile(r'<bdi class="hash" dir="ltr">([a-z0-9]{5}(?:-[a-z0-9]{5}){3})</bdi>')
WHICH = re.compile(r'name="which" value="([0-9a-f]{16})"')
OTHER = "an entirely other sentence"


def acts(office: Path) -> list[tuple[Act, str, str]]:
    """What people did, after they were added: the act, who, and about whom."""
    with people_of(OfficeDir.load(office)) as people:
        entries = people.acts()
    assert log_findings(entries) == ()
    return [(e.record.act, e.record.by, e.record.about) for e in entries if e.record.act is not Act.ADDED]


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """Moves the hands of the clock."""
    now = time.time()
    monkeypatch.setattr(logins.time, "time", lambda: now + seconds)


def with_factor(office: Path, role: Role) -> str:
    """Gives somebody a second factor; its secret."""
    with people_of(OfficeDir.load(office)) as people:
        made = reset_person(people, name_of(role), PASSWORD, totp=True)
    return made.second_factor.split("secret=")[1].split("&")[0]


def code_of(secret: str, steps: int = 0) -> str:
    """The code of now, or of a step aside."""
    return code_at(secret, int(time.time()) // STEP_SECONDS + steps)


def handed(desk: Desk, **data: str) -> str:
    """The first password that the admin is shown."""
    desk.get("/people")
    page = desk.send("/people", **data)
    assert page.status_code == 200
    found = HANDED.search(page.text)
    assert found
    assert page.headers["cache-control"] == "no-store"
    return found[1]


def test_the_password_is_asked_for_again(app: ASGIApp, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Minutes after the login a change of a role waits for the password; the form is kept and sent with it."""
    admin = Desk(app, "sv")
    admin.log_in(Role.ADMIN)
    later(monkeypatch, FRESH_SECONDS)
    admin.get("/people")
    asked = {"name": name_of(Role.VIEWER), "act": "role", "role": "auditor"}
    page = admin.send("/people", **asked)
    assert page.status_code == 403
    assert "Please give your password again" in page.text
    assert f'name="name" value="{name_of(Role.VIEWER)}"' in page.text
    assert 'action="/en/sv/ministry/people"' in page.text
    wrong = admin.send("/people", **asked, **{"again-password": "wrong password"})
    assert wrong.status_code == 403
    assert "wrong password" not in wrong.text
    assert Act.ROLE_CHANGED not in {act for act, _, _ in acts(office)}
    assert admin.send("/people", **asked, **{"again-password": PASSWORD}).status_code == 303
    name = name_of(Role.ADMIN)
    assert acts(office)[-3:] == [
        (Act.CONFIRM_FAILED, name, name),
        (Act.CONFIRMED, name, ""),
        (Act.ROLE_CHANGED, name, name_of(Role.VIEWER)),
    ]
    admin.get("/people")
    assert admin.send("/people", name=name_of(Role.VIEWER), act="disable").status_code == 303


def test_it_is_asked_for_in_each_session(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was given in one session counts for no other of the same person."""
    one, other = Desk(app, "sv"), Desk(app, "sv")
    one.log_in(Role.ADMIN)
    other.log_in(Role.ADMIN)
    later(monkeypatch, FRESH_SECONDS)
    one.get("/people")
    asked = {"name": name_of(Role.VIEWER), "act": "disable"}
    assert one.send("/people", **asked, **{"again-password": PASSWORD}).status_code == 303
    other.get("/people")
    assert other.send("/people", name=name_of(Role.VIEWER), act="enable").status_code == 403


@pytest.mark.parametrize("name", sorted(AGAIN))
def test_every_route_that_matters_asks_again(
    app: ASGIApp, office: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Each that is named so in the table refuses an old session, and lets nothing happen."""
    assert isinstance(ACCESS[name], frozenset)
    role = min(ACCESS[name])
    desk = Desk(app, "sv")
    desk.log_in(role)
    later(monkeypatch, FRESH_SECONDS)
    desk.get("/me")
    before = acts(office)
    address = name.split(" ")[1].format(**PARTS)
    answer = desk.ask("POST", address, data={"form": desk.form}, headers={"origin": desk.address})
    assert answer.status_code == 403
    assert 'name="again-password"' in answer.text
    assert acts(office) == before


def test_the_code_is_asked_for_again_too(app: ASGIApp, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a second factor the password alone is not enough, and the code of the login does not count twice."""
    secret = with_factor(office, Role.ADMIN)
    admin = Desk(app, "sv")
    code = code_of(secret)
    assert admin.log_in(Role.ADMIN, code=code).status_code == 303
    later(monkeypatch, FRESH_SECONDS)
    admin.get("/people")
    asked = {"name": name_of(Role.VIEWER), "act": "disable", "again-password": PASSWORD}
    assert 'name="again-code"' in admin.send("/people", **asked).text
    assert admin.send("/people", **asked, **{"again-code": code}).status_code == 403
    later_code = code_at(secret, int(logins.time.time()) // STEP_SECONDS)
    assert admin.send("/people", **asked, **{"again-code": later_code}).status_code == 303
    assert admin.send("/people", **asked, **{"again-code": later_code}).status_code == 303


def test_guesses_inside_are_slowed_and_nobody_outside_can_slow_them(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who took over a session has few guesses at the password; attempts at the door do not use them up."""
    admin = Desk(app, "sv")
    admin.log_in(Role.ADMIN)
    for number in range(FREE[Counted.ACCOUNT] + 2):
        Desk(app, "sv", reader=f"203.0.113.{number}").log_in(Role.ADMIN, "wrong password")
    later(monkeypatch, FRESH_SECONDS)
    admin.get("/people")
    asked = {"name": name_of(Role.VIEWER), "act": "disable"}
    wrong = [admin.send("/people", **asked, **{"again-password": "wrong"}) for _ in range(FREE[Counted.INSIDE] + 1)]
    assert [each.status_code for each in wrong] == [403] * FREE[Counted.INSIDE] + [429]
    assert int(wrong[-1].headers["retry-after"]) > 0
    assert admin.send("/people", **asked, **{"again-password": PASSWORD}).status_code == 429


def test_a_first_password_is_for_choosing_another(app: ASGIApp, office: Path) -> None:
    """The admin adds somebody on the page and sees a drawn password once; with it nothing is open but the account."""
    admin = Desk(app, "sv")
    admin.log_in(Role.ADMIN)
    first = handed(admin, name="Dora New", act="add", role="analyst")
    assert first not in admin.get("/people").text
    dora = Desk(app, "sv")
    assert dora.log_in("Dora New", first).status_code == 303
    for rest in ("", "/proposals", "/books", "/plans"):
        answer = dora.get(rest)
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/sv/ministry/me")
    page = dora.get("/me")
    assert "Choose a password of your own" in page.text
    assert dora.send("/proposals", on="").status_code == 403
    assert dora.send("/me", old=first, new=first).status_code == 400
    assert dora.send("/me", old=first, new=OTHER).headers["location"] == "/en/sv/ministry"
    assert dora.get("/proposals").status_code == 200
    assert Desk(app, "sv").log_in("Dora New", first).status_code == 403
    files = b"".join(file.read_bytes() for file in office.rglob("*") if file.is_file())
    assert first.encode() not in files
    with people_of(OfficeDir.load(office)) as people:
        added = next(each.record for each in people.acts() if each.record.about == "Dora New")
    assert (added.act, added.by, added.note) == (Act.ADDED, name_of(Role.ADMIN), "as analyst")


def test_first_passwords_expire(app: ASGIApp, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After three days it opens nothing, in the same words as a wrong one; the log says why."""
    admin = Desk(app, "sv")
    admin.log_in(Role.ADMIN)
    first = handed(admin, name=name_of(Role.VIEWER), act="reset")
    later(monkeypatch, FIRST_SECONDS + 1)
    late = Desk(app, "sv").log_in(Role.VIEWER, first)
    assert late.status_code == 403
    assert "The name, the password or the code is wrong." in late.text
    with people_of(OfficeDir.load(office)) as people:
        assert "expired" in people.acts()[-1].record.note


def test_a_reset_on_the_page_ends_sessions_and_factors(app: ASGIApp, office: Path) -> None:
    """Whoever had the phone or the password before has nothing; nobody resets themselves so."""
    secret = with_factor(office, Role.VIEWER)
    viewer, admin = Desk(app, "sv"), Desk(app, "sv")
    assert viewer.log_in(Role.VIEWER, code=code_of(secret)).status_code == 303
    admin.log_in(Role.ADMIN)
    first = handed(admin, name=name_of(Role.VIEWER), act="reset")
    assert viewer.get().status_code == 303
    assert viewer.log_in(Role.VIEWER, code=code_of(secret, 1)).status_code == 403
    assert viewer.log_in(Role.VIEWER, first).status_code == 303
    assert admin.send("/people", name=name_of(Role.ADMIN), act="reset").status_code == 400
    assert admin.send("/people", name=name_of(Role.ANALYST), act="add", role="viewer").status_code == 409
    assert admin.send("/people", name=" ", act="add", role="viewer").status_code == 400


@pytest.mark.parametrize("new", ["password1234", "Passw0rd!2025", "Viewer Person 1", "kite mill", OTHER * 9])
def test_common_passwords_are_refused(app: ASGIApp, new: str) -> None:
    """Breached ones, the own name, too short, too long: the page says so, and the old one holds."""
    desk = Desk(app, "sv")
    desk.log_in(Role.VIEWER)
    desk.get("/me")
    page = desk.send("/me", old=PASSWORD, new=new)
    assert page.status_code == 400
    assert "could be guessed" in page.text
    assert new not in page.text
    assert Desk(app, "sv").log_in(Role.VIEWER).status_code == 303


def test_passwords_need_not_be_changed(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """One's own never runs out, and no list of earlier ones is kept: the same one may be chosen again."""
    later(monkeypatch, 10 * 365 * 24 * 60 * 60)
    desk = Desk(app, "sv")
    assert desk.log_in(Role.VIEWER).status_code == 303
    desk.get("/me")
    assert desk.send("/me", old=PASSWORD, new=OTHER).status_code == 200
    assert desk.send("/me", old=OTHER, new=PASSWORD).status_code == 200
    assert desk.send("/me", old=PASSWORD, new=PASSWORD).status_code == 200


def test_a_poor_password_is_found_at_the_login(app: ASGIApp, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was taken before such were refused opens nothing but the page on which another is chosen."""
    with monkeypatch.context() as lenient:
        lenient.setattr("bitcoin_office.app.people.strength", lambda *_: 4)
        with people_of(OfficeDir.load(office)) as people:
            add_person(people, "Early Bird", Role.VIEWER, "password1234", totp=False)
    desk = Desk(app, "sv")
    assert desk.log_in("Early Bird", "password1234").status_code == 303
    assert desk.get("/books").headers["location"] == "/en/sv/ministry/me"
    assert acts(office)[-1] == (Act.PASSWORD_POOR, "Early Bird", "Early Bird")
    desk.get("/me")
    desk.send("/me", old="password1234", new=OTHER)
    assert desk.get("/books").status_code == 200


def test_the_meter_is_the_judge_itself(app: ASGIApp) -> None:
    """What is typed is judged in the reader's language and never answered back; a stranger is not answered."""
    desk = Desk(app, "sv")
    assert desk.send("/me/strength", new="password1234").status_code == 403
    desk.log_in(Role.VIEWER)
    desk.get("/me")
    found = [desk.send("/me/strength", new=new) for new in ("short", "password1234", OTHER, "", "x" * 5000)]
    assert [each.status_code for each in found] == [200] * 5
    told = [each.json() for each in found]
    assert [each["score"] for each in told[:3]] == [told[0]["score"], 1, 4]
    assert told[0]["says"] == "It is still too short."
    assert told[2]["says"] == "Very hard to guess."
    assert "password1234" not in found[1].text
    assert found[0].headers["cache-control"] == "no-store"


def test_people_set_a_second_factor_themselves(app: ASGIApp, office: Path) -> None:
    """The key is shown as a picture and as text; it counts once its code was given, and ends the other sessions."""
    here, there = Desk(app, "sv"), Desk(app, "sv")
    here.log_in(Role.VIEWER)
    there.log_in(Role.VIEWER)
    page = here.get("/me/factor").text
    key, offer = KEY.search(page), OFFER.search(page)
    assert key
    assert offer
    assert '<svg class="code"' in page
    secret = key[1].replace(" ", "")
    assert secret not in offer[1]
    wrong = here.send("/me/factor", offer=offer[1], code="000000" if code_of(secret) != "000000" else "111111")
    assert wrong.status_code == 400
    assert key[1] in wrong.text
    assert here.send("/me/factor", offer=offer[1], code=code_of(secret)).status_code == 303
    assert here.get("/me").status_code == 200
    assert there.get().status_code == 303
    assert there.log_in(Role.VIEWER).status_code == 403
    assert there.log_in(Role.VIEWER, code=code_of(secret)).status_code == 403
    assert there.log_in(Role.VIEWER, code=code_of(secret, 1)).status_code == 303
    assert "set a second factor" in there.get().text
    assert (Act.FACTOR_SET, name_of(Role.VIEWER), name_of(Role.VIEWER)) in acts(office)
    files = b"".join(file.read_bytes() for file in office.rglob("*") if file.is_file())
    assert secret.encode() not in files


def test_nobody_slips_in_a_second_factor_of_theirs(app: ASGIApp) -> None:
    """A secret that was not offered in this very session is not taken, whatever code comes with it."""
    attacker, victim = Desk(app, "sv"), Desk(app, "sv")
    attacker.log_in(Role.VIEWER)
    victim.log_in(Role.ANALYST)
    page = attacker.get("/me/factor").text
    key, offer = KEY.search(page), OFFER.search(page)
    assert key
    assert offer
    victim.get("/me")
    for given in (offer[1], key[1].replace(" ", ""), "", "1:AAAA"):
        answer = victim.send("/me/factor", offer=given, code=code_of(key[1].replace(" ", "")))
        assert answer.status_code == 400
    assert victim.log_in(Role.ANALYST).status_code == 303


def test_admins_and_approvers_need_a_second_factor(office: Path) -> None:
    """In a record, unless its settings say otherwise: nothing is open to them before they have set one."""
    settings = office / SETTINGS_FILE
    settings.write_text(settings.read_text().replace(NO_FACTORS, ""))
    app = application([office], burst=1e9)
    for role in Role:
        desk = Desk(app, "sv")
        desk.log_in(role)
        answer = desk.get("/proposals")
        needs = role in {Role.ADMIN, Role.APPROVER}
        assert answer.status_code == (303 if needs else 200)
        assert not needs or answer.headers["location"] == "/en/sv/ministry/me/factor"
    desk = Desk(app, "sv")
    desk.log_in(Role.ADMIN)
    assert desk.send("/people", name=name_of(Role.VIEWER), act="disable").status_code == 403
    page = desk.get("/me/factor").text
    key, offer = KEY.search(page), OFFER.search(page)
    assert key
    assert offer
    assert desk.send("/me/factor", offer=offer[1], code=code_of(key[1].replace(" ", ""))).status_code == 303
    assert desk.get("/people").status_code == 200


def test_settings_say_who_needs_one(office: Path) -> None:
    """Any roles may be named; a role that there is not is refused when the office is read."""
    settings = office / SETTINGS_FILE
    plain = settings.read_text().replace(NO_FACTORS, "")
    settings.write_text(plain + '\n[people]\nsecond_factor_for = ["viewer"]\n')
    found = OfficeDir.load(office).settings
    assert [role for role in Role if found.needs_second_factor(role)] == [Role.VIEWER]
    settings.write_text(plain + '\n[people]\nsecond_factor_for = ["king"]\n')
    with pytest.raises(Exception, match="second_factor_for"):
        OfficeDir.load(office)


def test_waiting_opens_the_account_alone() -> None:
    """What is open to who waits is one's own account and the way out."""
    assert {name.split("ministry")[1] for name in WHILE_WAITING} == {"/me", "/me/strength", "/me/factor", "/logout"}
    assert set(ACCESS) >= WHILE_WAITING
    assert set(ACCESS) >= AGAIN


def test_secrets_of_second_factors_are_sealed(office: Path) -> None:
    """Neither in the database nor elsewhere in the office does one stand as it is; its key is its owner's alone."""
    secret = with_factor(office, Role.ADMIN)
    with people_of(OfficeDir.load(office)) as people:
        kept = people.person(name_of(Role.ADMIN))
    assert kept is not None
    assert kept.totp.startswith("1:")
    files = b"".join(file.read_bytes() for file in office.rglob("*") if file.is_file())
    assert secret.encode() not in files
    assert (office / "people.key").stat().st_mode & 0o777 == 0o600


def test_a_lost_key_is_told_and_can_be_mended(office: Path) -> None:
    """Who has a second factor cannot log in without the key, is told so by 503, and gets in after a reset."""
    with_factor(office, Role.ADMIN)
    (office / "people.key").unlink()
    desk = Desk(application([office], burst=1e9), "sv")
    assert desk.log_in(Role.ADMIN, code="123456").status_code == 503
    assert desk.log_in(Role.VIEWER).status_code == 303
    with people_of(OfficeDir.load(office)) as people:
        reset_person(people, name_of(Role.ADMIN), PASSWORD, totp=False)
    assert desk.log_in(Role.ADMIN).status_code == 303


def test_ones_sessions_are_listed_and_ended(app: ASGIApp, office: Path) -> None:
    """Each with its time, address and browser; one is ended, the others stay; nobody ends another's."""
    here, there, other = Desk(app, "sv"), Desk(app, "sv", reader="203.0.113.7"), Desk(app, "sv")
    here.log_in(Role.VIEWER)
    there.log_in(Role.VIEWER)
    other.log_in(Role.ANALYST)
    page = here.get("/me").text
    which = WHICH.findall(page)
    assert len(which) == 1
    assert "203.0.113.7" in page
    assert "python-httpx" in page
    other.get("/me")
    assert other.send("/me/sessions", which=which[0]).status_code == 404
    assert there.get().status_code == 200
    assert here.send("/me/sessions", which=which[0]).status_code == 303
    assert there.get().status_code == 303
    assert here.get().status_code == 200
    assert (Act.SESSION_ENDED, name_of(Role.VIEWER), "") in acts(office)
    tokens = [cookie.value for cookie in here.cookies.jar if cookie.name.endswith("-in")]
    assert tokens[0] not in page


def test_what_happened_to_an_account_is_told_at_the_login(app: ASGIApp, office: Path) -> None:
    """The login before, failures, and changes by others, on the first page and on the account's."""
    desk = Desk(app, "sv")
    desk.log_in(Role.VIEWER)
    assert "This is your first login." in desk.get().text
    Desk(app, "sv", reader="203.0.113.66").log_in(Role.VIEWER, "wrong password")
    with people_of(OfficeDir.load(office)) as people:
        change_role(people, name_of(Role.VIEWER), Role.AUDITOR)
    desk.log_in(Role.VIEWER)
    for rest in ("", "/me"):
        page = desk.get(rest).text
        assert "You were last logged in on" in page
        assert "from 203.0.113.66" in page
        assert "failed to log in" in page
        assert "changed a role" in page
        assert "from viewer to auditor" in page
    desk.log_in(Role.VIEWER)
    assert "failed to log in" not in desk.get().text


def test_a_change_in_the_same_moment_is_not_undone(office: Path) -> None:
    """Whoever's role is changed while they change their password keeps the new role, and is told to try again."""
    from bitcoin_office.terms.errors import ConflictError

    with people_of(OfficeDir.load(office)) as people:
        token = logins.log_in(people, name_of(Role.APPROVER), PASSWORD, "", address="198.51.100.1")
        found = logins.whose(people, token)
        assert found is not None
        change_role(people, name_of(Role.APPROVER), Role.VIEWER)
        with pytest.raises(ConflictError):
            logins.change_password(people, *found, PASSWORD, OTHER)
        kept = people.person(name_of(Role.APPROVER))
    assert kept is not None
    assert kept.role is Role.VIEWER


def test_every_act_has_its_words() -> None:
    """The log's page can say each act, in every language."""
    from bitcoin_office.web.languages import LANGUAGES
    from bitcoin_office.web.texts import Texts

    for each in LANGUAGES:
        assert all(Texts(each).has(f"act.{act}") for act in Act)


def test_second_factors_can_be_sealed_anew(office: Path) -> None:
    """Under another key, all in one step; from then on the settings name it, the old key opens nothing."""
    secret = with_factor(office, Role.VIEWER)
    dir_ = OfficeDir.load(office)
    with people_of(dir_) as people:
        assert seal_anew(people, FactorSeal("file:other.key", office), "command line") == 1
        person = people.person(name_of(Role.VIEWER))
        assert person is not None
        with pytest.raises(FactorSealError):
            people.seal.open(person.totp, person.key)
    settings = office / SETTINGS_FILE
    settings.write_text(settings.read_text() + 'key = "file:other.key"\n')
    (office / "people.key").unlink()
    desk = Desk(application([office], burst=1e9), "sv")
    assert desk.log_in(Role.VIEWER, code=code_of(secret)).status_code == 303
    assert acts(office)[-2:] == [(Act.FACTORS_SEALED, "command line", ""), (Act.LOGGED_IN, name_of(Role.VIEWER), "")]


def test_a_password_of_lower_costs_is_hashed_anew(app: ASGIApp, office: Path) -> None:
    """At the login, when the password is there for once; the session holds, and the next one too."""
    import argon2

    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with people_of(OfficeDir.load(office)) as people:
        person = people.person(name_of(Role.VIEWER))
        assert person is not None
        reset = Record(act=Act.PASSWORD_RESET, by="command line", about=person.name, at=int(time.time()))
        people.change(msgspec.structs.replace(person, password=weak), reset, ends_sessions=True)
    desk = Desk(app, "sv")
    assert desk.log_in(Role.VIEWER).status_code == 303
    assert desk.get().status_code == 200
    with people_of(OfficeDir.load(office)) as people:
        found = people.person(name_of(Role.VIEWER))
    assert found is not None
    assert "m=65536,t=3,p=4" in found.password
    assert acts(office)[-1] == (Act.PASSWORD_REHASHED, name_of(Role.VIEWER), name_of(Role.VIEWER))
    assert desk.log_in(Role.VIEWER).status_code == 303
    assert acts(office)[-1] == (Act.LOGGED_IN, name_of(Role.VIEWER), "")


def test_the_auditor_sees_what_is_unusual(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the top of the log stands how often somebody failed or was refused in the last day; no older ones count."""
    for number in range(3):
        Desk(app, "sv", reader=f"203.0.113.{number}").log_in(Role.VIEWER, "wrong password")
    auditor = Desk(app, "sv")
    auditor.log_in(Role.AUDITOR)
    assert auditor.get("/people").status_code == 403
    page = re.sub("<[^>]*>", "", auditor.get("/log").text)
    assert "In the last 24 hours: 3 failed attempts to log in or to give the password again, 1 refused" in page
    later(monkeypatch, 25 * 60 * 60)
    auditor.log_in(Role.AUDITOR)
    assert "In the last 24 hours: 0 failed" in re.sub("<[^>]*>", "", auditor.get("/log").text)
