"""Three yardsticks for a power subsidy, side by side, and what a customer adds to capacity charges.

The dispute over a special tariff is about which yardstick counts. Price gap (IMF, IEA): (reference price - tariff) x
quantity, nothing where the tariff is higher. Cost recovery and cross-subsidies as in the World Bank's ESRAF note 1
(Kojima 2017). Pure functions of floats, compiled as they stand by simulated futures; any currency, per kilowatt-hour.
"""

from __future__ import annotations

KWH_PER_GWH = 1e6
KWH_PER_MWH = 1000.0


def at_the_meter(cost_at_plant: float, losses_share: float) -> float:
    """What a kilowatt-hour costs where it is used: losses on the way have to be generated too.

    ``losses_share`` is the share of generated energy that does not arrive, 0 to below 1.
    """
    return cost_at_plant / (1.0 - losses_share)


def cost_of_service(energy_price: float, capacity_price: float, losses_share: float, wires_margin: float) -> float:
    """What serving a kilowatt-hour costs with all plants and lines paid."""
    return at_the_meter(energy_price + capacity_price, losses_share) + wires_margin


def price_gap(reference_price: float, tariff: float) -> float:
    """The subsidy in a kilowatt-hour against a reference price; 0 where the tariff is as high."""
    return max(0.0, reference_price - tariff)


def price_distance(reference_price: float, tariff: float) -> float:
    """What the tariff lacks of a reference price; negative where it is above: money that others need not pay."""
    return reference_price - tariff


def capacity_contribution(tariff: float, marginal_cost: float) -> float:
    """What a kilowatt-hour pays towards plants that are paid anyway, beyond what it makes them burn; or takes."""
    return tariff - marginal_cost


def others_tariff_change(contribution: float, others_energy: float) -> float:
    """What everybody else's kilowatt-hour costs more or less when a contribution goes off the capacity charges.

    ``contribution`` in money, ``others_energy`` in kilowatt-hours that they buy. Negative is cheaper.
    """
    return -contribution / others_energy


def subsidies_of_day(
    energy_mwh: float, tariff: float, marginal_cost: float, service_cost: float, class_tariff: float
) -> tuple[float, float, float, float]:
    """A day's subsidy by the three yardsticks, and its contribution to capacity charges, in the tariff's money.

    Prices are per kilowatt-hour at the meter.
    """
    energy_kwh = energy_mwh * KWH_PER_MWH
    return (
        price_gap(marginal_cost, tariff) * energy_kwh,
        price_gap(service_cost, tariff) * energy_kwh,
        price_gap(class_tariff, tariff) * energy_kwh,
        capacity_contribution(tariff, marginal_cost) * energy_kwh,
    )
