"""A rule of one's own in a country's folder: in plan, backtest, comparison and today; checked, compared, adopted."""

import datetime as dt
import hashlib
import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from bitcoin_office.adapters.compiled_engine import shipped_texts
from bitcoin_office.app.check import check
from bitcoin_office.app.countries import CountryDataError
from bitcoin_office.app.market import market_for
from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.app.today import today_of
from bitcoin_office.cli.main import cli
from bitcoin_office.office.backtest import backtest
from bitcoin_office.office.compare import comparison_of
from bitcoin_office.office.plan import plan_of, set_up
from bitcoin_office.office.plan_terms import PlanFacts, PlanQuestion
from bitcoin_office.office.replay import replay
from bitcoin_office.simulate.own_rules import RuleFailedError
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import run_piece
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.finding import Severity
from tests.app.today_office import FIRST, HEAD, office, rule

TEXT = '''"""Buys a little more the lower the price is."""


def lower_more(observation, numbers):
    """The step, times the thousands of dollars below the line."""
    if observation.price_usd < numbers.line_usd:
        return numbers.step * (numbers.line_usd - observation.price_usd) / 1000.0
    return 0.0
'''
OWN = rule(
    "mine", "own", 'file = "lower_more.py"\nfunction = "lower_more"\nnumbers = { line_usd = 150_000, step = 0.01 }'
)


def write(folder: Path, text: str = TEXT, rules: str = OWN, code: str = "xx") -> Path:
    """A country's folder with a rule of its own."""
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    (folder / "rules" / "lower_more.py").write_text(text)
    (folder / "programme.toml").write_text(HEAD.replace('"xx"', f'"{code}"') + rules)
    return folder


def facts(folder: Path) -> PlanFacts:
    """What a plan knows of it."""
    playbook = load_playbook(str(folder))
    from bitcoin_office.adapters.mining_tables import shipped_load_shape, shipped_machines

    return PlanFacts(
        programme=playbook.programme,
        label=playbook.label,
        digest=playbook.digest,
        record=None,
        market=market_for(None),
        machines=shipped_machines(),
        shape=shipped_load_shape(),
    )


def run(*arguments: object) -> Result:
    """A command in this process."""
    return CliRunner().invoke(cli, [str(each) for each in arguments])


def test_an_edited_rule_changes_backtest_plan_and_comparison(tmp_path: Path) -> None:
    """Its text is part of every result: another step, another number of coins, another plan hash, another programme."""
    here, there = write(tmp_path / "a"), write(tmp_path / "b", TEXT.replace("1000.0", "500.0"))
    question = PlanQuestion(paths=1, years=1, seed=1, as_of=FIRST)
    setups = [set_up(facts(folder), question) for folder in (here, there)]
    plans = [plan_of(setup, shipped_texts()) for setup in setups]
    assert plans[0].hash != plans[1].hash
    assert setups[0].facts.digest != setups[1].facts.digest
    assert plan_of(set_up(facts(write(tmp_path / "c")), question), shipped_texts()).hash == plans[0].hash
    bought = [backtest(facts(folder), FIRST, shipped_texts()).rule_sats for folder in (here, there)]
    assert bought[1] == 2 * bought[0] > 0
    both = comparison_of(*setups, shipped_texts())
    assert run_piece(both, plain_kernel(both), 0, 1).paths == 1


def test_a_replayed_future_gives_the_reasons_of_the_rule(tmp_path: Path) -> None:
    """On every day of a future the rule is asked again, in its author's conditions."""
    question = PlanQuestion(paths=1, years=1, seed=1, as_of=FIRST, until=FIRST + dt.timedelta(days=40))
    setup = set_up(facts(write(tmp_path / "a")), question)
    told = replay(setup, plan_of(setup, shipped_texts()), 0, "first", (shipped_texts(), {}))
    assert len(told.decisions) == 40
    assert all("observation.price_usd < numbers.line_usd" in each.reasons[0] for each in told.decisions)
    assert sum(each.traded_sats for each in told.decisions) > 0


def test_a_rule_beside_the_playbook_is_checked_by_line(tmp_path: Path) -> None:
    """What cannot be compiled is found by check with file and line, and nothing runs with it."""
    folder = write(tmp_path / "a", TEXT.replace("/ 1000.0", "** 2"))
    found = json.loads(run("check", folder, "--json").stdout)["findings"]
    wrong = [each for each in found if each["code"] == "rule-not-compilable"]
    assert [(Path(each["place"]["file"]).name, each["place"]["line"]) for each in wrong] == [("lower_more.py", 7)]
    done = run("backtest", folder)
    assert isinstance(done.exception, CountryDataError)
    assert "lower_more.py:7" in str(done.exception)


def test_a_rule_that_is_missing_or_changed(tmp_path: Path) -> None:
    """A file that is not there and one with another hash than the playbook's are findings at the playbook's line."""
    pinned = OWN.replace("numbers", f'sha256 = "{hashlib.sha256(TEXT.encode()).hexdigest()}"\nnumbers')
    folder = write(tmp_path / "a", rules=pinned)
    assert not [
        each for each in json.loads(run("check", folder, "--json").stdout)["findings"] if each["severity"] == "error"
    ]
    (folder / "rules" / "lower_more.py").write_text(TEXT + "\n# edited\n")
    codes = {each["code"] for each in json.loads(run("check", folder, "--json").stdout)["findings"]}
    assert "rule-changed" in codes
    (folder / "rules" / "lower_more.py").unlink()
    codes = {each["code"] for each in json.loads(run("check", folder, "--json").stdout)["findings"]}
    assert "missing-file" in codes


@pytest.mark.parametrize("name", ["../evil.py", "a/b.py", "/etc/passwd", "evil.txt", "x.py\n"])
def test_a_rule_is_read_from_its_folder_only(tmp_path: Path, name: str) -> None:
    """The file's name leads nowhere else."""
    folder = write(tmp_path / "a", rules=OWN.replace('"lower_more.py"', json.dumps(name)))
    assert run("check", folder).exit_code == 1


@pytest.mark.parametrize(
    "answer", ["1.0 / (observation.price_usd - observation.price_usd)", "math.sqrt(-1.0)", "1e308 * 10.0 * 0.0"]
)
def test_a_rule_without_an_answer(tmp_path: Path, answer: str) -> None:
    """A division by zero, a root of less than nothing, a number that is none: said, and nothing is bought."""
    folder = write(tmp_path / "a", f"import math\n\n\ndef lower_more(observation, numbers):\n    return {answer}\n")
    assert run("check", folder).exit_code == 0
    if "1e308" not in answer:
        with pytest.raises(RuleFailedError, match="has no answer"):
            backtest(facts(folder), FIRST, shipped_texts())
    made = office(tmp_path / "office", folder)
    today = today_of(made, FIRST)
    assert "the rule failed" in today.rules[0].missing[0]
    assert today.proposals == ()


@pytest.mark.parametrize("name", ["__class__", "_private", "Big", "class", "a-b", "1a", "é"])
def test_a_number_has_a_plain_name(tmp_path: Path, name: str) -> None:
    """No name of a number opens a way past the list of what a rule may do."""
    folder = write(tmp_path / "a", rules=OWN.replace("line_usd =", f'"{name}" = 1, line_usd ='))
    assert run("check", folder).exit_code == 1


@pytest.mark.parametrize(
    "line",
    [
        "observation.__class__",
        "().__class__",
        "__import__('os').getpid()",
        "getattr(observation, 'price_usd')",
        "eval('1')",
        "[x for x in (1,)][0]",
        "(lambda: 1.0)()",
        "math.__loader__",
        "lower_more.__globals__",
        "(y := 1.0)",
        "f'{observation}'",
        "min.__self__",
    ],
)
def test_nothing_runs_that_is_not_on_the_list(tmp_path: Path, line: str) -> None:
    """A rule adopted from elsewhere is code of others: whatever is not on the list is refused before it runs."""
    folder = write(tmp_path / "a", f"import math\n\n\ndef lower_more(observation, numbers):\n    return {line}\n")
    assert run("check", folder).exit_code == 1
    made = office(tmp_path / "office", folder)
    assert isinstance(run("today", "--office", made.path, "--on", FIRST).exception, CountryDataError)


def test_what_a_plan_does_not_simulate_is_not_shown_to_a_rule(tmp_path: Path) -> None:
    """A rule that looks at the budget's surplus is left out of a plan, and a note says so."""
    folder = write(tmp_path / "a", TEXT.replace("observation.price_usd <", "observation.surplus_usd <"))
    setup = set_up(facts(folder), PlanQuestion(paths=1, years=1, seed=1, as_of=FIRST))
    assert setup.rules.used == ()
    assert "surplus_usd" in setup.rules.left_out[0].says


def test_adopt_carries_the_rule_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The adopted overlay has the rule beside it, pinned by its hash; diff sees an edit; the overlay runs."""
    monkeypatch.chdir(tmp_path)
    folder = write(tmp_path / "a")
    made = run("adopt", "reserve", "--from", folder, "--into", "pk", "--json")
    assert made.exit_code == 0, made.output
    told = json.loads(made.stdout)
    assert [(each["file"], each["text"]) for each in told["rules"]] == [("overlays/rules/lower_more.py", TEXT)]
    assert (tmp_path / "overlays" / "rules" / "lower_more.py").read_text() == TEXT
    adopted = load_playbook("pk+xx-reserve")
    rules = adopted.programme.reserve.rules if adopted.programme.reserve else ()
    assert [(each.sha256, each.read.text) for each in rules if each.id == "mine"] == [
        (hashlib.sha256(TEXT.encode()).hexdigest(), TEXT)
    ]
    other = write(tmp_path / "b", TEXT + "\n# a remark\n")
    changed = [
        row["key"]
        for part in json.loads(run("diff", folder, other, "--json").stdout)["sections"]
        for row in part["rows"]
    ]
    assert changed == ["rules.mine.sha256"]
    (tmp_path / "overlays" / "rules" / "lower_more.py").write_text("edited = 1\n")
    refused = run("adopt", "reserve", "--from", other, "--into", "pk", "--to", "overlays/other.toml")
    assert isinstance(refused.exception, UsageError)
    assert (tmp_path / "overlays" / "rules" / "lower_more.py").read_text() == "edited = 1\n"


def test_an_overlay_changes_a_number_of_the_rule(tmp_path: Path) -> None:
    """A single setting reaches the numbers, and the rule's file is still found beside the programme."""
    folder = write(tmp_path / "a")
    plain, changed = (load_playbook(f"{folder}{more}") for more in ("", "+reserve.rules.mine.numbers.step=0.02"))
    steps = [
        float(each.numbers["step"])
        for book in (plain, changed)
        for each in (book.programme.reserve.rules if book.programme.reserve else ())
    ]
    assert steps == [0.01, 0.02]
    assert msgspec.structs.asdict(plain)["digest"] != changed.digest


def test_the_rule_of_the_page_runs(tmp_path: Path) -> None:
    """What the page shows of a rule of one's own is taken as it stands: checked, and bought by."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "today.md").read_text(encoding="utf-8")
    blocks = [block.split("```")[0] for block in page.split("```toml\n")[1:]]
    declared = next(block for block in blocks if block.startswith("[[reserve.rules]]"))
    text = page.split("```python\n")[1].split("```")[0]
    folder = write(tmp_path / "a", text, declared.replace('"decree"', '"order"'))
    assert [each.severity for each in check(str(folder)).findings if each.severity is Severity.ERROR] == []
    assert backtest(facts(folder), FIRST, shipped_texts()).rule_sats > 0
