"""Which function and which numbers belong to a rule that a playbook declares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from bitcoin_office.playbook.reserve_rules import (
    AnyReserveRule,
    BuyFalls,
    DrawdownStop,
    FixedCoins,
    FixedMoney,
    Hold,
    Rebalance,
    SellAboveCost,
    SellToCoverPower,
    ShareOfMined,
    ShareOfSurplus,
    VolatilityTarget,
)
from bitcoin_office.playbook.wording import Interval, Standing
from bitcoin_office.reserve import rules
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.units import SAT, USD

_PERCENT = Decimal(100)
AT_WORK = frozenset({Standing.PROPOSED, Standing.ANNOUNCED, Standing.IN_FORCE, Standing.DISPUTED})
"""Standings of rules that a plan follows; what is suspended, ended, unknown or never happened is left out and said."""


class RuleAtWork(msgspec.Struct, frozen=True, kw_only=True):
    """One rule, ready to be run: its function in ``rules`` (or in a file of one's own) and its numbers.

    ``memory`` names the function that gives what the rule remembers; empty where it remembers nothing.
    ``window_days`` is how far it looks back, 0 for not at all. ``stops`` says that it answers with a share of
    purchases, not with coins.
    """

    id: str
    function: str
    numbers_type: str
    numbers: tuple[tuple[str, float], ...]
    effective_from: dt.date
    effective_to: dt.date | None = None
    interval: Interval = Interval.DAY
    memory: str = ""
    window_days: int = 0
    stops: bool = False


def rule_at_work(rule: AnyReserveRule) -> RuleAtWork:
    """The rule as the engine, the backtest and ``today`` run it."""
    tag = str(rule.__struct_config__.tag)
    numbers = numbers_of(rule)
    memory = f"{tag}_memory"
    return RuleAtWork(
        id=rule.id,
        function=tag,
        numbers_type=type(numbers).__name__,
        numbers=tuple(numbers._asdict().items()),
        effective_from=rule.effective_from,
        effective_to=rule.effective_to,
        interval=getattr(rule, "interval", Interval.DAY),
        memory=memory if hasattr(rules, memory) else "",
        window_days=getattr(rule, "window_days", 0),
        stops=isinstance(rule, DrawdownStop),
    )


def function_of(rule: AnyReserveRule) -> Callable[[rules.Observation, NamedTuple], float]:
    """The function that a declared rule names."""
    return getattr(rules, str(rule.__struct_config__.tag))


def numbers_of(rule: AnyReserveRule) -> NamedTuple:
    """The numbers of a declared rule, in the units that its function takes."""
    return _NUMBERS[type(rule)](rule)


def _share(percent: Decimal) -> float:
    return float(percent / _PERCENT)


def _money(amount: Amount) -> tuple[float, float]:
    whole = float(amount.decimal())
    return (whole, 0.0) if amount.unit == USD else (0.0, whole)


_NUMBERS: dict[type[AnyReserveRule], Callable[[Any], NamedTuple]] = {
    FixedCoins: lambda rule: rules.FixedCoinsNumbers(coins=float(Decimal(rule.sats) / SAT.per_whole)),
    FixedMoney: lambda rule: rules.FixedMoneyNumbers(*_money(rule.amount)),
    ShareOfSurplus: lambda rule: rules.ShareOfSurplusNumbers(share=_share(rule.share_percent)),
    ShareOfMined: lambda rule: rules.ShareOfMinedNumbers(share=_share(rule.share_percent)),
    Rebalance: lambda rule: rules.RebalanceNumbers(_share(rule.target_percent), _share(rule.band_percent)),
    BuyFalls: lambda rule: rules.BuyFallsNumbers(_share(rule.fall_percent), *_money(rule.amount)),
    SellAboveCost: lambda rule: rules.SellAboveCostNumbers(_share(rule.gain_percent), _share(rule.share_percent)),
    SellToCoverPower: lambda _: rules.SellToCoverPowerNumbers(share=1.0),
    VolatilityTarget: lambda rule: rules.VolatilityTargetNumbers(
        _share(rule.volatility_percent), _share(rule.most_percent)
    ),
    DrawdownStop: lambda rule: rules.DrawdownStopNumbers(_share(rule.drawdown_percent), _share(rule.recovery_percent)),
    Hold: lambda _: rules.HoldNumbers(coins=0.0),
}
