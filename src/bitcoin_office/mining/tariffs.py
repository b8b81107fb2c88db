"""What a kilowatt-hour costs miners by a rule: a price that is set each year, a part of fuel, a floor and a ceiling.

The rule itself is ``daily.tariff_by_rule``, which simulated futures compile; ``explained`` says the same in words.
"""

from __future__ import annotations

import msgspec

NO_CEILING = 1e9
"""Above any price of a kilowatt-hour in any money."""


class TariffNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as numbers, prices a kilowatt-hour's in the country's money.

    ``set_price`` is set anew with the budget's year, ``fuel_share`` is of the fuel at the meter, day by day.
    """

    set_price: float
    fuel_share: float = 0.0
    floor: float = 0.0
    ceiling: float = NO_CEILING
    says: str = ""


def explained(rule: TariffNumbers, fuel_at_meter: float) -> str:
    """The tariff of a day and its reasons.

    >>> explained(TariffNumbers(set_price=1.5, fuel_share=1.0, ceiling=23.0), 22.5)
    '1.50 set + 100% of fuel at 22.50 = 24.00, held at the ceiling of 23.00'
    """
    wanted = rule.set_price + rule.fuel_share * fuel_at_meter
    fuel = f" + {rule.fuel_share:.0%} of fuel at {fuel_at_meter:.2f}" if rule.fuel_share else ""
    told = f"{rule.set_price:.2f} set{fuel} = {wanted:.2f}"
    if wanted > rule.ceiling:
        return f"{told}, held at the ceiling of {rule.ceiling:.2f}"
    return f"{told}, held at the floor of {rule.floor:.2f}" if wanted < rule.floor else told
