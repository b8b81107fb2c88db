"""The units that figures of a playbook may have, and what each measures."""

from __future__ import annotations

import enum

from bitcoin_office.terms.units import all_units

SDR = "SDR"
"""The special drawing right, in which the IMF lends. Nobody keeps books in it, so it is no unit of account of ours."""


class Measure(enum.StrEnum):
    """What a unit measures; figures of one measure can be compared, and converted at a named rate."""

    BITCOIN = "bitcoin"
    MONEY = "money"
    MONEY_PER_DOLLAR = "an exchange rate"
    MONEY_PER_SDR = "a rate of the special drawing right"
    MONEY_PER_ENERGY = "a price of energy"
    MONEY_PER_POWER = "a cost of building"
    MONEY_PER_POWER_YEAR = "a revenue of power"
    POWER = "power"
    ENERGY = "energy"
    SHARE = "a share"
    TIME = "a span of time"
    COUNT = "a number of things"
    EMISSIONS = "emissions"
    EFFICIENCY = "an efficiency of machines"
    HASH_RATE = "a rate of hashing"
    HASHPRICE = "a price of hashing"


_PLAIN = {
    "BTC": Measure.BITCOIN,
    "sat": Measure.BITCOIN,
    SDR: Measure.MONEY,
    "MW": Measure.POWER,
    "kW": Measure.POWER,
    "W": Measure.POWER,
    "GWh": Measure.ENERGY,
    "MWh": Measure.ENERGY,
    "percent": Measure.SHARE,
    "percent of GDP": Measure.SHARE,
    "years": Measure.TIME,
    "months": Measure.TIME,
    "days": Measure.TIME,
    "hours": Measure.TIME,
    "people": Measure.COUNT,
    "accounts": Measure.COUNT,
    "machines": Measure.COUNT,
    "transfers": Measure.COUNT,
    "g/kWh": Measure.EMISSIONS,
    "J/TH": Measure.EFFICIENCY,
    "TH/s": Measure.HASH_RATE,
    "EH/s": Measure.HASH_RATE,
}
_PER_MONEY = {
    "": Measure.MONEY,
    "/USD": Measure.MONEY_PER_DOLLAR,
    "/SDR": Measure.MONEY_PER_SDR,
    "/kWh": Measure.MONEY_PER_ENERGY,
    "/MW": Measure.MONEY_PER_POWER,
    "/MW/year": Measure.MONEY_PER_POWER_YEAR,
    "/PH/day": Measure.HASHPRICE,
}
_CURRENCIES = frozenset(unit.code for unit in all_units() if unit.code == unit.commodity)

# What a message shows as an example; money is shown in the country's own currency.
_EXAMPLES = {
    **{measure: unit for unit, measure in reversed(_PLAIN.items())},
    **{measure: f"USD{rest}" for rest, measure in _PER_MONEY.items()},
    Measure.MONEY_PER_DOLLAR: "PKR/USD",
}


def currency(unit: str) -> str | None:
    """The currency that a unit of money, or of money per something, counts; ``None`` for any other unit.

    >>> currency("PKR/kWh"), currency("MW")
    ('PKR', None)
    """
    code = unit.partition("/")[0]
    return code if code in _CURRENCIES else None


def measure(unit: str) -> Measure | None:
    """What a unit measures; ``None`` for a unit that nobody here knows."""
    if unit in _PLAIN:
        return _PLAIN[unit]
    code = currency(unit)
    return None if code is None else _PER_MONEY.get(unit.removeprefix(code))


def example(of: Measure) -> str:
    """A unit that measures this, for messages."""
    return _EXAMPLES[of]


def near_units(unit: str) -> tuple[str, ...]:
    """The units that somebody who wrote ``unit`` may have meant."""
    code = currency(unit)
    return (*_PLAIN, *(f"{code}{rest}" for rest in _PER_MONEY)) if code else (*_PLAIN, *sorted(_CURRENCIES))
