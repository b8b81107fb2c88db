"""A user's own rule: a small Python file beside the playbook, made one of the rules of a plan."""

from __future__ import annotations

import ast
import datetime as dt
import hashlib
from collections.abc import Generator
from contextlib import contextmanager

import msgspec

from bitcoin_office.playbook.programme import Programme
from bitcoin_office.playbook.reserve_rules import AnyReserveRule, Own
from bitcoin_office.playbook.wording import Interval
from bitcoin_office.reserve.rules_check import check_rule
from bitcoin_office.reserve.rules_explain import fields_seen
from bitcoin_office.reserve.rules_kinds import RuleAtWork, rule_at_work
from bitcoin_office.simulate.sources import SourceTexts, prefixed, source_texts
from bitcoin_office.terms.errors import OfficeError
from bitcoin_office.terms.finding import Finding

NO_TEXTS = SourceTexts({})


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
    prefix = own_prefix(rule)
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


class OwnRuleError(OfficeError):
    """A rule of one's own that cannot be run, with everything that keeps it from that."""

    code = "own-rule"

    def __init__(self, rule: str, findings: tuple[Finding, ...]) -> None:
        lines = "\n".join(str(finding) for finding in findings)
        super().__init__(f"The rule {rule} cannot be run:\n{lines}\n", remedy="Mend it; see: bitcoin-office check")
        self.findings = findings


class RuleFailedError(OfficeError):
    """A rule of one's own that has no answer: it divided by zero, or took a root of less than nothing."""

    code = "rule-failed"


@contextmanager
def failures_of(programme: Programme) -> Generator[None]:
    """Says of a failure inside that it is an own rule's, where the programme has any; it is a mistake of ours else."""
    rules = programme.reserve.rules if programme.reserve else ()
    own = [rule.read.path for rule in rules if isinstance(rule, Own) and rule.read is not None]
    try:
        yield
    except (ArithmeticError, ValueError) as error:
        if not own:
            raise
        raise RuleFailedError(
            f"A rule of {' or '.join(own)} has no answer on some day: {error}.",
            remedy="Test before you divide or take a root.",
        ) from error


def at_work_of(rule: AnyReserveRule) -> RuleAtWork:
    """A declared rule, shipped or one's own, as the engine runs it. Raises ``OwnRuleError``."""
    return _with_text(rule, NO_TEXTS)[0] if isinstance(rule, Own) else rule_at_work(rule)


def with_own_rules(texts: SourceTexts, *programmes: Programme) -> SourceTexts:
    """The texts with those of the programmes' own rules. Raises ``OwnRuleError``."""
    for programme in programmes:
        for rule in programme.reserve.rules if programme.reserve else ():
            if isinstance(rule, Own):
                texts = _with_text(rule, texts)[1]
    return texts


def own_texts(programme: Programme) -> dict[str, str]:
    """The text of each own rule of a programme, by the name of its function: for ``explain``."""
    rules = programme.reserve.rules if programme.reserve else ()
    found: dict[str, str] = {}
    for rule in rules:
        if isinstance(rule, Own):
            declared = declared_rule(rule)
            found[at_work_of(rule).function] = prefixed(declared.text, own_prefix(declared))
    return found


def fields_of(rule: Own) -> frozenset[str]:
    """What a rule of one's own looks at."""
    text = "" if rule.read is None else rule.read.text
    names = {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    return fields_seen(text, tuple(name for name in (rule.function, f"{rule.function}_memory") if name in names))


def _with_text(rule: Own, texts: SourceTexts) -> tuple[RuleAtWork, SourceTexts]:
    at_work, texts, findings = own_rule(declared_rule(rule), texts)
    if at_work is None:
        raise OwnRuleError(rule.id, findings)
    return at_work, texts


def declared_rule(rule: Own) -> OwnRule:
    """What a playbook declares, whose file was read."""
    if rule.read is None:
        raise AssertionError(f"the file of rule {rule.id} was not read")
    return OwnRule(
        id=rule.id,
        text=rule.read.text,
        file=rule.read.path,
        function=rule.function,
        numbers=tuple((name, float(value)) for name, value in rule.numbers.items()),
        effective_from=rule.effective_from,
        effective_to=rule.effective_to,
        interval=rule.interval,
        window_days=rule.window_days,
        stops=rule.stops,
    )


def own_prefix(rule: OwnRule) -> str:
    """What stands before the names of a rule's functions among all others.

    Two programmes may have rules of one id with other texts; a remark in the text makes no other rule.
    """
    names = ",".join(name for name, _ in rule.numbers)
    digest = hashlib.sha256(f"{ast.unparse(ast.parse(rule.text))}\n{names}".encode()).hexdigest()
    return f"own_{rule.id.replace('-', '_')}_{digest[:8]}_"
