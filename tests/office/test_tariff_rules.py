"""Tariffs by rule: in the year, in the futures and against the yardsticks they come to what they say, with reasons."""

import datetime as dt
from decimal import Decimal

import msgspec
import pytest

from bitcoin_office.app import plan as wiring
from bitcoin_office.app.check import check
from bitcoin_office.app.plan import ask_plan
from bitcoin_office.app.playbook import Asked
from bitcoin_office.app.power import ask_power
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.office.power_terms import PowerQuestion
from bitcoin_office.simulate.reference import plain_kernel

QUESTION = PlanQuestion(paths=4, years=1, seed=3, as_of=dt.date(2026, 8, 1), drift_deviation_percent=Decimal(0))
HEAD = """
schema = "bitcoin-office/overlay/1"
[overlay]
id = "by-rule"
title = "Tariffs by rule"
base = "pk"
source = { title = "Made up for tests", quality = "modelled" }
[mining]
tariff_rule = "it"
[[mining.tariffs]]
id = "it"
source = { title = "a decree", quality = "modelled" }
"""
FUEL = 22.7323
RULES = {
    "fuel": 'rule = "marginal_cost_plus"\nmargin = { value = -7, unit = "PKR/kWh", source = { title = "x" } }\n',
    "capped": 'rule = "marginal_cost_plus"\nmargin = { value = 1, unit = "PKR/kWh", source = { title = "x" } }\n'
    'ceiling = { value = 15, unit = "PKR/kWh", source = { title = "x" } }\n',
    "class": 'rule = "share_of_class"\nshare_percent = 40\n',
    "service": 'rule = "cost_of_service_less"\nless = { value = 9, unit = "PKR/kWh", source = { title = "x" } }\n',
    "fixed": 'rule = "fixed"\nparameter = "tariff_mining"\n',
}
PAID = {"fuel": FUEL - 7, "capped": 15.0, "class": 40.51 * 0.4, "service": 26.34 - 9, "fixed": 22.0}


def programme(folder, name: str) -> Asked:
    """Pakistan with one of the rules."""
    path = folder / f"{name}.toml"
    path.write_text(HEAD + RULES[name], encoding="utf-8")
    return Asked(country="pk", overlays=(str(path),))


@pytest.mark.parametrize("name", RULES)
def test_a_year_is_paid_by_the_rule(tmp_path, name):
    """The site's tariff is what the rule comes to; its reasons end in that price; the class lacks the rest."""
    year = ask_power(programme(tmp_path, name), PowerQuestion(year=2025))
    (site,) = year.sites
    assert site.tariff_per_kwh == pytest.approx(PAID[name])
    assert site.bill_usd == pytest.approx(year.mining.bill_usd)
    assert year.mining.bill_local == pytest.approx(PAID[name] * year.mining.energy_mwh * 1000)
    assert site.tariff_source == "rule it: a decree"
    assert site.tariff_reason.endswith(f"{PAID[name]:.2f}")
    gap = year.subsidies.class_tariff[0].subsidy_per_kwh
    assert gap is not None
    assert gap.low == pytest.approx(40.51 - PAID[name])


@pytest.mark.parametrize("name", ["fuel", "class"])
def test_futures_pay_by_the_rule(tmp_path, monkeypatch, name):
    """Where the tariff is fuel less seven rupees, every future lacks the seven that the dollar has made of them."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)
    result = ask_plan(programme(tmp_path, name), QUESTION, threads=1)
    assert result.mining is not None
    assert result.subsidy is not None
    (site,) = result.mining.sites
    assert site.tariff_per_kwh == pytest.approx(PAID[name])
    assert site.tariff_reason.endswith(f"{PAID[name]:.2f}")
    energy = result.mining.series["mining_energy_mwh"].mean[0] * 1000
    recorded = result.mining.recorded
    assert recorded is not None
    found = {item.quantity: item for item in recorded.coarse}
    assert found["bill_usd"].daily == pytest.approx(found["bill_usd"].hourly, rel=0.02)
    lacks = result.subsidy.class_tariff[0].local.low.mean[0]
    if name == "class":
        assert lacks / energy == pytest.approx(40.51 * 0.6, rel=0.1)
    else:
        low = result.subsidy.marginal_cost[0].local.low.mean[0]
        assert low / energy == pytest.approx(7.0, rel=0.1)
        given = result.mining.contributions[0].local.high.mean[0]
        assert given == pytest.approx(-low, rel=1e-6)


def test_what_is_asked_for_wins_over_the_rule(tmp_path):
    """A tariff on the command line is paid, whatever the rule."""
    asked = msgspec.structs.replace(PowerQuestion(year=2025), tariff_per_kwh=Decimal(10))
    year = ask_power(programme(tmp_path, "fuel"), asked)
    assert (year.tariff_per_kwh, year.sites[0].tariff_reason) == (10.0, "")


@pytest.mark.parametrize(
    ("rule", "key", "code"),
    [
        (RULES["class"].replace("40", "200"), "mining.tariffs[0].share_percent", "out-of-range"),
        (RULES["fixed"].replace("tariff_mining", "tariff_minig"), "mining.tariffs[0].parameter", "unknown-reference"),
        (RULES["capped"] + 'floor = { value = 16, unit = "PKR/kWh", source = { title = "x" } }\n',
         "mining.tariffs[0].floor", "out-of-range"),
        (RULES["fuel"].replace("PKR/kWh", "MW"), "mining.tariffs[0].margin.unit", "wrong-unit"),
        ('rule = "guess"\n', "mining.tariffs[0].rule", "unknown-value"),
    ],
)  # fmt: skip
def test_nonsense_in_a_rule_is_found(tmp_path, rule, key, code):
    """Two hundred percent of a class, a floor above the ceiling, a rule that nobody knows: each at its key."""
    path = tmp_path / "nonsense.toml"
    path.write_text(HEAD + rule, encoding="utf-8")
    assert {finding.place.key: finding.code for finding in check(str(path)).findings}.get(key) == code


def test_a_rule_that_is_not_there_is_found(tmp_path):
    """A programme that follows a rule that it does not have is told so."""
    path = tmp_path / "nonsense.toml"
    path.write_text(HEAD.replace('"it"', '"ti"', 1) + RULES["class"], encoding="utf-8")
    found = {finding.place.key: finding.code for finding in check(str(path)).findings}
    assert found == {"mining.tariff_rule": "unknown-reference"}
