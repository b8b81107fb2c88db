"""Tests of what of a criterion may be judged by."""

import datetime as dt
from decimal import Decimal

import pytest

from bitcoin_office.fiscal.criteria import is_sourced, sense_of, why_not_sourced
from bitcoin_office.playbook.arrangement import Criterion, CriterionKind, Limit, Sense
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.terms.source import Quality, Source

SAYS = Source(title="a table")
FIRST, SECOND = dt.date(2025, 6, 30), dt.date(2025, 12, 31)


def figure(value: int | None, source: Source = SAYS, quality: Quality | None = None) -> Figure:
    """So many dollars, or unknown."""
    if value is None:
        return Figure(unit="USD", missing="nobody printed it")
    return Figure(unit="USD", value=Decimal(value), source=source, quality=quality, note="So it is.")


def criterion(sense: Sense, *limits: tuple[dt.date, Figure]) -> Criterion:
    """A criterion in dollars."""
    return Criterion(
        id="nir",
        name="Net reserves",
        kind=CriterionKind.PERFORMANCE,
        sense=sense,
        unit="USD",
        baseline=figure(100),
        source=SAYS,
        limits=tuple(Limit(on=on, limit=limit) for on, limit in limits),
    )


def test_floors_and_ceilings_have_opposite_signs() -> None:
    """A margin is positive above a floor and below a ceiling."""
    assert sense_of(criterion(Sense.FLOOR)) == 1
    assert sense_of(criterion(Sense.CEILING)) == -1


@pytest.mark.parametrize("quality", list(Quality))
def test_memory_is_no_source(quality: Quality) -> None:
    """A figure is judged by when it is documented, derived or modelled; never from memory, whoever is named for it."""
    weak = quality in {Quality.UNCERTAIN, Quality.UNKNOWN}
    assert is_sourced(figure(90, Source(title="x", quality=quality))) is not weak
    assert is_sourced(figure(90, quality=quality)) is not weak
    assert not is_sourced(figure(None))


def test_what_is_missing_is_said() -> None:
    """A missing figure says what is not known; one from memory says its value and how weakly it is known."""
    assert why_not_sourced(figure(None)) == "nobody printed it"
    memory = Source(title="from memory", quality=Quality.UNCERTAIN)
    assert why_not_sourced(figure(90, memory)) == "90 USD is on file only as uncertain. So it is."
