"""The rules of a reserve run on one day, each on what the one before left: the same functions as in a plan."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Iterator

import msgspec

from bitcoin_office.office.today_conditions import effects_of, payer_words
from bitcoin_office.office.today_facts import DayFacts, HeldOn, RuleText
from bitcoin_office.office.today_observation import ONE_DAY, Seer, close_of
from bitcoin_office.office.today_result import RuleAnswer
from bitcoin_office.reserve.proposal import PayTo, PriceSeen, Proposal, RuleShown, Side
from bitcoin_office.reserve.rules_explain import explain, fields_seen, numbers_tuple
from bitcoin_office.reserve.rules_sats import whole_sats
from bitcoin_office.simulate.reserve_desk import Opening
from bitcoin_office.simulate.reserve_steps import ordered, settled
from bitcoin_office.terms.amount import sats
from bitcoin_office.terms.errors import IncompleteDataError
from bitcoin_office.terms.units import SAT, USD

YOUNG_DAYS = 1
"""In the morning the last close is yesterday's; an older one is shown as such."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules answered, and the proposals that come of it, in order of precedence."""

    price: PriceSeen
    held: HeldOn
    answers: tuple[RuleAnswer, ...]
    proposals: tuple[Proposal, ...]
    warnings: tuple[str, ...]


def look(facts: DayFacts) -> Look:
    """Runs the rules that hold on the day.

    Raises ``StaleMarketError`` without a close of the last days.
    """
    seen, age_days = close_of(facts.market.btc_usd, facts.day)
    price = PriceSeen(usd_per_btc=seen.value, on=seen.on, age_days=age_days, source=str(seen.source))
    work = _Work(facts, price)
    holding = [rule for rule in facts.rules if _holds(rule, facts.day)]
    for rule in holding:
        work.run(rule)
    return Look(
        price=price,
        held=work.held,
        answers=tuple(work.answers),
        proposals=tuple(work.proposals),
        warnings=work.warnings,
    )


class _Work:
    """One day: the state after each rule, as the engine's day has it."""

    def __init__(self, facts: DayFacts, price: PriceSeen) -> None:
        self._facts = facts
        self._price = price
        self._seer = Seer(facts)
        before = facts.holding.at_end_of(facts.day - ONE_DAY)
        mined = math.fsum(value for on, value in facts.flows.get("mined_coins", ()) if on == facts.day)
        self._credit_usd = Opening().credit_usd if facts.cash_usd is None else 0.0
        cash_cents = 0 if facts.cash_usd is None else round(facts.cash_usd * USD.per_whole)
        quantity = before.sats + whole_sats(mined).quantity
        self._state = (float(quantity), float(before.cost_cents), float(cash_cents), 0.0, 0.0, 0.0, 0.0)
        for each in facts.on_its_way:
            self._state = settled(float(max(each.sats, -round(self._state[0]))), float(each.usd_cents), *self._state)
        self.held = HeldOn(before.on, round(self._state[0]), round(self._state[1]))
        self._may_buy, self._stops = 1.0, list[str]()
        self._addresses = list(facts.pay_to)
        self.answers: list[RuleAnswer] = []
        self.proposals: list[Proposal] = []
        self.warnings = tuple(self._warnings(before))

    def run(self, rule: RuleText) -> None:
        """Asks one rule, and settles what it wants as if it were done."""
        at_work = rule.at_work
        held = HeldOn(self._facts.day, round(self._state[0]), round(self._state[1]))
        missing = self._seer.missing(rule)
        if missing:
            self._not_run(rule, missing)
            return
        try:
            observation = self._seer.observe(
                rule, self._facts.day, held=held, cash_cents=self._state[2], credit_usd=self._credit_usd
            )
            told = explain(rule.text, rule.function, observation, numbers_tuple(at_work.numbers))
            # An answer that is no number is none.
            whole_sats(told.answer)
        except IncompleteDataError as error:
            self._not_run(rule, (error.message,))
            return
        except (ArithmeticError, ValueError) as error:
            self._not_run(rule, (f"an answer: the rule failed, {error}",))
            return
        answer = RuleAnswer(
            rule=at_work.id,
            says=told.says,
            due_since=self._seer.due_since(rule, self._facts.day),
            answer=told.answer,
            reasons=told.reasons,
            wanted_sats=0,
            sats=0,
            usd_cents=0,
            limited=(),
            missing=(),
            observation=tuple((name, float(value)) for name, value in observation._asdict().items()),
        )
        if at_work.stops:
            self._may_buy *= told.answer
            self._stops += [at_work.id] if told.answer < 1.0 else []
            self.answers.append(answer)
        else:
            self._settle(rule, answer, told.answer)

    def _not_run(self, rule: RuleText, missing: tuple[str, ...]) -> None:
        """A rule that cannot be asked; as long as a stop cannot, nothing is bought."""
        self.answers.append(_unanswered(rule, missing))
        if rule.at_work.stops:
            self._may_buy = 0.0
            self._stops.append(f"{rule.at_work.id}, which could not be asked")

    def _settle(self, rule: RuleText, answer: RuleAnswer, wanted: float) -> None:
        price = float(self._price.usd_per_btc)
        held, cash = self._state[0], self._state[2]
        traded, paid = ordered(wanted, self._may_buy, price, held, cash, self._credit_usd)
        answer = msgspec.structs.replace(
            answer,
            wanted_sats=whole_sats(wanted).quantity,
            sats=round(traded),
            usd_cents=round(paid),
            limited=tuple(self._limits(wanted, traded)),
        )
        self.answers.append(answer)
        if answer.sats:
            self.proposals.append(self._proposal(rule, answer))
        self._state = settled(traded, paid, *self._state)

    def _limits(self, wanted: float, traded: float) -> Iterator[str]:
        """What was cut off from what the rule wants, in words."""
        asked = whole_sats(wanted * self._may_buy if wanted > 0.0 else wanted).quantity
        if wanted > 0.0 and self._may_buy < 1.0:
            yield f"Purchases are stopped by {' and '.join(self._stops)}: {self._may_buy:.0%} may go ahead."
        if asked > round(traded):
            yield f"The cash that is granted pays for {sats(round(traded)).short()}, not for {sats(asked).short()}."
        if asked < round(traded):
            yield f"No more is held than {sats(-round(traded)).short()}; the rule would sell {sats(-asked).short()}."

    def _proposal(self, rule: RuleText, answer: RuleAnswer) -> Proposal:
        facts, buys = self._facts, answer.sats > 0
        return Proposal(
            training=facts.training,
            country=facts.programme.country.code,
            programme=facts.label,
            programme_hash=facts.digest,
            day=facts.day,
            rule=_shown(rule),
            side=Side.BUY if buys else Side.SELL,
            sats=abs(answer.sats),
            usd_cents=abs(answer.usd_cents),
            price=self._price,
            answer=answer.answer or 0.0,
            wanted_sats=answer.wanted_sats,
            limited=answer.limited,
            reasons=answer.reasons,
            observation=answer.observation,
            sources=facts.sources,
            held_sats=round(self._state[0]),
            held_cost_usd_cents=round(self._state[1]),
            conditions=effects_of(facts.programme, facts.day, answer.sats) if buys else (),
            warnings=(
                *self.warnings,
                *(payer_words(facts.programme, answer.usd_cents) if buys else ()),
                *self._beyond_target(answer.sats),
                *self._approved_already(answer.rule),
            ),
            pay_to=self._next_address() if buys else None,
            terms=facts.terms,
        )

    def _beyond_target(self, bought_sats: int) -> Iterator[str]:
        reserve = self._facts.programme.reserve
        target = None if reserve is None or reserve.target is None else reserve.target.value
        if target is None or bought_sats <= 0:
            return
        goal = round(target * SAT.per_whole) if reserve and reserve.target and reserve.target.unit == "BTC" else target
        after = round(self._state[0]) + bought_sats
        if after > goal:
            yield f"The reserve would hold {sats(after).short()}, more than the declared target of {target:,f}."

    def _approved_already(self, rule: str) -> Iterator[str]:
        name = self._facts.approved.get(rule)
        if name is not None:
            yield f"{name} was approved today already and no longer holds: see that it was not ordered."

    def _next_address(self) -> PayTo | None:
        return self._addresses.pop(0) if self._addresses else None

    def _warnings(self, before: HeldOn) -> Iterator[str]:
        price, holding = self._price, self._facts.holding
        if price.age_days > YOUNG_DAYS:
            yield f"The price is {price.age_days} days old, of {price.on}: fetch with bitcoin-office market update."
        yield from self._facts.warnings
        for each in self._facts.on_its_way:
            moved = f"{sats(abs(each.sats)).short()} {'bought' if each.sats > 0 else 'sold'}"
            yield f"{each.proposal} is approved and not in the books yet: {moved}, which counts as done."
        if before.sats and not before.cost_cents:
            yield f"No cost is known of the {sats(before.sats).short()} held ({holding.basis})."


def _holds(rule: RuleText, day: dt.date) -> bool:
    at_work = rule.at_work
    return at_work.effective_from <= day and (at_work.effective_to is None or day <= at_work.effective_to)


def _shown(rule: RuleText) -> RuleShown:
    at_work = rule.at_work
    return RuleShown(
        id=at_work.id,
        function=rule.function,
        interval=str(at_work.interval),
        numbers=at_work.numbers,
        looks_at=tuple(sorted(fields_seen(rule.text, tuple(name for name in (rule.function, rule.memory) if name)))),
        text_sha256=hashlib.sha256(rule.text.encode()).hexdigest(),
    )


def _unanswered(rule: RuleText, missing: tuple[str, ...]) -> RuleAnswer:
    return RuleAnswer(
        rule=rule.at_work.id,
        says="",
        due_since=None,
        answer=None,
        reasons=(),
        wanted_sats=0,
        sats=0,
        usd_cents=0,
        limited=(),
        missing=missing,
        observation=(),
    )
