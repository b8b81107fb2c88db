"""The shipped programmes say what the facts say, and mark what they do not know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from bitcoin_office.playbook.arrangement import Met, Sense, Sign
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.playbook.parameters import ParameterValue
from bitcoin_office.playbook.payments_policy import Acceptance, Settlement
from bitcoin_office.playbook.reserve_rules import FixedCoins
from bitcoin_office.playbook.wording import Standing
from bitcoin_office.terms.source import Quality
from tests.playbook.shipped import playbook

SV, PK = playbook("sv").programme, playbook("pk").programme


def parts(value: Any) -> Iterator[Any]:
    """Everything in a programme."""
    yield value
    if isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from parts(getattr(value, field))
    elif isinstance(value, dict):
        for entry in value.values():
            yield from parts(entry)
    elif isinstance(value, tuple):
        for entry in value:
            yield from parts(entry)


def by_id(entries: Any) -> dict[str, Any]:
    """The entries of a list by their ids."""
    return {entry.id: entry for entry in entries}


@pytest.mark.parametrize("programme", [SV, PK], ids=["sv", "pk"])
def test_every_number_names_its_source(programme: Any):
    """No figure and no dated value has a number without a source; no number from memory passes as documented."""
    figures = [
        part for part in parts(programme) if isinstance(part, Figure | ParameterValue) and part.value is not None
    ]
    assert len(figures) > 20
    for figure in figures:
        assert figure.source is not None
        if "memory" in figure.source.title:
            assert figure.trust is Quality.UNCERTAIN


def test_el_salvador_buys_one_coin_a_day():
    """The standing rule is data: one coin a day from 18 November 2022, with the announcement as its source."""
    assert SV.reserve
    (rule,) = SV.reserve.rules
    assert isinstance(rule, FixedCoins)
    assert (rule.sats, rule.interval, rule.effective_from) == (100_000_000, "day", dt.date(2022, 11, 18))
    assert rule.source.url


def test_el_salvadors_law_and_trust():
    """Compulsory in 2021, voluntary since 1 May 2025, taxes in dollars; the trust's sum is marked uncertain."""
    assert SV.payments
    assert SV.payments.trust
    assert [law.acceptance for law in SV.payments.law] == [Acceptance.COMPULSORY, Acceptance.VOLUNTARY]
    assert SV.payments.agencies[0].settlement is Settlement.OFF
    assert SV.payments.trust.amount.value == 150_000_000
    assert SV.payments.trust.amount.trust is Quality.UNCERTAIN


def test_the_volcano_bond_was_never_issued():
    """A billion dollars over ten years at 6.5 percent, half into bitcoin; announced, never issued."""
    (bond,) = SV.bonds
    assert bond.standing is Standing.NEVER_HAPPENED
    assert bond.into_bitcoin
    assert (bond.principal.value, bond.tenor.value, bond.coupon.value, bond.into_bitcoin.value) == (
        1_000_000_000,
        10,
        Decimal("6.5"),
        500_000_000,
    )


def test_the_arrangements_add_up():
    """SDR 1,033.92 million for El Salvador; SDR 5,320 million in seven equal tranches for Pakistan."""
    assert SV.arrangement
    assert PK.arrangement
    assert by_id(SV.arrangement.facilities)["eff"].amount.value == 1_033_920_000
    tranches = [tranche for tranche in PK.arrangement.tranches if tranche.facility == "eff"]
    assert [tranche.amount.value for tranche in tranches] == [760_000_000] * 7
    assert by_id(PK.arrangement.facilities)["eff"].amount.value == 7 * 760_000_000


def test_a_criterion_without_limit_or_baseline_says_what_is_missing():
    """Where the sources give no limit or no baseline, the criterion says so and cannot be evaluated."""
    assert PK.arrangement
    criteria = by_id(PK.arrangement.criteria)
    assert criteria["guarantees"].missing == ("the ceiling by date", "the stock of guarantees")
    assert criteria["net-domestic-assets"].missing == ("the stock as the programme measures it",)
    assert all(criterion.missing for criterion in criteria.values())
    reserves = criteria["net-international-reserves"]
    assert (reserves.sense, reserves.sign) == (Sense.FLOOR, Sign.REVERSED)
    assert [limit.limit.value for limit in reserves.limits] == [-12_000_000_000, -8_600_000_000, -6_500_000_000]
    trust = [limit.limit.trust for limit in reserves.limits]
    assert trust == [Quality.UNCERTAIN, Quality.UNCERTAIN, Quality.DOCUMENTED]
    assert [limit.reviewed[-4:] for limit in reserves.limits] == ["2025", "2025", "2026"]
    assert [point.value.trust for point in reserves.path] == [Quality.MODELLED]


def test_continuous_conditions_are_on_record():
    """No special tariff for Pakistan, no accumulation for El Salvador, with how far each is met."""
    assert SV.arrangement
    assert PK.arrangement
    assert by_id(PK.arrangement.conditions)["no-special-tariff"].met is Met.MET
    assert by_id(SV.arrangement.conditions)["no-accumulation"].met is Met.DISPUTED


def test_pakistans_power():
    """2,000 MW offered; the merit order of December 2024 from 0 to 30.39 rupees; tariffs by day."""
    assert PK.mining
    assert PK.mining.power
    assert PK.power
    assert PK.mining.power.value == 2000
    costs = [plant.cost.value for plant in PK.power.plants]
    assert costs == sorted(costs, key=lambda cost: cost or 0)
    assert (costs[2], costs[-1]) == (Decimal("1.698"), Decimal("30.3947"))
    assert sum(plant.generated.value or 0 for plant in PK.power.plants if plant.generated) == 7800
    assert PK.dated.number("tariff_industry", dt.date(2025, 7, 17)) == Decimal("40.51")
    assert len(PK.power.months) == 12


def test_what_nobody_knows_stays_unknown():
    """The tax on gains in Pakistan has no rate; El Salvador's reserve has no target."""
    assert PK.tax
    assert SV.reserve
    assert SV.reserve.target
    assert PK.tax.gains[0].rate.value is None
    assert SV.reserve.target.trust is Quality.UNKNOWN
