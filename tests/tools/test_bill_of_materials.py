"""The bill of materials: every component of the lock files with the part that brings it, and no other."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TOOL: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "bill_of_materials.py"))


def test_the_bill_is_what_the_tool_writes() -> None:
    """The committed bill equals the one made of today's lock files; else run tools/bill_of_materials.py."""
    assert (ROOT / "requirements" / "bom.cdx.json").read_text() == TOOL["bill_text"](ROOT / "requirements")


def test_every_pin_of_the_program_is_on_it() -> None:
    """As many components as lines that pin one, each by its name for machines; nothing that only its makers use."""
    bill = json.loads((ROOT / "requirements" / "bom.cdx.json").read_text())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    locks = [lock for lock in (ROOT / "requirements").glob("*.lock") if lock.stem not in {"dev", "docs"}]
    pins = {line.split()[0] for lock in locks for line in lock.read_text().splitlines() if "==" in line}
    named = {f"{each['name']}=={each['version']}" for each in bill["components"]}
    assert named == {pin.partition("==")[0].partition("[")[0] + pin[pin.index("==") :] for pin in pins}
    assert len({each["purl"] for each in bill["components"]}) == len(bill["components"]) > 40
    required = {each["name"] for each in bill["components"] if each["scope"] == "required"}
    assert "sqlalchemy" in required
    assert "pytest" not in named
    assert "litestar" not in required


def test_the_same_component_of_two_parts_stands_once(tmp_path: Path) -> None:
    """With both parts named; other versions of it stand beside it."""
    (tmp_path / "base.lock").write_text("one==1.0 \\\n    --hash=sha256:00\ntwo[x]==2 ; python_version < '3.12'\n")
    (tmp_path / "web.lock").write_text("One==1.0\none==1.1\n")
    (tmp_path / "dev.lock").write_text("three==3\n")
    bill = json.loads(TOOL["bill_text"](tmp_path))
    found = {each["purl"]: [part["value"] for part in each["properties"]] for each in bill["components"]}
    assert found == {"pkg:pypi/one@1.0": ["base", "web"], "pkg:pypi/one@1.1": ["web"], "pkg:pypi/two@2": ["base"]}
    assert bill["components"][0]["scope"] == "required"
