"""The main job: from nothing to El Salvador's statement, with figures recomputed here from the record's own files."""

import datetime as dt
import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from bitcoin_office.adapters.store import open_books
from bitcoin_office.cli.main import cli
from bitcoin_office.terms.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
THE_DAY = dt.date(2025, 7, 17)


def run(*arguments: str) -> str:
    """The output of a command that ends well."""
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office for El Salvador, made by the demo."""
    path = tmp_path_factory.mktemp("demo") / "office"
    demo(path, "--once")
    return path


def demo(path: Path, *arguments: str) -> str:
    """The demo's output, its training office beside the office."""
    return run("demo", "--dir", str(path), "--training", str(path.parent / "training"), *arguments)


def recount() -> tuple[int, int, int, int]:
    """Coins and number of single purchases, coins and days of the daily one: read without the office's code."""
    record = tomllib.loads((ROOT / "countries/sv/record/purchases.toml").read_text())
    single = [int(item["btc"]) for item in record["purchase"] if item["on"] <= THE_DAY]
    (daily,) = record["standing"]
    days = (THE_DAY - daily["first"]).days + 1
    return sum(single), len(single), days * int(daily["btc"]), days


def test_the_first_line_is_the_finding(office: Path) -> None:
    """The first line is what no newspaper printed, and its figures are those of an independent recount."""
    first = demo(office).splitlines()[0]
    coins, count, daily, _ = recount()
    assert count == 11
    assert first == (
        f"announced {coins + daily:,} ({coins:,} in eleven purchases + {daily} at one a day), "
        "disclosed about 6,241, proved 0"
    )
    assert first.startswith("announced 3,354 (2,381 in eleven purchases + 973 at one a day)")


def test_a_second_run_books_nothing_twice(office: Path) -> None:
    """Running the demo again leaves the books' head where it was."""
    with open_books(str(office / "books.db")) as books:
        before = books.head()
    demo(office)
    with open_books(str(office / "books.db")) as books:
        assert books.head() == before
        assert books.verify().findings == ()


def test_lots_cost_and_value_add_up(office: Path) -> None:
    """One lot a purchase or day; value and gain follow from the coins, their cost and the close of the day."""
    told = json.loads(demo(office, "--json"))
    coins, count, daily, days = recount()
    holding = told["holding"]
    assert told["schema"] == "bitcoin-office/reserve-statement/1"
    assert holding["sats"] == (coins + daily) * 10**8
    assert holding["lots"] == count + days
    assert holding["value_usd_cents"] == (coins + daily) * int(holding["price_usd"]) * 100
    assert holding["gain_usd_cents"] == holding["value_usd_cents"] - holding["cost_usd_cents"]
    with open_books(str(office / "books.db")) as books:
        assert holding["cost_usd_cents"] == sum(position.cost for position in books.positions(THE_DAY))


def test_the_statement_can_be_had_for_any_day(office: Path) -> None:
    """The day before the first disclosure nothing is disclosed; on that day the figure is exact."""
    assert "disclosed nothing" in run("statement", "--office", str(office), "--at", "2024-03-13")
    assert "disclosed 5,690, proved 0" in run("statement", "--office", str(office), "--at", "2024-03-14")


def test_all_parts_are_drawn(office: Path) -> None:
    """Coins, cost, lots, value, gain, the chart of months, what is open, and the sources with their addresses."""
    told = demo(office)
    for part in ("Coins announced", "984 lots", "Cost", "Market value", "Gain", "Month by month", "█", "░"):
        assert part in told
    assert "What the record cannot explain" in told
    assert "Where each figure comes from" in told
    assert "https://coinmarketcap.com/" in told


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("statement", "--office", "nowhere", "--at", "2025-07-17"), 2, "bitcoin-office init"),
        (("init", "somewhere", "--country", "svv"), 2, "Did you mean 'sv'"),
        (("statement", "--at", "17.7.2025"), 2, "YYYY-MM-DD"),
    ],
)
def test_mistakes_are_answered(arguments: tuple[str, ...], code: int, said: str, tmp_path: Path, monkeypatch) -> None:
    """A missing office, a misspelt country, a malformed date: what to do, exit code 2, nothing made, no traceback."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["bitcoin-office", *arguments])
    from bitcoin_office.cli.main import main

    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_price_too_old_is_refused(office: Path, capsys, monkeypatch) -> None:
    """Long after the last known close the statement gives no value but says what to fetch, with exit code 3."""
    monkeypatch.setattr("sys.argv", ["bitcoin-office", "statement", "--office", str(office), "--at", "2140-01-01"])
    from bitcoin_office.cli.main import main

    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    assert "market update" in capsys.readouterr().err


def test_the_training_office_proves_what_it_holds_and_names_the_flipped_coin(tmp_path: Path) -> None:
    """Told once, verified again after: its disclosures hold, the flipped byte's coin is named, all is marked."""
    first, again = demo(tmp_path / "office"), demo(tmp_path / "office")
    for told in (first, again):
        after = told[told.index("TRAINING: everything below is made up") :]
        assert "nothing is wrong" in after
        assert re.search(r"the coin [0-9a-f]{64}:\d+ no longer holds", after)
    assert "It consolidates" in first
    assert "It consolidates" not in again
    assert first.splitlines()[0].endswith("proved 0")


def test_a_training_story_that_was_broken_off_is_told_from_the_start(tmp_path: Path) -> None:
    """A training office without its end is removed and made anew; a real office in its place is left alone."""
    training = tmp_path / "training"
    run("init", str(training), "--country", "zz", "--network", "regtest")
    assert "It consolidates" in demo(tmp_path / "office")
    run("init", str(tmp_path / "real"), "--country", "sv")
    done = CliRunner().invoke(cli, ["demo", "--dir", str(tmp_path / "office"), "--training", str(tmp_path / "real")])
    assert isinstance(done.exception, UsageError)
    assert (tmp_path / "real" / "books.db").exists()


def test_a_training_offices_statement_is_marked_and_free_of_the_real_record(tmp_path: Path) -> None:
    """The statement of a training office says that it is made up, and shows nothing that a real country announced."""
    run("init", str(tmp_path / "training"), "--country", "sv", "--network", "regtest")
    told = run("statement", "--office", str(tmp_path / "training"), "--at", "2025-07-17")
    assert told.startswith("TRAINING, made up: announced 0, disclosed nothing, proved 0")


def test_without_library_and_node_the_demo_says_which_command_brings_one(tmp_path: Path, monkeypatch) -> None:
    """The statement stands all the same, the training half is left out with a command to type; nothing half-made."""
    monkeypatch.setitem(sys.modules, "pbk", None)
    monkeypatch.setenv("BITCOIND", str(tmp_path / "nothing"))
    told = demo(tmp_path / "office")
    assert told.splitlines()[0].endswith("proved 0")
    assert "Left out. Bitcoin Core's consensus library is not installed. No Bitcoin node was found either." in told
    assert "pip install 'bitcoin-office[kernel]'" in told
    assert not (tmp_path / "training").exists()


@pytest.mark.component("bitcoind")
def test_without_library_the_demo_says_so_and_runs_on_a_node(tmp_path: Path, monkeypatch) -> None:
    """The whole story on a real node; the second run verifies the disclosures without one."""
    monkeypatch.setitem(sys.modules, "pbk", None)
    told = demo(tmp_path / "office")
    assert "The chain runs on a Bitcoin node instead: " in told
    assert "nothing is wrong" in told
    assert re.search(r"the coin [0-9a-f]{64}:\d+ no longer holds", told)
    again = demo(tmp_path / "office")
    assert "nothing is wrong" in again
    assert "It consolidates" not in again
