"""The interface for machines: the command line's forms, parts that add up, files, and its own description."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest
from click.testing import CliRunner

from bitcoin_office.app.schemas import json_schema
from bitcoin_office.cli.main import cli
from tests.web.client import Client

API = "/api/v1"


def all_items(client: Client, address: str) -> list[dict[str, Any]]:
    """The items of every part of a list, followed from the first to the last."""
    items: list[dict[str, Any]] = []
    total = None
    while address:
        found = client.get(address).json()
        assert total in {None, found["total"]}
        total = found["total"]
        items += found["items"]
        address = found["next"]
    assert len(items) == total
    return items


def test_the_statement_is_the_command_lines(client: Client, offices: tuple[Path, Path]) -> None:
    """Byte by byte the same values as ``statement --json``, and of its published form."""
    told = CliRunner().invoke(
        cli, ["statement", "--office", str(offices[0]), "--at", "2025-07-17", "--json"], catch_exceptions=False
    )
    answer = client.get(f"{API}/sv/statement?at=2025-07-17").json()
    assert answer == json.loads(told.stdout)
    jsonschema.validate(answer, json_schema("reserve-statement/1"))


def test_a_record_without_an_office_is_the_office_of_that_record(client: Client, tmp_path: Path) -> None:
    """What is shown of a shipped country without an office is what an office made for it shows."""
    from bitcoin_office.web.application import application

    bare = Client(application([], burst=1e9))
    for day in ("2022-03-01", "2024-03-14", "2026-02-01"):
        address = f"{API}/sv/statement?at={day}"
        assert bare.get(address).json() == client.get(address).json()


@pytest.mark.parametrize(("name", "schema"), [("verification", "verify/1")])
def test_other_results_have_their_published_forms(client: Client, name: str, schema: str) -> None:
    """As the command line writes them."""
    jsonschema.validate(client.get(f"{API}/training/{name}").json(), json_schema(schema))


def test_claims_have_their_published_form(client: Client) -> None:
    """The list that ``claims check --json`` writes."""
    asked = {"text": "El Salvador now holds 6,240 BTC worth $745 million.", "published": "2025-07-17"}
    answer = client.post(f"{API}/sv/claims", json=asked)
    assert answer.status_code == 200
    jsonschema.validate(answer.json(), json_schema("claims/1"))
    assert answer.json()[0]["verdict"] == "consistent"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("limit", [1, 7, 100, 1000])
def test_parts_add_up(client: Client, limit: int) -> None:
    """However a list is cut, its parts are all of it, once each, in order."""
    for name in ("sv/history", "pk/programme", "training/disclosures"):
        whole = all_items(client, f"{API}/{name}?limit=1000")
        if limit * 100 >= len(whole):
            assert all_items(client, f"{API}/{name}?limit={limit}") == whole
    section = all_items(client, f"{API}/pk/programme?section=power&limit=10")
    assert {entry["address"].partition(".")[0] for entry in section} == {"power"}


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "after=-1", "after=1.5", "limit=1&limit=2&limit=x"]
)
def test_nonsense_is_told_by_its_name(client: Client, query: str) -> None:
    """A part that cannot be is 400 with the name of what was wrong."""
    answer = client.get(f"{API}/sv/purchases?{query}")
    assert answer.status_code == 400
    assert re.fullmatch(rf"{query.partition('=')[0]}: [^;]*", answer.json()["detail"])


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("xx/statement", "No country or office 'xx'."),
        ("sv/programme?section=reserv", "No section 'reserv'. Did you mean 'reserve'?"),
        ("pk/verification", "No disclosure of 'pk'."),
        ("pk/stories/other", "No story 'other'."),
        ("sv/nothing/at/all", "There is no such address. All of them: /api/v1/openapi.json"),
    ],
)
def test_what_is_not_there_is_named(client: Client, address: str, told: str) -> None:
    """A problem document says what was not found, and what there is."""
    answer = client.get(f"{API}/{address}")
    assert answer.status_code == 404
    assert answer.json()["detail"].startswith(told)


def test_tables_are_the_same_in_every_form(client: Client, tmp_path: Path) -> None:
    """JSON, CSV and Parquet have the same purchases and the same months."""
    for name in ("purchases", "history"):
        items = all_items(client, f"{API}/sv/{name}?limit=1000")
        rows = list(csv.DictReader(io.StringIO(client.get(f"{API}/sv/{name}.csv").text)))
        file = tmp_path / f"{name}.parquet"
        file.write_bytes(client.get(f"{API}/sv/{name}.parquet").content)
        sats = "sats" if name == "purchases" else "announced_sats"
        columns = f'CAST("on" AS VARCHAR), {sats}, price_usd'
        stored = duckdb.sql(f"SELECT {columns} FROM '{file}'").fetchall()
        assert stored == [(item["on"], item[sats], item["price_usd"]) for item in items]
        assert stored == [(row["on"], int(row[sats]), row["price_usd"] or None) for row in rows]


def test_an_empty_table_is_a_table(client: Client, tmp_path: Path) -> None:
    """A country that announced nothing has files with columns and no rows."""
    file = tmp_path / "empty.parquet"
    file.write_bytes(client.get(f"{API}/pk/purchases.parquet").content)
    assert duckdb.sql(f"SELECT count(*) FROM '{file}'").fetchall() == [(0,)]
    assert client.get(f"{API}/pk/purchases.csv").text.splitlines()[0].startswith("name,on,sats")


def test_the_books_against_beancount(client: Client, tmp_path: Path) -> None:
    """Beancount reads the announced purchases without an error and adds them up to the statement's coins."""
    from beancount import loader
    from beancount.core import realization

    file = tmp_path / "purchases.beancount"
    file.write_bytes(client.get(f"{API}/sv/purchases.beancount").content)
    entries, errors, _ = loader.load_file(str(file))
    assert errors == []
    root = realization.realize(entries)
    balance = realization.compute_balance(realization.get(root, "Assets:Reserve:Announced"))
    coins = sum(position.units.number for position in balance if position.units.currency == "BTC")
    assert coins * 10**8 == client.get(f"{API}/sv/statement").json()["announced_sats"]


def test_the_interface_describes_itself(client: Client) -> None:
    """Its OpenAPI names every address, each with its answers; pages are not in it."""
    answer = client.get(f"{API}/openapi.json")
    found = answer.json()
    assert found["openapi"].startswith("3.1")
    assert sorted(found["paths"]) == sorted(
        f"{API}/{name}"
        for name in (
            "windows",
            "{where}/statement",
            "{where}/history",
            "{where}/history.csv",
            "{where}/history.parquet",
            "{where}/purchases",
            "{where}/purchases.csv",
            "{where}/purchases.parquet",
            "{where}/purchases.beancount",
            "{where}/programme",
            "{where}/disclosures",
            "{where}/verification",
            "{where}/claims",
            "{where}/stories",
            "{where}/stories/{name}",
            "{where}/stories/{name}/series.csv",
            "{where}/stories/{name}/series.parquet",
        )
    )
    for path in found["paths"].values():
        for operation in path.values():
            assert {"200", "400", "404"} <= set(operation["responses"])


def test_health_and_readiness(offices: tuple[Path, Path], tmp_path: Path) -> None:
    """Alive is not ready: an office whose books are gone is named, and nothing is said of where they were."""
    import shutil

    from bitcoin_office.web.application import application

    shutil.copytree(offices[0], tmp_path / "office")
    reader = Client(application([tmp_path / "office"], burst=1e9))
    assert reader.get("/health").json()["ok"] is True
    assert reader.get("/ready").status_code == 200
    (tmp_path / "office" / "books.db").write_bytes(b"this is no database" * 100)
    until = 50
    while reader.get("/ready").status_code == 200 and until:
        import time

        time.sleep(0.1)
        until -= 1
    answer = reader.get("/ready")
    assert (answer.status_code, answer.json()) == (503, {"ok": False, "unreadable": ["sv"]})
    page = reader.get("/en/sv/reserve?at=2023-01-01")
    assert page.status_code == 503
    assert str(tmp_path) not in page.text
    assert reader.get("/health").status_code == 200


def test_help_stays_quick_and_serve_names_its_extra() -> None:
    """The command line loads nothing of the web for ``--help``, and says which extra is missing where it is."""
    code = (
        "import sys, importlib.util\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *a: None if name == 'litestar' else find(name, *a)\n"
        "from bitcoin_office.cli.main import main\n"
        "sys.argv = ['bitcoin-office', 'serve']\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 3
    assert "bitcoin-office[web]" in done.stderr
