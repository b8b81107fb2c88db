"""The market commands: exit codes, JSON, gaps in plain sight, and an update that can be stopped and resumed."""

import datetime as dt
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bitcoin_office.adapters.prices.parquet import ParquetSeries
from bitcoin_office.adapters.prices.public_sources import SOURCE_NAMES
from bitcoin_office.cli import market as market_commands
from bitcoin_office.cli.main import cli
from tests.market_server import Handler, MarketServer, status

TODAY = dt.date(2024, 6, 1)


@pytest.fixture
def server() -> Iterator[MarketServer]:
    """A server whose unfinished day is 1 June 2024."""
    server = MarketServer(TODAY)
    yield server
    server.close()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office folder, on 1 June 2024."""
    monkeypatch.setattr(market_commands, "_today", lambda: TODAY)
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "office.toml").write_text('country = "sv"\n')
    return folder


def run(*arguments: object) -> Result:
    """Runs the command line in process."""
    return CliRunner().invoke(cli, ["market", *(str(argument) for argument in arguments)])


def update(server: MarketServer, office: Path, *arguments: object) -> Result:
    """Updates an office from the local server."""
    addresses = [part for name in SOURCE_NAMES for part in ("--base-url", f"{name}={server.url}")]
    return run("update", "--office", office, "--from", "2024-05-30", "--attempts", 1, *addresses, *arguments)


def gap(first: str, last: str | None = None) -> dict[str, str]:
    """A gap as JSON has it."""
    return {"first": first, "last": last or first}


def program(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs the program as a person would, in a folder."""
    command = [sys.executable, "-m", "bitcoin_office", "market", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def test_a_price_is_shown_with_its_source(tmp_path: Path):
    """Day, figure, support and source stand on the terminal, without an office and without a network."""
    done = program("show", "price", "--from", "2026-02-19", "--to", "2026-02-20", cwd=tmp_path)
    assert done.returncode == 0
    assert "2 series agree" in done.stdout
    assert "one source" in done.stdout
    assert "66,941" in done.stdout


def test_a_gap_is_shown_and_not_filled():
    """A missing day is named; it is filled only when a number of days is stated, and then its age is shown."""
    asked = ("show", "fx", "--from", "2025-06-30", "--to", "2025-07-03", "--json")
    plain, carried = json.loads(run(*asked).stdout), json.loads(run(*asked, "--carry", 1).stdout)
    assert [row["day"] for row in plain["rows"]] == ["2025-07-01"]
    assert plain["gaps"] == [
        {"first": "2025-06-30", "last": "2025-06-30"},
        {"first": "2025-07-02", "last": "2025-07-03"},
    ]
    assert [(row["day"], row["known_on"], row["age_days"]) for row in carried["rows"]] == [
        ("2025-07-01", "2025-07-01", 0),
        ("2025-07-02", "2025-07-01", 1),
    ]
    assert carried["gaps"] == [plain["gaps"][0], gap("2025-07-03")]


def test_the_terminal_names_the_gap():
    """A person sees the missing days in words."""
    assert (
        "no figure 2026-08-22 to 2026-08-23"
        in run("show", "price", "--from", "2026-08-20", "--to", "2026-08-23").stdout
    )


@pytest.mark.parametrize("series", ["price", "fx", "difficulty", "hashrate"])
def test_every_series_can_be_shown_from_the_shipped_tables(series: str):
    """Without dates the latest stretch is shown, as versioned JSON."""
    result = json.loads(run("show", series, "--json").stdout)
    assert result["schema"] == "bitcoin-office/market-show/1"
    assert result["rows"]


def test_nothing_known_is_an_operational_error(tmp_path: Path):
    """A stretch without any figure ends with exit code 3 and says what is known."""
    done = program("show", "price", "--from", "2012-01-01", "--to", "2012-01-02", cwd=tmp_path)
    assert done.returncode == 3
    assert "known from 2013-03-31" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "gold"),
        ("show", "price", "--from", "yesterday"),
        ("check", "--tolerance", "-1"),
        ("check", "--tolerance", "lots"),
        ("check", "--office", "nowhere"),
        ("update",),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(arguments: tuple[str, ...], tmp_path: Path):
    """Exit code 2 for unknown series, unreadable days and percentages, and folders that are no office."""
    done = program(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr


def test_gaps_are_findings(office: Path):
    """The days between the month ends are listed; exit code 1 says that something is missing, 0 that nothing is."""
    missing = run("gaps", "--from", "2021-08-30", "--to", "2021-09-07", "--json")
    assert missing.exit_code == 1
    price = json.loads(missing.stdout)["series"][0]
    assert price["gaps"] == [
        {"first": "2021-08-30", "last": "2021-08-30"},
        {"first": "2021-09-01", "last": "2021-09-05"},
    ]
    assert price["missing_days"] == 6
    assert run("gaps", "--from", "2025-01-01", "--to", "2025-03-31").exit_code == 0
    assert "no figure" in run("gaps", "--office", office).stdout


def test_the_check_counts_support():
    """The shipped tables alone give no findings, and say how much has one source."""
    done = run("check", "--json")
    assert done.exit_code == 0
    result = json.loads(done.stdout)
    assert [line["one_source"] for line in result["support"]] == [205, 130, 5, 5]
    assert len(result["listed"]) == 60
    assert "60 second figures" in run("check").stdout


def test_an_update_fetches_and_is_used(server: MarketServer, office: Path):
    """After an update the office shows fetched figures, supported by all exchanges."""
    done = update(server, office)
    assert done.exit_code == 0, done.output
    assert "Sources held against each other" in done.stdout
    shown = json.loads(
        run("show", "price", "--office", office, "--from", "2024-05-31", "--to", "2024-05-31", "--json").stdout
    )
    assert [(row["agreeing"], "Bitstamp" in row["source"]) for row in shown["rows"]] == [(3, True)]
    assert run("check", "--office", office).exit_code == 0


def test_a_disagreement_is_exit_code_1(server: MarketServer, office: Path):
    """Sources that disagree by more than the tolerance are listed on standard error."""
    server.skew["kraken"] = lambda _: 2
    done = update(server, office, "--sources", "bitstamp,kraken")
    assert done.exit_code == 1
    assert "market-disagreement" in done.stderr
    assert run("check", "--office", office).exit_code == 1
    assert update(server, office, "--sources", "bitstamp,kraken", "--tolerance", "200").exit_code == 0


def test_a_source_that_does_not_answer_is_exit_code_3(server: MarketServer, office: Path):
    """What failed is in the table and in the JSON; the other sources are stored."""
    server.fail("/products/", status(503), times=9)
    done = update(server, office, "--sources", "bitstamp,coinbase", "--json")
    assert done.exit_code == 3
    by_name = {source["name"]: source for source in json.loads(done.stdout)["sources"]}
    assert "503" in by_name["coinbase"]["problem"]
    assert by_name["bitstamp"]["figures"] == 2


def test_ctrl_c_is_a_message_and_the_next_run_goes_on(
    server: MarketServer, office: Path, monkeypatch: pytest.MonkeyPatch
):
    """Stopped by a person, the update says that everything so far is kept."""
    import bitcoin_office.app.market_update as updating

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(updating, "update_market", interrupted)
        stopped = update(server, office)
    assert "What was fetched is kept" in str(stopped.exception)
    assert update(server, office).exit_code == 0


def test_a_bad_address_is_a_usage_error(server: MarketServer, office: Path):
    """--base-url wants NAME=URL, a known name and a protected address."""
    for wrong in ("kraken", "krakn=https://example.org", "kraken=http://example.org"):
        done = program("update", "--office", str(office), "--base-url", wrong, cwd=office)
        assert done.returncode == 2, done.stderr


def test_the_json_of_every_command_has_its_schema(server: MarketServer, office: Path):
    """Each result names the version of its form."""
    assert json.loads(run("gaps", "--json").stdout)["schema"] == "bitcoin-office/market-gaps/1"
    assert json.loads(run("check", "--json").stdout)["schema"] == "bitcoin-office/market-check/1"
    assert json.loads(update(server, office, "--json").stdout)["schema"] == "bitcoin-office/market-update/1"


def test_a_real_interrupt_leaves_a_resumable_office(server: MarketServer, office: Path):
    """SIGINT while a page is on its way: exit code 3, no traceback, whole files, and the next run fetches the rest."""
    asked_for_the_third_page, over = threading.Event(), threading.Event()

    def hangs(_: Handler) -> None:
        asked_for_the_third_page.set()
        over.wait(30)

    server.fail("start=2017-03-11", hangs)
    arguments = ["update", "--office", str(office), "--sources", "coinbase", "--base-url", f"coinbase={server.url}"]
    running = subprocess.Popen(
        [sys.executable, "-m", "bitcoin_office", "market", *arguments], stderr=subprocess.PIPE, text=True
    )
    assert asked_for_the_third_page.wait(30)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=30)
    over.set()
    assert (running.returncode, "What was fetched is kept" in told, "Traceback" in told) == (3, True, False), told
    assert len(ParquetSeries(office / "market").read("coinbase").points) == 600
    assert [path.name for path in (office / "market").glob("*.part")] == []
    resumed = run(
        "update", "--office", office, "--sources", "coinbase", "--base-url", f"coinbase={server.url}", "--json"
    )
    assert json.loads(resumed.stdout)["sources"][0]["missing_days"] == 0
