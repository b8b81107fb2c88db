"""Bitcoin bonds in the futures: coins and money conserved, gains shared by the declared rule."""

import msgspec
import pytest

from bitcoin_office.adapters.compiled_engine import compiled_kernel
from bitcoin_office.fiscal.bond import BitcoinLeg, issuer_net
from bitcoin_office.simulate.bond_desk import BondInPlan, bonds_section
from bitcoin_office.simulate.fiscal_desk import FiscalTerms, fiscal_section
from bitcoin_office.simulate.plan import Plan, PlanInput, prepare
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.reserve_desk import Opening, reserve_section
from bitcoin_office.simulate.run import run_piece, trace
from bitcoin_office.simulate.sections import Span
from bitcoin_office.simulate.weather.price_models import Drift, Gbm, Start
from bitcoin_office.simulate.weather.rate_models import DOLLAR
from tests.simulate.programmes import FIRST, RATE, rule, texts

BOND = BondInPlan(
    into_bitcoin_usd=500_000_000, threshold_usd=500_000_000, gain_share=0.5, issue_day=3, sale_days=(20, 30, 40)
)
OTHER = BondInPlan(into_bitcoin_usd=7_000_000, threshold_usd=1_000_000, gain_share=0.25, issue_day=10, sale_days=(90,))
DAYS = 50


def made(*bonds: BondInPlan, volatility: float = 3.0) -> Plan:
    """Bonds under a price that moves a lot."""
    span = Span(FIRST, DAYS)
    section = Gbm(volatility=volatility).section(Start(price_usd=90_000.0), Drift(median_growth=2.0)) + DOLLAR
    section += reserve_section((), Opening(), span, texts()) + bonds_section(bonds, span)
    return prepare(PlanInput(section=section, span=span, reports=(15, 25, DAYS - 1), seed=9, texts=texts()))


def test_coins_and_money_of_a_bond_are_conserved():
    """Coins are bought once, locked, sold in three equal parts; holders get their share of proceeds above the sum."""
    plan = made(BOND, OTHER)
    seen = trace(plan, plain_kernel(plan), 0, 12)
    shared = 0
    for path in range(12):
        of = {name: values[path] for name, values in seen.items()}
        price = of["price_usd"]
        bought = of["bond_sats_0"][3]
        assert of["bond_sats_0"][2] == 0.0
        assert 0 <= 5e10 - of["bond_cost_cents_0"][3] <= price[3] * 100
        assert of["bond_cost_cents_0"][49] == round(bought * price[3] / 1e6)
        assert set(of["bond_sats_0"][3:20]) == {bought}
        sold = [of["bond_sats_0"][day - 1] - of["bond_sats_0"][day] for day in BOND.sale_days]
        assert sum(sold) == bought
        assert max(sold) - min(sold) <= 1
        assert of["bond_sats_0"][49] == 0.0
        proceeds = sum(round(part * price[day] / 1e6) for part, day in zip(sold, BOND.sale_days, strict=True))
        assert of["bond_proceeds_cents_0"][49] == pytest.approx(proceeds, abs=3)
        dividend = 0.5 * max(of["bond_proceeds_cents_0"][49] - 5e10, 0.0)
        assert of["bond_dividend_cents_0"][49] == pytest.approx(dividend, abs=1)
        assert of["bond_sats_1"][49] > 0.0
        shared += dividend > 0
    assert 0 < shared < 12


TREASURY = msgspec.structs.replace(
    BOND,
    principal_usd=1_000_000_000,
    works_usd=300_000_000,
    coupon_cents=650_000_000,
    coupon_days=(8, 33, DAYS + 5),
    redeemed_day=45,
    treasury=True,
)
PRIVATE = msgspec.structs.replace(OTHER, principal_usd=10_000_000, coupon_cents=1, coupon_days=(12,), redeemed_day=40)


def test_cash_of_the_treasurys_bonds_is_conserved_on_every_path():
    """To the cent: raised, less coins, works, coupons, gains shared and the principal, plus what coins bring."""
    span = Span(FIRST, DAYS)
    second = msgspec.structs.replace(TREASURY, issue_day=5, sale_days=(21, 44), redeemed_day=DAYS + 20)
    terms = FiscalTerms(
        from_reserves=False,
        budget_year_begins=tuple(1.0 if day == 25 else 0.0 for day in range(DAYS)),
        borrowing_rate=0.1,
        bonds=True,
    )
    section = Gbm(volatility=3.0).section(Start(price_usd=90_000.0), Drift(median_growth=2.0)) + RATE.section(280.0)
    section += reserve_section((rule("fixed_coins", coins=10.0),), Opening(), span, texts())
    section += bonds_section((TREASURY, PRIVATE, second), span) + fiscal_section(terms)
    plan = prepare(PlanInput(section=section, span=span, reports=(DAYS - 1,), seed=9, texts=texts()))
    seen = trace(plan, plain_kernel(plan), 0, 12)
    for path in range(12):
        of = {name: values[path] for name, values in seen.items()}
        moved = owed = year = bonds_line = interest_line = 0.0
        for day in range(DAYS):
            known, primary, service = 0, 0, 0
            for number, bond in ((0, TREASURY), (2, second)):
                step = [of[f"bond_{word}_cents_{number}"] for word in ("proceeds", "cost", "dividend")]
                proceeds, cost, dividend = (int(each[day]) - (int(each[day - 1]) if day else 0) for each in step)
                works = bond.works_usd * 100 if day == bond.issue_day else 0
                primary += proceeds - cost - works
                service += dividend + (bond.coupon_cents if day in bond.coupon_days else 0)
                known += bond.principal_usd * 100 if day == bond.issue_day else 0
                known -= bond.principal_usd * 100 if day == bond.redeemed_day else 0
            cash = int(of["bonds_cash_cents"][day]) - (int(of["bonds_cash_cents"][day - 1]) if day else 0)
            assert cash == primary - service + known
            rate = of["local_per_usd"][day]
            coins = (of["spent_cents"][day] - (of["spent_cents"][day - 1] if day else 0.0)) / 100 * rate
            today = primary / 100 * rate - coins
            moved, year = moved + today, (0.0 if day == 25 else year) + today
            owed = owed * (1 + 0.1 / 365) - today + (service - known) / 100 * rate
            bonds_line, interest_line = bonds_line + primary / 100 * rate, interest_line + service / 100 * rate
            assert of["budget_moved_local"][day] == pytest.approx(moved, rel=1e-9)
            assert of["budget_year_local"][day] == pytest.approx(year, rel=1e-9)
            assert of["debt_added_local"][day] == pytest.approx(owed, rel=1e-9, abs=1.0)
        assert of["budget_bonds_local"][-1] == pytest.approx(bonds_line, rel=1e-9)
        assert of["budget_interest_local"][-1] == pytest.approx(interest_line, rel=1e-9)
        assert interest_line > 0
    one, other = trace(plan, plain_kernel(plan), 3, 2), trace(plan, compiled_kernel(plan), 3, 2)
    assert {name: [list(each) for each in paths] for name, paths in one.items()} == {
        name: [list(each) for each in paths] for name, paths in other.items()
    }


def test_a_bond_of_somebody_else_is_beside_the_budget():
    """Without a bond of the treasury there is no cash of bonds, and nothing of it in the budget."""
    plan = made(PRIVATE)
    assert "bonds_cash_usd" not in {statistic.name for statistic in plan.layout.statistics}


def test_before_any_sale_the_exposure_is_the_issuers_net():
    """With all coins still there, the issuer's net is the function of the price's growth that prices the bond."""
    plan = made(BOND)
    seen = trace(plan, plain_kernel(plan), 0, 6)
    leg = BitcoinLeg(into_bitcoin=0.5, first_sale_year=6, sales=5, threshold=0.5, share=0.5)
    for path in range(6):
        growth = seen["price_usd"][path][15] / seen["price_usd"][path][3]
        assert seen["bonds_net_usd"][path][15] == pytest.approx(1e9 * issuer_net(leg, growth), abs=2e5)


def test_two_bonds_add_up_and_the_compiler_gives_the_same_bits():
    """The exposure of two bonds is the sum of each; compiled and plain counts are equal."""
    both, one, two = made(BOND, OTHER), made(BOND), made(OTHER)
    kept = [trace(plan, plain_kernel(plan), 5, 1)["bonds_net_usd"][0][DAYS - 1] for plan in (both, one, two)]
    assert kept[0] == pytest.approx(kept[1] + kept[2], rel=1e-12)
    assert run_piece(both, plain_kernel(both), 0, 70) == run_piece(both, compiled_kernel(both), 0, 70)
