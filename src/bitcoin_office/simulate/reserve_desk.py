"""The reserve's part of the day: its rules in order of precedence, each on what the one before it left."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import msgspec

from bitcoin_office.reserve.rules_kinds import RuleAtWork
from bitcoin_office.simulate.parts import Day, Look, Part, State, Statistic, Window
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.simulate.sources import SourceTexts

HELD = ("sats", "cost_cents", "cash_cents", "bought_sats", "sold_sats", "spent_cents", "received_cents")
FLOWS = ("mined_coins", "surplus_usd", "power_bill_usd")
FAR = 1_000_000.0
"""A day's number beyond every plan: the last day of a rule that has none."""


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What the programme has on the evening before the first day, and what flows in that no desk simulates.

    ``credit_usd`` is what the treasury lets it spend beyond its cash; the default is more than all bitcoin cost.
    ``None`` for a flow or for reserves says that another desk gives it day by day, under the same name.
    """

    sats: int = 0
    cost_cents: int = 0
    cash_cents: int = 0
    credit_usd: float = 1.0e13
    reserves_usd: float | None = 0.0
    mined_coins_a_day: float | None = 0.0
    surplus_usd_a_day: float | None = 0.0
    power_bill_usd_a_day: float | None = 0.0


STATISTICS = (
    Statistic(name="price_usd", unit="USD/BTC", low=0, high=33),
    Statistic(name="local_per_usd", unit="local/USD", low=-10, high=17, fine=24),
    Statistic(name="coins", unit="BTC", low=-10, high=25, fine=27),
    Statistic(name="value_usd", unit="USD", low=4, high=50),
    Statistic(name="value_local", unit="local", low=4, high=51, fine=4),
    Statistic(name="cost_usd", unit="USD", low=4, high=50),
    Statistic(name="spent_usd", unit="USD", low=4, high=50, signed=True),
    Statistic(name="gain_usd", unit="USD", low=4, high=50, signed=True),
    Statistic(name="average_cost_usd", unit="USD/BTC", low=0, high=33),
    Statistic(name="drawdown", unit="share", low=-10, high=1, fine=40),
    Statistic(name="worst_drawdown", unit="share", low=-10, high=1, fine=40),
)


def reserve_section(rules: Sequence[RuleAtWork], opening: Opening, span: Span, texts: SourceTexts) -> Section:
    """The reserve under these rules. Rules that stop purchases are asked first, whatever their place."""
    ordered = [*(rule for rule in rules if rule.stops), *(rule for rule in rules if not rule.stops)]
    section = _frame(opening)
    for number, rule in enumerate(ordered):
        section += _rule_section(f"rule_{number}", rule, span, texts)
    return section + Section(
        day=Day(
            state=(),
            draws=(),
            steps=(),
            statistics=STATISTICS,
            reports=(
                Part(
                    function="reserve_report",
                    gives=(
                        "coins",
                        "value_usd",
                        "value_local",
                        "cost_usd",
                        "spent_usd",
                        "gain_usd",
                        "average_cost_usd",
                    ),
                ),
            ),
        )
    )


def _frame(opening: Opening) -> Section:
    """Holdings and what moves them that is no rule."""
    begins = {"sats": "first_sats", "cost_cents": "first_cost_cents", "cash_cents": "first_cash_cents"}
    state = [State(name=name, begins=begins.get(name, "")) for name in (*HELD, "mined_sats", "worst_drawdown")]
    day = Day(
        state=tuple(state),
        draws=(),
        steps=(
            Part(function="worst_fall", gives=("worst_drawdown",)),
            Part(
                function="mined_into",
                gives=("sats", "mined_sats", "mined_today"),
                renamed=(("mined_total", "mined_sats"),),
            ),
            Part(function="all_may_go_ahead", gives=("may_buy",)),
        ),
        statistics=(),
    )
    flows = (
        ("reserves_usd", opening.reserves_usd),
        ("mined_coins", opening.mined_coins_a_day),
        ("surplus_usd", opening.surplus_usd_a_day),
        ("power_bill_usd", opening.power_bill_usd_a_day),
    )
    return Section(
        day=day,
        parameters=(
            ("first_sats", float(opening.sats)),
            ("first_cost_cents", float(opening.cost_cents)),
            ("first_cash_cents", float(opening.cash_cents)),
            ("credit_usd", opening.credit_usd),
            *((name, value) for name, value in flows if value is not None),
        ),
    )


def _rule_section(name: str, rule: RuleAtWork, span: Span, texts: SourceTexts) -> Section:
    """One rule: its window, its memory, what it gathers, and the function that joins them."""
    seen = _seen(rule, texts)
    last = FAR if rule.effective_to is None else float(span.number(rule.effective_to))
    parameters = [(f"{name}_{key}", value) for key, value in rule.numbers]
    parameters += [(f"{name}_first", float(span.number(rule.effective_from))), (f"{name}_last", last)]
    gathers = tuple(flow for flow in FLOWS if flow in seen)
    steps: list[Part | Window] = []
    if "window_high_usd" in seen:
        steps.append(Window(name=f"{name}_high", of="price_usd", look=Look.HIGHEST, days=rule.window_days))
    if "window_volatility" in seen:
        steps.append(Window(name=f"{name}_squares", of="move_squared", look=Look.SUM, days=rule.window_days))
        parameters.append((f"{name}_window", float(rule.window_days)))
    memory = (f"{name}_memory",) if rule.memory else ()
    kept = (*(f"{name}_{flow}" for flow in gathers), *memory)
    steps.append(Part(function=name, gives=(*(("may_buy",) if rule.stops else HELD), *kept)))
    due = f"due_{rule.interval}"
    written = _written(name, rule, due, gathers, seen)
    day = Day(
        state=tuple(State(name=key) for key in kept), draws=(), steps=tuple(steps), statistics=(), written=written
    )
    return Section(day=day, parameters=tuple(parameters), calendar=((due, span.column(rule.interval)),))


def _seen(rule: RuleAtWork, texts: SourceTexts) -> set[str]:
    """Which fields of the observation a rule looks at, its memory function included."""
    text = texts.pick(name for name in (rule.function, rule.memory) if name)
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return {node.attr for function in functions for node in ast.walk(function) if isinstance(node, ast.Attribute)}


def _written(name: str, rule: RuleAtWork, due: str, gathers: Sequence[str], seen: set[str]) -> str:
    """The text of the function that shows a rule its observation and settles what it wants."""
    numbers = [f"{name}_{key}" for key, _ in rule.numbers]
    arguments = [
        "day_number", due, "may_buy", "price_usd", "local_per_usd", "reserves_usd", "height_usd", "credit_usd",
        *FLOWS, *HELD, f"{name}_first", f"{name}_last", *numbers, *(f"{name}_{flow}" for flow in gathers),
    ]  # fmt: skip
    high, volatility, memory = "price_usd", "0.0", "0.0"
    if "window_high_usd" in seen:
        high = f"{name}_high"
        arguments.append(high)
    if "window_volatility" in seen:
        volatility = f"yearly_volatility({name}_squares, day_number, {name}_window)"
        arguments += [f"{name}_squares", f"{name}_window"]
    if rule.memory:
        memory = f"{name}_memory"
        arguments.append(memory)
    body = [
        f"holds = within(day_number, {name}_first, {name}_last)",
        *(f"{flow} = gathered({name}_{flow}, {flow})" for flow in gathers),
    ]
    shown = [
        due, "price_usd", "local_per_usd", "sats / SATS_PER_COIN", "cost_cents / CENTS_PER_DOLLAR",
        "spendable(cash_cents, credit_usd)", "reserves_usd", *FLOWS, "height_usd", high, volatility, memory,
    ]  # fmt: skip
    body += [
        f"observation = Observation({', '.join(shown)})",
        f"numbers = {rule.numbers_type}({', '.join(numbers)})",
        f"answer = {rule.function}(observation, numbers)",
    ]
    kept = [f"kept_since({flow}, {due})" for flow in gathers]
    if rule.memory:
        body.append(f"memory = {rule.memory}(observation, numbers) if holds > 0.0 else 0.0")
        kept.append("memory")
    if rule.stops:
        body.append(f"return {', '.join(['may_buy * answer if holds > 0.0 else may_buy', *kept])}")
    else:
        body += [
            "traded, paid = ordered(answer if holds > 0.0 else 0.0, may_buy, price_usd, sats, cash_cents, credit_usd)",
            f"{', '.join(HELD)} = settled(traded, paid, {', '.join(HELD)})",
            f"return {', '.join([*HELD, *kept])}",
        ]
    return f"def {name}({', '.join(arguments)}):\n" + "".join(f"    {line}\n" for line in body)
