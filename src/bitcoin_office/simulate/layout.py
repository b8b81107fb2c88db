"""Where every value of a day lies in the engine's one array of rows, and which loops over paths the day falls into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from bitcoin_office.simulate.parts import Chance, Day, Draw, Look, Lookup, Part, Statistic, Window, gives
from bitcoin_office.simulate.record import BINS_PER_DOUBLING
from bitcoin_office.simulate.sources import SourceTextError, SourceTexts

IMPLIED = ("day_number",)
"""Names that every part may take without anybody giving them: the day, counted from 0."""
MOST_OPERATIONS = 60
"""Operations of one loop over paths, unless a single part has more. A processor looks a few hundred instructions ahead:
in loops this short it works on several rounds at once, and is not held up by the end of each long chain of operations.
"""
SELDOM = "seldom_reports"
"""The calendar column that says, where it is above 0, on which report days seldom statistics are counted."""


class Loop(msgspec.Struct, frozen=True):
    """Parts that run together in one loop over paths, with the values they load first and store last."""

    parts: tuple[Part, ...]
    loads: tuple[str, ...]
    stores: tuple[str, ...]


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """Every name that a plan gives to its day: parameters and calendar columns, sorted, and tables."""

    parameters: tuple[str, ...]
    calendar: tuple[str, ...]
    tables: tuple[str, ...]


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """A day, ready to be written as code: rows by value, draws, loops in order, and the bins of what is reported."""

    names: Names
    rows: dict[str, int]
    begins: tuple[tuple[str, str], ...]
    draws: tuple[Draw, ...]
    starts: Loop
    start_draws: tuple[Draw, ...]
    steps: tuple[Loop | Lookup | Window, ...]
    reports: Loop
    seldom: Loop
    statistics: tuple[Statistic, ...]

    @property
    def windows(self) -> tuple[Window, ...]:
        """The windows, in order: their rings lie one after another."""
        return tuple(step for step in self.steps if isinstance(step, Window))

    @property
    def bins(self) -> int:
        """Bins of all statistics that are counted on every report day; these come first among the statistics."""
        return sum(histogram_size(statistic) for statistic in self.statistics if not statistic.seldom)

    @property
    def seldom_bins(self) -> int:
        """Bins of all seldom statistics of one day on which they are counted."""
        return sum(histogram_size(statistic) for statistic in self.statistics if statistic.seldom)


def head_row(window: Window) -> str:
    """The name of the row in which a window keeps what it knows of its running block."""
    return f"{window.name}__head"


def positive_bins(statistic: Statistic) -> int:
    """Bins above the one around zero."""
    return (statistic.high - statistic.low) * BINS_PER_DOUBLING


def histogram_size(statistic: Statistic) -> int:
    """All bins of a statistic."""
    return positive_bins(statistic) * (2 if statistic.signed else 1) + 1


def takes(part: Part, texts: SourceTexts) -> tuple[str, ...]:
    """The names that a part's arguments mean, in order."""
    renamed = dict(part.renamed)
    return tuple(renamed.get(argument, argument) for argument in texts.arguments(part.function))


def lay_out(day: Day, names: Names, texts: SourceTexts) -> Layout:
    """Gives every value its row and groups parts into loops. Raises ``SourceTextError`` for a name nobody gives."""
    _check_names(day, names, texts)
    kept = _kept(day, texts)
    groups = _groups(day.steps, texts)
    draws = {draw.name for draw in day.draws}
    rows = {name: row for row, name in enumerate(kept)}
    return Layout(
        names=names,
        rows=rows,
        begins=tuple((state.name, state.begins) for state in day.state if state.begins),
        draws=day.draws,
        starts=_loop(day.starts, rows, {draw.name for draw in day.start_draws}, texts),
        start_draws=day.start_draws,
        steps=tuple(_loop(group, rows, draws, texts) if isinstance(group, tuple) else group for group in groups),
        reports=_loop(day.reports, rows, draws, texts),
        seldom=_loop(day.seldom, rows, draws, texts),
        statistics=tuple(sorted(day.statistics, key=lambda statistic: statistic.seldom)),
    )


def _groups(steps: Sequence[Part | Lookup | Window], texts: SourceTexts) -> list[tuple[Part, ...] | Lookup | Window]:
    """Parts that follow one another, in loops of no more than ``MOST_OPERATIONS``; the other steps as they are."""
    groups: list[tuple[Part, ...] | Lookup | Window] = []
    work = 0
    for step in steps:
        if not isinstance(step, Part):
            groups.append(step)
            continue
        work += texts.operations(step.function)
        if groups and isinstance(groups[-1], tuple) and work <= MOST_OPERATIONS:
            groups[-1] = (*groups[-1], step)
        else:
            groups.append((step,))
            work = texts.operations(step.function)
    return groups


def _kept(day: Day, texts: SourceTexts) -> tuple[str, ...]:
    """Values that need a row: state, what is reported or looked up, and what one loop gives and another takes."""
    kept = dict.fromkeys(state.name for state in day.state)
    given_in: dict[str, int] = {}
    for number, group in enumerate([*_groups(day.steps, texts), day.reports, day.seldom]):
        if isinstance(group, Lookup):
            kept.update({group.place: None, group.gives: None})
        elif isinstance(group, Window):
            kept.update({group.of: None, group.name: None, head_row(group): None})
        else:
            for part in group:
                kept.update({name: None for name in takes(part, texts) if given_in.get(name, number) != number})
                given_in.update({name: number for name in part.gives if name not in kept})
    kept.update(dict.fromkeys(statistic.name for statistic in day.statistics))
    return tuple(kept)


def _loop(parts: Sequence[Part], rows: dict[str, int], draws: set[str], texts: SourceTexts) -> Loop:
    loads: dict[str, None] = {}
    given: dict[str, None] = {}
    for part in parts:
        loads.update({name: None for name in takes(part, texts) if name not in given and name in rows.keys() | draws})
        given.update(dict.fromkeys(part.gives))
    return Loop(tuple(parts), tuple(loads), tuple(name for name in given if name in rows))


def _check_names(day: Day, names: Names, texts: SourceTexts) -> None:
    """Every name that is taken is given before, or is state; and no two things have the same name."""
    fixed = [*names.parameters, *names.calendar, *IMPLIED]
    state = [item.name for item in day.state]
    streams = [draw.stream for draw in (*day.draws, *day.start_draws)]
    everything = fixed + state + _drawn(day)
    given = {name for part in (*day.starts, *day.steps, *day.reports, *day.seldom) for name in gives(part)}
    twice = sorted({name for name in everything if everything.count(name) > 1} | (given & {*fixed, *_drawn(day)}))
    if twice or len(set(streams)) != len(streams):
        raise SourceTextError(f"Two things of this plan share a name or a stream: {', '.join(twice) or streams}.")
    known = {*fixed, *state, *(draw.name for draw in day.start_draws)}
    for part in day.starts:
        _require(takes(part, texts), known, part.function)
        known.update(part.gives)
    known = {*fixed, *state, *(draw.name for draw in day.draws)}
    for step in (*day.steps, *day.reports, *day.seldom):
        match step:
            case Part():
                _require(takes(step, texts), known, step.function)
                known.update(step.gives)
            case Lookup():
                _require((step.place,), known, f"the lookup in {step.table}")
                _require((step.table,), set(names.tables), f"the lookup of {step.gives}")
                known.add(step.gives)
            case Window():
                _require((step.of,), known, f"the window {step.name}")
                known.add(step.name)
    _require((statistic.name for statistic in day.statistics), known, "a statistic")
    uniforms = {draw.name for draw in day.draws if draw.chance is Chance.UNIFORM}
    for draw in (*day.draws, *day.start_draws):
        if draw.beside:
            _require((draw.beside,), uniforms, f"the draw {draw.name}")
            _require((draw.below,), set(names.parameters), f"the draw {draw.name}")
    if any(statistic.seldom for statistic in day.statistics):
        _require((SELDOM,), set(names.calendar), "a seldom statistic")
    _require((item.begins for item in day.state if item.begins), set(fixed), "the beginning of a state")


def _drawn(day: Day) -> list[str]:
    return [draw.name for draw in (*day.draws, *day.start_draws)]


def _require(wanted: Iterable[str], known: set[str], who: str) -> None:
    missing = [name for name in wanted if name not in known]
    if missing:
        raise SourceTextError(f"Nothing gives {', '.join(missing)}, which {who} takes.")


def look_start(look: Look) -> float:
    """What a window's running block holds before its first day."""
    return 0.0 if look is Look.SUM else -1.7976931348623157e308
