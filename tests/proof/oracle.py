"""bip322-core as an oracle: another verifier of BIP-322, in an environment of its own, since it pins what we do not.

The environment is made on demand, from a lock file with hashes, into the user's cache.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = Path(__file__).with_name("oracle_program.py")


def environment() -> Path | None:
    """The Python of the environment, made if it is not there; ``None`` where it cannot be made."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "bitcoin-office" / f"oracle-bip322-py{sys.version_info[0]}{sys.version_info[1]}"
    # The launcher's own set-up: hashes required, remade for another lock file, one at a time.
    command = [sys.executable, str(ROOT / "tools" / "set_up.py"), str(folder), "oracle-bip322"]
    done = subprocess.run(command, check=False, capture_output=True)
    return folder / "bin" / "python" if done.returncode == 0 else None


class Oracle:
    """Asks bip322-core about proofs, many at a time."""

    def __init__(self, python: Path) -> None:
        self.python = python

    def states(self, claims: Iterable[tuple[str, str, bytes]]) -> list[str]:
        """Its state for each (address, proof, message): valid, invalid or inconclusive."""
        return self._ask([(address, proof, message.hex()) for address, proof, message in claims])["states"]

    def seconds(self, claims: Iterable[tuple[str, str, bytes]]) -> float:
        """How long it takes for these, its start not counted."""
        return self._ask([(address, proof, message.hex()) for address, proof, message in claims])["seconds"]

    def _ask(self, claims: list[tuple[str, str, str]]) -> dict:
        done = subprocess.run(
            [self.python, "-I", PROGRAM], input=json.dumps(claims), check=True, capture_output=True, text=True
        )
        return json.loads(done.stdout)


def oracle_or_skip() -> Oracle:
    """The oracle; without it the test is skipped with the reason, and fails under CI=true."""
    python = environment()
    if python is None:
        reason = "bip322-core's environment cannot be made: no connection to the package registry?"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return Oracle(python)
