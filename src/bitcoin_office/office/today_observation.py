"""What a rule sees on one day of the record: the same figures, in the same bits, as the engine shows it on that day."""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import math

from bitcoin_office.market.series import Series
from bitcoin_office.office.plan_weather import DOLLARS, PRICE_AGE_DAYS, RATE_AGE_DAYS, has_rate
from bitcoin_office.office.today_facts import FLOWS, DayFacts, HeldOn, RuleText
from bitcoin_office.playbook.wording import Interval
from bitcoin_office.reserve.rules import Observation
from bitcoin_office.reserve.rules_explain import explain, fields_seen, numbers_tuple
from bitcoin_office.simulate.elementary import log
from bitcoin_office.simulate.reserve_steps import CENTS_PER_DOLLAR, SATS_PER_COIN, spendable
from bitcoin_office.simulate.sections import begins
from bitcoin_office.simulate.window_steps import squared_move, yearly_volatility
from bitcoin_office.terms.errors import IncompleteDataError
from bitcoin_office.terms.observation import Observation as Figure

ONE_DAY = dt.timedelta(days=1)


class StaleMarketError(IncompleteDataError):
    """No close is known that is young enough to trade by."""

    code = "stale-market"


def close_of(closes: Series, day: dt.date) -> tuple[Figure, int]:
    """The close of a day, or of one of the few days before, with its age. Raises ``StaleMarketError``."""
    carried = closes.carried(day, PRICE_AGE_DAYS)
    if carried is None:
        near = " and ".join(str(known) for known in closes.nearest(day)) or "none"
        raise StaleMarketError(
            f"No close of bitcoin is known on {day} or in the {PRICE_AGE_DAYS} days before it; the nearest: {near}.",
            remedy="Fetch the last days: bitcoin-office market update",
        )
    return carried.observation, carried.age_days


class Prices:
    """The recorded closes as a rule looks back over them: its windows begin on the first day of the programme."""

    def __init__(self, closes: Series, first: dt.date) -> None:
        self._closes = closes
        self._first = first
        before = closes.between(dt.date.min, first - ONE_DAY)
        self._before = float(before[-1].value) if before else None
        self._days = [point.on for point in closes.points]
        self._heights = list(itertools.accumulate((float(point.value) for point in closes.points), max))

    def usd(self, day: dt.date) -> float:
        """Dollars for a bitcoin."""
        return float(close_of(self._closes, day)[0].value)

    def height(self, day: dt.date) -> float:
        """The highest close on file up to a day."""
        place = bisect.bisect_right(self._days, day)
        return self._heights[place - 1] if place else self.usd(day)

    def window_high(self, day: dt.date, days: int) -> float:
        """The highest close of the window that ends on a day."""
        return max(self.usd(each) for each in self._window(day, days))

    def volatility(self, day: dt.date, days: int) -> float:
        """The yearly volatility in the window that ends on a day."""
        squares = math.fsum(self._square(each) for each in self._window(day, days))
        return yearly_volatility(squares, float((day - self._first).days), float(days))

    def _window(self, day: dt.date, days: int) -> list[dt.date]:
        length = min(days, (day - self._first).days + 1)
        return [day - ONE_DAY * back for back in range(length)]

    def _square(self, day: dt.date) -> float:
        price = log(self.usd(day))
        if day > self._first:
            before = log(self.usd(day - ONE_DAY))
        else:
            before = price if self._before is None else log(self._before)
        return squared_move(price, before)[0]


class Seer:
    """Shows each rule its observation of a day."""

    def __init__(self, facts: DayFacts) -> None:
        self._facts = facts
        self.prices = Prices(facts.market.btc_usd, facts.first)

    def missing(self, rule: RuleText) -> tuple[str, ...]:
        """What a rule looks at and nobody says; a rule is never run on a guess."""
        seen = _seen(rule)
        known = {name for name, value in (("reserves_usd", self._facts.reserves_usd),) if value is not None}
        known |= set(self._facts.flows)
        # A rule that spends dollars only looks at the rate to find that it does not need it.
        in_dollars = dict(rule.at_work.numbers).get("amount_local") == 0.0
        if in_dollars or self._local(self._facts.day) is not None:
            known.add("local_per_usd")
        return tuple(_MISSING[name] for name in ("reserves_usd", *FLOWS, "local_per_usd") if name in seen - known)

    def observe(
        self, rule: RuleText, day: dt.date, *, held: HeldOn, cash_cents: float, credit_usd: float
    ) -> Observation:
        """What the rule sees on a day on which so much is held before it acts."""
        seen, facts, at_work = _seen(rule), self._facts, rule.at_work
        window = max(at_work.window_days, 1)
        gathered = {name: self._gathered(name, at_work.id, at_work.interval, day) for name in FLOWS if name in seen}
        return Observation(
            due=self.due(rule, day),
            price_usd=self.prices.usd(day),
            local_per_usd=(self._local(day) or 1.0) if "local_per_usd" in seen else 1.0,
            coins=held.sats / SATS_PER_COIN,
            cost_usd=held.cost_cents / CENTS_PER_DOLLAR,
            cash_usd=spendable(cash_cents, credit_usd),
            reserves_usd=facts.reserves_usd or 0.0,
            mined_coins=gathered.get("mined_coins", 0.0),
            surplus_usd=gathered.get("surplus_usd", 0.0),
            power_bill_usd=gathered.get("power_bill_usd", 0.0),
            height_usd=self.prices.height(day),
            window_high_usd=self.prices.window_high(day, window) if "window_high_usd" in seen else 0.0,
            window_volatility=self.prices.volatility(day, window) if "window_volatility" in seen else 0.0,
            memory=self._remembered(rule, day, cash_cents, credit_usd) if rule.memory else 0.0,
        )

    def due(self, rule: RuleText, day: dt.date) -> float:
        """1 where an interval of the rule begins on the day, or has begun since the rules were last run for it."""
        return 1.0 if self.due_since(rule, day) is not None else 0.0

    def due_since(self, rule: RuleText, day: dt.date) -> dt.date | None:
        """The day on which the interval began that makes the rule due, or ``None``."""
        asked = [look.day for look in self._facts.looks if look.day < day and rule.at_work.id in look.asked]
        since = max(asked, default=day - ONE_DAY)
        while day > since:
            if begins(rule.at_work.interval, day):
                return day
            day -= ONE_DAY
        return None

    def _remembered(self, rule: RuleText, day: dt.date, cash_cents: float, credit_usd: float) -> float:
        """What the rule remembers on the morning of a day: run over every day before it on which it held."""
        at_work, numbers = rule.at_work, numbers_tuple(rule.at_work.numbers)
        first, last = max(at_work.effective_from, self._facts.first), at_work.effective_to or day
        if last < day - ONE_DAY:
            return 0.0
        memory = 0.0
        without = RuleText(at_work=at_work, text=rule.text, function=rule.function, memory="")
        for number in range((day - first).days):
            past = first + ONE_DAY * number
            held = self._facts.holding.at_end_of(past - ONE_DAY)
            shown = self.observe(without, past, held=held, cash_cents=cash_cents, credit_usd=credit_usd)
            memory = explain(rule.text, rule.memory, shown._replace(memory=memory), numbers).answer
        return memory

    def _gathered(self, name: str, rule: str, interval: Interval, day: dt.date) -> float:
        """What came together since the day after the rule was last due, this day included."""
        since = self._last_due(rule, interval, day)
        total = 0.0
        for on, value in self._facts.flows.get(name, ()):
            if since < on <= day:
                total += value
        return total

    def _last_due(self, rule: str, interval: Interval, day: dt.date) -> dt.date:
        """The last day before this one on which the rule acted, by the log of looks, or else by the calendar."""
        acted = [look.day for look in self._facts.looks if look.day < day and rule in look.due]
        if acted:
            return max(acted)
        past = day - ONE_DAY
        while past >= self._facts.first and not begins(interval, past):
            past -= ONE_DAY
        return past

    def _local(self, day: dt.date) -> float | None:
        """The country's money for a dollar, or ``None`` where no rate of the last weeks is on file."""
        currency = self._facts.programme.country.currency
        if currency == DOLLARS:
            return 1.0
        known = has_rate(self._facts.market, currency)
        carried = self._facts.market.usd_pkr.carried(day, RATE_AGE_DAYS) if known else None
        return None if carried is None else float(carried.observation.value)


_MISSING = {
    "reserves_usd": "the country's other reserves: the parameter gross_reserves has no value on this day",
    "mined_coins": "the coins mined: the office watches no vault that they go to, and no observation says",
    "surplus_usd": "the budget's surplus: no observation of surplus_usd is on file",
    "power_bill_usd": "the power bill: no observation of power_bill_usd is on file",
    "local_per_usd": "the rate of the country's money: none of the last weeks is on file",
}


def _seen(rule: RuleText) -> frozenset[str]:
    return fields_seen(rule.text, tuple(name for name in (rule.function, rule.memory) if name))
