"""Wires a power year to a programme, the market and the shipped tables."""

from __future__ import annotations

from pathlib import Path

from bitcoin_office.adapters.highs import HighsSolver
from bitcoin_office.adapters.mining_tables import shipped_load_shape, shipped_machines
from bitcoin_office.app.market import market_for
from bitcoin_office.app.playbook import Asked, load_playbook
from bitcoin_office.office.annual_power import power_year
from bitcoin_office.office.power_result import PowerYear
from bitcoin_office.office.power_terms import PowerFacts, PowerQuestion
from bitcoin_office.terms.errors import UsageError


def ask_power(programme: str | Asked, question: PowerQuestion, office: Path | None = None) -> PowerYear:
    """The power year of a programme (a code or a folder, with ``+overlay``).

    Raises ``NotFoundError``, ``CountryDataError``, or ``IncompleteDataError`` naming the figure that is missing.
    """
    playbook = load_playbook(programme)
    facts = PowerFacts(
        programme=playbook.programme,
        label=playbook.label,
        market=market_for(office),
        machines=shipped_machines(),
        shape=shipped_load_shape(),
    )
    return power_year(facts, question, HighsSolver())


def check_tariff_unit(programme: str | Asked, unit: str) -> None:
    """Raises ``UsageError`` where a tariff is not in the programme's own money."""
    expected = f"{load_playbook(programme).programme.country.currency}/kWh"
    if unit != expected:
        raise UsageError(f"The tariff is in {unit}.", remedy=f"Write it in {expected}.")
