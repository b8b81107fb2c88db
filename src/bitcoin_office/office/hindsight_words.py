"""Hindsight in words."""

from __future__ import annotations

from collections.abc import Mapping

from bitcoin_office.office.hindsight_result import Scored
from bitcoin_office.office.plan import PlanSetup, money


def finding(setup: PlanSetup, series: Mapping[str, Scored]) -> str:
    """The answer in a sentence or two: the price first, then what the rules came to."""
    price = series["price_usd"]
    months, last = len(price.place), setup.span.date(setup.span.days - 1)
    below, wide, narrow = price.place[-1], round(price.inside_90 * months), round(price.inside_50 * months)
    said = (
        f"On {last} bitcoin was at {money(price.came_true[-1])}; the plan of {setup.as_of} had {below:.0%} of its "
        f"futures below that. Of its {months} report days {wide} lie inside its 90 % band and {narrow} inside its 50 % "
        f"band; {_nearer(price.skill)}."
    )
    name = setup.facts.label
    if "value_over_cost_usd" not in series:
        return f"{said} What {name} would hold is not known: mined coins come into it, and no fleet is on record."
    coins = series["coins"]
    if coins.came_true[-1] == 0:
        return f"{said} {name} holds no coin: its rules bought none."
    gain, cost, worth = series["value_over_cost_usd"], series["cost_usd"], series["value_usd"]
    side = "less" if gain.came_true[-1] < 0 else "more"
    return (
        f"{said} By its rules {name} would hold {coins.came_true[-1]:,.0f} coins worth {money(worth.came_true[-1])}, "
        f"{money(abs(gain.came_true[-1]))} {side} than the {money(cost.came_true[-1])} they cost; the plan's middle "
        f"future had them worth {money(worth.quantiles['p50'][-1])}; {gain.place[-1]:.0%} of its futures were worse."
    )


def _nearer(skill: float | None) -> str:
    if skill is None:
        return "no change was exactly right"
    side = "nearer" if skill >= 0 else "farther"
    return f"its score is {abs(skill):.0%} {side} than that of no change"
