"""Tests of the judging of criteria."""

import datetime as dt
from decimal import Decimal

import pytest

from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.fiscal.criteria import Status, judge, judge_one, limit_on
from bitcoin_office.playbook.arrangement import Criterion, CriterionKind, Limit, Sense
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.terms.source import Quality, Source

SAYS = Source(title="a table")
MEMORY = Source(title="from memory", quality=Quality.UNCERTAIN)
FIRST, SECOND = dt.date(2025, 6, 30), dt.date(2025, 12, 31)


def figure(value: int | None, source: Source = SAYS) -> Figure:
    """So many dollars, or unknown."""
    if value is None:
        return Figure(unit="USD", missing="nobody printed it")
    return Figure(unit="USD", value=Decimal(value), source=source)


def criterion(sense: Sense, baseline: Figure, *limits: tuple[dt.date, Figure]) -> Criterion:
    """A criterion in dollars."""
    return Criterion(
        id="nir",
        name="Net reserves",
        kind=CriterionKind.PERFORMANCE,
        sense=sense,
        unit="USD",
        baseline=baseline,
        source=SAYS,
        limits=tuple(Limit(on=on, limit=limit) for on, limit in limits),
    )


@pytest.mark.parametrize(
    ("sense", "baseline", "limit", "moved", "status", "margin"),
    [
        (Sense.FLOOR, 100, 90, 0, Status.HOLDS, 10),
        (Sense.FLOOR, 100, 90, -10, Status.HOLDS, 0),
        (Sense.FLOOR, 100, 90, -11, Status.MISSED, -1),
        (Sense.FLOOR, -80, -86, -7, Status.MISSED, -1),
        (Sense.CEILING, 0, 0, 0, Status.HOLDS, 0),
        (Sense.CEILING, 0, 0, 1, Status.MISSED, -1),
        (Sense.CEILING, 50, 90, 30, Status.HOLDS, 10),
    ],
)
def test_a_sourced_criterion_is_judged(  # noqa: PLR0917 - a row of the table
    sense, baseline, limit, moved, status, margin
) -> None:
    """What a programme moves counts on the baseline, against the limit, on the side of its sense."""
    found = judge_one(criterion(sense, figure(baseline), (FIRST, figure(limit))), FIRST, Decimal(moved))
    assert (found.status, found.margin, found.missing) == (status, margin, ())


@pytest.mark.parametrize(
    ("baseline", "limit", "says"),
    [
        (figure(None), figure(90), "baseline: nobody printed it"),
        (figure(100), figure(None), "limit of 2025-06-30: nobody printed it"),
        (figure(100), figure(90, MEMORY), "limit of 2025-06-30: 90 USD is on file only as uncertain."),
        (figure(100, MEMORY), figure(90), "baseline: 100 USD is on file only as uncertain."),
    ],
)
def test_without_sources_nothing_is_judged(baseline, limit, says) -> None:
    """A missing figure, or one from memory, leaves the criterion not evaluated, and says what is missing."""
    found = judge_one(criterion(Sense.FLOOR, baseline, (FIRST, limit)), FIRST)
    assert found.status is Status.NOT_EVALUATED
    assert (found.margin, found.value) == (None, None)
    assert found.missing == (says,)


def test_both_gaps_are_named() -> None:
    """Not just the first thing that is missing."""
    found = judge_one(criterion(Sense.FLOOR, figure(None), (FIRST, figure(None))), FIRST)
    assert len(found.missing) == 2


def test_the_limit_is_the_last_one_set() -> None:
    """Between two test dates the earlier limit stands; before the first there is none, and that is said."""
    two = criterion(Sense.FLOOR, figure(100), (FIRST, figure(90)), (SECOND, figure(110)))
    assert limit_on(two, SECOND - dt.timedelta(days=1)) == two.limits[0]
    assert judge_one(two, SECOND).status is Status.MISSED
    early = judge_one(two, FIRST - dt.timedelta(days=1))
    assert early.status is Status.NOT_EVALUATED
    assert "2025-06-30" in early.missing[0]


@pytest.mark.parametrize(("country", "sourced"), [("pk", set()), ("sv", {"bitcoin-accumulation"})])
def test_no_criterion_on_file_is_judged_by_a_guess(country: str, sourced: set[str]) -> None:
    """Only the ceiling on El Salvador's coins has limit and baseline from a source; every other says what is missing."""
    arrangement = load_playbook(country).programme.arrangement
    assert arrangement is not None
    found = judge(arrangement, dt.date(2025, 12, 31), {"net-international-reserves": Decimal(-500_000_000)})
    assert len(found) == len(arrangement.criteria)
    assert {item.criterion for item in found if item.status is not Status.NOT_EVALUATED} == sourced
    assert all(item.missing for item in found if item.criterion not in sourced)
