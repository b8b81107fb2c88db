"""The rules of a replayed future, each rerun on what it saw: the engine's trades again, now with their reasons."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

import msgspec

from bitcoin_office.office.replay_result import Decision
from bitcoin_office.reserve.rules import Observation
from bitcoin_office.reserve.rules_explain import Explanation, explain, numbers_tuple
from bitcoin_office.reserve.rules_kinds import RuleAtWork
from bitcoin_office.simulate.reserve_desk import FLOWS, HELD
from bitcoin_office.simulate.reserve_steps import (
    CENTS_PER_DOLLAR,
    SATS_PER_COIN,
    gathered,
    kept_since,
    ordered,
    settled,
    spendable,
    within,
)
from bitcoin_office.simulate.sections import Span
from bitcoin_office.simulate.window_steps import yearly_volatility

NEVER = 1_000_000


class RuleTexts(msgspec.Struct, frozen=True):
    """Where the text of a rule's functions is, by the name of the function."""

    texts: Mapping[str, str]

    def of(self, rule: RuleAtWork) -> str:
        """The text that holds a rule's function and its memory's."""
        return self.texts[rule.function]


class ReplayedRules:
    """Goes through the days of one future, rule by rule in the engine's order, on what the one before left.

    ``rows`` are the values of the future by name, an array over days; ``numbers`` the plan's parameters.
    """

    def __init__(
        self,
        rules: Sequence[RuleAtWork],
        texts: RuleTexts,
        span: Span,
        rows: Mapping[str, array[float]],
        numbers: Mapping[str, float],
    ) -> None:
        self._rules = [*(rule for rule in rules if rule.stops), *(rule for rule in rules if not rule.stops)]
        self._texts, self._span, self._rows, self._numbers = texts, span, rows, numbers
        self._due = [span.column(rule.interval) for rule in self._rules]
        self._since = [dict.fromkeys(FLOWS, 0.0) for _ in self._rules]
        self._memory = [0.0 for _ in self._rules]
        self._held = tuple(numbers.get(f"first_{name}", 0.0) for name in HELD)
        self._mined = 0.0

    def decisions(self) -> tuple[Decision, ...]:
        """Every rule on every day; what they come to is what the engine has, or this is a mistake of ours."""
        found: list[Decision] = []
        for day in range(self._span.days):
            mined = self._rows["mined_sats"][day]
            self._held = (self._held[0] + mined - self._mined, *self._held[1:])
            self._mined = mined
            may_buy = 1.0
            for place in range(len(self._rules)):
                decision, may_buy = self._decide(place, day, may_buy)
                found.append(decision)
            seen = tuple(self._rows[name][day] for name in HELD)
            if seen != self._held:
                raise AssertionError(f"day {day}: the engine holds {seen}, the rules come to {self._held}")
        return tuple(found)

    def _decide(self, place: int, day: int, may_buy: float) -> tuple[Decision, float]:
        rule, due = self._rules[place], self._due[place][day]
        observation = self._observed(place, day, due)
        numbers = numbers_tuple(rule.numbers)
        told = explain(self._texts.of(rule), rule.function, observation, numbers)
        holds = within(float(day), *self._held_days(rule)) > 0.0
        traded = paid = 0.0
        if rule.stops:
            may_buy = may_buy * told.answer if holds else may_buy
        else:
            sats, cash, credit = self._held[0], self._held[2], self._numbers["credit_usd"]
            wanted = told.answer if holds else 0.0
            traded, paid = ordered(wanted, may_buy, observation.price_usd, sats, cash, credit)
            self._held = settled(traded, paid, *self._held)
        if rule.memory:
            remembered = explain(self._texts.of(rule), rule.memory, observation, numbers).answer
            self._memory[place] = remembered if holds else 0.0
        since = self._since[place]
        self._since[place] = {flow: kept_since(gathered(since[flow], self._flow(flow, day)), due) for flow in FLOWS}
        return self._decision(rule, day, told, (holds, round(traded), round(paid))), may_buy

    def _observed(self, place: int, day: int, due: float) -> Observation:
        rule, since, name = self._rules[place], self._since[place], f"rule_{place}"
        sats, cost, cash = self._held[:3]
        price = self._rows["price_usd"][day]
        squares = self._rows.get(f"{name}_squares")
        high = self._rows.get(f"{name}_high")
        return Observation(
            due=due,
            price_usd=price,
            local_per_usd=self._value("local_per_usd", day),
            coins=sats / SATS_PER_COIN,
            cost_usd=cost / CENTS_PER_DOLLAR,
            cash_usd=spendable(cash, self._numbers["credit_usd"]),
            reserves_usd=self._value("reserves_usd", day),
            **{flow: gathered(since[flow], self._flow(flow, day)) for flow in FLOWS},
            height_usd=self._rows["height_usd"][day],
            window_high_usd=price if high is None else high[day],
            window_volatility=(
                0.0 if squares is None else yearly_volatility(squares[day], float(day), float(rule.window_days))
            ),
            memory=self._memory[place],
        )

    def _flow(self, flow: str, day: int) -> float:
        return self._value(flow, day)

    def _value(self, name: str, day: int) -> float:
        """A value of the day, or the parameter that stands for it."""
        return self._numbers[name] if name in self._numbers else self._rows[name][day]

    def _held_days(self, rule: RuleAtWork) -> tuple[float, float]:
        last = NEVER if rule.effective_to is None else self._span.number(rule.effective_to)
        return float(self._span.number(rule.effective_from)), float(last)

    def _decision(self, rule: RuleAtWork, day: int, told: Explanation, came: tuple[bool, int, int]) -> Decision:
        holds, traded, paid = came
        return Decision(
            on=self._span.date(day),
            rule=rule.id,
            holds=holds,
            answer=told.answer,
            stops=rule.stops,
            traded_sats=traded,
            paid_usd_cents=paid,
            reasons=tuple(map(str, told.reasons)) if holds else ("the rule does not hold on this day",),
        )
