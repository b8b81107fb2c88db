"""Payments as declared: what does not fit together is found."""

from __future__ import annotations

import pytest

from bitcoin_office.playbook.decode import decode
from bitcoin_office.playbook.payments_policy import PaymentsPolicy


def month(name: str, percent: int) -> str:
    """A month's share."""
    share = f'{{ value = {percent}, unit = "percent", source = {{ title = "x" }} }}'
    return f'{{ month = "{name}", share = {share} }}'


@pytest.mark.parametrize(
    ("months", "code"),
    [
        (f"{month('january', 60)}, {month('february', 41)}", "out-of-range"),
        (f"{month('january', 6)}, {month('january', 7)}", "overlapping-dates"),
        (month("january", 200), "out-of-range"),
    ],
)
def test_months_beyond_a_year_are_found(months: str, code: str):
    """Months that stand twice, or add up to more than a year, and a share above 100 percent."""
    _, findings = decode(f"remittance_months = [{months}]", PaymentsPolicy, file="f.toml")
    assert code in {finding.code for finding in findings}
