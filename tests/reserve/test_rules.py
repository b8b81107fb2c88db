"""The rules of a reserve: what each wants, and that the engine and ``explain`` agree to the last bit."""

import ast
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.playbook import reserve_rules
from bitcoin_office.playbook.wording import Interval
from bitcoin_office.reserve import rules
from bitcoin_office.reserve.rules import Observation
from bitcoin_office.reserve.rules_check import check_rule
from bitcoin_office.reserve.rules_explain import explain
from bitcoin_office.reserve.rules_kinds import function_of, numbers_of, rule_at_work
from bitcoin_office.reserve.rules_sats import MOST_SATS, whole_sats
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import PKR, USD

TEXT = Path(rules.__file__).read_text()
COMMON = {"id": "r", "source": Source(title="a test"), "effective_from": dt.date(2025, 1, 1)}
SEEN = Observation(
    due=1.0, price_usd=50_000.0, local_per_usd=280.0, coins=10.0, cost_usd=400_000.0, cash_usd=1e6, reserves_usd=9.5e6,
    mined_coins=2.0, surplus_usd=1e6, power_bill_usd=25_000.0, height_usd=100_000.0, window_high_usd=80_000.0,
    window_volatility=0.5, memory=0.0,
)  # fmt: skip
DECLARED = {
    "fixed_coins": (reserve_rules.FixedCoins(**COMMON, sats=100_000_000, interval=Interval.DAY), 1.0),
    "fixed_money": (reserve_rules.FixedMoney(**COMMON, amount=Amount(28_000_000_00, PKR), interval=Interval.WEEK), 2.0),
    "share_of_surplus": (
        reserve_rules.ShareOfSurplus(**COMMON, share_percent=Decimal(10), interval=Interval.MONTH),
        2.0,
    ),
    "share_of_mined": (reserve_rules.ShareOfMined(**COMMON, share_percent=Decimal(75)), -0.5),
    "rebalance": (
        reserve_rules.Rebalance(
            **COMMON, target_percent=Decimal(10), band_percent=Decimal(1), interval=Interval.QUARTER
        ),
        10.0,
    ),
    "buy_falls": (
        reserve_rules.BuyFalls(**COMMON, fall_percent=Decimal(20), window_days=30, amount=Amount(100_000_00, USD)),
        2.0,
    ),
    "sell_above_cost": (
        reserve_rules.SellAboveCost(
            **COMMON, gain_percent=Decimal(20), share_percent=Decimal(10), interval=Interval.MONTH
        ),
        -1.0,
    ),
    "sell_to_cover_power": (reserve_rules.SellToCoverPower(**COMMON, interval=Interval.MONTH), -0.5),
    "volatility_target": (
        reserve_rules.VolatilityTarget(
            **COMMON, volatility_percent=Decimal(5), window_days=30, most_percent=Decimal(50)
        ),
        10.0,
    ),
    "drawdown_stop": (
        reserve_rules.DrawdownStop(**COMMON, drawdown_percent=Decimal(50), recovery_percent=Decimal(80)),
        0.0,
    ),
    "hold": (reserve_rules.Hold(**COMMON), 0.0),
}


def answer(name, **changes):
    """What the declared rule answers, with some of what it sees changed."""
    declared, _ = DECLARED[name]
    return function_of(declared)(SEEN._replace(**changes), numbers_of(declared))


@pytest.mark.parametrize("name", DECLARED)
def test_each_declared_kind_wants_what_it_says(name):
    """Every kind of rule that a playbook can declare has its function, and the function gives its worked example."""
    _, expected = DECLARED[name]
    assert answer(name) == pytest.approx(expected, rel=1e-12)


def test_every_kind_of_the_playbook_is_here():
    """No kind can be declared that has no function."""
    kinds = {kind.__struct_config__.tag for kind in reserve_rules.AnyReserveRule.__args__}
    assert kinds == {*DECLARED, "own"}


@pytest.mark.parametrize(
    "name", ["fixed_coins", "fixed_money", "share_of_surplus", "rebalance", "sell_above_cost", "sell_to_cover_power"]
)
def test_nothing_happens_between_due_days(name):
    """A rule of an interval does nothing on other days."""
    assert answer(name, due=0.0) == 0.0


def test_a_fall_is_bought_once():
    """While the price stays below the line nothing more is bought; after it was above, the next fall is."""
    assert answer("buy_falls", memory=1.0) == 0.0
    assert answer("buy_falls", price_usd=79_000.0) == 0.0
    declared, _ = DECLARED["buy_falls"]
    assert rules.buy_falls_memory(SEEN, numbers_of(declared)) == 1.0
    assert rules.buy_falls_memory(SEEN._replace(price_usd=79_000.0), numbers_of(declared)) == 0.0


def test_a_stop_ends_only_with_the_recovery():
    """Between fall and recovery the stop stays as it was."""
    assert answer("drawdown_stop", price_usd=70_000.0, memory=1.0) == 0.0
    assert answer("drawdown_stop", price_usd=70_000.0, memory=0.0) == 1.0
    assert answer("drawdown_stop", price_usd=80_000.0, memory=1.0) == 1.0


def test_inside_the_band_nothing_is_rebalanced():
    """At 9.5 % of a target of 10 % within 1 % nothing happens."""
    assert answer("rebalance", coins=19.0, reserves_usd=9.05e6) == 0.0


def test_a_rule_at_work_knows_its_memory_window_and_interval():
    """What the engine needs beside function and numbers."""
    falls, stop = (rule_at_work(DECLARED[name][0]) for name in ("buy_falls", "drawdown_stop"))
    assert (falls.memory, falls.window_days, falls.stops) == ("buy_falls_memory", 30, False)
    assert (stop.memory, stop.window_days, stop.stops) == ("drawdown_stop_memory", 0, True)
    assert rule_at_work(DECLARED["rebalance"][0]).interval is Interval.QUARTER
    assert dict(rule_at_work(DECLARED["fixed_money"][0]).numbers) == {"amount_usd": 0.0, "amount_local": 28_000_000.0}


def test_coins_become_whole_satoshis():
    """The nearest satoshi; one and the same for a float's neighbours; never more than exist; never of no number."""
    assert [whole_sats(coins).quantity for coins in (1.0, 0.12345678, -0.1, 1e-9)] == [
        100_000_000,
        12_345_678,
        -(10**7),
        0,
    ]
    assert whole_sats(1e300).quantity == MOST_SATS
    with pytest.raises(ValueError, match="none"):
        whole_sats(float("nan"))


positive = st.floats(1e-3, 1e9)
observations = st.builds(
    Observation,
    due=st.sampled_from([0.0, 1.0]), price_usd=st.floats(1.0, 1e7), local_per_usd=positive, coins=st.floats(0, 1e6),
    cost_usd=st.floats(0, 1e11), cash_usd=st.floats(0, 1e11), reserves_usd=st.floats(0, 1e11),
    mined_coins=st.floats(0, 1e4), surplus_usd=st.floats(-1e9, 1e9), power_bill_usd=st.floats(0, 1e9),
    height_usd=st.floats(1.0, 1e7), window_high_usd=st.floats(1.0, 1e7), window_volatility=st.floats(0, 5),
    memory=st.sampled_from([0.0, 1.0]),
)  # fmt: skip


@given(observation=observations, name=st.sampled_from(sorted(DECLARED)))
def test_explain_gives_the_same_bits(observation, name):
    """The rule that is watched answers exactly as the rule that is not, and its answer is a finite number."""
    declared, _ = DECLARED[name]
    numbers = numbers_of(declared)
    explained = explain(TEXT, name, observation, numbers)
    assert explained.answer.hex() == float(function_of(declared)(observation, numbers)).hex()
    assert abs(explained.answer) < float("inf")


def test_explain_says_why():
    """Each condition on the way, with its values, and the rule's own words."""
    declared, _ = DECLARED["buy_falls"]
    explained = explain(TEXT, "buy_falls", SEEN, numbers_of(declared))
    assert explained.says.startswith("Once on each fall")
    assert [str(reason) for reason in explained.reasons] == [
        (
            "yes: observation.price_usd <= observation.window_high_usd * (1.0 - numbers.fall) "
            "(price_usd 50,000, window_high_usd 80,000, fall 0.2)"
        ),
        "yes: fallen > observation.memory (fallen 1, memory 0)",
    ]


def test_our_own_rules_pass_the_check():
    """Every shipped rule may stand in a file of one's own: the list of what is allowed is the one we keep to."""
    tree = ast.parse(TEXT)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    text = "\n".join(ast.unparse(node) for node in functions)
    for declared, _ in DECLARED.values():
        names = tuple(numbers_of(declared)._fields)
        found = check_rule(text, file="f", function=rule_at_work(declared).function, numbers=_all_numbers())
        assert found == (), names


def _all_numbers():
    return tuple({name for declared, _ in DECLARED.values() for name in numbers_of(declared)._fields})


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("return observation.price_usd ** 2", "** cannot be compiled with equal bits"),
        ("return math.exp(observation.due)", "cannot be called here"),
        ("while True: pass", "while cannot be compiled"),
        ("return observation.price_eur", "No 'price_eur' to see"),
        ("return numbers.unknown", "No 'unknown' to see"),
        ("return open('x')", "open cannot be called here"),
        ("return secret", "Nothing gives 'secret'"),
        ("return None", "None is no number"),
        ("return {}.get(1)", "dict cannot be compiled"),
        ("import os", "import cannot be compiled"),
        ("return observation.due if observation.due is 1 else 0.0", "is cannot be compiled"),
        ("for i in range(int(observation.due)): pass", "A loop over what is no constant range"),
        ("raise ValueError", "raise cannot be compiled"),
        ("x = [1.0]", "list cannot be compiled"),
        ("return max(1.0, 2.0, 3.0)", "max of 3 values"),
    ],
)
def test_the_check_names_file_and_line(line, says):
    """What cannot be compiled with equal bits is said with the file, the line and what to do instead."""
    text = f"import math\n\ndef mine(observation, numbers):\n    {line}\n    return 0.0\n"
    findings = check_rule(text, file="rules/mine.py", function="mine", numbers=("coins",))
    assert findings
    assert any(says in finding.message for finding in findings), [str(finding) for finding in findings]
    assert {(finding.place.file, finding.place.line) for finding in findings} == {("rules/mine.py", 4)}
    assert all(finding.remedy for finding in findings)


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        ("def mine(observation, numbers):\n    if observation.due > 0:\n        return 1.0\n", "may end without", 1),
        ("def other(observation, numbers):\n    return 1.0\n", "No function 'mine'", 1),
        ("rate = 2.0\ndef mine(observation, numbers):\n    return 1.0\n", "assign outside a function", 1),
        ("def mine(observation, numbers, x=1):\n    return 1.0\n", "Plain arguments only", 1),
        ("def mine(observation, numbers:\n", "This is no Python", 1),
    ],
)
def test_the_check_of_a_whole_file(text, says, line):
    """A file of another form is refused too."""
    findings = check_rule(text, file="f", function="mine", numbers=())
    assert says in findings[0].message
    assert findings[0].place.line == line
