"""What ``--json`` writes has a published form, and every result keeps to the form it names."""

import importlib
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bitcoin_office.app.schemas import SCHEMAS, json_schema
from bitcoin_office.cli.main import cli
from bitcoin_office.terms.errors import NotFoundError

ROOT = Path(__file__).resolve().parents[2]
# A proposal is a part of ``today/1`` and ``proposals/1``, held by a kept one; the windows are in the API's OpenAPI; the
# others are files that people write, or that a stopped run leaves.
ELSEWHERE = {"proposal/1", "windows/1", "programme/1", "overlay/1", "stresses/1", "futures-state/1"}


def test_every_result_that_names_a_schema_is_published() -> None:
    """Each ``schema: str = "bitcoin-office/NAME/N"`` in the source stands in the table, with its struct."""
    named = set()
    for file in (ROOT / "src").rglob("*.py"):
        named |= set(re.findall(r'(?:schema: str|_SCHEMA) = "bitcoin-office/([^"]+)"', file.read_text()))
    objects = {name for name, (_, _, is_list, _) in SCHEMAS.items() if not is_list}
    assert objects - named == set()
    assert named - objects == ELSEWHERE


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_can_be_had_by_name(name: str) -> None:
    """Every published name gives a JSON Schema that carries the name, of a struct that is there."""
    module, struct, _, _ = SCHEMAS[name]
    assert hasattr(importlib.import_module(f"bitcoin_office.{module}"), struct)
    assert json_schema(name)["$id"] == f"bitcoin-office/{name}"


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_documentation_lists_every_schema(name: str) -> None:
    """The page on JSON names each published form."""
    assert f"`{name}`" in (ROOT / "docs" / "json.md").read_text()


def test_an_unknown_schema_names_the_nearest() -> None:
    """A misspelt name is answered with the one that was probably meant."""
    with pytest.raises(NotFoundError, match="Did you mean 'reserve-statement/1'"):
        json_schema("reserve-statment/1")


def test_the_command_lists_and_prints() -> None:
    """Without a name the command lists all; with one it prints that schema as JSON."""
    listed = CliRunner().invoke(cli, ["schema"])
    assert listed.exit_code == 0
    assert all(name in listed.output for name in SCHEMAS)
    assert (
        '"$id": "bitcoin-office/reserve-statement/1"'
        in CliRunner().invoke(cli, ["schema", "reserve-statement/1"]).output
    )
