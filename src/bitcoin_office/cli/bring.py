"""Brings an extra that a command turned out to need, when the office was started by its launcher; then starts again."""

from __future__ import annotations

import importlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from bitcoin_office.terms.errors import MissingComponentError

LAUNCHER = "OFFICE_LAUNCHER"
_BROUGHT = "OFFICE_BROUGHT"


def bring_and_restart(error: MissingComponentError) -> None:
    """Installs the extra beside the base and runs the same command again; returns where that cannot be done.

    An extra is tried once, so that a broken one does not go round.
    """
    if os.environ.get(_BROUGHT) == error.extra or not bring(error):
        return
    sys.stdout.flush()
    command = [sys.executable, "-m", "bitcoin_office", *sys.argv[1:]]
    os.execve(sys.executable, command, os.environ | {_BROUGHT: error.extra})  # noqa: S606 - ourselves, again


def bring_training_library() -> None:
    """Brings the consensus library where it is missing, has a build for this system, and a launcher can help."""
    from bitcoin_office.app.training_means import EXTRA, has_library, library_can_be_had  # noqa: PLC0415 - only here

    if not has_library() and library_can_be_had():
        bring(MissingComponentError(extra=EXTRA, needed_for="The training chain"))


def bring_pictures() -> None:
    """Brings what draws charts where it is missing and a launcher can help; without it pages have tables alone."""
    if any(importlib.util.find_spec(name) is None for name in ("altair", "vl_convert")):
        bring(MissingComponentError(extra="charts", needed_for="A picture beside each table"))


def bring(error: MissingComponentError) -> bool:
    """Installs the extra that was missed, saying what and how big; whether it can be imported now.

    Only a launcher has lock files to install from.
    """
    launcher = os.environ.get(LAUNCHER)
    if not launcher:
        return False
    set_up = Path(launcher).parent / "tools" / "set_up.py"
    sys.stderr.write(f"bitcoin-office: {error.message}\n")
    brought = subprocess.run([sys.executable, str(set_up), sys.prefix, error.extra], check=False).returncode == 0
    importlib.invalidate_caches()
    return brought
