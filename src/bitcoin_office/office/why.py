"""Why: what a plan, or one of its series, rests on: every figure of the playbook that it changes with, and its source.

Nothing is declared by hand: a figure counts when another value in its place changes a number of the engine that feeds
the series.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

import msgspec

from bitcoin_office.office.plan import PlanSetup, input_of, manifest, plan_of, set_up
from bitcoin_office.office.plan_result import Manifest
from bitcoin_office.office.plan_terms import PlanFacts, PlanQuestion
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.playbook.nodes import IDENTITIES
from bitcoin_office.playbook.parameters import ParameterValue
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.simulate.origins import origins
from bitcoin_office.simulate.parts import gives
from bitcoin_office.simulate.sections import Section
from bitcoin_office.simulate.sources import SourceTexts
from bitcoin_office.simulate.weather.fitted import fit_weather
from bitcoin_office.terms.errors import NotFoundError, OfficeError

Step = str | int
Key = tuple[Step, ...]
Group = tuple[tuple[Key, Figure | ParameterValue], ...]
T = TypeVar("T")


class RestsOn(msgspec.Struct, frozen=True, kw_only=True):
    """One figure: where it stands, what it says, from when, how far it is to be trusted, and who says so."""

    key: str
    value: str
    unit: str
    since: dt.date | None
    trust: str
    source: str
    note: str


class RuleSource(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that is at work, and who declared it."""

    rule: str
    standing: str
    source: str


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan rests on. ``series`` is empty for all of it; ``drawn`` are the random values that it draws."""

    schema: str = "bitcoin-office/why/1"
    finding: str
    series: str
    manifest: Manifest
    figures: tuple[RestsOn, ...]
    rules: tuple[RuleSource, ...]
    drawn: tuple[str, ...]
    numbers: dict[str, float]
    """Numbers of the engine that feed the series, by name."""


def why(
    facts: PlanFacts,
    question: PlanQuestion,
    series: str,
    texts: SourceTexts,
    progress: Callable[[int], None] = lambda _: None,
) -> Why:
    """What a series, or for an empty name the whole plan, rests on; ``progress`` is told how often a plan was made.

    Raises ``NotFoundError`` for an unknown series.
    """
    setup = set_up(facts, question)
    known = setup.facts
    # The fit to the market is the same whatever the playbook says.
    asked = msgspec.structs.replace(question, as_of=setup.as_of)
    if asked.fitted is None:
        asked = msgspec.structs.replace(asked, fitted=fit_weather(known.market, setup.as_of))
    section = input_of(set_up(known, asked), texts).section
    feeding = _feeding(section, texts, series)
    base = _numbers(section, feeding)
    groups = _groups(known.programme)
    tries = itertools.count(1)

    def matters(tried: Sequence[Group]) -> bool:
        progress(next(tries))
        programme = known.programme
        for key in (key for group in tried for key, _ in group):
            programme = _with(programme, key)
        try:
            changed = input_of(set_up(msgspec.structs.replace(known, programme=programme), asked), texts).section
        except OfficeError:
            return True
        return _numbers(changed, feeding) != base

    figures = tuple(
        _told(_address(known.programme, key), figure)
        for group in _that_matter(groups, matters)
        for key, figure in group
    )
    plan = plan_of(setup, texts)
    return Why(
        finding=_finding(setup, series, figures),
        series=series,
        manifest=manifest(setup, plan),
        figures=figures,
        rules=_rules(setup, feeding),
        drawn=tuple(draw.name for draw in (*section.day.draws, *section.day.start_draws) if draw.name in feeding),
        numbers={name: value for name, value in section.parameters if name in feeding},
    )


def _feeding(section: Section, texts: SourceTexts, series: str) -> frozenset[str]:
    names = tuple(statistic.name for statistic in section.day.statistics)
    if series and series not in names:
        raise NotFoundError(kind="series", name=series, known=names)
    asked = (series,) if series else names
    return frozenset(name for one in asked for name in origins(section, texts, one))


def _numbers(section: Section, feeding: frozenset[str]) -> Mapping[str, Any]:
    """Everything that the engine is given for what feeds the series, and the steps that give it."""
    given: tuple[tuple[str, Any], ...] = (*section.parameters, *section.calendar, *section.tables)
    steps = tuple(step for step in section.day.steps if feeding.intersection(gives(step)))
    return {name: value for name, value in given if name in feeding} | {"parts": steps}


def _groups(programme: Programme) -> list[Group]:
    """Figures that are tried together: dated values one by one, the rows of any other list at once."""
    groups: dict[Key, list[tuple[Key, Figure | ParameterValue]]] = {}
    for key, figure in _figures(programme, ()):
        name = key if isinstance(figure, ParameterValue) else tuple(step for step in key if isinstance(step, str))
        groups.setdefault(name, []).append((key, figure))
    return [tuple(group) for group in groups.values()]


def _that_matter(groups: Sequence[Group], matters: Callable[[Sequence[Group]], bool]) -> Iterator[Group]:
    """The groups that matter, found by halves: most of a playbook does not."""
    if not groups or not matters(groups):
        return
    if len(groups) == 1:
        yield groups[0]
        return
    half = len(groups) // 2
    yield from _that_matter(groups[:half], matters)
    yield from _that_matter(groups[half:], matters)


def _figures(value: object, key: Key) -> Iterator[tuple[Key, Figure | ParameterValue]]:
    """Every figure with a value, and the way to it."""
    if isinstance(value, Figure | ParameterValue):
        if value.value is not None:
            yield key, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _figures(getattr(value, name), (*key, name))
    elif isinstance(value, tuple):
        for index, entry in enumerate(cast("tuple[object, ...]", value)):
            yield from _figures(entry, (*key, index))
    elif isinstance(value, dict):
        for name, entry in cast("dict[str, object]", value).items():
            yield from _figures(entry, (*key, name))


def _with(value: T, key: Key) -> T:
    """The same with another value in the place of one figure: twice as much and one more."""
    if not key:
        figure = cast("Figure", value)
        return cast("T", msgspec.structs.replace(figure, value=(figure.value or 0) * 2 + 1))
    step, *rest = key
    inner = tuple(rest)
    if isinstance(value, msgspec.Struct):
        name = str(step)
        return msgspec.structs.replace(value, **{name: _with(getattr(value, name), inner)})
    if isinstance(value, tuple):
        entries = cast("tuple[Any, ...]", value)
        return cast("T", tuple(_with(one, inner) if place == step else one for place, one in enumerate(entries)))
    table = cast("dict[Step, Any]", value)
    return cast("T", {**table, step: _with(table[step], inner)})


def _address(value: object, key: Key) -> str:
    """The way to a figure as ``--set`` takes it: entries of lists by their id or day."""
    names: list[str] = []
    for step in key:
        if isinstance(value, tuple):
            value = cast("tuple[object, ...]", value)[int(step)]
            named = (str(getattr(value, name)) for name in IDENTITIES if hasattr(value, name))
            names.append(next(named, str(step)))
        else:
            value = cast("dict[Step, object]", value)[step] if isinstance(value, dict) else getattr(value, str(step))
            names.append(str(step))
    return ".".join(names)


def _told(key: str, figure: Figure | ParameterValue) -> RestsOn:
    since = figure.effective_from if isinstance(figure, ParameterValue) else figure.as_of
    return RestsOn(
        key=key,
        value=f"{figure.value:,f}" if figure.value is not None else "",
        unit=figure.unit,
        since=since,
        trust=str(figure.trust),
        source=str(figure.source) if figure.source else "",
        note=figure.note,
    )


def _rules(setup: PlanSetup, feeding: frozenset[str]) -> tuple[RuleSource, ...]:
    """The rules at work whose numbers feed the series."""
    used = setup.rules.used
    ordered = [*(rule for rule in used if rule.stops), *(rule for rule in used if not rule.stops)]
    at_work = {rule.id for place, rule in enumerate(ordered) if f"rule_{place}_first" in feeding}
    reserve = setup.facts.programme.reserve
    return tuple(
        RuleSource(rule=rule.id, standing=str(rule.standing), source=str(rule.source))
        for rule in (reserve.rules if reserve else ())
        if rule.id in at_work
    )


def _finding(setup: PlanSetup, series: str, figures: tuple[RestsOn, ...]) -> str:
    what = f"{series} of {setup.facts.label}" if series else f"The plan of {setup.facts.label}"
    weak = [figure for figure in figures if figure.trust in {"uncertain", "modelled", "derived"}]
    said = f"{what} rests on {len(figures)} figures of the playbook"
    return f"{said}; {len(weak)} of them are not documented as they stand." if weak else f"{said}, all documented."
