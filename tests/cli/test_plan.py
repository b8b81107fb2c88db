"""``plan`` on the command line: its JSON by the contract, compiled as the user has it, and its tables."""

import json
import re

import pytest
from click.testing import CliRunner, Result

from bitcoin_office.adapters import futures_run, futures_workers
from bitcoin_office.app import plan as wiring
from bitcoin_office.cli.main import cli
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.terms.errors import UsageError

AS_OF = ("--as-of", "2025-07-17")


def run(*arguments: str) -> Result:
    """One command."""
    return CliRunner().invoke(cli, [*arguments])


def test_json_keeps_the_contract_and_is_the_compilers_and_the_interpreters(monkeypatch):
    """Two thousand compiled futures of a year give the contract's keys; forty give the interpreter's very bytes."""
    pytest.importorskip("numba", reason="the extra `plan` compiles futures")
    few = ["plan", "sv", "--paths", "40", "--years", "1", *AS_OF, "--json", "-"]
    result = run("plan", "sv", "--paths", "2000", "--years", "1", *AS_OF, "--threads", "2", "--json", "-")
    assert result.exit_code == 0, result.output
    plan = json.loads(result.stdout)
    assert plan["schema"] == "bitcoin-office/plan/1"
    assert {"manifest", "series", "criteria", "mining", "subsidy", "notes"} <= plan.keys()
    for series in plan["series"].values():
        assert set(series) == {"unit", "dates", "quantiles", "mean", "lowest", "highest", "refused"}
        assert list(series["quantiles"]) == ["p05", "p25", "p50", "p75", "p95"]
        assert {len(levels) for levels in series["quantiles"].values()} == {len(series["dates"])}
        assert series["refused"] == 0
    for criterion in plan["criteria"]:
        assert {"name", "review", "sense", "limit", "unit", "probability", "low", "high", "status"} <= criterion.keys()
    compiled = run(*few).stdout
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)
    assert run(*few).stdout == compiled


def test_power_and_yardsticks_stand_in_the_contract(monkeypatch):
    """Pakistan's result names mining and the three yardsticks, each with what it lacks in both moneys."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)
    asked = ["plan", "pk", "--paths", "3", "--years", "1", "--as-of", "2026-08-01", "--json", "-"]
    plan = json.loads(run(*asked).stdout)
    assert list(plan["subsidy"]) == ["marginal_cost", "cost_of_service", "class_tariff"]
    for forms in plan["subsidy"].values():
        assert forms
        assert {"usd", "local"} <= forms[0].keys()
    assert {"mining_coins", "mining_bill_usd", "mining_energy_mwh", "power_co2_tonnes"} <= plan["mining"][
        "series"
    ].keys()
    assert all(item["probability"] is None for item in plan["criteria"] if item["status"] == "not evaluated")
    assert all(item["missing"] for item in plan["criteria"] if item["status"] == "not evaluated")


@pytest.mark.slow
def test_the_same_seed_is_the_same_bytes_on_threads_and_processes(monkeypatch):
    """One thread, two threads and two processes, compiled: the same bytes of JSON; another seed gives others."""
    pytest.importorskip("numba", reason="the extra `plan` compiles futures")
    monkeypatch.setattr(futures_run, "PIECE_PATHS", 50)
    monkeypatch.setattr(futures_workers, "PIECE_PATHS", 50)
    asked = ["plan", "pk+sv-reserve", "--paths", "300", "--years", "1", *AS_OF, "--json", "-", "--seed"]
    one, two, other = (
        run(*asked, seed, "--threads", threads).stdout for seed, threads in (("7", "1"), ("7", "2"), ("8", "1"))
    )
    assert json.loads(one)["manifest"]["seed"] == 7
    assert one == two != other

    assert run(*asked, "7", "--processes", "2").stdout == one


def test_threads_or_processes_but_not_both():
    """Whoever names both is told so before anything is run, in any order."""
    for named in (["--threads", "1", "--processes", "2"], ["--processes", "2", "--threads", "1"]):
        result = run("plan", "sv", "--paths", "20", *named)
        assert isinstance(result.exception, UsageError)
        assert "both named" in str(result.exception)


def test_the_table_begins_with_the_answer(monkeypatch):
    """For people: the sentence first, then the fan by year's end in dollars, then what it rests on."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)
    result = run("plan", "pk+sv-reserve", "--paths", "20", "--years", "1", *AS_OF)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0].startswith("On 2026-07-17 pk+sv-reserve holds 351 coins")
    assert "2025-12-31" in result.stdout
    assert "net-international-reserves (limit, outturn" in result.stdout
    assert "Assumed, not fitted: the median price grows 0 % a year" in result.stdout


def test_rupees_have_their_own_table(monkeypatch):
    """Worth in the country's money with its 5 to 95 %, the rate and what the budget pays; dollars need none."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)
    shown = run("plan", "pk+sv-reserve", "--paths", "20", "--years", "1", *AS_OF).stdout
    assert re.search(r"worth \$[\d.]+m \(PKR [\d.]+bn, 5 to 95 %: [\d.]+bn to [\d.]+bn\)", shown.splitlines()[0])
    table = shown[shown.index("The same in PKR") :]
    assert re.search(
        r"2025-12-31 │ \d+ \(\d+ to \d+\) │ +[\d.]+bn │ +[\d.]+bn │ +[\d.]+bn │ +-[\d.]+bn \(-.* to -", table
    )
    assert "The same in" not in run("plan", "sv", "--paths", "5", "--years", "1", *AS_OF).stdout


def test_where_no_coin_is_held_power_comes_first(monkeypatch):
    """Pakistan alone buys nothing: no table of nothing, on the terminal or the page; what its power comes to leads."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)
    shown = run("plan", "pk", "--paths", "5", "--years", "1", "--as-of", "2026-08-01")
    assert shown.exit_code == 0, shown.output
    first = shown.stdout.splitlines()[0]
    assert first.startswith("2,000 MW of mining run")
    assert first.endswith("pk holds no coin in any future: its rules buy none.")
    assert "Worth of the reserve" not in shown.stdout
    worst = re.search(r"The future that ends worst is number (\d): -\$.* left of mining", shown.stdout)
    assert worst
    replayed = run("replay", "pk", "--paths", "5", "--years", "1", "--as-of", "2026-08-01", "--worst")
    assert f"Future {worst[1]}: the lowest mining_net_usd at the end, of 5." in replayed.stdout
    held = run("plan", "pk+sv-reserve", "--paths", "5", "--years", "1", "--as-of", "2026-08-01")
    assert "Worth of the reserve" in held.stdout


@pytest.mark.parametrize(
    "wrong", [("--paths", "0"), ("--years", "31"), ("--drift", "much"), ("--as-of", "tomorrow"), ("--threads", "0")]
)
def test_nonsense_is_a_usage_error(wrong):
    """What no plan can be made of is refused before anything runs."""
    assert run("plan", "sv", *wrong).exit_code == 2


def test_compare_in_json_and_as_a_table(monkeypatch):
    """Two programmes: differences in JSON by the published schema, and the sentence first on the terminal."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)
    asked = ["compare", "pk", "pk+sv-reserve", "--paths", "20", "--years", "1", *AS_OF]
    compared = json.loads(run(*asked, "--json", "-").stdout)
    assert compared["schema"] == "bitcoin-office/comparison/1"
    assert compared["series"]["coins"]["difference"]["quantiles"]["p50"][-1] == 351.0
    shown = run(*asked).stdout.splitlines()
    assert shown[0] == compared["finding"]


def test_backtest_meets_the_record_of_el_salvador():
    """Exit 0 and the unexplained remainder in the sentence; exit 1 for rules that nobody carried out."""
    met = run("backtest", "sv")
    assert met.exit_code == 0
    assert "exactly the standing purchase of the record" in met.stdout.splitlines()[0]
    assert "Unexplained: 2,907 BTC more disclosed than announced" in met.stdout.splitlines()[0]
    adopted = run("backtest", "pk+sv-reserve", "--json", "-")
    assert adopted.exit_code == 1
    assert json.loads(adopted.stdout)["schema"] == "bitcoin-office/backtest/1"


def test_settings_stand_in_manifest_notes_and_hash(monkeypatch):
    """One a week by a setting: seven times fewer coins, and the setting in the manifest, the notes and the hash."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)
    setting = "reserve.rules.one-a-day.interval=week"
    few = ["plan", "pk", "--overlay", "sv-reserve", "--paths", "5", "--years", "1", *AS_OF, "--json", "-"]
    plain, changed = (json.loads(run(*few, *more).stdout) for more in ((), ("--set", setting)))
    assert (plain["manifest"]["settings"], changed["manifest"]["settings"]) == ([], [setting])
    assert plain["manifest"]["programme_hash"] != changed["manifest"]["programme_hash"]
    assert f"Set on the command line, not declared by anybody: {setting}." in changed["notes"]
    assert [one["series"]["coins"]["mean"][-1] for one in (plain, changed)] == [351, 50]


def test_both_sides_of_a_comparison_can_be_changed(monkeypatch):
    """What is set lies over both programmes; what stands in a programme's own text lies over that one alone."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)
    sats = "reserve.rules.one-a-day.sats"
    asked = ["compare", "pk+sv-reserve", f"pk+sv-reserve+{sats}=300_000_000", "--set", "mining.power=1000"]
    compared = json.loads(run(*asked, "--paths", "5", "--years", "1", *AS_OF, "--json", "-").stdout)
    assert compared["series"]["coins"]["difference"]["mean"][-1] == 2 * 351
    assert [compared[side]["settings"] for side in "ab"] == [
        ["mining.power=1000"],
        [f"{sats}=300_000_000", "mining.power=1000"],
    ]


def test_a_wrong_setting_names_the_nearest_key():
    """No plan is made of a slip of the finger."""
    result = run("plan", "pk", "--set", "mining.powr=5")
    assert "Did you mean 'power'?" in str(result.exception)


def test_why_is_shown_and_draws_no_page(tmp_path):
    """A series' figures, rules and sources on the terminal; together with a page it is refused, and nothing written."""
    shown = run("plan", "sv", "--why", "coins", *AS_OF)
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.startswith("coins of sv rests on")
    assert "reserve.rules.one-a-day" in shown.stdout
    assert "Manifest" in shown.stdout
    page = tmp_path / "page.html"
    assert isinstance(run("plan", "sv", "--why", "coins", "--html", str(page)).exception, UsageError)
    assert not page.exists()
