"""A bond whose proceeds buy bitcoin: what it is worth to its holders and what it exposes its issuer to.

Per unit of principal and with yearly payments, as the terms of the bond of 2021 have it. The bitcoin dividend is a call
on the sum of the coins' sales: a fixed number of coins is sold in equal parts, and a share of what the sales bring in
all above a threshold is paid out. It is valued as lognormal prices value it (GBM, risk-neutral), by exact recursion
over the ratios of the prices (Carverhill and Clewlow 1990), so the same number comes out every time.
"""

from __future__ import annotations

import bisect
import math

import msgspec

from bitcoin_office.playbook.bond_terms import BondTerms
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.terms.errors import IncompleteDataError

PERCENT = 100.0
# The grid of strikes, in multiples of the first sale, with the kink at 1 on it, and the steps of the normal variable,
# finer for the first sale, whose sum is taken once: errors below 1e-4 of the value.
STRIKES, LOWEST_STRIKE, HIGHEST_STRIKE = 601, 1e-4, 1e4
NORMAL_REACH, FIRST_STEPS, LATER_STEPS = 8.0, 1600, 160
# Powers and exponentials differ in their last bits from one machine's library to another's; a value's decimals do not.
DECIMALS = 12


class BitcoinLeg(msgspec.Struct, frozen=True, kw_only=True):
    """The bitcoin in a bond, per unit of principal: what buys coins, when they are sold, what of it holders get."""

    into_bitcoin: float
    first_sale_year: float
    sales: int
    threshold: float
    share: float


class Pricing(msgspec.Struct, frozen=True, kw_only=True):
    """Under which market a bond is valued: shares a year, continuously compounded but for the yield."""

    bond_yield: float
    volatility: float
    riskless: float
    spread: float
    """What holders ask beyond the riskless rate on the issuer's promise to pay the dividend."""


class BondValue(msgspec.Struct, frozen=True, kw_only=True):
    """A bond per unit of principal."""

    coupons_and_principal: float
    bitcoin_dividend: float

    @property
    def holders(self) -> float:
        """What it is worth to its holders."""
        return self.coupons_and_principal + self.bitcoin_dividend


def straight_value(coupon: float, bond_yield: float, years: int) -> float:
    """Coupons and principal per unit, discounted at a yearly yield.

    >>> round(straight_value(0.065, 0.13, 10), 3), round(straight_value(0.065, 0.1634, 10), 3)
    (0.647, 0.53)
    """
    coupons = math.fsum(coupon * (1.0 + bond_yield) ** -year for year in range(1, years + 1))
    return round(coupons + (1.0 + bond_yield) ** -years, DECIMALS)


def dividend_value(leg: BitcoinLeg, pricing: Pricing) -> float:
    """The bitcoin dividend per unit of principal: at each sale, the share of what brings all sales above the threshold.

    >>> leg = BitcoinLeg(into_bitcoin=0.5, first_sale_year=6, sales=5, threshold=0.5, share=0.5)
    >>> round(dividend_value(leg, Pricing(bond_yield=0.13, volatility=0.75, riskless=0.015, spread=0.0)), 3)
    0.175
    """
    value, before = 0.0, 0.0
    for sale in range(1, leg.sales + 1):
        expected = leg.share * _expected_excess(leg, pricing, sale)
        year = leg.first_sale_year + sale - 1
        value += (expected - before) * math.exp(-(pricing.riskless + pricing.spread) * year)
        before = expected
    return round(value, DECIMALS)


def bond_value(terms: BondTerms, pricing: Pricing) -> BondValue:
    """The bond of these terms. Raises ``IncompleteDataError`` naming a term that is missing."""
    return BondValue(
        coupons_and_principal=straight_value(
            _number(terms.coupon, "coupon") / PERCENT, pricing.bond_yield, round(_number(terms.tenor, "tenor"))
        ),
        bitcoin_dividend=dividend_value(bitcoin_leg(terms), pricing),
    )


def bitcoin_leg(terms: BondTerms) -> BitcoinLeg:
    """The bitcoin in declared terms: one sale a year after the lock-up. Raises ``IncompleteDataError``."""
    principal = _number(terms.principal, "principal")
    return BitcoinLeg(
        into_bitcoin=_number(terms.into_bitcoin, "into_bitcoin") / principal,
        first_sale_year=_number(terms.lock_up, "lock_up") + 1.0,
        sales=round(_number(terms.sale, "sale")),
        threshold=_number(terms.gain_above, "gain_above") / principal,
        share=_number(terms.gain_share, "gain_share") / PERCENT,
    )


def issuer_net(leg: BitcoinLeg, growth: float) -> float:
    """What the issuer is left with of the coins, per unit of principal, once their price has changed by ``growth``.

    ``growth`` multiplies the price, for all sales: the sales less the dividend less what the coins cost. Negative is
    what the budget has to bear.
    """
    sales = leg.into_bitcoin * growth
    return sales - leg.share * max(0.0, sales - leg.threshold) - leg.into_bitcoin


def _expected_excess(leg: BitcoinLeg, pricing: Pricing, sales: int) -> float:
    """The expected excess of the first so many sales over the threshold, at the riskless drift."""
    part = leg.into_bitcoin / leg.sales
    first = _normals(pricing, leg.first_sale_year, FIRST_STEPS)
    later = _normals(pricing, 1.0, LATER_STEPS)
    # Per unit of the first sale: 1 + R2 (1 + R3 (...)), above a strike of the threshold by the first sale.
    strikes = [LOWEST_STRIKE * (HIGHEST_STRIKE / LOWEST_STRIKE) ** (place / (STRIKES - 1)) for place in range(STRIKES)]
    excess, mean = [max(0.0, 1.0 - strike) for strike in strikes], 1.0
    for _ in range(sales - 1):
        following, following_mean = excess, mean
        mean = 1.0 + math.exp(pricing.riskless) * following_mean
        excess = [
            mean - strike
            if strike <= 1.0
            else math.fsum(
                weight * ratio * _at(strikes, following, following_mean, (strike - 1.0) / ratio)
                for weight, ratio in later
            )
            for strike in strikes
        ]
    strike = leg.threshold / part
    return part * math.fsum(weight * price * _at(strikes, excess, mean, strike / price) for weight, price in first)


def _at(strikes: list[float], excess: list[float], mean: float, strike: float) -> float:
    """The excess at any strike: linear between the grid's, ``mean - strike`` below it, nothing above."""
    if strike <= strikes[0]:
        return mean - strike
    if strike >= strikes[-1]:
        return 0.0
    place = bisect.bisect_right(strikes, strike)
    low, high = strikes[place - 1], strikes[place]
    return excess[place - 1] + (excess[place] - excess[place - 1]) * (strike - low) / (high - low)


def _normals(pricing: Pricing, years: float, steps: int) -> list[tuple[float, float]]:
    """Weights and price ratios after so many years: the trapezoidal rule on the normal variable."""
    step = 2.0 * NORMAL_REACH / steps
    spread = pricing.volatility * math.sqrt(years)
    drift = (pricing.riskless - 0.5 * pricing.volatility**2) * years
    points = [-NORMAL_REACH + step * place for place in range(steps + 1)]
    # The reach is widened by the spread, so that the mean of the ratios, which shifts the normal by it, is whole.
    return [
        (
            step * math.exp(-0.5 * (x + 0.5 * spread) ** 2) / math.sqrt(2.0 * math.pi),
            math.exp(drift + spread * (x + 0.5 * spread)),
        )
        for x in points
    ]


def _number(figure: Figure | None, name: str) -> float:
    if figure is None or figure.value is None:
        why = figure.missing if figure else "not stated"
        raise IncompleteDataError(f"The bond's {name} is not known: {why}", remedy="Add it to [[bonds]].")
    return float(figure.value)
