"""Every kind of rule, declared in a playbook's file, in plan, backtest and today: the same trade on the same day."""

import datetime as dt
from pathlib import Path

import pytest

from bitcoin_office.adapters.compiled_engine import shipped_texts
from bitcoin_office.app.today import today_of
from bitcoin_office.office.backtest import backtest
from bitcoin_office.office.plan import plan_of, set_up
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.playbook.reserve_rules import AnyReserveRule
from bitcoin_office.reserve.proposal import Side
from tests.app.test_own_rules import OWN, facts, write
from tests.app.today_office import FIRST, office, rule

DAY = FIRST + dt.timedelta(days=14)
KINDS = {
    "fixed_coins": 'sats = 100_000_000\ninterval = "day"',
    "fixed_money": 'amount = "1000000.00 USD"\ninterval = "week"',
    "share_of_surplus": 'share_percent = 10\ninterval = "week"',
    "share_of_mined": "share_percent = 40",
    "rebalance": 'target_percent = 5\nband_percent = 1\ninterval = "day"',
    "buy_falls": 'fall_percent = 1\nwindow_days = 10\namount = "500000.00 USD"',
    "sell_above_cost": 'gain_percent = 20\nshare_percent = 10\ninterval = "day"',
    "sell_to_cover_power": 'interval = "week"',
    "volatility_target": "volatility_percent = 1\nwindow_days = 10\nmost_percent = 10",
    "drawdown_stop": "drawdown_percent = 40\nrecovery_percent = 90",
    "hold": "",
}
MINED = {"share_of_mined", "sell_to_cover_power"}
PARAMETERS = "".join(
    f'[[{name}]]\nvalue = {value}\nunit = "USD"\neffective_from = 2020-01-01\nsource = {{ title = "test" }}\n'
    "verified_on = 2025-07-01\n\n"
    for name, value in (("gross_reserves", 10_000_000_000), ("budget_surplus", 3_650_000_000))
)
OBSERVED = "".join(
    f'[[observation]]\nkind = "{kind}"\nvalue = {value}\non = {DAY}\nsource = {{ title = "test" }}\n\n'
    for kind, value in (("mined_coins", 3), ("power_bill_usd", 100_000))
)


def made(folder: Path, *rules: str) -> Path:
    """A country of these rules, with reserves and a surplus."""
    write(folder, rules="".join(rules))
    (folder / "parameters").mkdir()
    (folder / "parameters" / "state.toml").write_text(PARAMETERS)
    return folder


def test_every_kind_is_here() -> None:
    """No kind can be declared that is not tried."""
    kinds = {kind.__struct_config__.tag for kind in AnyReserveRule.__args__}
    assert kinds == {*KINDS, "own"}


@pytest.mark.parametrize("kind", [*KINDS, "own"])
def test_a_kind_in_backtest_and_today(kind: str, tmp_path: Path) -> None:
    """As long as nothing is held, what the backtest trades on a day is what today proposes."""
    text = OWN if kind == "own" else rule("mine", kind, KINDS[kind])
    programme = made(tmp_path / "programme", text)
    place = office(tmp_path / "office", programme)
    known = facts(programme)
    if kind in MINED:
        left = backtest(known, DAY, shipped_texts())
        assert left.rules == ()
        assert "left out" in left.notes[0]
        assert today_of(place, DAY).rules[0].missing
        (place.path / "observations.toml").write_text(OBSERVED)
        today = today_of(place, DAY)
        assert today.rules[0].missing == ()
        assert (today.rules[0].answer or 0.0) < 0.0
        return
    before = (0, 0)
    for number in range(3):
        day = FIRST + dt.timedelta(days=number)
        done = backtest(known, day, shipped_texts())
        today = today_of(place, day, keep=False)
        trade = (sum(each.sats for each in today.rules), sum(each.usd_cents for each in today.rules))
        assert done.rules == ("mine",)
        if (today.held_sats, today.held_cost_usd_cents) == before:
            assert trade == (done.rule_sats - before[0], done.rule_usd_cents - before[1])
        before = (done.rule_sats, done.rule_usd_cents)
        assert today.rules[0].missing == ()


def test_every_kind_in_one_plan(tmp_path: Path) -> None:
    """A plan runs them all, but those whose coins no desk mines, and says which."""
    declared = [rule(kind.replace("_", "-"), kind, lines) for kind, lines in KINDS.items()]
    known = facts(made(tmp_path / "programme", *declared, OWN))
    setup = set_up(known, PlanQuestion(paths=1, years=1, seed=1, as_of=FIRST))
    assert {each.id for each in setup.rules.used} | {name.replace("_", "-") for name in MINED} == {
        "mine",
        *(kind.replace("_", "-") for kind in KINDS),
    }
    assert setup.opening.surplus_usd_a_day == 10_000_000.0
    assert len(plan_of(setup, shipped_texts()).hash) == 64


def test_a_day_of_all_rules(tmp_path: Path) -> None:
    """All rules of one programme on one day: each answers, and the stop is asked first."""
    declared = [rule(kind.replace("_", "-"), kind, lines) for kind, lines in KINDS.items()]
    place = office(tmp_path / "office", made(tmp_path / "programme", *declared, OWN))
    (place.path / "observations.toml").write_text(OBSERVED)
    today = today_of(place, DAY)
    assert len(today.rules) == len(KINDS) + 1
    assert today.rules[0].rule == "drawdown-stop"
    assert all(each.missing == () for each in today.rules)
    assert {each.proposal.side for each in today.proposals} == {Side.BUY, Side.SELL}
