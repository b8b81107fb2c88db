"""Which criteria a plan can judge, from what: paths, flows of a budget's year, straying baselines, past days."""

import datetime as dt
import math
import statistics
from decimal import Decimal

import msgspec
import pytest

from bitcoin_office.fiscal.reviews import Slot
from bitcoin_office.office.plan_measured import CriteriaInPlan, Measured, Scales
from bitcoin_office.playbook.arrangement import (
    Arrangement,
    Criterion,
    CriterionKind,
    Facility,
    FacilityKind,
    Limit,
    Projection,
    Quantity,
    Sense,
)
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.simulate.fiscal_reviews import MeasuredCriterion
from bitcoin_office.simulate.sections import Span
from bitcoin_office.terms.source import Quality, Source

SAYS = Source(title="a table")
AS_OF = dt.date(2025, 7, 17)
DECEMBER, JUNE = dt.date(2025, 12, 31), dt.date(2026, 6, 30)
SPAN = Span(dt.date(2025, 7, 18), 365)
SLOTS = (
    Slot(on=DECEMBER, tranche="t-1", review="first", since=dt.date(2025, 5, 9)),
    Slot(on=JUNE, tranche="t-2", review="second", since=DECEMBER),
)
SCALES = Scales(currency="PKR", local=1.0, percent_of_gdp=1e12)


def figure(value: float, unit: str = "USD", *, as_of: dt.date | None = None, source: Source = SAYS) -> Figure:
    """A sourced figure."""
    return Figure(unit=unit, value=Decimal(str(value)), source=source, as_of=as_of)


def criterion(measures: Quantity | None = Quantity.NET_RESERVES, unit: str = "USD", **more: object) -> Criterion:
    """A floor in December, on a baseline of a hundred in June."""
    given: dict[str, object] = {
        "limits": (Limit(on=DECEMBER, limit=figure(90, unit)),),
        "baseline": figure(100, unit, as_of=dt.date(2025, 6, 30)),
        "kind": CriterionKind.PERFORMANCE,
        **more,
    }
    return Criterion(
        id="c",
        name="C",
        sense=Sense.FLOOR,
        unit=unit,
        source=SAYS,
        measures=measures,
        **given,  # pyright: ignore[reportArgumentType]
    )


def read(item: Criterion, scales: Scales = SCALES) -> tuple[tuple[MeasuredCriterion, ...], tuple[Measured, ...]]:
    """What a plan of a year makes of it."""
    facility = Facility(
        id="eff",
        kind=FacilityKind.EFF,
        name="Facility",
        approved_on=dt.date(2024, 9, 25),
        amount=figure(1, "SDR"),
        length=figure(37, "months"),
        source=SAYS,
    )
    arrangement = Arrangement(facilities=(facility,), criteria=(item,))
    return CriteriaInPlan(arrangement, [("eff", SLOTS)], AS_OF, SPAN, scales).read()


def test_a_sourced_path_is_followed_straight_between_its_days():
    """The baseline goes straight from its own day to each day of the path and stays level after the last."""
    path = (Projection(on=DECEMBER, value=figure(284)),)
    (made,), _ = read(criterion(path=path))
    assert made.base[SPAN.number(DECEMBER)] == 284.0
    assert made.base[SPAN.number(dt.date(2025, 9, 30))] == pytest.approx(100 + 184 * 92 / 184)
    assert made.base[-1] == 284.0


def test_what_a_later_report_says_is_not_followed():
    """A point of the path that was published after the plan's day does not count."""
    path = (Projection(on=DECEMBER, value=figure(284, as_of=dt.date(2025, 12, 1))),)
    (made,), _ = read(criterion(path=path))
    assert set(made.base) == {100.0}


def test_a_review_without_a_limit_of_its_own_is_measured_but_not_judged():
    """The second review is held against December's limit for the money, and has no chance of its own."""
    (made,), rows = read(criterion())
    assert [day for day, test in enumerate(made.tests) if test] == [SPAN.number(DECEMBER), SPAN.number(JUNE)]
    assert [(row.number, bool(row.missing)) for row in rows] == [(0, False), (None, True)]


def test_a_flow_needs_a_projection_for_the_very_day():
    """The last known balance says nothing of the next year's: without one for the day nothing is judged."""
    flow = criterion(Quantity.PRIMARY_BALANCE, "PKR")
    criteria, rows = read(flow)
    assert criteria == ()
    assert rows[0].missing == ("baseline: no sourced projection for 2025-12-31",)
    (made,), _ = read(msgspec.structs.replace(flow, path=(Projection(on=DECEMBER, value=figure(95, "PKR")),)))
    assert made.begins_anew
    assert made.base[SPAN.number(DECEMBER)] == 95.0


def test_a_share_of_the_product_is_counted_in_the_countrys_money():
    """One percent of the product is as much of the country's money as the scales say; without them it is said."""
    path = (Projection(on=DECEMBER, value=figure(2, "percent of GDP")),)
    share = criterion(Quantity.PRIMARY_BALANCE, "percent of GDP", path=path)
    (made,), _ = read(share)
    assert made.scale == 1e12
    unknown = criterion(Quantity.PRIMARY_BALANCE, "EUR", path=(Projection(on=DECEMBER, value=figure(2, "EUR")),))
    criteria, rows = read(unknown)
    assert criteria == ()
    assert "a way to count it in EUR" in rows[0].missing


@pytest.mark.parametrize("quality", [Quality.UNCERTAIN, Quality.UNKNOWN])
@pytest.mark.parametrize("where", ["limits", "baseline"])
def test_memory_is_never_judged_by(quality, where):
    """A limit or a baseline that is not from a source gives no chance, and what is missing names it."""
    memory = Source(title="memory", quality=quality)
    weak = figure(95, source=memory, as_of=dt.date(2025, 6, 30))
    changed = {"baseline": weak} if where == "baseline" else {"limits": (Limit(on=DECEMBER, limit=weak),)}
    criteria, rows = read(criterion(**changed))
    assert criteria == ()
    assert all(row.missing for row in rows)
    assert where.removesuffix("s") in rows[0].missing[0]


def test_what_the_plan_does_not_know_to_move_is_not_judged():
    """A criterion that does not say what it measures has no chance, even with a sourced limit and baseline."""
    criteria, rows = read(criterion(None))
    assert criteria == ()
    assert "does not say what it measures" in rows[0].missing[0]


def test_a_deviation_is_followed_only_where_it_is_sourced():
    """A sourced deviation makes the baseline stray, from its own day on; one from memory leaves it certain."""
    (made,), _ = read(criterion(deviation=figure(7)))
    assert made.deviation_year == 7.0
    assert made.gap_years == pytest.approx(17 / 365)
    (sure,), _ = read(criterion(deviation=figure(7, source=Source(title="memory", quality=Quality.UNCERTAIN))))
    assert sure.deviation_year == 0.0


def test_a_day_before_the_plan_is_judged_by_its_outturn_or_not_at_all():
    """Measured on the last day of June: by the baseline of that day; by none other."""
    june = Limit(on=dt.date(2025, 6, 30), limit=figure(90))
    _, rows = read(criterion(limits=(june,)))
    assert rows[0].known is True
    _, rows = read(criterion(limits=(june,), baseline=figure(80, as_of=dt.date(2025, 6, 30))))
    assert rows[0].known is False
    _, rows = read(criterion(limits=(june,), baseline=figure(80, as_of=dt.date(2025, 3, 31))))
    assert rows[0].known is None
    assert rows[0].missing == ("the outturn of 2025-06-30, which lies before the plan",)


def test_an_estimate_of_a_past_day_is_no_outturn():
    """A modelled value may be a path ahead; whether a limit was kept on a day that has passed it does not say."""
    june = Limit(on=dt.date(2025, 6, 30), limit=figure(90))
    modelled = figure(100, as_of=dt.date(2025, 6, 30), source=Source(title="a broker", quality=Quality.MODELLED))
    _, rows = read(criterion(limits=(june,), baseline=modelled))
    assert rows[0].known is None
    assert rows[0].missing == ("the outturn of 2025-06-30: 100 USD is only an estimate",)
    (made,), _ = read(criterion(baseline=modelled))
    assert set(made.base) == {100.0}


def test_a_test_on_a_reviews_day_for_the_next_one_is_marked():
    """December's limit is for the review of the next half-year: measured then, counted later, judged in June."""
    limits = (Limit(on=DECEMBER, reviewed="first half of 2026", limit=figure(90)),)
    (made,), rows = read(criterion(limits=limits))
    assert [day for day, test in enumerate(made.tests) if test] == [SPAN.number(DECEMBER)]
    assert [day for day, test in enumerate(made.later) if test] == [SPAN.number(DECEMBER)]
    assert [(row.number, row.on) for row in rows] == [(None, DECEMBER), (0, DECEMBER)]
    (plain,), _ = read(criterion())
    assert plain.later == ()


def test_domestic_assets_rise_by_what_leaves_net_reserves():
    """A dollar less of net reserves is the rate's rupees more of net domestic assets: reserve money stays."""
    assets = criterion(Quantity.NET_DOMESTIC_ASSETS, "PKR")
    scales = msgspec.structs.replace(SCALES, local_per_usd=280.0)
    (made,), _ = read(assets, scales)
    assert made.moved == "net_moved_cents"
    assert -100.0 / made.scale == 280.0
    criteria, rows = read(assets)
    assert criteria == ()
    assert "a way to count it in PKR" in rows[0].missing


def test_what_is_continuous_is_measured_every_day():
    """A standing criterion has a row for every day of the plan as well, and is measured on each."""
    standing = criterion(kind=CriterionKind.CONTINUOUS, limits=(Limit(on=dt.date(2024, 9, 25), limit=figure(90)),))
    (made,), rows = read(standing)
    assert made.continuous
    assert math.fsum(made.tests) == SPAN.days
    assert rows[-1].slot is None
    assert not rows[-1].missing
    assert statistics.fmean(made.limits) == 90.0
