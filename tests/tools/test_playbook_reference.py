"""The reference page and the examples of the playbook's page cannot drift from the schema."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bitcoin_office.playbook.reading import PlaybookFiles, TextFile, read_parameters, read_playbook
from tests.playbook.shipped import files

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "playbook.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_the_reference_is_what_the_tool_writes() -> None:
    """The committed page equals the one written from today's schema."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "playbook_reference.py"), "--check"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_the_page_has_its_examples() -> None:
    """Head, section, parameter, sites, overlay and account are shown."""
    assert len(EXAMPLES) == 6


def test_the_example_of_a_country_is_sound() -> None:
    """The head with the section below it is a programme without findings."""
    head, section = EXAMPLES[:2]
    playbook, findings = read_playbook(PlaybookFiles(programme=TextFile("programme.toml", head + section)))
    assert findings == ()
    assert playbook is not None
    assert playbook.programme.reserve


def test_the_example_of_a_parameter_is_sound() -> None:
    """The dated values read without findings once their source is described."""
    described = '[sources.gazette]\ntitle = "x"\n' + EXAMPLES[2]
    assert read_parameters(TextFile("p.toml", described))[1] == ()


def test_the_example_of_sites_is_sound() -> None:
    """Laid over Pakistan in the place of its one site, the example has a site with two models and no finding."""
    laid = (
        'schema = "bitcoin-office/overlay/1"\n[overlay]\nid = "sites"\ntitle = "x"\nbase = "pk"\n'
        'source = { title = "x" }\nremove = ["mining.sites.first-phase"]\n[sources.decree]\ntitle = "x"\n'
    )
    playbook, findings = read_playbook(files("pk", laid + EXAMPLES[3]))
    assert findings == ()
    assert playbook is not None
    assert playbook.programme.mining
    (site,) = playbook.programme.mining.sites
    assert [machines.model for machines in site.machines] == ["antminer-s21-xp", "antminer-s19-xp"]


def test_the_example_of_an_overlay_is_sound() -> None:
    """The reform can be laid over Pakistan and does what the page says."""
    playbook, findings = read_playbook(files("pk", EXAMPLES[4]))
    assert findings == ()
    assert playbook is not None
    assert playbook.programme.mining
    assert playbook.programme.mining.power
    assert playbook.programme.mining.power.value == 1000
    assert playbook.label == "pk+winter-only"


@pytest.mark.parametrize("key", ["name", "title", "units", "lots"])
def test_the_example_of_an_account_has_its_keys(key: str) -> None:
    """The account is written as in the shipped charts."""
    (shipped, *_) = tomllib.loads((ROOT / "countries/sv/accounts.toml").read_text())["account"]
    assert key in tomllib.loads(EXAMPLES[5])["account"][0]
    assert key in shipped
