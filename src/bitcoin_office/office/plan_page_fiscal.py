"""The part of a plan's page about the arrangement's reviews and tranches."""

from __future__ import annotations

from collections.abc import Iterator

from bitcoin_office.office.fiscal_result import MissedReview, ReviewChance, TranchesInFutures
from bitcoin_office.office.page import Part, Table
from bitcoin_office.office.plan_result import PlanResult

NONE_JUDGED = "not evaluated"


def fiscal_parts(result: PlanResult) -> Iterator[Part]:
    """Nothing where no arrangement is ahead."""
    fiscal = result.fiscal
    tables = [
        _table("Reviews ahead", ("review", "on", "tranche", "chance", "judged by"), map(_review, fiscal.reviews)),
        _table("What missing one review does", ("review", "later by", "late", "lost"), map(_missed, fiscal.missed)),
        _table(
            "Tranches in all futures",
            ("facility", "planned", "a review is missed in", "months late, middle and worst", "lost, middle"),
            map(_tranches, fiscal.tranches),
        ),
    ]
    found = tuple(table for table in tables if table.rows)
    if found:
        yield Part(heading="Reviews and tranches", tables=found)


def _table(caption: str, head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Table:
    return Table(caption=caption, head=head, rows=tuple(rows))


def _sum(amount: float | None, unit: str) -> str:
    return "unknown" if amount is None else f"{unit} {amount:,.0f}"


def _review(item: ReviewChance) -> tuple[str, ...]:
    chance = NONE_JUDGED
    if item.probability is not None and item.low is not None and item.high is not None:
        chance = f"{item.probability:.1%} ({item.low:.1%} to {item.high:.1%})"
    judged = ", ".join(item.judged) or f"nothing; not judged: {len(item.not_judged)}"
    return (f"{item.facility}: {item.review}", str(item.on), _sum(item.amount, item.unit), chance, judged)


def _missed(item: MissedReview) -> tuple[str, ...]:
    late, lost = _sum(item.late, item.unit), _sum(item.lost, item.unit)
    return (f"{item.facility}: {item.review}", f"{item.months} months", late, lost)


def _tranches(item: TranchesInFutures) -> tuple[str, ...]:
    months = f"{item.months_late_median} and {item.months_late_worst}"
    planned, lost = _sum(item.planned, item.unit), _sum(item.lost_median, item.unit)
    return (item.facility, planned, f"{item.missed_share:.1%}", months, lost)
