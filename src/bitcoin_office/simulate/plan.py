"""A plan: what is simulated, as code and numbers, with the hash by which results, caches and resumed runs know it."""

from __future__ import annotations

import functools
import hashlib
import math
from array import array
from collections.abc import Iterable, Mapping

import msgspec

from bitcoin_office.simulate.draw_steps import VECTOR
from bitcoin_office.simulate.kernel_text import USED, chances_size, draw_sizes, kept_paths, kernel_text, statistic_sizes
from bitcoin_office.simulate.layout import SELDOM, Layout, Names, histogram_size, lay_out
from bitcoin_office.simulate.parts import Lookup, Part, Window
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.simulate.sources import SourceTexts, source_texts
from bitcoin_office.terms.errors import OfficeError

LANES = 64
"""Paths side by side; any number gives the same results, this one is the quickest that was measured."""

ENGINE_VERSION = "bitcoin-office/engine/1"


class PlanError(OfficeError):
    """Numbers that no plan can be made of; the message names every one."""

    code = "plan"


class PlanInput(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a plan is made of. ``reports`` are the numbers of the days on which values are counted."""

    section: Section
    span: Span
    reports: tuple[int, ...]
    seed: int
    texts: SourceTexts
    lanes: int = LANES


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A prepared plan. ``code`` is the text of its engine and ``code_hash`` names it.

    ``hash`` covers all that decides the result: every number too, but not how many paths run side by side. ``meaning``
    is the part of it that code decides.
    """

    hash: str
    meaning: str
    code_hash: str
    code: str
    layout: Layout
    span: Span
    reports: tuple[int, ...]
    seed: int
    lanes: int
    parameters: tuple[float, ...]
    calendar: tuple[float, ...]
    tables: tuple[float, ...]
    sizes: tuple[int, ...]

    @property
    def numbers(self) -> dict[str, float]:
        """The parameters by name."""
        return dict(zip(self.layout.names.parameters, self.parameters, strict=True))

    @property
    def marked(self) -> tuple[int, ...]:
        """The places, among the reports, of those on which seldom statistics are counted."""
        names = self.layout.names.calendar
        if SELDOM not in names:
            return ()
        column = self.calendar[names.index(SELDOM) :: len(names)]
        return tuple(place for place, report in enumerate(self.reports) if column[report] > 0.0)

    def places(self, number: int) -> tuple[tuple[int, int], ...]:
        """Where a statistic's histograms begin in a piece's counts: pairs of a report's place and the beginning."""
        statistics, layout = self.layout.statistics, self.layout
        seldom = statistics[number].seldom
        before = sum(histogram_size(item) for item in statistics[:number] if item.seldom is seldom)
        if not seldom:
            return tuple((place, place * layout.bins + before) for place in range(len(self.reports)))
        after = len(self.reports) * layout.bins + before
        return tuple((place, after + mark * layout.seldom_bins) for mark, place in enumerate(self.marked))

    @property
    def ring_slots(self) -> int:
        """Days that all windows together look back over."""
        return sum(window.days for window in self.layout.windows)


def prepare(given: PlanInput) -> Plan:
    """Joins parts, numbers and texts into a plan. Raises ``PlanError`` and ``SourceTextError``."""
    _check(given)
    section, texts = given.section, given.texts
    if section.day.written:
        written = source_texts([section.day.written])
        texts = SourceTexts({**texts.nodes, **written.nodes})
    names = Names(
        parameters=tuple(sorted(name for name, _ in section.parameters)),
        calendar=tuple(sorted(name for name, _ in section.calendar)),
        tables=tuple(name for name, _ in section.tables),
    )
    layout = lay_out(section.day, names, texts)
    functions = [step.function for step in _parts(section)]
    picked = texts.pick([*USED, *functions])
    code = f"{picked}\n\n{kernel_text(layout, texts, given.lanes)}\n"
    meaning = _sha256(f"{picked}\n\n{kernel_text(layout, texts, 1)}\n")
    columns = dict(section.calendar)
    numbers = {
        "parameters": tuple(dict(section.parameters)[name] for name in names.parameters),
        "calendar": tuple(columns[name][day] for day in range(given.span.days) for name in names.calendar),
        "tables": tuple(value for _, table in section.tables for value in table),
    }
    sizes = _sizes(section, layout)
    return Plan(
        hash=_plan_hash(meaning, given, numbers.values(), sizes),
        meaning=meaning,
        code_hash=_sha256(code),
        code=code,
        layout=layout,
        span=given.span,
        reports=given.reports,
        seed=given.seed,
        lanes=given.lanes,
        sizes=sizes,
        **numbers,
    )


def varied(
    plan: Plan,
    numbers: Mapping[str, float],
    *,
    reports: tuple[int, ...] | None = None,
    seed: int | None = None,
) -> Plan:
    """The plan with other parameters, report days or seed: the same code, so that nothing is compiled anew.

    Its hash is that of a plan prepared with these. Raises ``PlanError`` for a name that the plan does not have and for
    what is no number.
    """
    known = plan.numbers
    wrong = [name for name in numbers if name not in known]
    wrong += [f"{name} = {value}" for name, value in numbers.items() if not math.isfinite(value)]
    days = plan.reports if reports is None else reports
    if not days or list(days) != sorted(set(days)) or days[0] < 0 or days[-1] >= plan.span.days:
        wrong.append(f"report days {days}")
    if wrong:
        raise PlanError(f"The plan cannot be varied: {'; '.join(wrong)}.", remedy="Correct these numbers.")
    changed = msgspec.structs.replace(
        plan, parameters=tuple({**known, **numbers}.values()), reports=days, seed=plan.seed if seed is None else seed
    )
    columns = (changed.parameters, changed.calendar, changed.tables)
    return msgspec.structs.replace(changed, hash=_plan_hash(plan.meaning, changed, columns, plan.sizes))


def _parts(section: Section) -> Iterable[Part]:
    day = section.day
    return (step for step in (*day.starts, *day.steps, *day.reports, *day.seldom) if isinstance(step, Part))


def _sizes(section: Section, layout: Layout) -> tuple[int, ...]:
    """Where tables begin, each window's length and where its ring begins, what statistics are, streams of draws."""
    sizes: list[int] = []
    offset = 0
    for _, table in section.tables:
        sizes.append(offset)
        offset += len(table)
    offset = 0
    for window in layout.windows:
        sizes += [window.days, offset]
        offset += window.days
    return (*sizes, *statistic_sizes(layout), *draw_sizes(layout))


def _sha256(code: str) -> str:
    return hashlib.sha256(f"{ENGINE_VERSION}\n{code}".encode()).hexdigest()


def _plan_hash(
    meaning: str, given: PlanInput | Plan, numbers: Iterable[tuple[float, ...]], sizes: tuple[int, ...]
) -> str:
    """Covers everything that decides the result; ``meaning`` is the hash of the code for one path at a time."""
    digest = hashlib.sha256(f"{meaning} {given.seed} {given.span.first} {given.span.days}".encode())
    for values in numbers:
        digest.update(_written(array("d", values).tobytes()))
    digest.update(f"|{sizes}|{given.reports}".encode())
    return digest.hexdigest()


@functools.lru_cache(maxsize=16)
def _written(values: bytes) -> bytes:
    """Numbers as they are hashed; kept, because a varied plan has most of them in common with the first."""
    numbers = array("d", values)
    return f"|{len(numbers)}|".encode() + b"".join(value.hex().encode() + b" " for value in numbers)


def _check(given: PlanInput) -> None:
    """Every number is one, every column as long as the plan, every report within it; all that is wrong is named."""
    section, days = given.section, given.span.days
    wrong = [f"{name} = {value}" for name, value in section.parameters if not math.isfinite(value)]
    wrong += [f"{name} has {len(column)} days" for name, column in section.calendar if len(column) != days]
    wrong += [
        f"{name} is empty or holds what is no number"
        for name, values in (*section.calendar, *section.tables)
        if not values or not all(map(math.isfinite, values))
    ]
    parameters = [name for name, _ in section.parameters]
    wrong += [f"{name} has two values" for name in sorted({name for name in parameters if parameters.count(name) > 1})]
    reports = given.reports
    if days < 1 or given.lanes < 1 or not 0 <= given.seed < 2**64:
        wrong.append(f"{days} days, {given.lanes} lanes, seed {given.seed}")
    if not reports or list(reports) != sorted(set(reports)) or reports[0] < 0 or reports[-1] >= days:
        wrong.append(f"report days {reports}")
    wrong += [
        f"a window of {step.days} days" for step in section.day.steps if isinstance(step, Window) and step.days < 1
    ]
    if wrong:
        raise PlanError(f"No plan of {days} days can be made: {'; '.join(wrong)}.", remedy="Correct these numbers.")


def scratch(plan: Plan) -> tuple[array[float], array[float], array[float], array[float], array[int]]:
    """The arrays that the engine works in: rows, draws, rings, reported values that are not yet counted, their bins."""
    layout = plan.layout
    sizes = (len(layout.rows) * plan.lanes, chances_size(layout, plan.lanes), max(plan.ring_slots, 1) * plan.lanes)
    rows, chances, ring = (array("d", [0.0]) * size for size in sizes)
    often = sum(not statistic.seldom for statistic in layout.statistics)
    cells = len(plan.reports) * often + len(plan.marked) * (len(layout.statistics) - often)
    together = kept_paths(plan.lanes)
    return rows, chances, ring, array("d", [0.0]) * (cells * together), array("q", [0]) * (together + VECTOR)


def lookups(plan: Plan) -> tuple[Lookup, ...]:
    """The lookups of a plan's day."""
    return tuple(step for step in plan.layout.steps if isinstance(step, Lookup))
