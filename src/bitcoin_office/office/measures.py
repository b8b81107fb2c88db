"""One figure out of a run of futures: a series on one day, by its mean, a quantile, or a share of futures."""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection
from statistics import NormalDist

import msgspec

from bitcoin_office.office.series_words import called
from bitcoin_office.simulate.layout import histogram_size
from bitcoin_office.simulate.parts import Statistic
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import Piece
from bitcoin_office.simulate.summary import edges, mean, quantile
from bitcoin_office.terms.errors import NotFoundError, UsageError

MEAN = "mean"
_QUANTILE = re.compile(r"p(\d{1,2}(?:\.\d)?)")
_SHARE = re.compile(r"(below|above):(-?[\d_]+(?:\.\d+)?(?:e\d+)?)")
PERCENT = 100.0
CONFIDENCE = 0.95
OVER_COST, MINING_NET = "value_over_cost_usd", "mining_net_usd"
WHOLE_YEAR = 364
"""Days between the ends of two years that are whole, at least."""


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a series on the last day of the plan, or at the end of its last whole year.

    ``of`` is ``mean``, a quantile such as ``p05``, or the share of futures ``below:X`` or ``above:X``.
    """

    series: str
    of: str

    @property
    def words(self) -> str:
        """As people say it."""
        name = called(self.series)
        if self.of == MEAN:
            return f"the mean of {name}"
        if self.of == "p50":
            return f"the middle of {name}"
        if self.of.startswith("p"):
            return f"{name} in the future that {self.of[1:].lstrip('0')} % lie below"
        side, _, line = self.of.partition(":")
        return f"the share of futures with {name} {side} {line}"


def told_by(names: Collection[str], *, holds_coins: bool) -> str:
    """The series that a programme is told by unless another is asked for: what mining leaves, where no coin is held."""
    return MINING_NET if not holds_coins and MINING_NET in names else OVER_COST


def check_measure(measure: Measure, plan: Plan) -> None:
    """Raises ``NotFoundError`` for a series that the plan does not count, ``UsageError`` for no known figure."""
    day_of(plan, measure.series)
    if measure.of != MEAN and not _QUANTILE.fullmatch(measure.of) and not _SHARE.fullmatch(measure.of):
        raise UsageError(
            f"No figure {measure.of!r} of a series.", remedy="Write mean, p05, p50, p95, below:0 or above:1e9."
        )


def unit_of(plan: Plan, measure: Measure) -> str:
    """The unit of a measure: the series', or a share."""
    return "share" if _SHARE.fullmatch(measure.of) else place_of(plan, measure.series)[2].unit


def measured(plan: Plan, piece: Piece, measure: Measure) -> float:
    """The figure on the day of ``day_of``. Shares and quantiles come from bins at most 1.6 % wide; means are exact."""
    base, cell, statistic = place_of(plan, measure.series)
    if measure.of == MEAN:
        return mean(statistic, piece, cell)
    counts = piece.counts[base : base + histogram_size(statistic)]
    ends = (piece.lows[cell], piece.highs[cell])
    found = _QUANTILE.fullmatch(measure.of)
    if found:
        return quantile(statistic, counts, ends, float(found[1]) / PERCENT)
    side, _, line = measure.of.partition(":")
    below = share_below(statistic, counts, ends, float(line.replace("_", "")))
    return below if side == "below" else 1.0 - below


def share_below(statistic: Statistic, counts: array[int], ends: tuple[float, float], line: float) -> float:
    """The share of paths below a line, interpolated inside its bin, between the extremes."""
    if line <= ends[0]:
        return 0.0
    if line > ends[1]:
        return 1.0
    below = 0.0
    for number, count in enumerate(counts):
        if count:
            low, high = edges(statistic, number)
            low, high = max(low, ends[0]), min(high, ends[1])
            share = (line - low) / (high - low) if high > low else float(line > low)
            below += count * min(max(share, 0.0), 1.0)
    return below / max(sum(counts), 1)


def wilson(share: float, paths: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval of a probability that was seen as a share of so many paths. E. B. Wilson (1927).

    >>> wilson(0.0, 1000)[1] < 0.004
    True
    """
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    middle = (share + z * z / (2 * paths)) / (1 + z * z / paths)
    spread = z * (share * (1 - share) / paths + z * z / (4 * paths * paths)) ** 0.5 / (1 + z * z / paths)
    return max(middle - spread, 0.0), min(middle + spread, 1.0)


def place_of(plan: Plan, name: str) -> tuple[int, int, Statistic]:
    """Where a series' histogram and sum begin on the day on which it is measured, and what it is."""
    statistics = plan.layout.statistics
    number = next(place for place, statistic in enumerate(statistics) if statistic.name == name)
    day = day_of(plan, name)
    report, base = next(place for place in plan.places(number) if plan.reports[place[0]] == day)
    return base, report * len(statistics) + number, statistics[number]


def day_of(plan: Plan, name: str) -> int:
    """The day on which a series is measured: the last, or the end of the last whole year of what is counted by years.

    Raises ``NotFoundError`` for a series that the plan does not count.
    """
    statistics = plan.layout.statistics
    number = next((place for place, statistic in enumerate(statistics) if statistic.name == name), None)
    days = [plan.reports[report] for report, _ in plan.places(number)] if number is not None else []
    if number is None or not days:
        raise NotFoundError(kind="series", name=name, known=tuple(statistic.name for statistic in statistics))
    is_part = statistics[number].seldom and len(days) > 1 and days[-1] - days[-2] < WHOLE_YEAR
    return days[-2] if is_part else days[-1]
