"""Makes the private environment and installs locked requirements into it, hashes required. Standard library only.

Usage: set_up.py VENV NAME...   (each NAME is a file requirements/NAME.lock)
"""

from __future__ import annotations

import contextlib
import fcntl
import filecmp
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"

# What each part brings, said before it is brought; sizes as installed, measured on Linux with Python 3.11.
PARTS = {
    "base": ("books, market, claims, vaults, verification", 110),
    "postgres": ("the PostgreSQL driver", 12),
    "kernel": ("Bitcoin Core's consensus library, for the training chain", 5),
    "charts": ("charts and pages", 95),
    "plan": ("the compiler of the futures engine and a solver", 260),
    "sensitivity": ("designs of sensitivity (SALib), with scipy, pandas and matplotlib, which it needs", 230),
    "web": ("the web server, its templates, and the judge of passwords", 41),
    "dev": ("linters, type checker, tests and the programs they are held against", 260),
    "docs": ("the documentation's generator", 70),
}


class SetUpError(Exception):
    """The environment could not be made; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Brings every named part into the environment that lacks it; returns the exit code."""
    venv, names = Path(arguments[0]), arguments[1:]
    try:
        with one_at_a_time(venv):
            missing = [name for name in names if not installed(venv, name)]
            if missing:
                bring(venv, missing)
    except SetUpError as error:
        print(f"office: {error}", file=sys.stderr)
        return 3
    return 0


@contextlib.contextmanager
def one_at_a_time(venv: Path) -> Generator[None]:
    """Two set-ups at once wait for each other."""
    venv.parent.mkdir(parents=True, exist_ok=True)
    with venv.with_name(f"{venv.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def installed(venv: Path, name: str) -> bool:
    """Whether the part stands in the environment, from this very lock file."""
    mark = venv / "locks" / f"{name}.lock"
    return mark.is_file() and filecmp.cmp(mark, REQUIREMENTS / f"{name}.lock", shallow=False)


def bring(venv: Path, names: list[str]) -> None:
    """Installs the parts and marks each as installed, in that order, so that a broken set-up is begun again."""
    started = time.monotonic()
    for name in names:
        what, megabytes = PARTS.get(name, (name, 0))
        print(f"office: bringing {what} (about {megabytes} MB) into {venv}", file=sys.stderr, flush=True)
    python = venv / "bin" / "python"
    if not python.exists():
        make_environment(venv)
    run(installer(venv), "requirements", [f"-r{REQUIREMENTS / name}.lock" for name in names])
    if brought_uv(venv):
        # It is as big as a third of the base and has done its work; the next part brings it again in seconds.
        run([brought_uv(venv), "pip", "uninstall", "--quiet", "--python", str(python)], "requirements", ["uv"])
    site = subprocess.check_output([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True)
    (Path(site.strip()) / "bitcoin_office.pth").write_text(f"{ROOT / 'src'}\n")
    (venv / "locks").mkdir(exist_ok=True)
    for name in names:
        shutil.copyfile(REQUIREMENTS / f"{name}.lock", venv / "locks" / f"{name}.lock")
    print(f"office: ready in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def make_environment(venv: Path) -> None:
    """An empty environment: by uv where it is there, else by the standard library."""
    uv = shutil.which("uv")
    if uv:
        run([uv, "venv", "--quiet", "--python", sys.executable], "environment", [str(venv)])
    else:
        run([sys.executable, "-m", "venv", "--without-pip"], "environment", [str(venv)])


def installer(venv: Path) -> list[str]:
    """The command that installs with hashes required: uv if there is one, or uv brought by pip, or pip itself."""
    python = str(venv / "bin" / "python")
    uv = shutil.which("uv") or brought_uv(venv)
    if not uv and pip_install(python, ["-r", str(REQUIREMENTS / "uv.lock")]):
        uv = brought_uv(venv)
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", python, "--require-hashes"]
    return [*pip_command(python), "install", "--quiet", "--require-hashes"]


def brought_uv(venv: Path) -> str:
    """The uv that stands in the environment itself; empty where there is none."""
    return shutil.which("uv", path=str(venv / "bin")) or ""


def pip_install(python: str, arguments: list[str]) -> bool:
    """Runs pip for the environment; says whether it worked (a platform without uv's wheel goes on with pip)."""
    command = [*pip_command(python), "install", "--quiet", "--only-binary=:all:", "--require-hashes", *arguments]
    return succeeds(command)


def succeeds(command: list[str]) -> bool:
    """Runs a command quietly; says whether it worked."""
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def pip_command(python: str) -> list[str]:
    """A pip that installs into the environment: ours by ensurepip, or the one that this Python has."""
    if succeeds([sys.executable, "-m", "pip", "--version"]):
        return [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    if succeeds([python, "-m", "ensurepip"]):
        return [python, "-m", "pip", "--disable-pip-version-check"]
    raise SetUpError(
        "this Python has neither pip nor ensurepip. On Debian: apt-get install python3-pip, then run again."
    )


def run(command: list[str], what: str, arguments: list[str]) -> None:
    """Runs a step; its own words are shown when it fails. Raises ``SetUpError``."""
    done = subprocess.run([*command, *arguments], check=False, capture_output=True, text=True, env=clean_environment())
    if done.returncode != 0:
        raise SetUpError(
            f"could not set up the {what}: {' '.join(command[:3])} said:\n{(done.stderr or done.stdout).strip()}\n"
            "Nothing else was changed; check the connection and run the same command again."
        )


def clean_environment() -> dict[str, str]:
    """The environment without an outer virtual environment, which would send the packages elsewhere."""
    kept = {key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH"}}
    # A ministry's network often has a certificate authority of its own, which only the system's store knows. (The first
    # name is uv's today, the second that of its older releases.)
    return {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"} | kept


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
