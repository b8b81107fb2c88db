"""Two programmes on the same futures: both reserves in one plan, so that each path's difference is counted itself."""

from __future__ import annotations

import msgspec

from bitcoin_office.office.compare_arrangement import Moved, in_words, moved_criteria
from bitcoin_office.office.notes import Note, note, texts_of
from bitcoin_office.office.plan import OVER_SPENT, PlanSetup, manifest, money, notes_of
from bitcoin_office.office.plan_result import Manifest
from bitcoin_office.office.plan_statistics import fans, shares_by_sign
from bitcoin_office.simulate.layout import SELDOM
from bitcoin_office.simulate.own_rules import with_own_rules
from bitcoin_office.simulate.parts import Day, Lookup, Part, State, Statistic, Window, gives
from bitcoin_office.simulate.plan import Plan, PlanInput, prepare
from bitcoin_office.simulate.run import Piece
from bitcoin_office.simulate.sections import Section
from bitcoin_office.simulate.sources import SourceTexts, prefixed, source_texts
from bitcoin_office.simulate.summary import FanSeries
from bitcoin_office.terms.errors import UsageError

OTHER, DIFFERENCE = "other_", "difference_"
LOCAL_VALUE = "value_local"
COMPARED = (
    "coins", "value_usd", LOCAL_VALUE, "cost_usd", "spent_usd", OVER_SPENT, "net_moved_usd", "budget_moved_local",
    "budget_year_local",
)  # fmt: skip


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One value of two programmes on the same futures, and the difference path by path: the second less the first."""

    a: FanSeries
    b: FanSeries
    difference: FanSeries


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two programmes on the same futures. ``more_share`` is the share of paths on which the second gains more.

    What a programme gains is the worth of its coins less what it spent in the plan. ``arrangement`` has the criteria of
    the second's arrangement of which it moves something beyond the first. ``coded`` has the notes by their codes.
    """

    schema: str = "bitcoin-office/comparison/1"
    finding: str
    more_share: float
    less_share: float
    a: Manifest
    b: Manifest
    series: dict[str, Compared]
    arrangement: tuple[Moved, ...]
    notes: tuple[str, ...]
    coded: tuple[Note, ...] = ()


def comparison_of(a: PlanSetup, b: PlanSetup, texts: SourceTexts) -> Plan:
    """One plan of both. Raises ``UsageError`` where they are in different money."""
    if a.currency != b.currency:
        raise UsageError(
            f"{a.facts.label} is in {a.currency}, {b.facts.label} in {b.currency}.",
            remedy="Compare programmes of one country, such as pk and pk+sv-reserve.",
        )
    texts = with_own_rules(texts, a.facts.programme, b.facts.programme)
    first = a.compared(texts)
    second = renamed(b.compared(texts), texts)
    section = _each_draw_once(a.weather.section + first + second + _differences(first))
    given = PlanInput(section=section, span=a.span, reports=a.span.month_ends(), seed=a.question.seed, texts=texts)
    return prepare(given)


def _each_draw_once(section: Section) -> Section:
    """Both programmes draw the same chance, whichever of them needs it."""
    day = section.day
    draws, starts = (tuple(dict.fromkeys(drawn)) for drawn in (day.draws, day.start_draws))
    return msgspec.structs.replace(section, day=msgspec.structs.replace(day, draws=draws, start_draws=starts))


def renamed(section: Section, texts: SourceTexts) -> Section:
    """The same section with all that is its own under other names: market and chance stay shared."""
    day = section.day
    numbers = (*section.parameters, *section.calendar, *section.tables)
    own = {state.name for state in day.state} | {name for name, _ in numbers}
    own |= {name for step in (*day.steps, *day.reports) for name in gives(step)}
    written = source_texts([day.written])

    def name_of(name: str) -> str:
        return f"{OTHER}{name}" if name in own else name

    def moved(step: Part | Lookup | Window) -> Part | Lookup | Window:
        if not isinstance(step, Part):
            return msgspec.structs.replace(step, **{key: name_of(getattr(step, key)) for key in _NAMES[type(step)]})
        is_written = step.function in written.nodes
        arguments = (written if is_written else texts).arguments(step.function)
        takes = dict(step.renamed)
        pairs = tuple((argument, name_of(takes.get(argument, argument))) for argument in arguments)
        return Part(
            function=f"{OTHER}{step.function}" if is_written else step.function,
            gives=tuple(map(name_of, step.gives)),
            renamed=tuple((argument, name) for argument, name in pairs if argument != name),
        )

    return Section(
        day=Day(
            state=tuple(State(name=name_of(state.name), begins=name_of(state.begins)) for state in day.state),
            draws=day.draws,
            steps=tuple(moved(step) for step in day.steps),
            statistics=tuple(
                msgspec.structs.replace(statistic, name=name_of(statistic.name))
                for statistic in day.statistics
                if statistic.name in COMPARED
            ),
            reports=tuple(step for step in map(moved, day.reports) if isinstance(step, Part)),
            written=f"{prefixed(day.written, OTHER)}\n",
        ),
        parameters=tuple((name_of(name), value) for name, value in section.parameters),
        calendar=tuple((name_of(name), column) for name, column in section.calendar if name != SELDOM),
        tables=tuple((name_of(name), table) for name, table in section.tables),
    )


_NAMES: dict[type, tuple[str, ...]] = {Window: ("name", "of"), Lookup: ("table", "place", "gives")}


def _differences(section: Section) -> Section:
    """The second less the first, of every compared statistic."""
    compared = [statistic for statistic in section.day.statistics if statistic.name in COMPARED]
    parts = tuple(
        Part(
            function="more",
            gives=(f"{DIFFERENCE}{statistic.name}",),
            renamed=(("first", statistic.name), ("second", f"{OTHER}{statistic.name}")),
        )
        for statistic in compared
    )
    statistics = tuple(
        Statistic(
            name=f"{DIFFERENCE}{statistic.name}",
            unit=statistic.unit,
            low=statistic.low,
            high=statistic.high,
            signed=True,
            fine=statistic.fine,
        )
        for statistic in compared
    )
    written = "def more(first, second):\n    return second - first\n"
    return Section(day=Day(state=(), draws=(), steps=(), statistics=statistics, reports=parts, written=written))


def comparison(a: PlanSetup, b: PlanSetup, plan: Plan, piece: Piece) -> Comparison:
    """What was counted, in words and figures."""
    counted = fans(plan, piece, a.unit)
    hidden = a.hidden - {OVER_SPENT}
    series = {
        name: Compared(a=counted[name], b=counted[f"{OTHER}{name}"], difference=counted[f"{DIFFERENCE}{name}"])
        for name in COMPARED
        if name not in hidden
    }
    less, more = shares_by_sign(plan, piece, f"{DIFFERENCE}{OVER_SPENT}")
    differences = {name: compared.difference for name, compared in series.items()}
    moved = moved_criteria(b.fiscal, differences)
    under = in_words(moved, has_arrangement=b.facts.programme.arrangement is not None)
    shared = notes_of(a)
    own = (msgspec.structs.replace(each, of=b.facts.label) for each in notes_of(b) if each not in shared)
    notes = (*shared, *own, note("gain-means"), note("not-compared"))
    return Comparison(
        finding=" ".join(filter(None, (_finding(a, b, series, more), under))),
        more_share=more,
        less_share=less,
        a=manifest(a, plan),
        b=manifest(b, plan),
        series=series,
        arrangement=moved,
        notes=texts_of(notes),
        coded=notes,
    )


def _more(usd: float) -> str:
    return f"{money(abs(usd))} {'less' if usd < 0 else 'more'}"


def _finding(a: PlanSetup, b: PlanSetup, series: dict[str, Compared], more: float) -> str:
    coins, value, spent, gain = (
        series[name].difference.quantiles for name in ("coins", "value_usd", "spent_usd", OVER_SPENT)
    )
    held = f"{abs(coins['p50'][-1]):,.0f} {'fewer' if coins['p50'][-1] < 0 else 'more'} coins than {a.facts.label}"
    worth = f"{_more(value['p50'][-1])} worth for {_more(spent['p50'][-1])} spent"
    return (
        f"On {a.span.date(a.span.days - 1)} {b.facts.label} holds {held} in the middle future: {worth}. It gains more "
        f"in {more:.0%} of futures; between {money(gain['p05'][-1])} and {money(gain['p95'][-1])} more in nine of ten."
    )
