"""What ``--json`` writes keeps to its published form, and every command that gives a result can write it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from click.testing import CliRunner

from bitcoin_office.app.schemas import SCHEMAS, json_schema
from bitcoin_office.cli.main import cli
from bitcoin_office.terms.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
PRESS = str(ROOT / "tests/reserve/press/july_2025.txt")

# Nobody listens there.
NOBODY = "kraken=http://127.0.0.1:9"

# Commands whose result is in a form of its own: another program's file, a page, a JSON Schema, pages that are served.
OTHER_FORMS = {"proof export", "check-page", "schema", "serve"}

VOUCHERS = """
[[entry]]
id = "correction-1"
on = 2025-07-31
narrative = "Money given, and given back"
source = { title = "Note 1" }
[[entry.leg]]
account = "Equity:Appropriations"
amount = "1.00 USD"
[[entry.leg]]
account = "Equity:Appropriations"
amount = "-1.00 USD"
"""

COMMANDS: list[tuple[str, str, set[int]]] = [
    ("reserve-statement/1", "statement --office sv --at 2025-07-17", {0}),
    ("reserve-statement/1", "statement --office sv --at 2021-09-05", {0}),
    ("reserve-statement/1", "statement --office pk --at 2025-07-17", {0}),
    ("reserve-statement/1", "demo --once --dir sv", {0}),
    ("booked-record/1", "init new --country pk", {0}),
    ("countries/1", "countries", {0}),
    ("check/1", "check sv", {0}),
    ("check/1", "check spoilt.toml", {1}),
    ("playbook-diff/1", "diff sv pk", {0}),
    ("adoption/1", "adopt reserve --from sv --into pk --to adopted.toml", {0}),
    ("books-balance/1", "books --office sv balance", {0}),
    ("books-balance/1", "books --office sv balance --at 2022-01-01 --account Assets", {0}),
    ("books-journal/1", "books --office sv journal", {0}),
    ("books-journal/1", "books --office sv journal --account Equity:Appropriations", {0}),
    ("books-lots/1", "books --office sv lots", {0}),
    ("books-statement/1", "books --office sv statement --market --at 2025-07-17", {0}),
    ("books-verification/1", "books --office sv verify", {0}),
    ("books-posting/1", "books --office sv post vouchers.toml --dry-run", {0}),
    ("books-posting/1", "books --office sv post spoilt.toml", {1}),
    ("books-posting/1", "books --office sv reverse sv:announced:2021-09-06:1 --why Test --on 2025-07-17", {0}),
    ("books-export/1", "books --office sv export books.beancount", {0}),
    ("claims/1", f"claims check {PRESS} --country sv --published 2025-07-17", {1}),
    ("claims/1", "claims check empty.txt --country sv --published 2025-07-17", {0}),
    ("market-show/1", "market show price", {0}),
    ("market-show/1", "market show fx --from 2025-07-17 --to 2025-07-17 --carry 31", {0}),
    ("market-gaps/1", "market gaps", {0, 1}),
    ("market-check/1", "market check", {0}),
    ("fitted-weather/1", "market fit --as-of 2025-07-17 --out fitted.toml", {0}),
    ("stress/1", "stress sv --years 1 --as-of 2025-07-17 --name march-2020", {0}),
    ("market-update/1", f"market update --office pk --sources kraken --attempts 1 --base-url {NOBODY}", {3}),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two offices and some files."""
    path = tmp_path_factory.mktemp("json")
    for country in ("sv", "pk"):
        made = CliRunner().invoke(cli, ["init", str(path / country), "--country", country])
        assert made.exit_code == 0, made.output
    (path / "vouchers.toml").write_text(VOUCHERS)
    (path / "spoilt.toml").write_text("[[entri]]\n")
    (path / "empty.txt").touch()
    return path


def closed(schema: Any) -> Any:
    """The schema, in which an object has no keys but those that it names."""
    if isinstance(schema, list):
        return [closed(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(entry) for key, entry in schema.items()}
    return {"additionalProperties": False} | inner if "properties" in inner else inner


@pytest.mark.parametrize(("name", "command", "codes"), COMMANDS, ids=[command for _, command, _ in COMMANDS])
def test_a_result_keeps_to_its_form(
    name: str, command: str, codes: set[int], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Standard output is one JSON text of the published form, with no key that the form does not name."""
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(cli, [*command.split(), "--json"])
    assert done.exit_code in codes, done.output
    result = json.loads(done.stdout)
    jsonschema.Draft202012Validator(closed(json_schema(name))).validate(result)
    if isinstance(result, dict):
        assert result["schema"] == f"bitcoin-office/{name}"


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command below a group, by its words."""
    if not isinstance(command, click.Group):
        yield " ".join(path), command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from leaves(found, (*path, name))


def test_every_command_gives_its_result_as_json() -> None:
    """Each command takes ``--json`` and is named by a published form, but for those with a form of their own."""
    written_by = {command.split(" --")[0] for _, _, _, named in SCHEMAS.values() for command in named.split(", ")}
    takes_json = {path for path, command in leaves(cli) if any("--json" in option.opts for option in command.params)}
    assert takes_json == written_by
    assert {path for path, _ in leaves(cli)} - takes_json == OTHER_FORMS


def test_json_to_a_file_is_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--json PATH`` writes the bytes that ``--json`` shows, and ``--json -`` is ``--json``."""
    monkeypatch.chdir(folder)
    command = ["books", "--office", "sv", "balance", "--json"]
    shown = CliRunner().invoke(cli, command).stdout
    assert CliRunner().invoke(cli, [*command, "-"]).stdout == shown
    assert CliRunner().invoke(cli, [*command, "balance.json"]).stdout == ""
    assert (folder / "balance.json").read_text() == shown


@pytest.mark.parametrize("option", ["--json", "--html"])
def test_a_file_without_a_folder_is_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    """The folder that lacks is named, with the command that makes it; nothing is worked out and nothing written."""
    monkeypatch.setattr("bitcoin_office.cli.plan.deliver", lambda *_: pytest.fail("worked before it looked"))
    refused = CliRunner().invoke(cli, ["plan", "sv", option, str(tmp_path / "not there" / "plan.file")])
    assert isinstance(refused.exception, UsageError)
    assert f"mkdir -p '{tmp_path}/not there'" in refused.exception.remedy
    folder = CliRunner().invoke(cli, ["plan", "sv", option, str(tmp_path)])
    assert isinstance(folder.exception, UsageError) or folder.exit_code == 2
    assert list(tmp_path.iterdir()) == []
