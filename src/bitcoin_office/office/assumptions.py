"""What a plan assumes, each with a range: the growth of the price, volatility, rules' amounts, every other number."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bitcoin_office.office.assumption_words import ENGINES_NAME, FIXED, FIXED_ENDS, RANGES, of_all, words_of
from bitcoin_office.office.plan import PlanSetup
from bitcoin_office.simulate.elementary import exp, log
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.weather.price_models import DAYS_PER_YEAR
from bitcoin_office.terms.errors import NotFoundError, UsageError

PERCENT = 100.0
EITHER_WAY = 0.2
"""How far a number without a range of its own is taken to be off, either way."""
SHARE = "share"
CORRELATION = 0.3
"""A correlation that monthly customs rates, which lag and smooth, would not show."""
VOLATILITY_EITHER_WAY = 0.25
"""Volatilities of single years since 2022 lie about so far from their mean."""

Numbers = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One thing that a plan assumes: its declared value, the range in which it may lie, and what it sets."""

    name: str
    says: str
    unit: str
    declared: float
    low: float
    high: float
    why: str
    sets: Callable[[float, Numbers], dict[str, float]]


def assumptions_of(setup: PlanSetup, plan: Plan) -> tuple[Assumption, ...]:
    """Everything that a plan assumes and that has a number which is not zero."""
    numbers = plan.numbers
    known = [*_market(setup, numbers), *_rate(numbers), *_rules(setup, numbers)]
    taken = {name for item in known for name in item.sets(item.low, numbers)}
    taken |= {name for name, _ in setup.weather.section.parameters}
    others = [
        _other(setup, name, numbers[name])
        for name in numbers
        if name not in taken and of_all(name) not in FIXED and not name.endswith(FIXED_ENDS) and numbers[name]
    ]
    return (*known, *others)


def chosen(known: tuple[Assumption, ...], asked: tuple[str, ...], plan: Plan) -> tuple[Assumption, ...]:
    """The assumptions that ``NAME=LOW..HIGH`` or ``NAME`` name. Raises ``NotFoundError`` and ``UsageError``."""
    by_name = {item.name: item for item in known}
    return tuple(_asked(by_name, text, plan) for text in asked)


def _asked(by_name: dict[str, Assumption], text: str, plan: Plan) -> Assumption:
    name, sign, _ = text.partition("=")
    if name not in by_name and name in plan.numbers:
        declared = plan.numbers[name]
        by_name = by_name | {name: _set(name, declared, (declared, declared), why="as asked")}
    if name not in by_name:
        raise NotFoundError(kind="assumption", name=name, known=tuple(by_name))
    if not sign:
        return by_name[name]
    low, high = ends_of(text)
    return replace(by_name[name], low=low, high=high, why="as asked")


def ends_of(text: str) -> tuple[float, float]:
    """The two numbers of ``NAME=LOW..HIGH``. Raises ``UsageError``."""
    ends = text.partition("=")[2].split("..")
    try:
        low, high = (float(end.replace("_", "")) for end in ends)
    except ValueError:
        low, high = 0.0, 0.0
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise UsageError(f"{text!r} names no range.", remedy="Write NAME=LOW..HIGH, such as growth=-10..30.")
    return low, high


def _market(setup: PlanSetup, numbers: Numbers) -> list[Assumption]:
    """Growth, its uncertainty, volatility and the price on the first evening."""
    deviation, growth = numbers["drift_deviation"], float(setup.question.drift_percent)
    assumed = log(1.0 + growth / PERCENT)
    ends = tuple(PERCENT * (exp(assumed + side * (deviation or EITHER_WAY)) - 1.0) for side in (-1.0, 1.0))
    price, height = exp(numbers["first_log_price"]), numbers["first_height_usd"]

    def grown(value: float, now: Numbers) -> dict[str, float]:
        return {"drift_mean": now["drift_mean"] + log(1.0 + value / PERCENT) - assumed}

    def begun(value: float, now: Numbers) -> dict[str, float]:
        del now
        return {"first_log_price": log(value), "first_height_usd": max(height, value)}

    found = [
        Assumption(
            name="growth", says="growth of the median price a year", unit="%", declared=growth, low=ends[0],
            high=ends[1], why="one standard deviation of what the past leaves open, either way", sets=grown,
        ),
        Assumption(
            name="price", says="price on the day of the plan", unit="USD/BTC", declared=price,
            low=price * (1 - EITHER_WAY), high=price * (1 + EITHER_WAY), why="20 % either way", sets=begun,
        ),
    ]  # fmt: skip
    if deviation:
        ends = (PERCENT * deviation / 2, PERCENT * deviation * 1.5)
        found.append(
            _set(
                "drift_deviation", PERCENT * deviation, ends, name="growth-deviation", unit="%", scale=1 / PERCENT,
                says="how unsure the growth is: one standard deviation of its log", why="half to one and a half times",
            )
        )  # fmt: skip
    found += [item for item in (_volatility(numbers),) if item is not None]
    return found


def _volatility(numbers: Numbers) -> Assumption | None:
    """A factor on the volatility, under any model whose volatility is a number; the growth of the median stays."""
    names = {
        "garch_constant": 2, "first_variance_day": 2, "volatility_day": 1, "variance_first": 2, "variance_mean": 2,
        "variance_volatility": 1, "jump_mean": 1, "jump_deviation": 1,
    }  # fmt: skip
    scaled = {name: power for name, power in names.items() if name in numbers}
    if not scaled:
        return None

    def louder(factor: float, now: Numbers) -> dict[str, float]:
        changed = {name: now[name] * factor**power for name, power in scaled.items()}
        if "variance_mean" in scaled:
            # The drift of Bates' equation holds what variance and jumps take from the median; see ``Bates.section``.
            more = 0.5 * (changed["variance_mean"] - now["variance_mean"])
            jumps = now["jumps_day"] * DAYS_PER_YEAR * (changed["jump_mean"] - now["jump_mean"])
            changed["drift_mean"] = now["drift_mean"] + more - jumps
        return changed

    return Assumption(
        name="volatility", says="volatility of the price, as a factor", unit="times", declared=1.0,
        low=1 - VOLATILITY_EITHER_WAY, high=1 + VOLATILITY_EITHER_WAY, why="25 % either way, as single years differ",
        sets=louder,
    )  # fmt: skip


def _rate(numbers: Numbers) -> list[Assumption]:
    """Depreciation of the country's money and its devaluations, where it is not the dollar."""
    if "rate_drift_mean" not in numbers:
        return []
    drift, unsure = PERCENT * numbers["rate_drift_mean"], PERCENT * numbers["rate_drift_deviation"]
    found = [
        _set(
            "rate_drift_mean", drift, (drift - unsure, drift + unsure), name="depreciation", unit="%",
            scale=1 / PERCENT, says="depreciation a year between devaluations", why="its standard error, either way",
        )
    ]  # fmt: skip
    jumps, size = DAYS_PER_YEAR * numbers["rate_jumps_day"], PERCENT * numbers["rate_jump_mean"]
    if jumps:
        found += [
            _set(
                "rate_jumps_day", jumps, (jumps / 2, jumps * 2), name="devaluations", unit="a year",
                scale=1 / DAYS_PER_YEAR, says="how often the money gives way", why="half as often to twice as often",
            ),
            _set(
                "rate_jump_mean", size, (size / 2, size * 1.5), name="devaluation-size", unit="%", scale=1 / PERCENT,
                says="how large a devaluation is, in the rate's log", why="half to one and a half times",
            ),
        ]  # fmt: skip
    return [*found, _correlation(numbers["rate_price_correlation"])]


def _correlation(declared: float) -> Assumption:
    """How the money's small moves go with bitcoin's; two numbers of the engine hold it."""

    def together(value: float, now: Numbers) -> dict[str, float]:
        del now
        return {"rate_price_correlation": value, "rate_price_rest": math.sqrt(1.0 - value * value)}

    return Assumption(
        name="rate-with-bitcoin", says="correlation of the money's small moves with bitcoin's", unit="",
        declared=declared, low=min(declared, 0.0) - CORRELATION, high=max(declared, 0.0) + CORRELATION,
        why="0.3 either way: monthly rates would not show it", sets=together,
    )  # fmt: skip


def _rules(setup: PlanSetup, numbers: Numbers) -> list[Assumption]:
    """Every number of every rule, by the rule's own name."""
    ordered = [*(rule for rule in setup.rules.used if rule.stops), *(r for r in setup.rules.used if not r.stops)]
    found: list[Assumption] = []
    for number, rule in enumerate(ordered):
        for key, value in rule.numbers:
            name = f"rule_{number}_{key}"
            if value and name in numbers:
                found.append(_either_way(name, value, name=f"{rule.id}.{key}", says=f"rule {rule.id}: {key}"))
    return found


def _other(setup: PlanSetup, name: str, declared: float) -> Assumption:
    """A number of another desk; a share stays one."""
    says, unit = words_of(name)
    low, high = sorted((declared * (1 - EITHER_WAY), declared * (1 + EITHER_WAY)))
    why = "20 % either way"
    if name in RANGES:
        low, high, why = RANGES[name]
    elif unit == SHARE and high > 1.0:
        high, why = 1.0, "20 % less, or all"
    return _set(name, declared, (low, high), says=says, unit=setup.unit(unit), why=why)


def _set(
    parameter: str,
    declared: float,
    ends: tuple[float, float],
    *,
    says: str = ENGINES_NAME,
    why: str,
    unit: str = "",
    scale: float = 1.0,
    name: str = "",
) -> Assumption:
    """An assumption that is one parameter, told in another scale."""
    return Assumption(
        name=name or parameter,
        says=says,
        unit=unit,
        declared=declared,
        low=ends[0],
        high=ends[1],
        why=why,
        sets=lambda value, _: {parameter: value * scale},
    )


def _either_way(parameter: str, declared: float, *, name: str = "", says: str = ENGINES_NAME) -> Assumption:
    """One parameter that may be a fifth smaller or larger."""
    low, high = sorted((declared * (1 - EITHER_WAY), declared * (1 + EITHER_WAY)))
    return _set(parameter, declared, (low, high), why="20 % either way", name=name, says=says)
