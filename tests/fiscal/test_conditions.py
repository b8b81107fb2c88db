"""Tests of the standing conditions."""

import datetime as dt
from decimal import Decimal

import pytest

from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.fiscal.conditions import Acts, Kept, TariffGap, hold

DAY = dt.date(2025, 12, 31)


def held(country: str, acts: Acts, on: dt.date = DAY) -> dict[str, Kept]:
    """A country's standing conditions, held against what is done."""
    arrangement = load_playbook(country).programme.arrangement
    assert arrangement is not None
    return {item.condition: item.kept for item in hold(arrangement, on, acts)}


def gap(low: float, high: float) -> TariffGap:
    """What a tariff lacks of some yardstick."""
    return TariffGap(yardstick="some", low=low, high=high)


@pytest.mark.parametrize(
    ("gaps", "kept"),
    [
        ((), Kept.NOT_EVALUATED),
        ((gap(0, 0),), Kept.KEPT),
        ((gap(1, 2), gap(3, 3)), Kept.BROKEN),
        ((gap(0, 2),), Kept.DEPENDS),
        ((gap(0, 0), gap(1, 1)), Kept.DEPENDS),
    ],
)
def test_no_special_tariff(gaps: tuple[TariffGap, ...], kept: Kept) -> None:
    """Kept or broken where all yardsticks agree, else it depends on which one counts; without any, not evaluated."""
    assert held("pk", Acts(tariff_gaps=gaps)) == {"no-special-tariff": kept}


def test_a_condition_stands_from_its_day() -> None:
    """Before the ruling of July 2025 there was no such condition."""
    assert held("pk", Acts(tariff_gaps=(gap(1, 1),)), dt.date(2025, 7, 1)) == {}


@pytest.mark.parametrize(
    ("acts", "accumulation", "debt"),
    [
        (Acts(), Kept.NOT_EVALUATED, Kept.NOT_EVALUATED),
        (Acts(coins_bought=Decimal(0), bitcoin_debt=Decimal(0)), Kept.KEPT, Kept.KEPT),
        (Acts(coins_bought=Decimal(1)), Kept.BROKEN, Kept.NOT_EVALUATED),
        (Acts(bitcoin_debt=Decimal(1_000_000_000)), Kept.NOT_EVALUATED, Kept.BROKEN),
    ],
)
def test_no_accumulation_and_no_debt(acts: Acts, accumulation: Kept, debt: Kept) -> None:
    """El Salvador's conditions: one coin bought breaks the one, any debt in bitcoin the other."""
    assert held("sv", acts) == {"no-accumulation": accumulation, "no-bitcoin-debt": debt}
