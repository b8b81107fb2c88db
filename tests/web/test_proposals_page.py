"""Proposals on the pages: looked at by many, decided by some, bound to exactly what was shown."""

from __future__ import annotations

import html
import re
import threading
from pathlib import Path

import pytest
from litestar.types import ASGIApp

from bitcoin_office.adapters.store import open_proposals
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.people import add_person, people_of
from bitcoin_office.people.acts import Act
from bitcoin_office.people.person import Role
from bitcoin_office.reserve.proposal_state import Case, cases_of
from bitcoin_office.web.application import application
from tests.app.today_office import ARRANGEMENT, FIRST, HEAD, MONEY, office, rule
from tests.cli.test_today import FOUR_EYES
from tests.web.inside import PASSWORD, Desk, name_of

SHOWN = re.compile(r'name="shown" value="([0-9a-f]{64})"')
CHANGED = re.compile(
    r'<th scope="row" class="hash">([^<]*)</th><td class="small">([^<]*)</td><td class="small">([^<]*)</td>'
)
BILAL = "Bilal Second"


class Practice:
    """A training office with a programme that buys for a sum each day, its people, and its pages."""

    def __init__(self, folder: Path, *, approvals: int = 1) -> None:
        self.programme = folder / "programme"
        (self.programme / "parameters").mkdir(parents=True)
        self.write(MONEY)
        if approvals > 1:
            (self.programme / "parameters" / "reserve.toml").write_text(FOUR_EYES)
        self.path = office(folder / "office", self.programme).path
        with people_of(self.dir) as people:
            for role in (Role.ANALYST, Role.APPROVER, Role.VIEWER, Role.ADMIN):
                add_person(people, name_of(role), role, PASSWORD, totp=False)
            add_person(people, BILAL, Role.APPROVER, PASSWORD, totp=False)
        self.app: ASGIApp = application([self.path], burst=1e9)

    @property
    def dir(self) -> OfficeDir:
        """The office."""
        return OfficeDir.load(self.path)

    def write(self, text: str) -> None:
        """The programme with this rule."""
        (self.programme / "programme.toml").write_text(HEAD + text + ARRANGEMENT)

    def desk(self, who: Role | str) -> Desk:
        """Somebody who has logged in."""
        desk = Desk(self.app, "training")
        assert desk.log_in(who).status_code == 303
        return desk

    def proposed(self) -> str:
        """The name of the proposal that the analyst has the rules make."""
        analyst = self.desk(Role.ANALYST)
        analyst.get(f"/proposals?on={FIRST}")
        assert analyst.send("/proposals", on=str(FIRST)).status_code == 303
        return self.cases()[0].id

    def cases(self) -> list[Case]:
        """All proposals with what happened to them."""
        with open_proposals(self.dir.books_url()) as log:
            return list(cases_of(log.entries()).values())

    def acts(self) -> list[tuple[Act, str, str]]:
        """What people did: the act, who, and about what."""
        with people_of(self.dir) as people:
            return [(entry.record.act, entry.record.by, entry.record.about) for entry in people.acts()]


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    """One approval is enough."""
    return Practice(tmp_path)


def read(desk: Desk, name: str) -> dict[str, str]:
    """What the form of a proposal carries when its page is loaded."""
    page = desk.get(f"/proposals/{name}?on={FIRST}")
    assert page.status_code == 200
    found = SHOWN.search(page.text)
    return {"shown": found[1] if found else "", "on": str(FIRST)}


def test_from_the_rules_to_the_approval(practice: Practice) -> None:
    """The analyst has the rules run, the approver reads everything and approves; both stand in the log of acts."""
    name = practice.proposed()
    approver = practice.desk(Role.APPROVER)
    assert "One proposal waits" in approver.get(f"/proposals?on={FIRST}").text
    page = approver.get(f"/proposals/{name}?on={FIRST}").text
    case = practice.cases()[0]
    for part in (case.hash, case.proposal.programme_hash, "observation.due", "no-accumulation", "US$250,000"):
        assert part in page
    form = read(approver, name)
    assert approver.send(f"/proposals/{name}", act="approve", why="As decreed", **form).status_code == 303
    (case,) = practice.cases()
    assert [(each.by, each.why) for each in case.approvals] == [(name_of(Role.APPROVER), "As decreed")]
    assert (practice.path / "proposals").is_dir()
    assert practice.acts()[-1] == (Act.APPROVED, name_of(Role.APPROVER), name)
    assert Act.LOOKED in {act for act, _, _ in practice.acts()}
    assert "Approve this" not in approver.get(f"/proposals/{name}?on={FIRST}").text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST, Role.ADMIN])
def test_only_approvers_decide(practice: Practice, role: Role) -> None:
    """Everybody may read; the form is not there for others, and what they send all the same is refused."""
    name = practice.proposed()
    desk = practice.desk(role)
    form = read(desk, name)
    assert form["shown"] == ""
    form["shown"] = practice.cases()[0].hash
    assert desk.send(f"/proposals/{name}", act="approve", **form).status_code == 403
    assert practice.cases()[0].approvals == ()


@pytest.mark.parametrize("shown", ["", "0" * 64, "hash"])
def test_an_approval_is_of_what_was_shown(practice: Practice, shown: str) -> None:
    """A form with another hash than the proposal's, or only a part of it, approves nothing."""
    name = practice.proposed()
    approver = practice.desk(Role.APPROVER)
    form = read(approver, name)
    wrong = practice.cases()[0].hash[:12] if shown == "hash" else shown
    answer = approver.send(f"/proposals/{name}", act="approve", **{**form, "shown": wrong})
    assert answer.status_code == 409
    assert practice.cases()[0].approvals == ()


def test_what_has_changed_is_said_and_nothing_is_approved(practice: Practice) -> None:
    """When the programme changes between reading and deciding, the approval is refused with that as the reason."""
    name = practice.proposed()
    approver = practice.desk(Role.APPROVER)
    form = read(approver, name)
    practice.write(rule("money", "fixed_money", 'amount = "300000.00 USD"\ninterval = "day"'))
    answer = approver.send(f"/proposals/{name}", act="approve", **form)
    assert answer.status_code == 409
    assert "The programme has changed since." in answer.text
    assert practice.cases()[0].approvals == ()


def fields(page: str) -> dict[str, tuple[str, str]]:
    """What the page says is different: of each field how it was shown, and how it is now."""
    rows = CHANGED.findall(page)
    return {field: (html.unescape(shown), html.unescape(now)) for field, shown, now in rows}


def test_a_refusal_names_every_field_that_changed(practice: Practice) -> None:
    """Sum, hash, reasons, each as it was shown and as it is now, and nothing that is the same; the log has it."""
    name = practice.proposed()
    approver = practice.desk(Role.APPROVER)
    form = read(approver, name)
    practice.write(rule("money", "fixed_money", 'amount = "300000.00 USD"\ninterval = "day"'))
    answer = approver.send(f"/proposals/{name}", act="approve", **form)
    assert answer.status_code == 409
    changed = fields(answer.text)
    shown = practice.cases()[0].proposal
    assert changed["usd_cents"] == (str(shown.usd_cents), "30000000")
    assert changed["programme_hash"][0] == shown.programme_hash
    assert changed["sats"][0] == str(shown.sats)
    assert not {"day", "country", "price.usd_per_btc", "rule.id", "side"} & set(changed)
    assert practice.acts()[-1] == (Act.REFUSED, name_of(Role.APPROVER), name)
    assert len(practice.cases()) == 1


def test_a_rule_that_asks_for_nothing_any_more_is_said(practice: Practice) -> None:
    """Where the rule is gone from the programme, that is the one difference."""
    name = practice.proposed()
    approver = practice.desk(Role.APPROVER)
    form = read(approver, name)
    practice.write(rule("other", "fixed_money", 'amount = "300000.00 USD"\ninterval = "day"'))
    changed = fields(approver.send(f"/proposals/{name}", act="approve", **form).text)
    assert changed == {"rule.id": ("money", "asks for nothing")}


def test_another_proposal_than_was_shown_is_held_against_it(practice: Practice) -> None:
    """The form of one proposal sent for another decides nothing, and says what is different between the two."""
    first = practice.proposed()
    shown = practice.cases()[0]
    practice.write(rule("money", "fixed_money", 'amount = "300000.00 USD"\ninterval = "day"'))
    practice.proposed()
    second = practice.cases()[1]
    assert second.id != first
    approver = practice.desk(Role.APPROVER)
    approver.get(f"/proposals/{second.id}?on={FIRST}")
    answer = approver.send(f"/proposals/{second.id}", act="approve", shown=shown.hash, on=str(FIRST))
    assert answer.status_code == 409
    assert fields(answer.text)["usd_cents"] == ("25000000", "30000000")
    assert [case.approvals for case in practice.cases()] == [(), ()]


def test_four_eyes(tmp_path: Path) -> None:
    """Where two have to approve, one person is not two: not by a second form, not by other capitals."""
    practice = Practice(tmp_path, approvals=2)
    name = practice.proposed()
    first, second = practice.desk(Role.APPROVER), practice.desk(BILAL)
    form = read(first, name)
    assert first.send(f"/proposals/{name}", act="approve", **form).status_code == 303
    assert first.send(f"/proposals/{name}", act="approve", **form).status_code == 409
    assert "Waits for approval" in second.get(f"/proposals/{name}?on={FIRST}").text
    assert second.send(f"/proposals/{name}", act="approve", **form).status_code == 303
    assert [each.by for each in practice.cases()[0].approvals] == [name_of(Role.APPROVER), BILAL]


def test_two_approvers_at_once(practice: Practice) -> None:
    """Both read the same page and send in the same moment: exactly one approval is kept, the other is told."""
    name = practice.proposed()
    desks = [practice.desk(Role.APPROVER), practice.desk(BILAL)]
    forms = [read(desk, name) for desk in desks]
    barrier, statuses = threading.Barrier(2), []

    def approve(desk: Desk, form: dict[str, str]) -> None:
        barrier.wait()
        statuses.append(desk.send(f"/proposals/{name}", act="approve", **form).status_code)

    threads = [threading.Thread(target=approve, args=pair) for pair in zip(desks, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 409]
    assert len(practice.cases()[0].approvals) == 1
    assert [act for act, _, _ in practice.acts()].count(Act.APPROVED) == 1


def test_one_approves_while_the_other_rejects(practice: Practice) -> None:
    """Whoever comes second is refused or ends it; the log never has both an approval after a rejection."""
    name = practice.proposed()
    approver, other = practice.desk(Role.APPROVER), practice.desk(BILAL)
    forms = read(approver, name), read(other, name)
    assert other.send(f"/proposals/{name}", act="reject", why="Too dear", **forms[1]).status_code == 303
    assert approver.send(f"/proposals/{name}", act="approve", **forms[0]).status_code == 409
    (case,) = practice.cases()
    assert case.approvals == ()
    assert case.rejected is not None
    assert "Too dear" in approver.get(f"/proposals/{name}?on={FIRST}").text


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"act": "execute"}, 400),
        ({"act": "approve", "why": "x" * 501}, 400),
        ({"act": "approve", "on": "yesterday"}, 400),
        ({}, 400),
    ],
)
def test_nonsense_decides_nothing(practice: Practice, data: dict[str, str], status: int) -> None:
    """Another act, a reason without an end, a day that is none."""
    name = practice.proposed()
    approver = practice.desk(Role.APPROVER)
    assert approver.send(f"/proposals/{name}", **{**read(approver, name), **data}).status_code == status
    assert practice.cases()[0].approvals == ()
    assert approver.get("/proposals/2025-07-07-nothing-000000000000").status_code == 404
