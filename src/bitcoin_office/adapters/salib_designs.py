"""Designs and indices of sensitivity by SALib (J. Herman, W. Usher 2017; T. Iwanaga, W. Usher, J. Herman 2022).

SALib brings scipy, pandas and matplotlib, so it is an extra of its own. Its indices come out of sums of floats that may
differ in their last bits between machines; six digits are kept.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

from bitcoin_office.simulate.designs import Bounds, Index, Points, Screened, Shared
from bitcoin_office.terms.errors import MissingComponentError

LEVELS = 4
RESAMPLES = 200
DIGITS = 6


class SalibDesigns:
    """Points and indices; the same seed gives the same ones. Raises ``MissingComponentError`` without SALib."""

    def __init__(self) -> None:
        try:
            self.library = _Library()
        except ImportError as error:
            raise MissingComponentError(extra="sensitivity", needed_for="Sensitivity") from error

    def morris_points(self, bounds: Bounds, trajectories: int, seed: int) -> Points:
        """Trajectories through the ranges."""
        return self.library.morris_sample.sample(_problem(bounds), trajectories, num_levels=LEVELS, seed=seed).tolist()

    def morris(self, bounds: Bounds, points: Points, answers: Sequence[float], seed: int) -> Sequence[Screened]:
        """The mean size of effects over whole ranges, with its interval, and their spread."""
        if _flat(answers):
            return [Screened(effect=_index(0.0, 0.0), spread=0.0) for _ in bounds]
        array = self.library.numpy.array
        found = self.library.morris_analyze.analyze(
            _problem(bounds), array(points), array(answers), num_levels=LEVELS, num_resamples=RESAMPLES, seed=seed
        )
        return [
            Screened(effect=_index(effect, interval), spread=_rounded(spread))
            for effect, interval, spread in zip(found["mu_star"], found["mu_star_conf"], found["sigma"], strict=True)
        ]

    def sobol_points(self, bounds: Bounds, samples: int, seed: int) -> Points:
        """Saltelli's points: a power of two of samples keeps them balanced."""
        sample = self.library.sobol_sample.sample
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about numbers of samples that are no power of two
            return sample(_problem(bounds), samples, calc_second_order=False, seed=seed).tolist()

    def sobol(self, bounds: Bounds, answers: Sequence[float], seed: int) -> Sequence[Shared]:
        """Shares of the variance, alone and in all, with their intervals."""
        if _flat(answers):
            return [Shared(alone=_index(0.0, 0.0), total=_index(0.0, 0.0)) for _ in bounds]
        found = self.library.sobol_analyze.analyze(
            _problem(bounds),
            self.library.numpy.array(answers),
            calc_second_order=False,
            num_resamples=RESAMPLES,
            seed=seed,
        )
        columns = (found[name] for name in ("S1", "S1_conf", "ST", "ST_conf"))
        return [
            Shared(alone=_index(alone, alone_interval), total=_index(total, total_interval))
            for alone, alone_interval, total, total_interval in zip(*columns, strict=True)
        ]


class _Library:
    """SALib's modules, imported when they are first needed: that takes a second or two."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import numpy as np  # noqa: PLC0415 - an extra, and heavy
            from SALib.analyze import morris as morris_analyze  # noqa: PLC0415 - likewise
            from SALib.analyze import sobol as sobol_analyze  # noqa: PLC0415 - likewise
            from SALib.sample import morris as morris_sample  # noqa: PLC0415 - likewise
            from SALib.sample import sobol as sobol_sample  # noqa: PLC0415 - likewise
        self.numpy: Any = np
        self.morris_sample: Any = morris_sample
        self.morris_analyze: Any = morris_analyze
        self.sobol_sample: Any = sobol_sample
        self.sobol_analyze: Any = sobol_analyze


def _problem(bounds: Bounds) -> dict[str, Any]:
    return {
        "num_vars": len(bounds),
        "names": [f"x{number}" for number in range(len(bounds))],
        "bounds": [list(ends) for ends in bounds],
    }


def _flat(answers: Sequence[float]) -> bool:
    """Where nothing moves, indices are none: SALib would divide by zero."""
    return min(answers) == max(answers)


def _index(value: float, interval: float) -> Index:
    return Index(value=_rounded(value), give_or_take=_rounded(interval))


def _rounded(value: float) -> float:
    """Six digits; an index that is no number (too few points) is 0."""
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else 0.0
