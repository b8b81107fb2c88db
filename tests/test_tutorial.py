"""The tutorial is true: its files and commands are run as they stand, and the program prints what it says."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from bitcoin_office.cli.main import cli

TUTORIAL = (Path(__file__).resolve().parents[1] / "docs" / "tutorial.md").read_text(encoding="utf-8")
FILE = re.compile(r"```\{code-block\} \w+\n:caption: (\S+)\n\n(.*?)```", re.DOTALL)
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the tutorial's files."""
    for name, text in FILE.findall(TUTORIAL):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("here")
def test_every_command_prints_what_the_tutorial_shows() -> None:
    """Each command of the tutorial ends well, and the lines below it are among what it prints, in order."""
    blocks = CONSOLE.findall(TUTORIAL)
    assert len(blocks) >= 5
    for block in blocks:
        command, *shown = block.strip().splitlines()
        words = shlex.split(command.removeprefix("$ "))
        assert words[0] == "bitcoin-office"
        done = CliRunner().invoke(cli, words[1:], catch_exceptions=False)
        assert done.exit_code == 0, f"{command}\n{done.output}"
        printed = [line.rstrip() for line in done.stdout.splitlines()]
        assert [line for line in printed if line in shown] == shown, f"{command}\n{done.stdout}"


def test_a_spoilt_key_is_found_with_its_line(here: Path) -> None:
    """As the tutorial promises: a misspelt key is named with its line, the one that was meant, and exit code 1."""
    programme = here / "utopia" / "programme.toml"
    programme.write_text(programme.read_text().replace("\nsats = ", "\nsat = "))
    done = CliRunner().invoke(cli, ["check", "utopia"], catch_exceptions=False)
    assert done.exit_code == 1
    assert "Did you mean 'sats'?" in done.output
    line = programme.read_text().splitlines().index("sat = 100_000_000") + 1
    assert re.search(rf"^\s*{line}\s+error\s+reserve\.rules\[0\]\.sat", done.output, re.MULTILINE)
