"""What the commands over futures write as JSON keeps to its published form."""

import json

import jsonschema
import pytest
from click.testing import CliRunner

from bitcoin_office.app import plan as wiring
from bitcoin_office.app.schemas import json_schema
from bitcoin_office.cli.main import cli
from bitcoin_office.simulate.reference import plain_kernel
from tests.cli.test_json import closed

FEW = "--paths 8 --as-of 2025-07-17"

COMMANDS: list[tuple[str, str, set[int]]] = [
    ("plan/1", f"plan pk+sv-reserve {FEW} --years 1", {0}),
    ("plan/1", f"plan sv {FEW} --years 1", {0}),
    ("comparison/1", f"compare pk pk+sv-reserve {FEW} --years 1", {0}),
    ("backtest/1", "backtest sv --until 2023-01-31", {0}),
    ("why/1", f"plan sv {FEW} --years 1 --why coins", {0}),
    ("replay/1", f"replay pk+sv-reserve {FEW} --years 1 --path 3", {0}),
    ("replay/1", f"replay pk {FEW} --years 1 --path 3 --hours 2025", {0}),
    ("hindsight/1", f"hindsight sv {FEW} --until 2025-09-15", {0}),
]


@pytest.mark.parametrize(("name", "command", "codes"), COMMANDS, ids=[command for _, command, _ in COMMANDS])
def test_a_result_keeps_to_its_form(name, command, codes, monkeypatch):
    """Standard output is one JSON text of the published form, with no key that the form does not name."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)
    done = CliRunner().invoke(cli, [*command.split(), "--json"])
    assert done.exit_code in codes, done.output
    result = json.loads(done.stdout)
    jsonschema.Draft202012Validator(closed(json_schema(name))).validate(result)
    assert result["schema"] == f"bitcoin-office/{name}"
