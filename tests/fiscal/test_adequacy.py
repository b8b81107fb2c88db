"""Tests of a country's reserve adequacy."""

import datetime as dt
from decimal import Decimal

from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.fiscal.adequacy import adequacy
from bitcoin_office.playbook.parameters import Parameters


def test_pakistan_at_the_end_of_2025() -> None:
    """With every figure on file the metric is there; each dollar put into bitcoin lowers reserves by one."""
    parameters = load_playbook("pk").programme.dated
    found = adequacy(parameters, dt.date(2025, 12, 31))
    assert found.missing == ()
    assert found.metric_usd is not None
    assert found.reserves_usd == Decimal(26_455_819_676)
    assert found.percent == round(found.reserves_usd / found.metric_usd * 100, 1)
    assert found.adequate is False
    bought = adequacy(parameters, dt.date(2025, 12, 31), Decimal(1_000_000_000))
    assert bought.reserves_usd == found.reserves_usd - 1_000_000_000
    assert bought.metric_usd == found.metric_usd


def test_what_is_missing_is_named_and_nothing_is_guessed() -> None:
    """Without a weight and before the first figure, nothing is said but what is missing, all of it."""
    known = load_playbook("pk").programme.dated.values
    unweighted = Parameters({name: values for name, values in known.items() if name != "adequacy_exports_weight"})
    found = adequacy(unweighted, dt.date(2024, 12, 31))
    assert (found.metric_usd, found.percent, found.adequate) == (None, None, None)
    for name in ("adequacy_exports_weight", "gdp", "reserves_with_gold"):
        assert any(name in text for text in found.missing)
