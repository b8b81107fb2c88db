"""A plan of a day is blind to everything that is dated later, in every table that it reads: the same bytes."""

import datetime as dt
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from bitcoin_office.adapters.compiled_engine import shipped_texts
from bitcoin_office.app import plan as wiring
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import plan_facts, recorded_power, run_plan
from bitcoin_office.cli.output import to_json
from bitcoin_office.market.series import Series
from bitcoin_office.office.plan import plan_of, plan_result, set_up
from bitcoin_office.office.plan_cutoff import programme_by, record_by
from bitcoin_office.office.plan_terms import PlanFacts, PlanQuestion
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.playbook.parameters import ParameterValue
from bitcoin_office.simulate.reference import plain_kernel

AS_OF = dt.date(2025, 7, 17)
MIDST = dt.date(2025, 12, 1)
EVE = AS_OF - dt.timedelta(days=1)
MARKET = ("btc_usd", "usd_pkr", "difficulty", "hashrate")


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    """The interpreter in the compiler's place: the same bits, and nothing to compile."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)


def made(facts: PlanFacts, as_of: dt.date = AS_OF) -> bytes:
    """The bytes of a plan of these facts."""
    question = PlanQuestion(paths=10, years=1, seed=3, as_of=as_of)
    setup = set_up(facts, question)
    plan = plan_of(setup, shipped_texts())
    return to_json(plan_result(setup, plan, run_plan(plan, question.paths, threads=1), recorded_power, shipped_texts()))


def tripled(value: Decimal | None) -> Decimal | None:
    """Another value."""
    return value * 3 if value is not None else None


def changed(value: Any, day: dt.date) -> Any:
    """The same tree in which every dated row after the day says something else."""
    if isinstance(value, Series):
        points = [msgspec.structs.replace(p, value=p.value * 3) if p.on > day else p for p in value.points]
        return msgspec.structs.replace(value, points=tuple(points))
    if isinstance(value, Figure):
        is_later = value.as_of is not None and value.as_of > day
        return msgspec.structs.replace(value, value=tripled(value.value)) if is_later else value
    if isinstance(value, ParameterValue):
        is_later = value.effective_from > day
        return msgspec.structs.replace(value, value=tripled(value.value)) if is_later else value
    if isinstance(value, msgspec.Struct):
        fields = {name: changed(getattr(value, name), day) for name in value.__struct_fields__}
        for name in ("reviewed_on", "paid_on", "seen_until"):
            if fields.get(name) and fields[name] > day:
                fields[name] += dt.timedelta(days=9)
        if "btc" in fields and fields.get("on") and fields["on"] > day:
            fields["btc"] += 7
        return msgspec.structs.replace(value, **fields)
    if isinstance(value, tuple):
        return tuple(changed(entry, day) for entry in value)
    return {key: changed(entry, day) for key, entry in value.items()} if isinstance(value, dict) else value


def more_rows(facts: PlanFacts, day: dt.date) -> PlanFacts:
    """A later value of every parameter, ten times the last one."""
    following = day + dt.timedelta(days=1)
    parameters: dict[str, tuple[ParameterValue, ...]] = {}
    for name, values in facts.programme.parameters.items():
        kept = tuple(one for one in values if one.effective_from < following)
        last = values[-1]
        value = last.value * 10 if last.value is not None else None
        parameters[name] = (*kept, msgspec.structs.replace(last, effective_from=following, value=value))
    return msgspec.structs.replace(facts, programme=msgspec.structs.replace(facts.programme, parameters=parameters))


@pytest.mark.parametrize(("programme", "as_of"), [("pk+sv-reserve", AS_OF), ("sv", AS_OF), ("pk", MIDST)])
def test_no_later_row_of_any_table_changes_a_byte(programme, as_of):
    """Market, record, reviews, figures and parameters, all changed after the day: the same bytes."""
    given = plan_facts(programme, market_for(None))
    result = made(given, as_of)
    assert made(changed(given, as_of), as_of) == result
    assert made(more_rows(given, as_of), as_of) == result


@pytest.mark.parametrize("part", [*MARKET[:1], "record", "parameters"])
def test_an_earlier_row_changes_the_result(part):
    """What the test before this one changes does matter when it is earlier: it could have failed."""
    as_of, given = AS_OF, plan_facts("sv", market_for(None))
    early = dt.date(2022, 1, 1)
    if part in MARKET:
        other = msgspec.structs.replace(
            given, market=msgspec.structs.replace(given.market, **{part: changed(getattr(given.market, part), EVE)})
        )
    elif part == "record":
        other = msgspec.structs.replace(given, record=changed(given.record, early))
    else:
        as_of, given = dt.date(2026, 8, 1), plan_facts("pk", market_for(None))
        tariffs = {name: changed(values, early) for name, values in given.programme.parameters.items()}
        other = msgspec.structs.replace(given, programme=msgspec.structs.replace(given.programme, parameters=tariffs))
    assert made(other, as_of) != made(given, as_of)


def test_what_is_cut_says_so_and_what_is_intended_stays():
    """Later reviews have not passed, a later figure names its day, later months are gone; rules and limits stay."""
    whole = plan_facts("pk+sv-reserve", market_for(None)).programme
    cut = programme_by(whole, dt.date(2025, 6, 29))
    assert whole.arrangement is not None
    assert cut.arrangement is not None
    assert max(t.reviewed_on for t in cut.arrangement.tranches if t.reviewed_on) == dt.date(2025, 5, 9)
    assert [c.limits for c in cut.arrangement.criteria] == [c.limits for c in whole.arrangement.criteria]
    assert cut.power is not None
    assert cut.power.losses is not None
    assert cut.power.losses.missing == "what it was on 2025-06-29: the figure on file is of 2025-06-30"
    assert max(entry.month for entry in cut.power.months) == "2025-05"
    assert cut.reserve is not None
    assert whole.reserve is not None
    assert cut.reserve.rules == whole.reserve.rules
    assert programme_by(whole, dt.date(2199, 1, 1)) is whole


def test_a_record_ends_on_the_day():
    """Standing purchases are seen no longer than the day, and later disclosures are not there."""
    record = plan_facts("sv", market_for(None)).record
    assert record is not None
    cut = record_by(record, AS_OF)
    assert {item.seen_until for item in cut.standing} == {AS_OF}
    assert all(item.on <= AS_OF for item in (*cut.purchases, *cut.disclosures, *cut.testimony))
    assert len(cut.disclosures) < len(record.disclosures)
