"""Rules of one's own as the playbook declares them: checked against what can be compiled with equal bits."""

from __future__ import annotations

from bitcoin_office.playbook.programme import Programme
from bitcoin_office.playbook.reserve_rules import Own
from bitcoin_office.reserve.rules_check import check_rule
from bitcoin_office.terms.finding import Finding


def own_rules_findings(programme: Programme) -> tuple[Finding, ...]:
    """Everything in the files of the programme's own rules that keeps them from being run, by file and line."""
    rules = programme.reserve.rules if programme.reserve else ()
    return tuple(
        finding
        for rule in rules
        if isinstance(rule, Own) and rule.read is not None
        for finding in check_rule(
            rule.read.text, file=rule.read.path, function=rule.function, numbers=tuple(rule.numbers)
        )
    )
