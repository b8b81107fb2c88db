"""The dated parameters that rules and reports read: what each means, its unit, and between which limits it lies."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from bitcoin_office.playbook.figure import outside
from bitcoin_office.playbook.problem import Problem
from bitcoin_office.playbook.units_known import currency

LOCAL = "{currency}"
"""Stands in a known unit for the country's own currency."""


class KnownParameter(msgspec.Struct, frozen=True):
    """What a parameter of this name means. ``unit`` may hold ``{currency}``: the country's own money."""

    meaning: str
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None

    def unit_in(self, money: str | None) -> str:
        """The unit for a country with this money; with the placeholder where the money is not known."""
        return self.unit.replace(LOCAL, money or LOCAL)

    def problems(self, unit: str, value: Decimal | None, money: str | None) -> Iterator[Problem]:
        """Another unit than the known one, or a value outside the limits."""
        expected = self.unit_in(money or (currency(unit) if LOCAL in self.unit else None))
        if unit != expected:
            remedy = f"Write it in {self.unit_in(money).replace(LOCAL, 'the currency of the country, such as PKR')}."
            yield Problem(code="wrong-unit", message=f"{unit!r} is not its unit.", remedy=remedy, key=("unit",))
        elif value is not None:
            yield from outside(value, self.low, self.high, unit)


def _known(meaning: str, unit: str, low: str | None = "0", high: str | None = None) -> KnownParameter:
    limits = [None if limit is None else Decimal(limit) for limit in (low, high)]
    return KnownParameter(meaning, unit, *limits)


def _correlated(what: str) -> KnownParameter:
    """The correlation of two chances of a day."""
    return _known(f"Correlation of {what}, day by day.", "percent", "-99", "99")


_TARIFF = "{currency}/kWh"

KNOWN: dict[str, KnownParameter] = {
    # Money and the economy
    "exchange_rate": _known("Units of the country's money for one dollar.", "{currency}/USD"),
    "policy_rate": _known("The central bank's rate.", "percent", "-5", "200"),
    "gdp": _known("Gross domestic product of the year.", "USD"),
    "population": _known("Inhabitants.", "people"),
    "exports": _known("Exports of goods and services in the year, of gross domestic product.", "percent of GDP"),
    "broad_money": _known("Broad money, of gross domestic product.", "percent of GDP", "0", "1000"),
    "short_term_debt": _known("External debt due within a year.", "USD"),
    "external_debt": _known("All external debt.", "USD"),
    "gross_reserves": _known("Gross official reserves, without bitcoin.", "USD"),
    "reserves_with_gold": _known("Gross official reserves including gold, without bitcoin.", "USD"),
    "fiscal_year_first_month": _known("The month in which the budget's year begins, 1 to 12.", "months", "1", "12"),
    "sdr_rate": _known("Dollars for one special drawing right.", "USD/SDR"),
    "currency_sensitivity": _known(
        "How far the country's money falls when dollars worth all gross reserves are bought: an assumption.",
        "percent",
        "0",
        "1000",
    ),
    "coin_haircut": _known("What a careful reader takes off coins beside reserves.", "percent", "0", "100"),
    # A bitcoin bond: under which market it is valued
    "bond_yield": _known("What holders ask a year for coupons and principal.", "percent", "-5", "200"),
    "bond_volatility": _known("Volatility of bitcoin a year at which its dividend is valued.", "percent", "0", "500"),
    "riskless_rate": _known("The riskless rate of dollars a year, continuously compounded.", "percent", "-5", "100"),
    "bond_spread": _known("What holders ask beyond it on the promise of the dividend.", "percent", "0", "200"),
    "budget_subsidy_share": _known(
        "Share of miners' gap to the cost of fuel that the budget pays.", "percent", "0", "100"
    ),
    "budget_mining_share": _known(
        "Share of what mining earns beyond power that the budget gets.", "percent", "0", "100"
    ),
    # Electricity
    "tariff_base": _known("National base tariff.", _TARIFF, "0", "1000"),
    "tariff_average": _known("Average of all classes, with taxes.", _TARIFF, "0", "1000"),
    "tariff_industry": _known("Industry, with taxes.", _TARIFF, "0", "1000"),
    "tariff_commercial": _known("Shops and offices, with taxes.", _TARIFF, "0", "1000"),
    "tariff_bulk": _known("Bulk supply, with taxes.", _TARIFF, "0", "1000"),
    "tariff_agriculture": _known("Farms, with taxes.", _TARIFF, "0", "1000"),
    "tariff_subsidised": _known("The subsidised rate of small households.", _TARIFF, "0", "1000"),
    "tariff_winter": _known("Winter package for use beyond last year's.", _TARIFF, "0", "1000"),
    "tariff_incremental": _known("Package of several years for use beyond the base.", _TARIFF, "0", "1000"),
    "tariff_mining": _known("What miners pay, or would pay.", _TARIFF, "0", "1000"),
    "tariff_mining_high": _known("The upper end where a range was proposed for miners.", _TARIFF, "0", "1000"),
    "power_purchase_price": _known("Cost of generation and transmission before losses.", _TARIFF, "0", "1000"),
    "power_energy_price": _known("Its part for fuel and variable operation.", _TARIFF, "0", "1000"),
    "power_capacity_price": _known("Its part for capacity that is paid whether used or not.", _TARIFF, "0", "1000"),
    "power_wires_margin": _known("What lines and sellers cost beside purchase and losses.", _TARIFF, "0", "1000"),
    "capacity_charges": _known("All capacity charges of the fiscal year.", "{currency}"),
    "generation_of_year": _known("Energy generated in the fiscal year.", "GWh"),
    # Payments and adoption
    "remittances": _known("Remittances received in the year.", "USD"),
    "remittance_cost": _known("Cost of sending 200 dollars to the country.", "percent", "0", "100"),
    "remittance_bitcoin_share": _known("Share of remittances that comes in cryptocurrency.", "percent", "0", "100"),
    "remittance_growth": _known("Growth of remittances in a year: an assumption.", "percent", "-50", "100"),
    "remittance_deviation": _known("How unsure a year's remittances are, in their log.", "percent", "0", "100"),
    "remittance_wallet_cost": _known("Cost of sending by a bitcoin wallet, both exchanges included.", "percent"),
    "trust_net_conversion": _known(
        "Dollars a day that the trust pays for coins, less what it gets for them.", "USD", None
    ),
    "trust_net_deviation": _known("One standard deviation of that in a day.", "USD"),
    "trust_client_coins": _known("Coins in clients' wallets that may be converted.", "BTC"),
    "trust_run_share": _known("Share of them brought when the price falls by a tenth in a day.", "percent", "0", "100"),
    "trust_converted_share": _known("Share of remitted coins that is converted at once.", "percent", "0", "100"),
    "trust_sale_share": _known("Share of its coins that the trust sells in a day.", "percent", "0", "100"),
    "trust_sale_cost": _known("What a sale loses of the coins' worth.", "percent", "0", "100"),
    "bitcoin_users_share": _known("Share of people who used bitcoin in the year.", "percent", "0", "100"),
    "wallet_users_share": _known("Share of people who still use the state's wallet.", "percent", "0", "100"),
    "firms_accepting_share": _known("Share of firms that take bitcoin.", "percent", "0", "100"),
    "holders": _known("People said to hold cryptocurrency.", "people"),
    # The reserve: how coins that strangers send are told from purchases
    "reserve_dust": _known("A single output of at most this, from a stranger, is dust.", "sat", "1", "100000"),
    "reserve_gift": _known("At most this in one transaction, from a stranger, is a gift.", "sat", "1", "100000000"),
    # The budget, for rules that spend a share of what it has over
    "budget_surplus": _known("What the budget has over in a year; a deficit below 0.", "USD", None),
    # The reserve: how a proposal of today is approved
    "reserve_approvals": _known("How many different people approve a purchase or sale.", "people", "1", "10"),
    "reserve_approval_days": _known("So many days after its day a proposal may be executed.", "days", "0", "90"),
    "reserve_price_tolerance": _known("How far the price may move before it is proposed anew.", "percent", "0", "100"),
    # Oversight: what an alarm is set to
    "structuring_low": _known("Lowest share of a threshold that looks like splitting.", "percent", "0", "100"),
    "structuring_high": _known("Highest share of a threshold that looks like splitting.", "percent", "0", "100"),
    "structuring_transfers": _known("How many such transfers raise an alarm.", "transfers", "2", "1000"),
    "structuring_window": _known("The span in which they fall.", "hours", "1", "8760"),
    # Reserve adequacy: the weights of the metric
    "adequacy_exports_weight": _known("Weight of exports in reserve adequacy.", "percent", "0", "100"),
    "adequacy_money_weight": _known("Weight of broad money.", "percent", "0", "100"),
    "adequacy_short_debt_weight": _known("Weight of short-term debt.", "percent", "0", "100"),
    "adequacy_other_weight": _known("Weight of other liabilities.", "percent", "0", "100"),
    # Halls of computers beside mining
    "hall_revenue": _known("What hosting computers for artificial intelligence earns.", "USD/MW/year"),
    "hall_build_cost": _known("What building such a hall costs.", "USD/MW"),
    "mining_site_cost": _known("What building a mining site costs, without machines.", "USD/MW"),
    # Mining and power inside simulated futures
    "block_fees": _known("Fees of a block, on average.", "BTC", "0", "50"),
    "usual_hashprice": _known(
        "The hashprice, for a PH/s and day, at which other miners neither grow nor shrink.", "USD/PH/day", "1", "1000"
    ),
    "usual_hashprice_fall": _known("How fast that falls in a year, as machines get better.", "percent", "0", "60"),
    "others_response": _known(
        "How fast other miners grow in a year at twice the usual hashprice.", "percent", "0", "500"
    ),
    "machine_failures": _known(
        "Share of machines that fails for good in a year; the models' own when absent.", "percent", "0", "100"
    ),
    "machine_life": _known("Years after which machines are replaced; the models' own when absent.", "years", "1", "20"),
    "hall_share": _known("Share of the power offered that goes to halls, all year.", "percent", "0", "100"),
    "hall_power_usage": _known("Power of a hall for each hundred of its computers'.", "percent", "100", "300"),
    "load_deviation": _known("How far load strays from its month, one standard deviation.", "percent", "0", "15"),
    "load_memory": _known("How long it strays.", "days", "1", "3650"),
    "hydro_deviation": _known(
        "How far power from water strays from its month, one standard deviation.", "percent", "0", "50"
    ),
    "hydro_memory": _known("How long it strays.", "days", "1", "3650"),
    # How chances go together; each is 0 where nobody states it
    "correlation_bitcoin_rupee": _correlated("the price of bitcoin and the country's money for a dollar"),
    "correlation_bitcoin_load": _correlated("the price of bitcoin and the system's load"),
    "correlation_bitcoin_hydro": _correlated("the price of bitcoin and power from water"),
    "correlation_bitcoin_remittances": _correlated("the price of bitcoin and remittances"),
    "correlation_rupee_load": _correlated("the country's money for a dollar and the system's load"),
    "correlation_rupee_hydro": _correlated("the country's money for a dollar and power from water"),
    "correlation_rupee_remittances": _correlated("the country's money for a dollar and remittances"),
    "correlation_load_hydro": _correlated("the system's load and power from water"),
    "correlation_load_remittances": _correlated("the system's load and remittances"),
    "correlation_hydro_remittances": _correlated("power from water and remittances"),
    "tariff_dollar_share": _known(
        "Share of tariffs that keeps its value in dollars when they are set anew each year.", "percent", "0", "100"
    ),
    "fuel_dollar_share": _known("Share of the cost of fuel that follows the dollar.", "percent", "0", "100"),
}
"""Every parameter that something reads. A name that is not here would change nothing, and is a finding."""
