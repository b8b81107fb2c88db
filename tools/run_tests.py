"""Runs everything that holds this repository to its word: lint, format, types, floors, documentation, tests.

Usage: ./office test [--quick] [PYTEST ARGUMENT...]   (--quick leaves out the documentation and the slow tests)
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from components import COMPONENTS, Component

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def main(arguments: list[str]) -> int:
    """Every step runs even after one failed; returns 1 if any did."""
    quick = "--quick" in arguments
    pytest_arguments = [argument for argument in arguments if argument != "--quick"]
    if not bring_components():
        return 1
    steps = [
        ("lint", [BIN / "ruff", "check", "--quiet", "."]),
        ("format", [BIN / "ruff", "format", "--check", "--quiet", "."]),
        ("types", [BIN / "basedpyright", "--level", "error"]),
        ("floors", [BIN / "lint-imports", "--no-cache"]),
    ]
    if not quick:
        steps.append(
            ("documentation", [BIN / "sphinx-build", "-q", "-W", "-E", "-b", "html", "docs", "docs/_build/html"])
        )
    tests = [
        BIN / "pytest",
        "-q",
        "-n",
        str(os.cpu_count() or 1),
        *(["-m", "not slow"] if quick else []),
        *pytest_arguments,
    ]
    failed = [name for name, command in [*steps, ("tests", tests)] if not passed(name, command)]
    if failed:
        print(f"office test: failed: {', '.join(failed)}")
    return 1 if failed else 0


def bring_components() -> bool:
    """Finds or installs the real components that tests run on; under CI=true a missing one is a failure."""
    missing: list[Component] = []
    for component in COMPONENTS:
        found = component.find() or component.install()
        if found is None:
            missing.append(component)
            print(f"office test: {component.name} is missing: its tests are skipped. {component.remedy}", flush=True)
        else:
            os.environ[component.variable] = str(found)
            print(f"office test: {component.name}: {found}", flush=True)
    if missing and os.environ.get("CI") == "true":
        print("office test: under CI=true a missing component is a failure.")
        return False
    return True


def passed(name: str, command: list[str | Path]) -> bool:
    """Runs one step and says how it went and how long it took."""
    started = time.monotonic()
    done = subprocess.run([str(word) for word in command], cwd=ROOT, check=False)
    print(
        f"office test: {name} {'passed' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s",
        flush=True,
    )
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
