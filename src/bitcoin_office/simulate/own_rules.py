"""A user's own rule: a small Python file beside the playbook, made one of the rules of a plan."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.playbook.wording import Interval
from bitcoin_office.reserve.rules_check import check_rule
from bitcoin_office.reserve.rules_kinds import RuleAtWork
from bitcoin_office.simulate.sources import SourceTexts, prefixed, source_texts
from bitcoin_office.terms.finding import Finding


class OwnRule(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed of a rule of one's own: its text and file, which function it is, and its numbers.

    A function of the same name that ends in ``_memory`` gives what it remembers. ``window_days`` is how far
    ``window_high_usd`` and ``window_volatility`` look back.
    """

    id: str
    text: str
    file: str
    function: str
    numbers: tuple[tuple[str, float], ...]
    effective_from: dt.date
    effective_to: dt.date | None = None
    interval: Interval = Interval.DAY
    window_days: int = 30
    stops: bool = False


def own_rule(rule: OwnRule, texts: SourceTexts) -> tuple[RuleAtWork | None, SourceTexts, tuple[Finding, ...]]:
    """The rule at work and the texts with its own, or what keeps it from being compiled with equal bits."""
    names = tuple(name for name, _ in rule.numbers)
    findings = check_rule(rule.text, file=rule.file, function=rule.function, numbers=names)
    if findings:
        return None, texts, findings
    prefix = f"own_{rule.id.replace('-', '_')}_"
    fields = "".join(f"    {name}: float\n" for name in names or ("unused",))
    own = source_texts([prefixed(rule.text, prefix), f"class {prefix}Numbers(NamedTuple):\n{fields}"])
    memory = f"{prefix}{rule.function}_memory"
    at_work = RuleAtWork(
        id=rule.id,
        function=f"{prefix}{rule.function}",
        numbers_type=f"{prefix}Numbers",
        numbers=rule.numbers or (("unused", 0.0),),
        effective_from=rule.effective_from,
        effective_to=rule.effective_to,
        interval=rule.interval,
        memory=memory if memory in own.nodes else "",
        window_days=rule.window_days,
        stops=rule.stops,
    )
    return at_work, SourceTexts({**texts.nodes, **own.nodes}), ()
