"""Tests of the bitcoin bond."""

import math
import random
from statistics import fmean, stdev

import msgspec
import pytest

from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.fiscal.bond import (
    BitcoinLeg,
    Pricing,
    bitcoin_leg,
    bond_value,
    dividend_value,
    issuer_net,
    straight_value,
)
from bitcoin_office.terms.errors import IncompleteDataError

LEG = BitcoinLeg(into_bitcoin=0.5, first_sale_year=6, sales=5, threshold=0.5, share=0.5)


def pricing(volatility: float, riskless: float, spread: float) -> Pricing:
    """A market at a yield of 13 percent."""
    return Pricing(bond_yield=0.13, volatility=volatility, riskless=riskless, spread=spread)


@pytest.mark.parametrize(("bond_yield", "value"), [(0.13, 0.647), (0.1634, 0.530)])
def test_coupons_and_principal(bond_yield: float, value: float) -> None:
    """6.5 percent for ten years are worth 0.647 at 13 percent and 0.530 at the 16.34 of November 2021."""
    assert straight_value(0.065, bond_yield, 10) == pytest.approx(value, abs=5e-4)
    annuity = 0.065 * (1 - (1 + bond_yield) ** -10) / bond_yield
    assert straight_value(0.065, bond_yield, 10) == pytest.approx(annuity + (1 + bond_yield) ** -10)


def test_a_bond_at_its_coupon_is_worth_par() -> None:
    """Discounted at its own coupon a bond is worth its principal."""
    assert straight_value(0.065, 0.065, 10) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("market", "value"),
    [
        (pricing(0.75, 0.015, 0), 0.172),
        (pricing(0.75, 0.015, 0.10), 0.079),
        (pricing(0.6, 0.04, 0), 0.159),
        (pricing(0.6, 0.04, 0.09), 0.073),
    ],
)
def test_dividend_near_the_simulated_figures(market: Pricing, value: float) -> None:
    """Within 0.003 of figures that were once simulated for a dollar of the bond of 2021."""
    assert dividend_value(LEG, market) == pytest.approx(value, abs=0.003)


def simulated(leg: BitcoinLeg, market: Pricing, paths: int, seed: int) -> tuple[float, float]:
    """Mean and standard error of the dividend by plain simulation of the sales, with antithetic pairs."""
    chance, values = random.Random(seed), []
    for _ in range(paths):
        normals = [chance.gauss(0, 1) for _ in range(leg.sales)]
        values.append(fmean(_paid(leg, market, [sign * normal for normal in normals]) for sign in (1, -1)))
    return fmean(values), stdev(values) / paths**0.5


def _paid(leg: BitcoinLeg, market: Pricing, normals: list[float]) -> float:
    log_price = sold = paid = value = 0.0
    for sale, normal in enumerate(normals):
        years = leg.first_sale_year if sale == 0 else 1.0
        log_price += (market.riskless - market.volatility**2 / 2) * years + market.volatility * math.sqrt(
            years
        ) * normal
        sold += leg.into_bitcoin / leg.sales * math.exp(log_price)
        due = leg.share * max(0.0, sold - leg.threshold)
        value += (due - paid) * math.exp(-(market.riskless + market.spread) * (leg.first_sale_year + sale))
        paid = due
    return value


@pytest.mark.parametrize(
    ("leg", "market"),
    [
        (LEG, pricing(0.6, 0.04, 0.09)),
        (BitcoinLeg(into_bitcoin=1.0, first_sale_year=2, sales=3, threshold=1.2, share=0.3), pricing(0.4, 0.03, 0.0)),
        (BitcoinLeg(into_bitcoin=0.5, first_sale_year=1, sales=1, threshold=0.5, share=1.0), pricing(0.5, 0.05, 0.0)),
    ],
)
def test_dividend_against_simulation(leg: BitcoinLeg, market: Pricing) -> None:
    """The recursion agrees with plain simulation within four of its standard errors."""
    mean, error = simulated(leg, market, 20_000, seed=7)
    assert abs(dividend_value(leg, market) - mean) < 4 * error


def test_one_sale_is_a_call_against_black_and_scholes() -> None:
    """With one sale the dividend is a European call, to five digits of the closed formula."""
    from math import erf, exp, log, sqrt

    leg = BitcoinLeg(into_bitcoin=0.5, first_sale_year=3, sales=1, threshold=0.7, share=1.0)
    market = pricing(0.6, 0.04, 0.0)
    spread = 0.6 * sqrt(3)
    high = (log(0.5 / 0.7) + (0.04 + 0.18) * 3) / spread
    normal = [0.5 * (1 + erf(x / sqrt(2))) for x in (high, high - spread)]
    call = 0.5 * normal[0] - 0.7 * exp(-0.12) * normal[1]
    assert dividend_value(leg, market) == pytest.approx(call, rel=1e-4)


def test_without_volatility_it_is_the_forward() -> None:
    """Nearly without volatility and with a threshold of nothing, the share of every sale is paid at its own value."""
    leg = msgspec.structs.replace(LEG, threshold=1e-9)
    assert dividend_value(leg, pricing(1e-6, 0.04, 0.0)) == pytest.approx(0.5 * 0.5, rel=1e-6)


def test_more_volatility_and_less_spread_are_worth_more() -> None:
    """A call grows with volatility; a promise is worth less where more is asked on it."""
    assert dividend_value(LEG, pricing(0.8, 0.02, 0)) > dividend_value(LEG, pricing(0.5, 0.02, 0))
    assert dividend_value(LEG, pricing(0.6, 0.02, 0.05)) < dividend_value(LEG, pricing(0.6, 0.02, 0))


def test_the_declared_volcano_bond() -> None:
    """El Salvador's terms read as the leg that is priced above: 0.647 and a dividend of 0.076 at 13 percent."""
    terms = load_playbook("sv").programme.bonds[0]
    assert bitcoin_leg(terms) == LEG
    value = bond_value(terms, pricing(0.75, 0.015, 0.10))
    assert value.holders == pytest.approx(0.647 + 0.0764, abs=0.001)


def test_a_missing_term_is_named() -> None:
    """Without the gain's threshold nothing is priced."""
    terms = msgspec.structs.replace(load_playbook("sv").programme.bonds[0], gain_above=None)
    with pytest.raises(IncompleteDataError, match="gain_above"):
        bond_value(terms, pricing(0.75, 0.015, 0.10))


def test_what_the_issuer_keeps() -> None:
    """At an unchanged price nothing; at half the loss is all the budget's; at four times half of the gain is left."""
    assert issuer_net(LEG, 1.0) == 0
    assert issuer_net(LEG, 0.5) == pytest.approx(-0.25)
    assert issuer_net(LEG, 4.0) == pytest.approx(0.75)


def test_coupons_against_quantlib() -> None:
    """A yearly coupon bond at a yearly compounded yield, as QuantLib's bond functions price it."""
    import QuantLib as ql  # noqa: N813 - its own examples call it so

    issue = ql.Date(1, 1, 2025)
    ql.Settings.instance().evaluationDate = issue
    schedule = ql.MakeSchedule(issue, ql.Date(1, 1, 2035), ql.Period(ql.Annual), calendar=ql.NullCalendar())
    bond = ql.FixedRateBond(0, 100.0, schedule, [0.065], ql.Thirty360(ql.Thirty360.BondBasis))
    for bond_yield in (0.0, 0.065, 0.13, 0.1634):
        rate = ql.InterestRate(bond_yield, ql.Thirty360(ql.Thirty360.BondBasis), ql.Compounded, ql.Annual)
        expected = ql.BondFunctions.cleanPrice(bond, rate, issue) / 100.0
        assert straight_value(0.065, bond_yield, 10) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize(("volatility", "riskless"), [(0.75, 0.015), (0.6, 0.04)])
def test_dividend_against_quantlib(volatility: float, riskless: float) -> None:
    """The dividend is a chain of calls on arithmetic means of the sales: QuantLib simulates them under control."""
    import QuantLib as ql  # noqa: N813 - its own examples call it so

    today = ql.Date(1, 1, 2025)
    ql.Settings.instance().evaluationDate = today
    count = ql.Actual365Fixed()
    process = ql.BlackScholesMertonProcess(
        ql.QuoteHandle(ql.SimpleQuote(100.0)),
        ql.YieldTermStructureHandle(ql.FlatForward(today, 0.0, count)),
        ql.YieldTermStructureHandle(ql.FlatForward(today, riskless, count)),
        ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, ql.NullCalendar(), volatility, count)),
    )
    value = before = 0.0
    for sales in range(1, LEG.sales + 1):
        fixings = [today + ql.Period(365 * (LEG.first_sale_year + sale), ql.Days) for sale in range(sales)]
        # Sales of a tenth each of the first price: their sum is `sales` tenths of the mean.
        payoff = ql.PlainVanillaPayoff(ql.Option.Call, 100.0 * LEG.threshold / (LEG.into_bitcoin / LEG.sales) / sales)
        option = ql.DiscreteAveragingAsianOption(
            ql.Average.Arithmetic, 0.0, 0, fixings, payoff, ql.EuropeanExercise(fixings[-1])
        )
        option.setPricingEngine(
            ql.MCDiscreteArithmeticAPEngine(
                process, "ld", brownianBridge=True, controlVariate=True, requiredSamples=131_071, seed=42
            )
        )
        years = LEG.first_sale_year + sales - 1
        discounted = LEG.share * (LEG.into_bitcoin / LEG.sales) * sales * option.NPV() / 100.0
        due = discounted / math.exp(-riskless * years)
        value += (due - before) * math.exp(-riskless * years)
        before = due
    assert dividend_value(LEG, pricing(volatility, riskless, 0.0)) == pytest.approx(value, rel=5e-3)
