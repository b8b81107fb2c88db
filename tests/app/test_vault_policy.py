"""By which sums an office tells dust and gifts: its country's dated parameters, or the usual ones."""

import datetime as dt
from pathlib import Path

import pytest

from bitcoin_office.app.countries import CountryDataError
from bitcoin_office.app.vault_policy import thresholds_of

PARAMETERS = """
[sources.office]
title = "Order 7 of the office"

[[reserve_dust]]
value = 1000
unit = "sat"
effective_from = 2024-01-01
source = "office"
verified_on = 2025-01-01

[[reserve_gift]]
value = 100_000
unit = "sat"
effective_from = 2025-01-01
source = "office"
verified_on = 2025-01-01
"""


def country(folder: Path, text: str | None) -> str:
    """A country's folder with a file of parameters, or without one."""
    (folder / "parameters").mkdir(parents=True)
    if text is not None:
        (folder / "parameters" / "reserve.toml").write_text(text)
        (folder / "parameters" / "other.toml").write_text("this = is [ not read, as it names none of them\n")
    return str(folder)


def test_dated_sums_of_a_country(tmp_path: Path) -> None:
    """Each sum holds from its day on; before, dust is the usual one and nothing is a gift for being small."""
    on, policy = thresholds_of(country(tmp_path, PARAMETERS))
    before, first, both = (on(dt.date(year, 7, 1)) for year in (2023, 2024, 2025))
    assert (before.dust.sats, before.gift) == (546, None)
    assert (first.dust.sats, first.dust.source, first.gift) == (1_000, "Order 7 of the office", None)
    assert both.gift is not None
    assert both.gift.sats == 100_000
    assert "1000" in policy
    assert "2025-01-01" in policy


@pytest.mark.parametrize("code", ["sv", "pk"])
def test_shipped_countries_state_dust_and_no_gift(code: str) -> None:
    """Dust has a source; up to which sum something is a gift nobody has declared, so nothing is."""
    on, _ = thresholds_of(code)
    found = on(dt.date(2025, 7, 17))
    assert (found.dust.sats, found.gift) == (546, None)
    assert "GetDustThreshold" in found.dust.source


def test_a_country_that_states_nothing(tmp_path: Path) -> None:
    """The usual dust, with its reason, and a policy that is empty."""
    on, policy = thresholds_of(country(tmp_path, None))
    assert on(dt.date(2025, 1, 1)).dust.sats == 546
    assert policy == ""


def test_a_change_of_a_sum_changes_the_policy(tmp_path: Path) -> None:
    """So the books know that movements may have to be judged anew."""
    _, before = thresholds_of(country(tmp_path / "a", PARAMETERS))
    _, after = thresholds_of(country(tmp_path / "b", PARAMETERS.replace("1000", "2000")))
    assert before != after


def test_parameters_that_cannot_be_read(tmp_path: Path) -> None:
    """A broken file is an error with its findings, not a silent default."""
    with pytest.raises(CountryDataError):
        thresholds_of(country(tmp_path, PARAMETERS.replace('unit = "sat"', 'unit = "MW"')))
