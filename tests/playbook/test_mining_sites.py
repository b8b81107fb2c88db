"""Sites in a playbook: nonsense is found, all of it at once, at its own key."""

from pathlib import Path

import pytest

from bitcoin_office.app.check import check
from tests.office.sites_making import SITES

SOURCE = 'source = { title = "x" }'
AT = "mining.sites[0].machines[0]"
HEAD = SITES[: SITES.index("[[mining.sites]]")]


def found(folder: Path, text: str) -> dict[str, str]:
    """What is wrong with an overlay of sites: codes by key."""
    path = folder / "sites.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return {finding.place.key: finding.code for finding in check(str(path)).findings}


def site(name: str, *lines: str) -> str:
    """A site of 100 MW with more lines."""
    power = f'power = {{ value = 100, unit = "MW", {SOURCE} }}'
    given = lines if any(line.startswith("power") for line in lines) else (power, *lines)
    return "\n".join(["[[mining.sites]]", f'id = "{name}"', f'name = "{name}"', SOURCE, *given, ""])


def figure(key: str, value: float, unit: str) -> str:
    """A figure."""
    return f'{key} = {{ value = {value}, unit = "{unit}", {SOURCE} }}'


def test_several_sites_are_sound(tmp_path):
    """The programme of four made-up sites has no finding."""
    assert found(tmp_path, SITES[len(HEAD) :]) == {}


def machines(*lines: str) -> str:
    """Machines at the site before."""
    return "\n".join(["[[mining.sites.machines]]", 'id = "m"', 'model = "antminer-s21"', *lines, ""])


@pytest.mark.parametrize(
    ("text", "key", "code"),
    [
        (site("a", figure("power", -5, "MW")), "mining.sites[0].power.value", "out-of-range"),
        (site("a", figure("power", 5, "percent")), "mining.sites[0].power.unit", "wrong-unit"),
        (site("a", figure("losses", 200, "percent")), "mining.sites[0].losses.value", "out-of-range"),
        (site("a", figure("overhead", 200, "percent")), "mining.sites[0].overhead.value", "out-of-range"),
        (site("a", figure("power", 2500, "MW")), "mining.sites", "out-of-range"),
        (site("a", 'supply = "plant"'), "mining.sites[0].plant", "no-value"),
        (site("a", 'supply = "plant"', 'plant = "thar"'), "mining.sites[0].plant", "unknown-reference"),
        (site("a", 'supply = "own"'), "mining.sites[0].own_cost", "no-value"),
        (site("a", figure("own_cost", 5, "PKR/kWh")), "mining.sites[0].own_cost", "no-value"),
        (
            site("a", 'supply = "own"', figure("own_cost", 0.02, "USD/kWh")),
            "mining.sites[0].own_cost.unit",
            "wrong-unit",
        ),
        (site("a", 'tariff = "tariff_minig"'), "mining.sites[0].tariff", "unknown-reference"),
        (site("a", "months = [13]"), "mining.sites[0].months[0]", "out-of-range"),
        (site("a", "opens = 2027-01-01", "closes = 2026-01-01"), "mining.sites[0].closes", "overlapping-dates"),
        (site("a") + site("b").replace('name = "b"', 'name = "A"'), "mining.sites[1].name", "duplicate-name"),
        (site("a") + machines(figure("efficiency", 0, "J/TH")), f"{AT}.efficiency.value", "out-of-range"),
        (site("a") + machines(figure("failures", 200, "percent")), f"{AT}.failures.value", "out-of-range"),
        (site("a") + machines(figure("life", 24, "months")), f"{AT}.life.unit", "wrong-unit"),
        (site("a") + machines(figure("power", 101, "MW")), "mining.sites[0].machines", "out-of-range"),
        (site("a") + machines() + machines(), "mining.sites[0].machines[1]", "no-value"),
    ],
)  # fmt: skip
def test_nonsense_at_a_site_is_found(tmp_path, text, key, code):
    """Negative power, shares of 200 %, two of one name, more than there is, what is not there: each at its key."""
    assert found(tmp_path, text).get(key) == code


def test_correlations_that_cannot_be_are_found(tmp_path):
    """Pairs whose matrix is not positive definite are a finding at the last of them."""
    text = "".join(
        f'[[parameters.{name}]]\nvalue = {value}\nunit = "percent"\neffective_from = 2025-08-01\n{SOURCE}\n'
        "verified_on = 2026-11-22\n"
        for name, value in (
            ("correlation_bitcoin_load", 90), ("correlation_bitcoin_hydro", 90), ("correlation_load_hydro", -90))
    )  # fmt: skip
    codes = found(tmp_path, text)
    assert "not-positive-definite" in codes.values()
    first = next(key for key, code in codes.items() if code == "not-positive-definite")
    assert first.startswith("parameters.correlation")
