"""Tests of the machine models."""

import pytest

from bitcoin_office.adapters.mining_tables import shipped_machines
from bitcoin_office.mining.machines import MachineTable
from bitcoin_office.playbook.decode import decode
from bitcoin_office.terms.errors import NotFoundError

ROW = """
[sources.s]
title = "somebody"
[[machine]]
id = "one"
name = "One"
maker = "Maker"
cooling = "air"
source = "s"
"""


def test_the_shipped_models_are_sourced_and_unlike() -> None:
    """Every model has a source and its own id, and its figures give the efficiency that its maker advertises."""
    machines = shipped_machines().machine
    assert len({machine.id for machine in machines}) == len(machines)
    assert all(machine.source.title for machine in machines)
    advertised = {"antminer-s21": 17.5, "antminer-s21-xp": 13.5, "antminer-s19-xp": 21.5, "antminer-s21-pro": 15}
    for name, j_per_th in advertised.items():
        assert shipped_machines().named(name).j_per_th == pytest.approx(j_per_th, abs=0.05)


def test_an_unknown_model_names_the_nearest() -> None:
    """A slip of the pen is met with the model that was meant."""
    with pytest.raises(NotFoundError, match="antminer-s21-xp"):
        shipped_machines().named("antminer-s21xp")


@pytest.mark.parametrize(
    ("figures", "codes"),
    [
        ("hashrate_ths = 200\npower_w = 3500", []),
        ("hashrate_ths = 0\npower_w = 3500", ["out-of-range"]),
        ("hashrate_ths = 200\npower_w = -1", ["out-of-range", "out-of-range"]),
        ("hashrate_ths = 200\npower_w = 3.5", ["out-of-range"]),
        ("hashrate_ths = 200\npower_w = 3500\nprice_usd = 0", ["out-of-range"]),
    ],
)
def test_machines_that_cannot_be(figures: str, codes: list[str]) -> None:
    """Nothing hashed, negative power and kilowatts written as watts are findings, not results."""
    _, findings = decode(ROW + figures, MachineTable, file="machines.toml")
    assert [finding.code for finding in findings] == codes


def test_what_machines_for_a_megawatt_cost() -> None:
    """An S21 at 4,830 dollars and 3,500 watts is 1.38 million a megawatt; without a price it is unknown."""
    assert shipped_machines().named("antminer-s21").price_usd_per_mw() == pytest.approx(1.38e6)
    assert shipped_machines().named("antminer-s9").price_usd_per_mw() is None
