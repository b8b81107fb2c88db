"""Walks forward through the record: every market model, fitted only to the past, against the days that came after.

Run it as ``python bench/walk_forward.py --closes FILE.csv`` (columns ``date`` and ``close_usd``, a close a day; some
minutes). Without a file it takes the shipped closes, which are daily only since September 2021: too few for a verdict.

Each model is refitted every 30 days to the four years before. One-day forecasts of the following days are held against
what happened: PIT values must be uniform (Kolmogorov-Smirnov), 5 % and 1 % losses must occur that often (Kupiec) and
not in clusters (Christoffersen). From each refit the engine draws paths, and their 90 % range after 30, 91 and 365 days
is held against the close that came. What is tested is the office's own fit and the office's own engine.
"""

import argparse
import bisect
import csv
import datetime as dt
import itertools
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np

from bitcoin_office.adapters.compiled_engine import cache_folder, compiled_kernel, shipped_texts
from bitcoin_office.adapters.prices.shipped import shipped_market
from bitcoin_office.simulate.layout import histogram_size
from bitcoin_office.simulate.parts import Day, Statistic
from bitcoin_office.simulate.plan import Plan, PlanInput, prepare
from bitcoin_office.simulate.run import run_piece
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.simulate.summary import edges
from bitcoin_office.simulate.weather.fitted import BLOCK_DAYS, daily_closes
from bitcoin_office.simulate.weather.garch_fit import GarchFit, filtered, fit, log_moves
from bitcoin_office.simulate.weather.moment_fit import fit_bates, fit_gbm
from bitcoin_office.simulate.weather.price_models import (
    Bootstrap,
    Drift,
    FilteredHistory,
    PriceModel,
    Start,
)

WINDOW, STEP = 4 * 365, 30
HORIZONS = (30, 91, 365)
PATHS = 2_000
SPOT = 100.0
PRICE = Section(
    day=Day(state=(), draws=(), steps=(), statistics=(Statistic(name="price_usd", unit="USD/BTC", low=-30, high=60),))
)
LOSSES = (0.05, 0.01)
TAIL_SHOCKS = 20_000


@dataclass
class Origin:
    """The day of a refit: the moves before it, those after it, and the fit that all models share."""

    past: tuple[float, ...]
    after: tuple[float, ...]
    found: GarchFit

    @property
    def growth(self) -> float:
        """The window's own log growth a year."""
        return statistics.fmean(self.past) * 365


@dataclass
class Score:
    """What a model's forecasts came to."""

    daily: list[float] = field(default_factory=list)
    ahead: dict[int, list[float]] = field(default_factory=lambda: {days: [] for days in HORIZONS})


Forecast = Callable[[int], float]
"""The share of a day's possible moves below the one that came: its PIT value, by the day's number after the refit."""


@dataclass(frozen=True)
class Contender:
    """A model: its paths, its forecasts of one day, and what it assumes of drift."""

    model: Callable[[Origin], PriceModel]
    one_day: Callable[[Origin, float], Forecast]
    drift: Callable[[Origin], Drift]


def normal(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2))


def ranked(values: Sequence[float], move: float) -> float:
    """The share of past values below, never 0 or 1; ``values`` in order."""
    return (bisect.bisect_left(values, move) + 0.5) / (len(values) + 1)


def variances(origin: Origin) -> list[float]:
    """The GARCH variance of each of the following days, each knowing the days before it."""
    model = history(origin)
    now, mean = model.variance_day, statistics.fmean(origin.past)
    result: list[float] = []
    for move in origin.after[:STEP]:
        result.append(now)
        shock = move - mean
        now = model.constant + model.news * shock * shock + model.memory * now
    return result


def history(origin: Origin) -> FilteredHistory:
    return filtered(origin.found, origin.past)


def tails(origin: Origin) -> FilteredHistory:
    """The same with shocks of Student's t in the place of the past's own."""
    raw = np.random.default_rng(1).standard_t(max(origin.found.tail, 2.2), TAIL_SHOCKS)
    return msgspec.structs.replace(history(origin), residuals=tuple(((raw - raw.mean()) / raw.std()).tolist()))


def by_shocks(model: Callable[[Origin], FilteredHistory]) -> Callable[[Origin, float], Forecast]:
    """One-day forecasts of a GARCH variance with a model's shocks."""

    def one_day(origin: Origin, mean: float) -> Forecast:
        ordered, scales = sorted(model(origin).residuals), variances(origin)
        return lambda day: ranked(ordered, (origin.after[day] - mean) / math.sqrt(scales[day]))

    return one_day


def by_past(origin: Origin, mean: float) -> Forecast:
    """The past's own moves, about the assumed mean."""
    shift = mean - statistics.fmean(origin.past)
    ordered = sorted(move + shift for move in origin.past)
    return lambda day: ranked(ordered, origin.after[day])


def by_gbm(origin: Origin, mean: float) -> Forecast:
    deviation = statistics.pstdev(origin.past)
    return lambda day: normal((origin.after[day] - mean) / deviation)


def by_bates(origin: Origin, mean: float) -> Forecast:
    """A mixture of a calm day and one with a jump, the calm one's variance following the GARCH fit."""
    model = fit_bates(origin.found, origin.past)
    chance, shocks = model.jumps / 365, history(origin)
    usual = shocks.constant / (1 - shocks.news - shocks.memory)
    calm = [model.variance_mean / 365 * now / usual for now in variances(origin)]

    def pit(day: int) -> float:
        x = origin.after[day] - mean + chance * model.jump_mean
        jump = normal((x - model.jump_mean) / math.sqrt(calm[day] + model.jump_deviation**2))
        return (1 - chance) * normal(x / math.sqrt(calm[day])) + chance * jump

    return pit


def stretches(origin: Origin) -> Bootstrap:
    return Bootstrap(moves=origin.past, block_days=BLOCK_DAYS)


def flat(origin: Origin) -> Drift:
    del origin
    return Drift()


def unsure(origin: Origin) -> Drift:
    return Drift(deviation=origin.found.growth_error)


def own(origin: Origin) -> Drift:
    return Drift(median_growth=math.expm1(origin.growth))


def middle(origin: Origin) -> Drift:
    """The window's middle move a day: what most days were like, without what few great ones added."""
    return Drift(median_growth=math.expm1(statistics.median(origin.past) * 365))


def own_unsure(origin: Origin) -> Drift:
    return msgspec.structs.replace(own(origin), deviation=origin.found.growth_error)


CONTENDERS = {
    "filtered history, drift 0, unsure (default)": Contender(history, by_shocks(history), unsure),
    "filtered history, drift 0": Contender(history, by_shocks(history), flat),
    "filtered history, the window's drift, unsure": Contender(history, by_shocks(history), own_unsure),
    "filtered history, the window's drift": Contender(history, by_shocks(history), own),
    "filtered history, the window's middle move": Contender(history, by_shocks(history), middle),
    "GARCH-t, the window's drift": Contender(tails, by_shocks(tails), own),
    "bootstrap, drift 0, unsure": Contender(stretches, by_past, unsure),
    "bootstrap, the window's drift": Contender(stretches, by_past, own),
    "Bates by moments, drift 0, unsure": Contender(lambda o: fit_bates(o.found, o.past), by_bates, unsure),
    "GBM, the window's drift": Contender(lambda o: fit_gbm(o.past), by_gbm, own),
}


def plan_for(model: PriceModel, drift: Drift) -> Plan:
    """A year of prices and nothing else."""
    span = Span(dt.date(2026, 1, 1), max(HORIZONS))
    section = model.section(Start(price_usd=SPOT), drift) + PRICE
    reports = tuple(days - 1 for days in HORIZONS)
    return prepare(PlanInput(section=section, span=span, reports=reports, seed=1, texts=shipped_texts()))


def shares_below(plan: Plan, prices: dict[int, float]) -> dict[int, float]:
    """The share of drawn paths below a price after so many days, out of the engine's histograms."""
    piece = run_piece(plan, compiled_kernel(plan, cache_folder()), 0, PATHS)
    statistic = plan.layout.statistics[0]
    size, found = histogram_size(statistic), {}
    for place, days in enumerate(HORIZONS):
        if days not in prices:
            continue
        below = 0.0
        for number, count in enumerate(piece.counts[place * size : (place + 1) * size]):
            low, high = edges(statistic, number)
            below += count * min(max((prices[days] - low) / (high - low), 0.0), 1.0)
        found[days] = below / PATHS
    return found


def walk(moves: tuple[float, ...], first: int, names: list[str]) -> dict[str, Score]:
    """Every contender's scores over all refits from the ``first`` move on."""
    asked = {name: contender for name, contender in CONTENDERS.items() if not names or name in names}
    scores = {name: Score() for name in asked}
    for at in range(first, len(moves) - 1, STEP):
        origin = Origin(moves[at - WINDOW : at], moves[at : at + max(HORIZONS)], fit(moves[at - WINDOW : at]))
        reached = {days: SPOT * math.exp(sum(origin.after[:days])) for days in HORIZONS if len(origin.after) >= days}
        for name, contender in asked.items():
            score, drift = scores[name], contender.drift(origin)
            score.daily += map(contender.one_day(origin, drift.log_growth / 365), range(len(origin.after[:STEP])))
            for days, share in shares_below(plan_for(contender.model(origin), drift), reached).items():
                score.ahead[days].append(share)
    return scores


def kolmogorov_smirnov(values: list[float]) -> float:
    """The p value of uniformity (asymptotic)."""
    ordered, size = sorted(values), len(values)
    gap = max(max((i + 1) / size - u, u - i / size) for i, u in enumerate(ordered))
    x = (math.sqrt(size) + 0.12 + 0.11 / math.sqrt(size)) * gap
    return min(max(2 * sum((-1) ** (k - 1) * math.exp(-2 * k * k * x * x) for k in range(1, 101)), 0.0), 1.0)


def chi_squared(value: float) -> float:
    """The p value of a chi-squared number with one degree of freedom."""
    return math.erfc(math.sqrt(max(value, 0.0) / 2))


def kupiec(hits: list[bool], level: float) -> float:
    """The p value of losses occurring as often as they should. P. H. Kupiec (1995)."""
    size, count = len(hits), sum(hits)
    share = min(max(count / size, 1e-12), 1 - 1e-12)
    return chi_squared(-2 * (count * math.log(level / share) + (size - count) * math.log((1 - level) / (1 - share))))


def christoffersen(hits: list[bool]) -> float:
    """The p value of losses not following one another more than by chance. P. F. Christoffersen (1998)."""
    pairs = list(itertools.pairwise(hits))
    n00, n01, n10, n11 = (pairs.count(kind) for kind in ((False, False), (False, True), (True, False), (True, True)))

    def likelihood(quiet: int, loud: int, share: float) -> float:
        return (quiet * math.log(1 - share) if quiet else 0.0) + (loud * math.log(share) if loud else 0.0)

    alone = likelihood(n00 + n10, n01 + n11, (n01 + n11) / len(pairs))
    after = likelihood(n00, n01, n01 / max(n00 + n01, 1)) + likelihood(n10, n11, n11 / max(n10 + n11, 1))
    return chi_squared(-2 * (alone - after))


def line(name: str, score: Score) -> str:
    """A model's row of the report, in Markdown."""
    daily = score.daily
    cells = [name, f"{kolmogorov_smirnov(daily):.2f}"]
    for level in LOSSES:
        hits = [value < level for value in daily]
        cells.append(f"{sum(hits) / len(hits):.2%} ({kupiec(hits, level):.2f}, {christoffersen(hits):.2f})")
    for days in HORIZONS:
        inside = [0.05 < share < 0.95 for share in score.ahead[days]]
        cells.append(f"{sum(inside) / max(len(inside), 1):.2f}")
    return f"| {' | '.join(cells)} |"


def read(path: Path | None) -> tuple[list[dt.date], list[float]]:
    """Days and closes of a file, or of the shipped table's daily part."""
    if path is None:
        points = daily_closes(shipped_market(), dt.date.max)
        return [point.on for point in points], [float(point.value) for point in points]
    with path.open(encoding="utf-8") as file:
        rows = [(dt.date.fromisoformat(row["date"]), float(row["close_usd"])) for row in csv.DictReader(file)]
    return [day for day, _ in rows], [close for _, close in rows]


def main() -> None:
    """Prints the report as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--closes", type=Path, default=None)
    parser.add_argument("--from", dest="first", type=dt.date.fromisoformat, default=dt.date(2016, 1, 1))
    parser.add_argument("--models", nargs="*", default=[])
    asked = parser.parse_args()
    days, closes = read(asked.closes)
    gaps = [day for before, day in itertools.pairwise(days) if day - before != dt.timedelta(days=1)]
    begin = days.index(gaps[-1]) if gaps else 0
    moves = log_moves(closes[begin:])
    # A move's number is that of the day before it.
    first = max(sum(day < asked.first for day in days[begin:]) - 1, WINDOW)
    scores = walk(moves, first, asked.models)
    size = len(next(iter(scores.values())).daily)
    refits = len(range(first, len(moves) - 1, STEP))
    print(
        f"{refits} refits, {size:,} daily forecasts, {days[begin + first + 1]} to {days[-1]}; {PATHS:,} paths a refit"
    )
    print("| model | PIT | 5 % losses (Kupiec, Christoffersen) | 1 % losses | 30 days | 91 days | 365 days |")
    print("|---|---|---|---|---|---|---|")
    for name, score in scores.items():
        print(line(name, score))


if __name__ == "__main__":
    main()
