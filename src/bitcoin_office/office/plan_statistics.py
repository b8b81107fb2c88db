"""Quantiles and means out of what the engine counted: the same figures from the same counts, on every machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from bitcoin_office.office.plan_result import Fan, Quantiles
from bitcoin_office.simulate.layout import histogram_size, positive_bins
from bitcoin_office.simulate.parts import Statistic
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.record import LIMB, SUMS, bin_edge
from bitcoin_office.simulate.run import Piece

LEVELS = {"p05": Fraction(5, 100), "p25": Fraction(1, 4), "p50": Fraction(1, 2), "p75": Fraction(3, 4)}
LEVELS["p95"] = Fraction(95, 100)


def fan(plan: Plan, piece: Piece, name: str, unit: str) -> Fan:
    """One statistic on every report day."""
    days = range(len(plan.reports))
    cells = [_Cell(plan, piece, name, day) for day in days]
    levels = {level: tuple(cell.quantile(share) for cell in cells) for level, share in LEVELS.items()}
    return Fan(
        unit=unit,
        dates=tuple(plan.span.date(number) for number in plan.reports),
        quantiles=Quantiles(**levels),
        mean=tuple(cell.mean for cell in cells),
        refused=sum(cell.refused for cell in cells),
    )


def shares_by_sign(plan: Plan, piece: Piece, name: str) -> tuple[float, float]:
    """The shares of paths on which a signed value is below and above zero on the last report day.

    What is nearer to zero than the first bin counts as neither.
    """
    cell = _Cell(plan, piece, name, len(plan.reports) - 1)
    counted = max(cell.counted, 1)
    return sum(cell.counts[: cell.below]) / counted, sum(cell.counts[cell.below + 1 :]) / counted


class _Cell:
    """One statistic on one report day."""

    def __init__(self, plan: Plan, piece: Piece, name: str, day: int) -> None:
        statistics = plan.layout.statistics
        number = next(place for place, statistic in enumerate(statistics) if statistic.name == name)
        self.statistic: Statistic = statistics[number]
        self.below = positive_bins(self.statistic) if self.statistic.signed else 0
        begin = day * plan.layout.bins + sum(histogram_size(statistic) for statistic in statistics[:number])
        self.counts: Sequence[int] = piece.counts[begin : begin + histogram_size(self.statistic)]
        cell = day * len(statistics) + number
        upper, lower, self.counted, self.refused = piece.sums[cell * SUMS : (cell + 1) * SUMS]
        self.total = (upper << LIMB) + lower
        self.lowest, self.highest = piece.lows[cell], piece.highs[cell]

    @property
    def mean(self) -> float:
        """The mean of all counted values, 0 where there is none."""
        return float(Fraction(self.total, max(self.counted, 1)) / 2**self.statistic.fine)

    def quantile(self, share: Fraction) -> float:
        """What this share of values stays below, on a straight line within its bin and never beyond the extremes."""
        wanted, passed = share * self.counted, 0
        for number, count in self._filled():
            if passed + count >= wanted:
                low, high = self._edges(number)
                value = low + (high - low) * float((wanted - passed) / count)
                return min(max(value, self.lowest), self.highest)
            passed += count
        return 0.0

    def _filled(self) -> Iterator[tuple[int, int]]:
        return ((number, count) for number, count in enumerate(self.counts) if count)

    def _edges(self, number: int) -> tuple[float, float]:
        low, place = self.statistic.low, number - self.below
        if place == 0:
            return (-bin_edge(1, low) if self.statistic.signed else 0.0), bin_edge(1, low)
        if place > 0:
            return bin_edge(place, low), bin_edge(place + 1, low)
        return -bin_edge(1 - place, low), -bin_edge(-place, low)
