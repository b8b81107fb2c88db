"""Power systems for tests."""

from decimal import Decimal

from bitcoin_office.playbook.figure import Figure
from bitcoin_office.playbook.power_policy import MonthOfPower, Plant, PlantGroup, PowerPolicy
from bitcoin_office.terms.source import Source

SAYS = Source(title="test")


def known(value: float | str, unit: str) -> Figure:
    """A figure that is known."""
    return Figure(value=Decimal(str(value)), unit=unit, source=SAYS)


def unknown(unit: str) -> Figure:
    """A figure that is not."""
    return Figure(missing="nobody says", unit=unit)


def plant(
    name: str,
    cost: float,
    *,
    capacity: float | None = None,
    generated: float | None = None,
    fuel: str = "something",
    emissions: float | None = 500,
) -> Plant:
    """A plant; energy in GWh in the month of the merit order."""
    return Plant(
        id=name,
        fuel=fuel,
        cost=known(cost, "PKR/kWh"),
        capacity=unknown("MW") if capacity is None else known(capacity, "MW"),
        emissions=unknown("g/kWh") if emissions is None else known(emissions, "g/kWh"),
        generated=None if generated is None else known(generated, "GWh"),
    )


def month(name: str, load: float, hydro: float | None = None) -> MonthOfPower:
    """A month of the system."""
    return MonthOfPower(
        month=name,
        load=known(load, "MW"),
        surplus=unknown("MW"),
        hydro=unknown("MW") if hydro is None else known(hydro, "MW"),
    )


def system(
    *plants: Plant, months: tuple[MonthOfPower, ...], groups: tuple[PlantGroup, ...] = (), availability: float = 100
) -> PowerPolicy:
    """A power system whose merit order is that of April 2025: 720 hours, so 0.72 GWh is one megawatt."""
    return PowerPolicy(
        source=SAYS,
        installed=unknown("MW"),
        merit_order_of="2025-04",
        plants=plants,
        groups=groups,
        months=months,
        availability=known(availability, "percent"),
    )
