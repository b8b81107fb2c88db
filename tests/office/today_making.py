"""Days for the rules to be run on, made from a path of the engine or by hand."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from bitcoin_office.market.market import Market
from bitcoin_office.market.series import Point, Series, Step
from bitcoin_office.office.today_facts import DayFacts, HeldOn, Holding, RuleText
from bitcoin_office.playbook.programme import Country, Programme
from bitcoin_office.reserve import rules
from bitcoin_office.reserve.proposal import Terms
from bitcoin_office.reserve.rules_kinds import RuleAtWork
from bitcoin_office.terms.source import Source

TEXT = Path(rules.__file__).read_text(encoding="utf-8")
TERMS = Terms(approvals=1, last_day=dt.date(2199, 1, 1), tolerance_percent=Decimal(2), source="test")
EMPTY = Source(title="test")


def series(first: dt.date, values: Sequence[float], unit: str = "USD/BTC", kind: str = "btc_usd_close") -> Series:
    """A value a day, each exactly the float."""
    points = tuple(
        Point(first + dt.timedelta(days=number), Decimal(value), agreeing=2) for number, value in enumerate(values)
    )
    return Series(kind=kind, unit=unit, source=EMPTY, step=Step.DAY, points=points)


def market(closes: Series, rates: Series | None = None) -> Market:
    """A market of closes, and of rates where a rule looks at them."""
    none = series(dt.date(2020, 1, 1), [], "PKR/USD", "usd_pkr")
    return Market(btc_usd=closes, usd_pkr=rates or none, difficulty=none, hashrate=none)


def programme(currency: str = "PKR") -> Programme:
    """A programme of nothing but its country."""
    country = Country(code="pk", name="Pakistan", currency=currency, languages=("en",))
    return Programme(schema="bitcoin-office/programme/1", country=country)


def texts(at_work: Sequence[RuleAtWork]) -> tuple[RuleText, ...]:
    """Shipped rules with their text, stops first."""
    made = [RuleText(at_work=each, text=TEXT, function=each.function, memory=each.memory) for each in at_work]
    return tuple(sorted(made, key=lambda each: not each.at_work.stops))


def facts(day: dt.date, closes: Series, at_work: Sequence[RuleAtWork], **changes: object) -> DayFacts:
    """A day on which nothing is held, nothing was done and nobody knows more than the closes."""
    given: dict[str, object] = {
        "day": day,
        "first": dt.date(2026, 1, 1),
        "training": True,
        "programme": programme(),
        "label": "pk",
        "digest": "00" * 32,
        "rules": texts(at_work),
        "left_out": (),
        "market": market(closes),
        "holding": Holding(basis="test", days=()),
        "flows": {},
        "reserves_usd": None,
        "cash_usd": None,
        "looks": (),
        "sources": (),
        "on_its_way": (),
        "approved": {},
        "pay_to": (),
        "terms": TERMS,
        "warnings": (),
    }
    return DayFacts(**(given | changes))


def held(*days: tuple[dt.date, int, int]) -> Holding:
    """A holding that changed on these days."""
    return Holding(basis="test", days=tuple(HeldOn(*each) for each in days))
