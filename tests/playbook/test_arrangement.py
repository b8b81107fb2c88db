"""The arrangement with the IMF as data."""

from __future__ import annotations

import pytest

from bitcoin_office.playbook.arrangement import Arrangement
from bitcoin_office.playbook.decode import decode

SOURCE = 'source = { title = "x" }'


def figure(value: int, unit: str = "SDR") -> str:
    """A sourced figure."""
    return f'{{ value = {value}, unit = "{unit}", {SOURCE} }}'


FACILITY = f"""
[[facilities]]
id = "eff"
kind = "EFF"
name = "Facility"
approved_on = 2024-09-25
amount = {figure(100)}
length = {figure(37, "months")}
{SOURCE}
"""


def tranche(name: str, value: int, facility: str = "eff") -> str:
    """A tranche."""
    head = f'[[tranches]]\nid = "{name}"\nfacility = "{facility}"\nreview = "first"\n'
    return f"{head}amount = {figure(value)}\n{SOURCE}\n"


def limit(unit: str = "PKR") -> str:
    """A limit of one day."""
    return f"{{ on = 2025-06-30, limit = {figure(1, unit)} }}"


def path(unit: str = "PKR", times: int = 1) -> str:
    """Projections of one day."""
    point = f"{{ on = 2025-06-30, value = {figure(1, unit)} }}"
    return f"path = [{', '.join([point] * times)}]\n"


def criterion(limits: str, baseline: str) -> str:
    """A criterion in rupees."""
    head = '[[criteria]]\nid = "c"\nname = "C"\nkind = "performance"\nsense = "floor"\nunit = "PKR"\n'
    return f"{head}limits = [{limits}]\nbaseline = {baseline}\n{SOURCE}\n"


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        (tranche("a", 60) + tranche("b", 41), "out-of-range", "tranches"),
        (tranche("a", 60, "rsf"), "unknown-reference", "tranches[0].facility"),
        (tranche("a", 1) + "reviewed_on = 2024-09-24\n", "overlapping-dates", "tranches[0].reviewed_on"),
        (tranche("a", 1) * 2, "duplicate-id", "tranches[1].id"),
        (criterion(limit("USD"), figure(1, "PKR")), "wrong-unit", "criteria[0].limits[0].limit.unit"),
        (criterion("", figure(1, "percent of GDP")), "wrong-unit", "criteria[0].baseline.unit"),
        (criterion(f"{limit()}, {limit()}", figure(1, "PKR")), "overlapping-dates", "criteria[0].limits[1].on"),
        (criterion("", figure(1, "PKR")) + path(times=2), "overlapping-dates", "criteria[0].path[1].on"),
        (criterion("", figure(1, "PKR")) + path("USD"), "wrong-unit", "criteria[0].path[0].value.unit"),
        (
            criterion("", figure(1, "PKR")) + f"deviation = {figure(-1, 'PKR')}\n",
            "out-of-range",
            "criteria[0].deviation.value",
        ),
    ],
)
def test_what_does_not_fit_together_is_found(text: str, code: str, key: str):
    """Tranches beyond the loan, of no facility, too early, twice; figures in another unit; days out of order."""
    value, (finding,) = decode(FACILITY + text, Arrangement, file="f.toml")
    assert value is None
    assert (finding.code, finding.place.key) == (code, key)


@pytest.mark.parametrize(
    ("limits", "baseline", "missing"),
    [
        ("", figure(1, "PKR"), ("no limit is on file",)),
        (limit(), figure(1, "PKR"), ()),
        ('{ on = 2025-06-30, limit = { missing = "the floor", unit = "PKR" } }', figure(1, "PKR"), ("the floor",)),
        (limit(), '{ missing = "stock", unit = "PKR" }', ("stock",)),
    ],
)
def test_a_criterion_knows_what_it_lacks(limits: str, baseline: str, missing: tuple[str, ...]):
    """With a sourced limit and a sourced baseline nothing is missing; otherwise the criterion names it."""
    value, findings = decode(FACILITY + criterion(limits, baseline), Arrangement, file="f.toml")
    assert findings == ()
    assert value is not None
    assert value.criteria[0].missing == missing
