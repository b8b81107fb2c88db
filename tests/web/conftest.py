"""A site with El Salvador's office, a training office that has disclosed, and Pakistan's record."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from litestar.types import ASGIApp
from playwright.sync_api import Browser

from bitcoin_office.cli.main import cli
from bitcoin_office.web.application import application
from tests.browsers import launched
from tests.web.client import Client
from tests.web.inside import staffed
from tests.web.served import Served


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folders of a record and of a training office."""
    folder = tmp_path_factory.mktemp("web")
    for arguments in (["init", str(folder / "sv"), "--country", "sv"], ["training", str(folder / "training")]):
        done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
    return folder / "sv", folder / "training"


@pytest.fixture(scope="session")
def client(offices: tuple[Path, Path]) -> Client:
    """A reader whom nobody measures."""
    return Client(application(offices, burst=1e9))


@pytest.fixture(scope="session")
def template(offices: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """El Salvador's office with one person of each role."""
    return staffed(offices[0], tmp_path_factory.mktemp("staffed") / "sv")


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Path:
    """A copy of it, for one test."""
    shutil.copytree(template, tmp_path / "sv")
    return tmp_path / "sv"


@pytest.fixture
def app(office: Path) -> ASGIApp:
    """The site, which measures nobody."""
    return application([office], burst=1e9)


@pytest.fixture(scope="session")
def story_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pakistan's office with a story: a comparison of few futures."""
    path = tmp_path_factory.mktemp("story") / "pk"
    compare = ["compare", "pk", "pk+sv-reserve", "--paths", "40", "--years", "1", "--json"]
    for arguments in (["init", str(path), "--country", "pk"], [*compare, str(path.parent / "sv-reserve.json")]):
        done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
    (path / "stories").mkdir()
    (path.parent / "sv-reserve.json").rename(path / "stories" / "sv-reserve.json")
    return path


@pytest.fixture(scope="module")
def site(offices: tuple[Path, Path]) -> Iterator[Served]:
    """The site, served."""
    with Served(offices) as served:
        yield served


@pytest.fixture(scope="module")
def browser(site: Served) -> Iterator[Browser]:
    """The browser that CHROMIUM names; after the file's own site, for it keeps a loop running."""
    assert site.process is not None
    with launched() as found:
        yield found
