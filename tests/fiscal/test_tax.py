"""Tests of tax on gains."""

import datetime as dt
from decimal import Decimal

import pytest

from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.fiscal.tax import gains_tax, taxes_on
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.playbook.tax_policy import GainsTax, TaxPolicy
from bitcoin_office.playbook.wording import Standing
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import USD

DAY = dt.date(2025, 7, 1)


@pytest.mark.parametrize(
    ("gain", "percent", "tax"), [(10_000, "15", 1500), (-10_000, "15", 0), (1, "50", 0), (3, "50", 2)]
)
def test_a_tax_is_a_share_of_a_gain(gain: int, percent: str, tax: int) -> None:
    """So many percent, half a cent to the even one; a loss bears none."""
    assert gains_tax(Amount(gain, USD), Decimal(percent)) == Amount(tax, USD)


def rule(name: str, standing: Standing, since: dt.date | None, percent: int | None) -> GainsTax:
    """A rule of tax."""
    rate = (
        Figure(unit="percent", missing="the rate")
        if percent is None
        else Figure(unit="percent", value=Decimal(percent), source=Source(title="a law"))
    )
    return GainsTax(id=name, jurisdiction="X", holders="all", rate=rate, standing=standing, effective_from=since)


def test_only_rules_in_force_tax() -> None:
    """A proposed rule and one that begins later tax nothing; an unknown rate is unknown, not zero."""
    policy = TaxPolicy(
        gains=(
            rule("now", Standing.IN_FORCE, dt.date(2025, 1, 1), 10),
            rule("later", Standing.IN_FORCE, dt.date(2026, 1, 1), 10),
            rule("planned", Standing.PROPOSED, None, 10),
            rule("secret", Standing.IN_FORCE, None, None),
        )
    )
    found = taxes_on(policy, Amount(1000, USD), DAY)
    assert [(item.rule, item.tax) for item in found] == [("now", Amount(100, USD)), ("secret", None)]
    assert found[1].why == "the rate"


def test_pakistans_planned_tax_is_not_levied() -> None:
    """The tax planned for the budget of 2026-27 is proposed, so no gain bears it yet."""
    policy = load_playbook("pk").programme.tax
    assert policy is not None
    assert taxes_on(policy, Amount(1000, USD), DAY) == ()
