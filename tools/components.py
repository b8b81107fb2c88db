"""The real components that tests run on: where to find each, how to bring it, and what to tell who lacks it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """``variable`` is the environment variable that names it to the tests; ``find`` and ``install`` give its path."""

    name: str
    variable: str
    find: Callable[[], Path | None]
    install: Callable[[], Path | None]
    remedy: str


def find_postgresql() -> Path | None:
    """The folder of PostgreSQL's server programs: the one named, Debian's newest, or the one on the path."""
    named = os.environ.get("OFFICE_POSTGRESQL")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    folders = [Path(named)] if named else [*debian, *([Path(on_path).parent] if on_path else [])]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def install_postgresql() -> Path | None:
    """Debian's package, when this is Debian and we are root."""
    return find_postgresql() if install_debian("postgresql") else None


def find_bitcoind() -> Path | None:
    """A Bitcoin node: named by BITCOIND, on the path, or fetched before."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    found = os.environ.get("BITCOIND") or shutil.which("bitcoind") or str(cache / "bitcoin-office/node/bin/bitcoind")
    return Path(found) if Path(found).exists() else None


def install_bitcoind() -> Path | None:
    """Our own fetcher brings one into the cache, without touching the system's packages."""
    done = subprocess.run([ROOT / "tools" / "get-bitcoind"], check=False, stdout=subprocess.DEVNULL)
    return find_bitcoind() if done.returncode == 0 else None


def find_chromium() -> Path | None:
    """Chromium or Chrome: named by CHROMIUM, or on the path."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found and Path(found).exists() else None


def install_chromium() -> Path | None:
    """Debian's package, when this is Debian and we are root."""
    return find_chromium() if install_debian("chromium") else None


def install_debian(package: str) -> bool:
    """Installs a Debian package when we may; says whether it worked."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", package]
    for command in (["apt-get", "-qq", "update"], install):
        done = subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)
        if done.returncode != 0:
            return False
    return True


COMPONENTS = (
    Component(
        name="PostgreSQL",
        variable="OFFICE_POSTGRESQL",
        find=find_postgresql,
        install=install_postgresql,
        remedy="As root on Debian: apt-get install postgresql. Elsewhere: OFFICE_POSTGRESQL=folder of initdb.",
    ),
    Component(
        name="bitcoind",
        variable="BITCOIND",
        find=find_bitcoind,
        install=install_bitcoind,
        remedy="Set BITCOIND to a node's program (Bitcoin Core 28 or newer), or run tools/get-bitcoind on Debian.",
    ),
    Component(
        name="Chromium",
        variable="CHROMIUM",
        find=find_chromium,
        install=install_chromium,
        remedy="As root on Debian: apt-get install chromium. Elsewhere: CHROMIUM=the browser's program.",
    ),
)
