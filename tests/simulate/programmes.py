"""Small programmes that the tests of the engine run: all rules at once, under each weather."""

import datetime as dt
import functools
import hashlib
import random
import statistics

from bitcoin_office.adapters.compiled_engine import shipped_texts
from bitcoin_office.playbook.wording import Interval
from bitcoin_office.reserve.rules_kinds import RuleAtWork
from bitcoin_office.simulate.plan import LANES, Plan, PlanInput, prepare
from bitcoin_office.simulate.reserve_desk import Opening, reserve_section
from bitcoin_office.simulate.run import Piece
from bitcoin_office.simulate.sections import Span
from bitcoin_office.simulate.weather.price_models import (
    Bates,
    Bootstrap,
    Drift,
    FilteredHistory,
    Gbm,
    PriceModel,
    Start,
)
from bitcoin_office.simulate.weather.rate_models import DOLLAR, ManagedRate

FIRST = dt.date(2026, 1, 1)
_PAST = random.Random(20260101)
_RAW = [_PAST.gauss(0.0, 1.0) for _ in range(500)]
RESIDUALS = tuple((raw - statistics.fmean(_RAW)) / statistics.pstdev(_RAW) for raw in _RAW)
WEATHERS: dict[str, PriceModel] = {
    "gbm": Gbm(volatility=0.6),
    "bates": Bates(
        variance_first=0.3,
        variance_mean=0.36,
        variance_return=3.0,
        variance_volatility=0.9,
        correlation=-0.3,
        jumps=8.0,
        jump_mean=-0.02,
        jump_deviation=0.06,
    ),
    "fhs": FilteredHistory(constant=2e-5, news=0.06, memory=0.92, variance_day=1e-3, residuals=RESIDUALS),
    "bootstrap": Bootstrap(moves=tuple(0.03 * move for move in RESIDUALS), block_days=30.0),
}
RATE = ManagedRate(
    depreciation=0.03, depreciation_deviation=0.02, volatility=0.03, jumps=6.0, jump_mean=0.06, jump_deviation=0.03,
    correlation=0.2,
)  # fmt: skip


def rule(function: str, *, interval: Interval = Interval.DAY, window_days: int = 0, **numbers: float) -> RuleAtWork:
    """A rule at work with these numbers, since long ago."""
    camel = "".join(word.capitalize() for word in function.split("_"))
    return RuleAtWork(
        id=function.replace("_", "-"),
        function=function,
        numbers_type=f"{camel}Numbers",
        numbers=tuple(numbers.items()),
        effective_from=dt.date(2025, 1, 1),
        interval=interval,
        memory=f"{function}_memory" if function in {"buy_falls", "drawdown_stop"} else "",
        window_days=window_days,
        stops=function == "drawdown_stop",
    )


EVERY_RULE = (
    rule("fixed_coins", coins=1.0),
    rule("fixed_money", amount_usd=0.0, amount_local=1e8, interval=Interval.WEEK),
    rule("share_of_surplus", share=0.1, interval=Interval.MONTH),
    rule("share_of_mined", share=0.5),
    rule("rebalance", target=0.05, band=0.01, interval=Interval.QUARTER),
    rule("buy_falls", fall=0.1, amount_usd=1e6, amount_local=0.0, window_days=20),
    rule("sell_above_cost", gain=0.2, share=0.1, interval=Interval.MONTH),
    rule("sell_to_cover_power", share=1.0, interval=Interval.WEEK),
    rule("volatility_target", volatility=0.05, most=0.1, window_days=15),
    rule("drawdown_stop", fall=0.2, recovery=0.9),
    rule("hold", coins=0.0),
)
OPENING = Opening(
    sats=624_018_000_000,
    cost_cents=30_000_000_000,
    cash_cents=5_000_000_000,
    credit_usd=1e8,
    reserves_usd=1.0e10,
    mined_coins_a_day=0.5,
    surplus_usd_a_day=1.0e5,
    power_bill_usd_a_day=2.0e4,
)
texts = functools.cache(shipped_texts)


def plan(
    weather: str = "gbm",
    *,
    days: int = 80,
    rules: tuple[RuleAtWork, ...] = EVERY_RULE,
    opening: Opening = OPENING,
    drift: Drift = Drift(median_growth=0.1, deviation=0.2),  # noqa: B008 - frozen
    model: PriceModel | None = None,
    dollar: bool = False,
    lanes: int = LANES,
    seed: int = 7,
    reports: tuple[int, ...] = (),
    price_usd: float = 100_000.0,
) -> Plan:
    """A programme of all rules under a weather."""
    span = Span(FIRST, days)
    section = (model or WEATHERS[weather]).section(Start(price_usd=price_usd), drift)
    section += DOLLAR if dollar else RATE.section(280.0)
    section += reserve_section(rules, opening, span, texts())
    given = PlanInput(
        section=section, span=span, reports=reports or (days // 2, days - 1), seed=seed, texts=texts(), lanes=lanes
    )
    return prepare(given)


def digest(piece: Piece) -> str:
    """The bits of everything that was counted."""
    arrays = (piece.counts, piece.sums, piece.lows, piece.highs, piece.low_paths, piece.high_paths)
    return hashlib.sha256(b"".join(values.tobytes() for values in arrays)).hexdigest()
