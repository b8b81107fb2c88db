"""What of a criterion may be judged by: sourced limits and baselines, never memory."""

from __future__ import annotations

from bitcoin_office.playbook.arrangement import Criterion, Sense
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.terms.source import Quality

NOT_SOURCED = frozenset({Quality.UNCERTAIN, Quality.UNKNOWN})
"""Memory and hearsay: good enough to print, never to judge by."""


def sense_of(criterion: Criterion) -> int:
    """1 for a floor, -1 for a ceiling: what ``reserves.criterion_margin`` takes."""
    return 1 if criterion.sense is Sense.FLOOR else -1


def is_sourced(figure: Figure) -> bool:
    """Whether a figure may be judged by: a value that somebody documents, not memory."""
    return figure.value is not None and figure.trust not in NOT_SOURCED


def why_not_sourced(figure: Figure) -> str:
    """Why a figure may not be judged by: what is missing, or how weakly it is known."""
    if figure.value is None:
        return figure.missing
    return f"{figure.value:,f} {figure.unit} is on file only as {figure.trust}. {figure.note}".strip()
