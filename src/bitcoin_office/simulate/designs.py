"""Designs of sensitivity: where a plan is asked, and what its answers say of each assumption. A port; see adapters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

Points = Sequence[Sequence[float]]
Bounds = Sequence[tuple[float, float]]


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """An index with half the width of its 95 % interval, by resampling."""

    value: float
    give_or_take: float


class Screened(msgspec.Struct, frozen=True, kw_only=True):
    """Morris: the mean size of an effect over the whole range, and how much it differs from place to place."""

    effect: Index
    spread: float


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """Sobol: the share of the figure's variance that is due to an assumption alone, and with all its interplay."""

    alone: Index
    total: Index


class Designs(Protocol):
    """Where to ask, and what the answers say of each assumption: a library's work."""

    def morris_points(self, bounds: Bounds, trajectories: int, seed: int) -> Points:
        """Trajectories through the ranges, one assumption changed at each step."""
        ...

    def morris(self, bounds: Bounds, points: Points, answers: Sequence[float], seed: int) -> Sequence[Screened]:
        """What the answers at these points say of each assumption."""
        ...

    def sobol_points(self, bounds: Bounds, samples: int, seed: int) -> Points:
        """``samples`` times (assumptions + 2) points."""
        ...

    def sobol(self, bounds: Bounds, answers: Sequence[float], seed: int) -> Sequence[Shared]:
        """What the answers say of each assumption."""
        ...
