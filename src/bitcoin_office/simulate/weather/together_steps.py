"""Chances that go together: numbers drawn apart, weighed by the triangle of their correlations."""

from __future__ import annotations

from bitcoin_office.mining.daily import UNIFORM_DEVIATIONS


def in_deviations(chance: float) -> float:
    """A number from 0 to 1 in standard deviations of its own."""
    return UNIFORM_DEVIATIONS * (chance - 0.5)


def out_of_deviations(deviations: float) -> float:
    """The other side of ``in_deviations``, for steps that take a number about 0.5."""
    return 0.5 + deviations / UNIFORM_DEVIATIONS


def its_part(own: float, weight: float) -> float:
    """The first of several parts of a shock."""
    return weight * own


def one_more_part(total: float, other: float, weight: float) -> float:
    """One more part of a shock: another's, by how far the two go together."""
    return total + weight * other
