"""``./office`` sets up once, says what it does, and leaves nothing half-made when it cannot."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENV = Path(sys.prefix)


def office(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the launcher with the environment that the tests themselves run in."""
    settings = os.environ | {"OFFICE_VENV": str(VENV)} | environment
    return subprocess.run([ROOT / "office", *arguments], check=False, capture_output=True, text=True, env=settings)


@pytest.fixture
def set_up_here() -> None:
    """The tests' environment was made by the launcher, from today's lock files."""
    if not (VENV / "locks" / "base.lock").exists():
        pytest.skip("run through ./office test, which makes the environment that this test starts")


@pytest.mark.usefixtures("set_up_here")
def test_any_word_goes_to_the_command_line() -> None:
    """The launcher hands its arguments and its exit code on."""
    assert "Usage: bitcoin-office" in office("--help").stdout
    wrong = office("statment")
    assert wrong.returncode == 2
    assert "Did you mean 'statement'" in wrong.stderr


def test_without_a_python_it_says_which_one_it_needs(tmp_path: Path) -> None:
    """No Python 3.11 to 3.13 on the path: one sentence with what to do, exit code 3."""
    for tool in ("dirname", "cmp", "sh"):
        (tmp_path / tool).symlink_to(Path("/usr/bin") / tool)
    done = office("--help", PATH=str(tmp_path), OFFICE_VENV=str(tmp_path / "venv"))
    assert done.returncode == 3
    assert "needs Python 3.11, 3.12 or 3.13" in done.stderr
    assert "OFFICE_PYTHON=" in done.stderr


@pytest.mark.slow
def test_a_set_up_without_a_network_leaves_nothing_that_looks_finished(tmp_path: Path) -> None:
    """When nothing can be downloaded the launcher says so, exits with 3 and marks no part as installed."""
    venv = tmp_path / "venv"
    nowhere = "http://127.0.0.1:9/simple"
    done = office(
        "--help",
        OFFICE_VENV=str(venv),
        OFFICE_PYTHON=sys.executable,
        UV_INDEX_URL=nowhere,
        UV_NO_CACHE="1",
        UV_HTTP_RETRIES="0",
        PIP_INDEX_URL=nowhere,
        PIP_RETRIES="0",
        PIP_NO_CACHE_DIR="1",
    )
    assert done.returncode == 3
    assert "could not set up the requirements" in done.stderr
    assert "run the same command again" in done.stderr
    assert not (venv / "locks").exists()


@pytest.mark.slow
@pytest.mark.usefixtures("set_up_here")
def test_a_command_brings_the_extra_that_it_needs(tmp_path: Path) -> None:
    """Books on a server need a driver that the base lacks: named with its size, brought, and the command goes on."""
    (tmp_path / "office.toml").write_text(
        'country = "sv"\n[books]\nurl = "postgresql://nobody@127.0.0.1:9/none?connect_timeout=1"\n'
    )
    fresh = {"OFFICE_VENV": str(tmp_path / "venv"), "OFFICE_PYTHON": sys.executable}
    done = office("books", "--office", str(tmp_path), "balance", **fresh)
    assert "needs the extra 'postgres'" in done.stderr
    assert "bringing the PostgreSQL driver (about 12 MB)" in done.stderr
    assert (tmp_path / "venv" / "locks" / "postgres.lock").exists()
    assert done.returncode == 3
    assert "[store]" in done.stderr.splitlines()[-1]
