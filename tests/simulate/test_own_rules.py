"""A user's own rule: compiled to the same bits, kept apart from ours, or refused by line."""

import pytest

from bitcoin_office.adapters.compiled_engine import compiled_kernel
from bitcoin_office.simulate.own_rules import OwnRule, own_prefix, own_rule
from bitcoin_office.simulate.plan import PlanInput, prepare
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.reserve_desk import reserve_section
from bitcoin_office.simulate.run import run_piece
from bitcoin_office.simulate.sections import Span
from bitcoin_office.simulate.weather.price_models import Drift, Start
from bitcoin_office.simulate.weather.rate_models import DOLLAR
from tests.simulate.programmes import FIRST, OPENING, WEATHERS, digest, texts

# Everything that the check allows, in one rule; its helper has the name of one of ours.
TEXT = '''"""Buys with the phases of nothing in particular."""
import math


def rebalance(a, b):
    """A helper that is called like a shipped rule."""
    return max(a, b) - min(a, b)


def mine(observation, numbers):
    gap = rebalance(observation.price_usd, observation.height_usd) / observation.height_usd
    steps = math.floor(gap * 10.0) + int(numbers.coins) + round(gap * 7.3) + round(-gap * 4.9)
    total = 0.0
    for i in range(4):
        if i % 2 == 0 and not gap > 0.5:
            total += math.sqrt(gap + i) * numbers.coins
        elif gap // 0.05 > 3.0 or gap % 0.03 < 0.01:
            total -= abs(gap - 0.1 * i)
        else:
            continue_at = float(i)
            total += continue_at * 0.01
    if observation.coins < 1.0:
        return 1.0
    return (total if steps > 1 else -total) * (2.0 if observation.window_high_usd > observation.price_usd else 1.0)


def mine_memory(observation, numbers):
    return observation.memory + 1.0
'''


def _plan(text=TEXT, function="mine"):
    rule = OwnRule(
        id="my-rule", text=text, file="mine.py", function=function, numbers=(("coins", 1.5),), effective_from=FIRST
    )
    at_work, all_texts, findings = own_rule(rule, texts())
    assert findings == ()
    assert at_work is not None
    assert at_work.memory == f"{own_prefix(rule)}mine_memory"
    span = Span(FIRST, 60)
    section = WEATHERS["gbm"].section(Start(price_usd=1e5), Drift()) + DOLLAR
    section += reserve_section((at_work,), OPENING, span, all_texts)
    return prepare(PlanInput(section=section, span=span, reports=(59,), seed=2, texts=all_texts))


@pytest.mark.slow
def test_everything_that_is_allowed_has_equal_bits(tmp_path):
    """One rule with every construct on the list: compiled and in Python the same bits."""
    made = _plan()
    compiled = run_piece(made, compiled_kernel(made, tmp_path), 0, 200)
    assert digest(compiled) == digest(run_piece(made, plain_kernel(made), 0, 200))


def test_an_own_rule_is_refused_by_line():
    """What cannot be compiled is named with file and line, and no rule is made."""
    rule = OwnRule(
        id="r",
        text="def f(o, n):\n    return o.due ** 2\n",
        file="f.py",
        function="f",
        numbers=(),
        effective_from=FIRST,
    )
    at_work, _, findings = own_rule(rule, texts())
    assert at_work is None
    assert [(finding.place.file, finding.place.line) for finding in findings] == [("f.py", 2)]


def test_an_edited_own_rule_is_another_plan():
    """Its text is part of the plan's hash."""
    assert _plan().hash != _plan(TEXT.replace("0.01", "0.02")).hash
    assert _plan().hash == _plan(TEXT + "\n# a remark\n").hash
