"""A power year of several sites: what they share, what each has of its own, and that nothing is lost between them."""

from decimal import Decimal

import msgspec
import pytest

from bitcoin_office.adapters.highs import HighsSolver
from bitcoin_office.adapters.mining_tables import shipped_load_shape, shipped_machines
from bitcoin_office.app.market import market_for
from bitcoin_office.app.playbook import Asked, load_playbook
from bitcoin_office.office.annual_power import power_year
from bitcoin_office.office.mining_sites import sites_of, with_share
from bitcoin_office.office.power_fleet import run_fleet
from bitcoin_office.office.power_result import PowerYear
from bitcoin_office.office.power_terms import Missing, PowerFacts, PowerQuestion, market_days, plan_year
from bitcoin_office.terms.errors import IncompleteDataError
from tests.office.sites_making import several_sites

YEAR = 2025
QUESTION = PowerQuestion(year=YEAR)


@pytest.fixture(scope="module")
def facts(tmp_path_factory) -> PowerFacts:
    """Pakistan with four sites that nobody declared."""
    overlay = several_sites(tmp_path_factory.mktemp("sites"))
    playbook = load_playbook(Asked(country="pk", overlays=(str(overlay),)))
    return PowerFacts(
        programme=playbook.programme,
        label=playbook.label,
        market=market_for(None),
        machines=shipped_machines(),
        shape=shipped_load_shape(),
    )


def year_of(facts: PowerFacts, **asked) -> PowerYear:
    """The power year."""
    return power_year(facts, msgspec.structs.replace(QUESTION, **asked), HighsSolver())


@pytest.fixture(scope="module")
def year(facts) -> PowerYear:
    """The power year of the four sites."""
    return year_of(facts)


def test_one_site_takes_what_the_others_leave(year):
    """Of 2,000 MW the site without a figure has what the two others of the system leave; its own dam is beside that."""
    assert {site.site: site.power_mw for site in year.sites} == {
        "north": 1_100.0, "south": 500.0, "coalfield": 400.0, "dam": 50.0
    }  # fmt: skip
    assert year.power_mw == 2_050.0
    assert year.sites[0].machines == "Antminer S21 XP 300 MW, Antminer S19 XP 800 MW"


def test_the_sites_add_up_to_the_programme(year):
    """Coins, energy, revenue and bills of the sites are those of the whole, and plants give what the sites draw."""
    whole = year.mining
    for name in ("coins", "energy_mwh", "revenue_usd", "bill_usd", "margin_usd"):
        assert sum(getattr(site, name) for site in year.sites) == pytest.approx(getattr(whole, name), rel=1e-12)
    assert whole.machine == "5 models at 4 sites"
    drawn = {site.site: site.energy_mwh for site in year.sites}
    for view in year.plants:
        given = dict(view.by_plant_mwh)
        assert given.pop("own plant of Own dam") == pytest.approx(drawn["dam"], rel=1e-12)
        assert sum(given.values()) + view.unserved_mwh == pytest.approx(
            drawn["north"] / 0.97 + drawn["south"] + drawn["coalfield"], rel=1e-9
        )
        assert given["thar-coal"] >= drawn["coalfield"]


def test_each_site_pays_its_own_price_in_its_own_months(year):
    """A site's tariff, months and supply are its own; cheaper power runs at least as long."""
    sites = {site.site: site for site in year.sites}
    assert sites["dam"].tariff_per_kwh == 4.0
    assert sites["dam"].utilisation == 1.0
    assert sites["dam"].energy_mwh == pytest.approx(50 * 24 * 365)
    assert sites["south"].tariff_source.startswith("tariff_mining_high")
    assert sites["north"].tariff_per_kwh == pytest.approx(22.0)
    for site in year.sites:
        assert site.bill_usd == pytest.approx(site.energy_mwh * 1000 * site.tariff_per_kwh / 283, rel=0.02)
    assert year.tariff_source == "as each site pays"
    assert any("South (2027-01-15)" in item.says for item in year.assumptions)


def test_a_subsidy_is_the_sum_of_the_sites_subsidies(facts, year):
    """Each customer's gap to its own reference; a plant of one's own is no customer and is given none."""
    sites = {site.site: site for site in year.sites}
    customers = [sites[name] for name in ("north", "south", "coalfield")]
    reference = year.subsidies.class_tariff[0].reference_per_kwh
    assert reference is not None
    expected = sum(max(reference.low - site.tariff_per_kwh, 0) * site.energy_mwh * 1000 for site in customers)
    assert year.subsidies.class_tariff[0].subsidy_local.low == pytest.approx(expected, rel=1e-9)
    marginal = year.subsidies.marginal_cost[0]
    grid = year.plants[0].by_plant_mwh["rlng"]
    assert marginal.reference_per_kwh.low < 22.7323 / 0.97
    gaps = {
        "north": max(22.7323 / 0.97 - sites["north"].tariff_per_kwh, 0),
        "south": max(22.7323 - sites["south"].tariff_per_kwh, 0),
        "coalfield": max(17.6664 - sites["coalfield"].tariff_per_kwh, 0),
    }
    assert grid == pytest.approx(sites["north"].energy_mwh / 0.97 + sites["south"].energy_mwh, rel=1e-9)
    expected = sum(gap * sites[name].energy_mwh * 1000 for name, gap in gaps.items())
    assert marginal.subsidy_local.low == pytest.approx(expected, rel=1e-9)


def test_sites_share_one_network(facts):
    """All machines together weigh on difficulty: each site finds less beside the others than alone."""
    sites = sites_of(facts.programme, facts.machines, plan_year(facts.parameters, YEAR).first, Missing(), QUESTION)
    days = market_days(facts.market, plan_year(facts.parameters, YEAR), (), "PKR")
    beside = run_fleet(days, sites, QUESTION)
    for run in beside.sites:
        alone = run_fleet(days, (run.site,), QUESTION).whole
        assert run.year.mean("hashprice_usd_per_ths") < alone.mean("hashprice_usd_per_ths")
        assert run.year.coins <= alone.coins
    less = with_share(sites, 0.5)
    assert [site.power_mw for site in less] == [550.0, 250.0, 400.0, 50.0]


def test_what_is_asked_for_wins_over_the_sites(facts):
    """A machine and a tariff hold at every site that pays one; power that is asked for is one site."""
    asked = year_of(facts, machine="antminer-s21", tariff_per_kwh=Decimal(23))
    assert asked.mining.machine == "Antminer S21"
    assert {site.tariff_per_kwh for site in asked.sites} == {23.0, 4.0}
    one = year_of(facts, power_mw=Decimal(1000))
    assert (one.power_mw, len(one.sites)) == (1_000.0, 1)


def test_power_that_nobody_states_is_named(facts):
    """A site without power, in a programme that offers none, says so."""
    mining = msgspec.structs.replace(facts.programme.mining, power=None)
    programme = msgspec.structs.replace(facts.programme, mining=mining)
    with pytest.raises(IncompleteDataError, match="The power of North"):
        year_of(msgspec.structs.replace(facts, programme=programme))
