"""``today`` and ``proposal`` on the command line: forms, refusals, two people at once, a stop between any two steps."""

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from bitcoin_office.adapters.store import open_books, open_proposals
from bitcoin_office.app import proposals_settled
from bitcoin_office.app.reconciling import reconcile_office
from bitcoin_office.app.schemas import json_schema
from bitcoin_office.app.today import ObservationsError
from bitcoin_office.app.vouchers import load_vouchers
from bitcoin_office.chain.hashing import shown
from bitcoin_office.cli.main import cli
from bitcoin_office.office.proposals import StaleProposalError
from bitcoin_office.office.today_observation import StaleMarketError
from bitcoin_office.reserve.proposal_log import log_findings
from bitcoin_office.reserve.proposal_state import Case, cases_of
from bitcoin_office.terms import sealed_line
from bitcoin_office.terms.errors import ConflictError, UsageError
from tests.app.today_office import FIRST, MONEY, TodayOffice, rule
from tests.cli.test_json import closed
from tests.postgres import PrivatePostgres

ROOT = Path(__file__).resolve().parents[2]
FOUR_EYES = """
[sources.law]
title = "A law of the practice"

[[reserve_approvals]]
value = 2
unit = "people"
effective_from = 2020-01-01
source = "law"
verified_on = 2025-07-01
"""


def run(*arguments: object) -> Result:
    """A command in this process."""
    return CliRunner().invoke(cli, [str(each) for each in arguments])


def told(schema: str, *arguments: object) -> dict:
    """What a command that ends well writes as JSON, in its published form."""
    done = run(*arguments, "--json")
    assert done.exit_code == 0, (done.output, done.exception)
    result = json.loads(done.stdout)
    jsonschema.Draft202012Validator(closed(json_schema(schema))).validate(result)
    assert result["schema"] == f"bitcoin-office/{schema}"
    return result


def cases(office: TodayOffice) -> list[Case]:
    """All proposals of the office."""
    with open_proposals(office.dir.books_url()) as log:
        assert log_findings(log.entries()) == ()
        return list(cases_of(log.entries()).values())


@pytest.fixture
def made(tmp_path: Path) -> TodayOffice:
    """An office whose programme buys for a sum each day."""
    return TodayOffice(tmp_path)


def test_the_way_of_a_proposal(made: TodayOffice, tmp_path: Path) -> None:
    """From today to the voucher, every answer in its published form; the same question gives the same bytes."""
    here = ("--office", made.path)
    first = run("today", *here, "--on", FIRST, "--json").stdout
    assert run("today", *here, "--on", FIRST, "--json").stdout == first
    (proposal,) = told("today/1", "today", *here, "--on", FIRST)["proposals"]
    name = proposal["id"]
    assert told("proposals/1", "proposal", "list", *here, "--on", FIRST)["proposals"][0]["state"] == "open"
    assert told("proposal-decided/1", "proposal", "show", name, *here)["decided"]["state"] == "expired"
    decided = told("proposal-decided/1", "proposal", "approve", name, "--by", "Ana", "--on", FIRST, *here)
    assert decided["decided"]["state"] == "approved"
    document = Path(decided["document"]).read_bytes()
    assert hashlib.sha256(document).hexdigest() == proposal["hash"]
    assert json.loads(document) == proposal["proposal"]
    (paid,) = made.pay((cases(made)[0].proposal,))
    order = tmp_path / "confirmation.txt"
    order.write_text("as ordered")
    arguments = (name, shown(paid.txid), "--file", order, "--usd", "250,123.45", "--by", "Ana")
    executed = told("proposal-decided/1", "proposal", "executed", *arguments, *here)
    assert executed["decided"]["state"] == "executed"
    made.sync()
    voucher = load_vouchers(made.dir)[shown(paid.txid)]
    assert (voucher.sha256, voucher.usd_cents) == (proposal["hash"], 25_012_345)
    with open_books(made.dir.books_url()) as books:
        assert sum(each.cost for each in books.positions()) == 25_012_345
    (price,) = reconcile_office(made.dir, FIRST).breaks
    assert price.code == "executed-at-another-price"
    assert "123.45 USD (0.05 %) more" in price.reason


def test_tables_say_what_json_says(made: TodayOffice) -> None:
    """What people read has the amount, the reason, the broken condition, the training, and the next state."""
    seen = run("today", "--office", made.path, "--on", FIRST)
    assert seen.exit_code == 0
    for part in ("TRAINING", "buy", "USD", "yes: observation.due > 0.0", "no-accumulation would be broken", "SHA-256"):
        assert part in seen.stdout
    name = cases(made)[0].id
    assert "open" in run("proposal", "list", "--office", made.path, "--on", FIRST).stdout
    assert "needs 1 approval" in run("proposal", "show", name, "--office", made.path, "--on", FIRST).stdout
    gone = run("proposal", "reject", name, "--by", "Ana", "--why", "Too dear", "--office", made.path, "--on", FIRST)
    assert "Rejected by Ana: Too dear." in gone.stdout
    again = run("today", "--office", made.path, "--on", FIRST)
    assert "rejected" in again.stdout
    assert len(cases(made)) == 1


def test_a_dry_run_keeps_nothing(made: TodayOffice) -> None:
    """It shows what would be asked for, and the log stays empty."""
    result = told("today/1", "today", "--office", made.path, "--on", FIRST, "--dry-run")
    assert result["proposals"] == []
    assert result["rules"][0]["usd_cents"] == 25_000_000
    with open_proposals(made.dir.books_url()) as log:
        assert log.entries() == ()


def test_what_is_refused(made: TodayOffice, tmp_path: Path) -> None:
    """A day without a price, unreadable observations, a decision on another day in a record, another programme."""
    assert isinstance(run("today", "--office", made.path, "--on", "2030-01-01").exception, StaleMarketError)
    (made.path / "observations.toml").write_text('[[observation]]\nkind = "hearsay"\nvalue = 1\non = 2025-07-01\n')
    assert isinstance(run("today", "--office", made.path, "--on", FIRST).exception, ObservationsError)
    (made.path / "observations.toml").unlink()
    run("today", "--office", made.path, "--on", FIRST)
    name = cases(made)[0].id
    made.write(MONEY.replace("250000", "250001"))
    refused = run("proposal", "approve", name, "--by", "Ana", "--on", FIRST, "--office", made.path)
    assert isinstance(refused.exception, StaleProposalError)
    assert "programme has changed" in str(refused.exception)
    record = tmp_path / "record"
    assert run("init", record, "--country", "sv").exit_code == 0
    run("today", "--office", record, "--on", "2025-07-17")
    name = json.loads(run("proposal", "list", "--office", record, "--json").stdout)["proposals"][0]["id"]
    backdated = run("proposal", "approve", name, "--by", "Ana", "--on", "2025-07-17", "--office", record)
    assert isinstance(backdated.exception, UsageError)


def test_cash_and_reserves_that_people_bring(tmp_path: Path) -> None:
    """Figures of observations.toml are what rules see, and their sources stand in the proposal."""
    made = TodayOffice(tmp_path, rule("half", "rebalance", 'target_percent = 50\nband_percent = 1\ninterval = "day"'))
    missing = told("today/1", "today", "--office", made.path, "--on", FIRST, "--dry-run")
    assert "reserves" in missing["rules"][0]["missing"][0]
    (made.path / "observations.toml").write_text(
        '[sources.bank]\ntitle = "The bank"\n\n[[observation]]\nkind = "reserves_usd"\nvalue = 1_000_000\n'
        'on = 2025-07-01\nsource = "bank"\n\n[[observation]]\nkind = "cash_usd"\nvalue = 400_000\non = 2025-07-01\n'
        'source = "bank"\n'
    )
    (proposal,) = told("today/1", "today", "--office", made.path, "--on", FIRST)["proposals"]
    assert proposal["proposal"]["usd_cents"] == 40_000_000
    assert "cash" in proposal["proposal"]["limited"][0]
    assert "The bank" in proposal["proposal"]["sources"][0]


@pytest.fixture
def postgres() -> Iterator[PrivatePostgres]:
    """A PostgreSQL server of our own."""
    server = PrivatePostgres()
    yield server
    server.stop()


def approving(office: TodayOffice, name: str, by: str) -> subprocess.Popen:
    """An approval in a process of its own."""
    arguments = ["proposal", "approve", name, "--by", by, "--on", str(FIRST), "--office", str(office.path), "--json"]
    return subprocess.Popen(
        [sys.executable, "-m", "bitcoin_office", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(processes: list[subprocess.Popen]) -> list[int]:
    """How they end, sorted."""
    for process in processes:
        process.communicate(timeout=120)
    return sorted(process.returncode for process in processes)


@pytest.mark.slow
@pytest.mark.parametrize(
    "database", ["books.db", pytest.param("postgresql", marks=pytest.mark.component("postgresql"))]
)
def test_two_approvers_at_once(tmp_path: Path, database: str, request: pytest.FixtureRequest) -> None:
    """Two people who approve in the same moment: exactly one wins, the other is told so; both would be two voices."""
    where = request.getfixturevalue("postgres").new_database() if database == "postgresql" else database
    made = TodayOffice(tmp_path, books=where)
    run("today", "--office", made.path, "--on", FIRST)
    name = cases(made)[0].id
    processes = [approving(made, name, by) for by in ("Ana", "Bilal")]
    answers = [process.communicate(timeout=120) for process in processes]
    assert sorted(process.returncode for process in processes) == [0, 3], answers
    (case,) = cases(made)
    assert len(case.approvals) == 1
    loser = next(errors for process, (_, errors) in zip(processes, answers, strict=True) if process.returncode)
    assert "[conflict]" in loser or "[log-moved]" in loser


@pytest.mark.slow
def test_four_eyes_at_once(tmp_path: Path) -> None:
    """Where the programme asks for two people, two at once are both heard, and one person twice at once is one."""
    made = TodayOffice(tmp_path, parameters=FOUR_EYES)
    run("today", "--office", made.path, "--on", FIRST)
    (case,) = cases(made)
    assert (case.proposal.terms.approvals, case.proposal.terms.source) == (
        2,
        "reserve_approvals, A law of the practice",
    )
    assert ended([approving(made, case.id, "Ana") for _ in range(2)]) == [0, 3]
    assert not cases(made)[0].is_approved
    assert ended([approving(made, case.id, by) for by in ("Bilal", "Carla")]) == [0, 3]
    first, second = cases(made)[0].approvals
    assert (first.by, second.by in {"Bilal", "Carla"}) == ("Ana", True)


@pytest.mark.slow
def test_two_looks_at_once(made: TodayOffice) -> None:
    """Programs that run the rules in the same moment propose once, and show the same."""
    arguments = ["today", "--on", str(FIRST), "--office", str(made.path), "--json"]
    command = [sys.executable, "-m", "bitcoin_office", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    processes = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)
    ]
    shown_by = {process.communicate(timeout=120)[0] for process in processes}
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert len(cases(made)) == 1
    assert shown_by == {run(*arguments).stdout_bytes}


class PowerCut(BaseException):
    """The machine stops."""


def cut(before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stops the sync just before one of its steps with proposals."""

    def stop(*_: object, **__: object) -> None:
        raise PowerCut

    monkeypatch.setattr(proposals_settled, before, stop)


@pytest.mark.parametrize("before", ["written_document", "vouch_for", "execute"])
def test_a_stop_between_any_two_steps(made: TodayOffice, monkeypatch: pytest.MonkeyPatch, before: str) -> None:
    """Wherever the sync stops, the next one goes on: one voucher, one purchase, nothing twice, nothing lost."""
    run("today", "--office", made.path, "--on", FIRST)
    (case,) = cases(made)
    run("proposal", "approve", case.id, "--by", "Ana", "--on", FIRST, "--office", made.path)
    (made.path / "proposals" / f"{case.id}.json").unlink()
    (paid,) = made.pay((case.proposal,))
    cut(before, monkeypatch)
    with pytest.raises(PowerCut):
        made.sync()
    monkeypatch.undo()
    for _ in range(2):
        assert made.sync().findings == ()
    assert [path.name for path in (made.path / "vouchers").iterdir()] == [f"{shown(paid.txid)[:16]}-1.toml"]
    assert (made.path / "proposals" / f"{case.id}.json").read_bytes() == case.data
    with open_books(made.dir.books_url()) as books:
        assert [(each.quantity, each.cost) for each in books.positions()] == [
            (case.proposal.sats, case.proposal.usd_cents)
        ]
    assert reconcile_office(made.dir, FIRST).breaks == ()


def breaks(made: TodayOffice, at: dt.date = FIRST) -> list[str]:
    """The codes of all breaks."""
    return sorted(str(each.code) for each in reconcile_office(made.dir, at).breaks)


def approved(made: TodayOffice) -> Case:
    """The day's proposal, approved."""
    run("today", "--office", made.path, "--on", FIRST)
    (case,) = cases(made)
    assert run("proposal", "approve", case.id, "--by", "Ana", "--on", FIRST, "--office", made.path).exit_code == 0
    return case


def test_more_coins_than_proposed(made: TodayOffice) -> None:
    """What came is booked as it came, at the market; amount and missing sum are stated."""
    case = approved(made)
    made.pay((case.proposal,), more_sats=1_000)
    made.sync()
    assert breaks(made) == ["executed-otherwise", "executed-without-sum"]
    with open_books(made.dir.books_url()) as books:
        assert sum(each.quantity for each in books.positions()) == case.proposal.sats + 1_000


def test_an_approval_that_nothing_executed(made: TodayOffice) -> None:
    """Once its last day is over it is a break; coins that come late are bought, and said to be late."""
    case = approved(made)
    assert breaks(made) == []
    assert breaks(made, FIRST + dt.timedelta(days=2)) == ["approved-not-executed"]
    made.pay((case.proposal,), on=FIRST + dt.timedelta(days=3))
    made.sync()
    assert breaks(made, FIRST + dt.timedelta(days=4)) == ["executed-late"]


def test_what_nobody_approved_is_nobodys_purchase(made: TodayOffice) -> None:
    """Coins to the address of an open or a rejected proposal stay unexplained."""
    run("today", "--office", made.path, "--on", FIRST)
    (case,) = cases(made)
    made.pay((case.proposal,))
    made.sync()
    assert breaks(made) == ["unexplained"]
    run("proposal", "reject", case.id, "--by", "Ana", "--on", FIRST, "--office", made.path)
    made.sync()
    assert breaks(made) == ["unexplained"]
    assert load_vouchers(made.dir) == {}


def test_a_document_of_something_else_is_not_touched(made: TodayOffice) -> None:
    """A file in proposals/ that is not what was proposed is never overwritten, and never believed."""
    case = approved(made)
    file = made.path / "proposals" / f"{case.id}.json"
    file.write_text("forged")
    refused = run("proposal", "show", case.id, "--office", made.path)
    assert isinstance(refused.exception, ConflictError)
    assert file.read_text() == "forged"


def test_a_changed_log_is_found(made: TodayOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """``proposal list`` walks the line of hashes and ends with code 1 where it is broken."""
    approved(made)
    plain = sealed_line.seal
    monkeypatch.setattr(sealed_line, "seal", lambda seq, *rest: plain(seq + (seq == 2), *rest))
    done = run("proposal", "list", "--office", made.path)
    assert done.exit_code == 1
    assert "proposals-changed" in done.stderr
