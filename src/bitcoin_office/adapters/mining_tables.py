"""The tables of machines and of the shape of load that come with the office."""

from __future__ import annotations

import functools
from importlib import resources
from typing import TypeVar

from bitcoin_office.mining.load import LoadShape
from bitcoin_office.mining.machines import MachineTable
from bitcoin_office.playbook.decode import decode
from bitcoin_office.terms.errors import OfficeError

T = TypeVar("T")


@functools.cache
def shipped_machines() -> MachineTable:
    """Machines by model. Raises ``OfficeError`` when the installation is damaged."""
    return _table("machines", MachineTable)


@functools.cache
def shipped_load_shape() -> LoadShape:
    """The waves of load by month. Raises ``OfficeError`` when the installation is damaged."""
    return _table("load_shape", LoadShape)


def _table(name: str, kind: type[T]) -> T:
    path = resources.files("bitcoin_office.mining") / "tables" / f"{name}.toml"
    table, findings = decode(path.read_text(encoding="utf-8"), kind, file=path.name)
    if table is None:
        raise OfficeError(f"The shipped table is damaged: {findings[0]}", remedy="Install bitcoin-office again.")
    return table
