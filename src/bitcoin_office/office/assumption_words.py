"""What the engine's numbers mean to people, and which of them are no assumptions."""

from __future__ import annotations

import re

FIXED = frozenset(
    {"past_days", "first_sats", "first_cost_cents", "first_cash_cents", "credit_usd", "first_height_usd",
     "restart_chance", "past_deviation", "first_blocks_to_halving", "first_epoch_blocks", "first_epoch_days",
     "first_subsidy_btc", "first_working_share", "first_rate", "per_first_rate", "first_blocks_per_ehs", "shift_memory",
     "weight", "loss_factor_least", "nothing", "hydro_memory"}
)  # fmt: skip
"""Numbers that are known, or that mark places and bounds: being wrong about them is no question."""

FIXED_ENDS = ("_first", "_last", "_window", "_rest", "_correlation", "_slot", "_day_number")

ENGINES_NAME = "as the engine names it"

_OF_ONE = re.compile(r"_(?P<kind>[sb])(?P<number>[0-9]+)$")
"""The end of the name of a number that belongs to one site or one batch of machines."""
_KINDS = {"s": "site", "b": "machines"}


def of_all(name: str) -> str:
    """The name that a number of one site or batch has where there is only one.

    >>> of_all("machines_usd_b3")
    'machines_usd'
    """
    return _OF_ONE.sub("", name)


def words_of(name: str) -> tuple[str, str]:
    """What a number of the engine means, and its unit; of one of several sites or batches with its number."""
    says, unit = WORDS.get(of_all(name), (ENGINES_NAME, ""))
    found = _OF_ONE.search(name)
    if found is None or says == ENGINES_NAME:
        return says, unit
    return f"{says}, {_KINDS[found['kind']]} {int(found['number']) + 1}", unit


WORDS: dict[str, tuple[str, str]] = {
    "mining_tariff": ("what miners pay for power", "local/kWh"),
    "first_tariff": ("what miners pay for power", "local/kWh"),
    "plant_cost": ("fuel of the plant at the site's gate", "local/kWh"),
    "machines_usd": ("what the machines cost", "USD"),
    "machines_mw": ("power of the machines", "MW"),
    "machine_failures": ("machines that fail for good in a year", "share"),
    "fees_btc": ("fees of a block", "BTC"),
    "pool_keeps": ("what is left after the pool's fee", "share"),
    "first_ehs_per_mw": ("what the machines get out of a megawatt", "EH/s"),
    "first_others_ehs": ("hash rate of all other miners on the first day", "EH/s"),
    "response_a_day": ("how quickly other miners answer to the hashprice", "a day"),
    "tariff_dollar_share": ("how far tariffs keep their value in dollars", "share"),
    "fuel_dollar_share": ("how far fuel keeps its value in dollars", "share"),
    "reference_dollar_share": ("how far the yardsticks keep their value in dollars", "share"),
    "shift_deviation": ("how far a day's load is from its month's", "share"),
    "hydro_deviation": ("how far a day's power from water is from its month's", "share"),
    "loss_factor": ("power to be made for a unit that arrives", "times"),
    "hall_revenue_usd": ("what a megawatt of a hall earns in a year", "USD"),
    "hall_uptime": ("how often a hall runs", "share"),
    "hall_usage": ("how far a hall is used", "share"),
    "hall_build_ratio": ("what a hall's megawatt costs to build, in those of machines", "times"),
    "reference_bought_low": ("marginal cost, the lower sourced figure", "local/kWh"),
    "reference_bought_high": ("marginal cost, the higher sourced figure", "local/kWh"),
    "reference_determined": ("the cost of service that the regulator determined", "local/kWh"),
    "reference_class": ("the tariff of the class", "local/kWh"),
    "first_reserves_usd": ("gross reserves on the first day", "USD"),
    "adequacy_base_usd": ("reserves that count for adequacy", "USD"),
    "adequacy_metric": ("the metric of reserve adequacy", "USD"),
    "borrowing_day": ("what the state pays for a day of debt", "share"),
    "bitcoin_debt_usd": ("debt that is tied to bitcoin", "USD"),
}
"""What other desks' numbers are, with their unit; a number that is not here goes by its own name."""

RANGES: dict[str, tuple[float, float, str]] = {
    "pool_keeps": (0.96, 1.0, "pools take nothing to 4 %"),
    "hall_uptime": (0.95, 1.0, "a hall that stands still for one day in twenty, or never"),
}
"""Ranges that are better known than 20 % either way."""
