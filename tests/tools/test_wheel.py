"""The program as pip installs it: from a wheel, into an environment of its own, used from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.web.served import Served

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = {"src/bitcoin_office": "bitcoin_office", "countries": "bitcoin_office/countries"}
SHIPPED["training"] = "bitcoin_office/training"
# Everything that the tree cannot lend: where its commands are, and its settings.
OURS = ("PATH", "HOME", "PYTHON", "OFFICE", "XDG", "BITCOIND", "CHROMIUM", "VIRTUAL")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the backend that pyproject.toml names."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


class Installed:
    """An environment that has the wheel, and what it requires from the environment of the tests."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.folder = folder
        venv.create(folder / "venv", with_pip=False, symlinks=True)
        python = folder / "venv" / "bin" / "python"
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python), "install"]
        subprocess.run([*pip, "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
        site = Path(self._out(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
        # As a plain path: a folder added in this way does not have its own .pth read, which names the tree.
        (site / "requirements.pth").write_text(sysconfig.get_path("purelib") + "\n")
        self.package = site / "bitcoin_office"
        self.program = folder / "venv" / "bin" / "bitcoin-office"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the tree's, and a home of its own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return kept | {"PATH": os.defpath, "HOME": str(self.folder), "PYTHONWARNINGS": "error"}

    def _out(self, *command: str) -> str:
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def __call__(self, *arguments: str) -> str:
        """What a command prints, run in a folder that is not the tree's."""
        return self._out(str(self.program), *arguments)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """One installation for all."""
    return Installed(tmp_path_factory.mktemp("installed"), wheel)


def test_every_file_travels(wheel: Path) -> None:
    """The wheel has each file of the program and of the countries, the licence, and nothing that a run left behind."""
    expected = {
        f"{there}/{file.relative_to(ROOT / here)}"
        for here, there in SHIPPED.items()
        for file in (ROOT / here).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    beside = {name for name in names if ".dist-info/" in name}
    assert names - beside == expected
    assert any(name.endswith("licenses/LICENSE") for name in beside)


def test_it_is_the_installed_one(installed: Installed) -> None:
    """What the tests below run is the wheel's package, not the tree's."""
    found = installed._out(
        str(installed.program.with_name("python")), "-c", "import bitcoin_office; print(bitcoin_office.__file__)"
    )
    assert Path(found.strip()).parent == installed.package


def test_an_office_and_its_statement(installed: Installed) -> None:
    """Countries, the books' migrations and the market's tables are found; the check page is put together."""
    assert installed("--help").startswith("Usage: bitcoin-office")
    assert "1,143 announced purchases booked" in installed("init", "sv", "--country", "sv")
    told = installed("statement", "--office", "sv", "--at", "2025-07-17")
    assert told.startswith("announced 3,354")
    assert "no findings" in installed("check", "pk")
    installed("check-page", "check.html")
    assert "<script" in (installed.folder / "check.html").read_text()


@pytest.mark.slow
def test_a_plan(installed: Installed) -> None:
    """The engine is written, compiled and kept in the user's cache, not in the package."""
    before = sorted(installed.package.rglob("*"))
    told = installed("plan", "sv", "--paths", "2", "--years", "1")
    assert "2 futures from" in told
    assert list((installed.folder / ".cache" / "bitcoin-office").rglob("plan_*.py"))
    assert sorted(each for each in installed.package.rglob("*") if "__pycache__" not in each.parts) == [
        each for each in before if "__pycache__" not in each.parts
    ]


@pytest.mark.slow
def test_the_pages(installed: Installed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates, texts and what the browser loads are found."""
    installed("init", "shown", "--country", "pk")
    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)
    for name, value in installed.environment.items():
        monkeypatch.setenv(name, value)
    with Served([installed.folder / "shown"], program=[str(installed.program)]) as served:
        for address in ("/ur/pk/reserve", "/en/sv/programme", "/files/check.html", "/api/v1/openapi.json", "/ready"):
            with urlopen(served.address + address) as answer:
                assert answer.status == 200
                assert answer.read()
