"""Writes the bill of materials: every component that the program may bring, from the lock files, as CycloneDX 1.6.

Usage: bill_of_materials.py   (writes requirements/bom.cdx.json; the same locks give the same bytes)
"""

from __future__ import annotations

import json
import re
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
BILL = REQUIREMENTS / "bom.cdx.json"
# What is brought for people who write the program or its documentation is no part of what runs.
NOT_THE_PROGRAM = frozenset({"dev", "docs"})
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def components(requirements: Path) -> dict[tuple[str, str], list[str]]:
    """Every name and version that a lock file pins, with the parts of the program that bring it."""
    found: dict[tuple[str, str], list[str]] = {}
    for lock in sorted(requirements.glob("*.lock")):
        if lock.stem not in NOT_THE_PROGRAM:
            for name, version in _PIN.findall(lock.read_text(encoding="utf-8")):
                found.setdefault((name.lower(), version), []).append(lock.stem)
    return dict(sorted(found.items()))


def bill_text(requirements: Path) -> str:
    """The bill as text."""
    listed = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "scope": "required" if "base" in parts else "optional",
            "purl": f"pkg:pypi/{name}@{version}",
            "properties": [{"name": "bitcoin-office:part", "value": part} for part in parts],
        }
        for (name, version), parts in components(requirements).items()
    ]
    program = {"type": "application", "bom-ref": "bitcoin-office", "name": "bitcoin-office"}
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": program},
        "components": listed,
        "dependencies": [{"ref": "bitcoin-office", "dependsOn": [each["bom-ref"] for each in listed]}],
    }
    return json.dumps(bill, indent=1) + "\n"


if __name__ == "__main__":
    BILL.write_text(bill_text(REQUIREMENTS), encoding="utf-8")
    print(f"{BILL}: {len(components(REQUIREMENTS))} components")
