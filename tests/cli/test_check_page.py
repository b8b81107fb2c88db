"""The command that writes the check page."""

import hashlib
from pathlib import Path

from click.testing import CliRunner

from bitcoin_office.adapters.check_page import check_page
from bitcoin_office.cli.main import cli
from bitcoin_office.terms.errors import OfficeError


def test_it_writes_the_page_and_its_hash(tmp_path: Path) -> None:
    """The file holds the page's bytes, and the hash that is told is that of the file."""
    path = tmp_path / "page.html"
    done = CliRunner().invoke(cli, ["check-page", str(path)], catch_exceptions=False)
    assert done.exit_code == 0
    assert path.read_bytes() == check_page().encode()
    assert hashlib.sha256(path.read_bytes()).hexdigest() in done.stderr


def test_it_writes_to_standard_output() -> None:
    """A dash gives the page and nothing else."""
    done = CliRunner().invoke(cli, ["check-page", "-"], catch_exceptions=False)
    assert done.stdout_bytes == check_page().encode()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """It is an operational error with a remedy, and nothing is left behind."""
    done = CliRunner().invoke(cli, ["check-page", str(tmp_path / "none" / "page.html")])
    assert isinstance(done.exception, OfficeError)
    assert list(tmp_path.iterdir()) == []
