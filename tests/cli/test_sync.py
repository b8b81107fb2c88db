"""The sync on the command line: whole offices, killed and raced, and what every command then says."""

import hashlib
import hmac
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.adapters.store import open_books
from bitcoin_office.cli.main import cli
from bitcoin_office.terms.errors import ConflictError
from tests.adapters.node import PrivateNode
from tests.adapters.recount import recount
from tests.adapters.story import BITCOIN, CHANGE, RECEIVE, SCRIPTS, Author, tell

ROOT = Path(__file__).resolve().parents[2]
KILLS = 8


def run(*arguments: object) -> Result:
    """A command in this process."""
    return CliRunner().invoke(cli, [str(each) for each in arguments])


def fine(*arguments: object) -> str:
    """The output of a command that ends well."""
    done = run(*arguments)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


class Told:
    """A training office whose own chain tells the story, before anything was read; and the counted coins."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "office"
        fine("init", self.path, "--country", "sv", "--network", "regtest")
        with EmbeddedChain(self.path / "chain") as chain:
            author = Author(chain)
            self.heights = tell(author)
            self.counted = recount(author.raw, SCRIPTS)
        watch(self.path)

    def ends_right(self) -> None:
        """Holdings at every tenth height are those of the recount; movements and books come to the same."""
        for height in [*range(0, len(self.counted), 10), len(self.counted) - 1]:
            held = json.loads(fine("holdings", "--office", self.path, "--at", height, "--json"))
            assert {(coin["outpoint"], coin["sats"]) for coin in held["coins"]} == {
                (f"{txid[::-1].hex()}:{index}", coin[0]) for (txid, index), coin in self.counted[height].items()
            }
        rows = json.loads(fine("movements", "--office", self.path, "--json", "-"))
        assert len(rows) == 15 == len({row["txid"] for row in rows})
        assert sum(row["delta_sats"] for row in rows) == held["sats"]
        with open_books(self.path / "books.db") as books:
            assert books.verify().findings == ()
            seen = [each for each in books.balances() if each.account.startswith("Assets:Reserve:")]
            assert sum(each.quantity for each in seen) == held["sats"]
            assert all(entry.reverses is None for entry in books.entries())


def watch(office: Path) -> None:
    """The story's scripts as two vaults: one by descriptors, one by a list of them."""
    fine("vault", "add", "open", *[f"wpkh({key.public.hex()})" for key in RECEIVE], "--office", office)
    fine("vault", "add", "change", *[f"raw({key.script.hex()})" for key in CHANGE], "--office", office)


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """A fresh office."""
    return Told(tmp_path)


def syncing(office: Path) -> subprocess.Popen:
    """A sync in a process of its own."""
    command = [sys.executable, "-m", "tests.cli.syncing_process", "sync", "--office", str(office)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_killed_at_random_moments(told: Told) -> None:
    """However often a sync is killed, the next goes on: nothing is lost, nothing double, nothing has to be undone."""
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    moments = random.Random(seed)
    for _ in range(KILLS):
        process = syncing(told.path)
        assert process.stderr is not None
        for _ in range(moments.randrange(1, 14)):
            process.stderr.readline()
        time.sleep(moments.random() / 50)
        process.kill()
        process.communicate()
    last = syncing(told.path)
    output, errors = last.communicate(timeout=60)
    assert last.returncode == 0, (output, errors)
    told.ends_right()


@pytest.mark.slow
def test_two_syncs_at_once(told: Told) -> None:
    """Syncs that are started together end well one after the other, and together do the work of one."""
    processes = [syncing(told.path) for _ in range(3)]
    for process in processes:
        output, errors = process.communicate(timeout=90)
        assert process.returncode == 0, (output, errors)
    told.ends_right()


def test_the_whole_way(told: Told, tmp_path: Path) -> None:
    """Synced, vouched and reconciled: each command tells the same, and a second sync adds nothing."""
    synced = json.loads(fine("sync", "--office", told.path, "--json", "-"))
    assert (synced["network"], synced["height"], synced["transactions"], synced["findings"]) == ("regtest", 115, 15, [])
    again = json.loads(fine("sync", "--office", told.path, "--json", "-"))
    assert (again["blocks"], again["booked"], again["undone"]) == (0, 0, 0)
    told.ends_right()

    purchase = json.loads(fine("movements", "--office", told.path, "--to", told.heights["purchases"], "--json"))[-1]
    assert (purchase["class"], purchase["voucher"]) == ("unexplained", None)
    document = tmp_path / "order.pdf"
    document.write_bytes(b"an order")
    asked = ("voucher", "add", purchase["txid"], "--office", told.path, "--class", "purchase", "--file", document)
    fine(*asked, "--usd", "123,456.78", "--note", "from the exchange")
    assert isinstance(run(*asked).exception, ConflictError)
    fine("sync", "--office", told.path)
    vouched = json.loads(fine("movements", "--office", told.path, "--class", "purchase", "--json"))
    assert [(row["txid"], row["voucher"]["usd"], row["voucher"]["sha256"][:8]) for row in vouched] == [
        (purchase["txid"], "123456.78", hashlib.sha256(b"an order").hexdigest()[:8]),
    ]  # fmt: skip
    with open_books(told.path / "books.db") as books:
        lots = [held for held in books.positions() if held.lot.startswith(f"chain:{purchase['txid']}")]
        assert sum(held.quantity for held in lots) <= purchase["delta_sats"]
        assert books.verify().findings == ()
    listed = fine("voucher", "list", "--office", told.path)
    assert "order.pdf" in listed
    assert "123,456.78" in listed

    done = run("reserve", "reconcile", "--office", told.path, "--json", "-")
    assert done.exit_code == 1
    broken = json.loads(done.stdout)
    codes = {each["code"] for each in broken["breaks"]}
    assert codes == {"unexplained", "bought-undeclared"}
    assert all(each["reason"] and each["remedy"] for each in broken["breaks"])
    assert (broken["vouched_sats"], broken["chain_sats"]) == (purchase["delta_sats"], synced_sats(told))


def synced_sats(told: Told) -> int:
    """What the vaults hold."""
    return sum(coin[0] for coin in told.counted[-1].values())


def test_the_life_of_a_coin(told: Told) -> None:
    """A coin of the consolidation was born and spent by transactions that the command names."""
    fine("sync", "--office", told.path)
    lives = json.loads(fine("holdings", "--office", told.path, "--history", "--json"))["coins"]
    gathered = [life for life in lives if life["spent_height"] == told.heights["consolidation"]]
    assert len(gathered) == 4
    [one] = json.loads(fine("holdings", "--office", told.path, "--coin", gathered[0]["outpoint"], "--json"))["coins"]
    assert one == gathered[0]
    told_of_it = fine("holdings", "--office", told.path, "--coin", one["outpoint"])
    assert f"spent at {told.heights['consolidation']}" in told_of_it
    unknown = run("holdings", "--office", told.path, "--coin", "ab" * 32 + ":0")
    assert unknown.exit_code != 0
    assert run("holdings", "--office", told.path, "--coin", "x").exit_code != 0


def test_what_people_see(told: Told) -> None:
    """Tables name sums, vaults, classes and reasons; mined coins are marked as not yet spendable."""
    fine("sync", "--office", told.path)
    holdings = fine("holdings", "--office", told.path)
    assert "104.38274000 BTC after block 115" in holdings
    assert "50.00000000 BTC of it is mined and cannot be spent yet." in holdings
    assert "smaller ones; --json has them all" in holdings
    one = fine("holdings", "--office", told.path, "--vault", "CHANGE", "--at", told.heights["consolidation"])
    assert f"{(375 * BITCOIN // 100 - 1_000) / BITCOIN:.8f} BTC after block" in one
    movements = fine("movements", "--office", told.path, "--vault", "open")
    assert "transfer-between-vaults" in movements
    assert "no voucher says what it was" in " ".join(movements.split())
    reconciled = run("reserve", "reconcile", "--office", told.path).output
    assert "In the vaults, on the chain  104.38274000 BTC" in reconciled


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("holdings",), "Run: bitcoin-office sync"),
        (("movements",), "Run: bitcoin-office sync"),
        (("sync",), "The office watches no vault"),
        (("vault", "show", "none"), "No vault 'none'"),
        (("vault", "add", "x"), "A vault watches something"),
    ],
)
def test_mistakes_are_answered(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    """What cannot be done yet, or is not there, is said with what to do; never a traceback."""
    office = tmp_path / "o"
    fine("init", office, "--country", "sv")
    done = run(*arguments, "--office", office)
    assert done.exit_code != 0
    assert message in f"{done.output}{done.exception}"


def test_above_what_was_read(told: Told) -> None:
    """A height that was not read yet is no height with nothing in it."""
    fine("sync", "--office", told.path, "--upto", "50")
    assert json.loads(fine("holdings", "--office", told.path, "--json"))["height"] == 50
    done = run("holdings", "--office", told.path, "--at", "51")
    assert "has read the chain up to height 50, not to 51" in str(done.exception)


@pytest.mark.component("bitcoind")
def test_the_reported_addresses_of_el_salvador_on_a_real_countrys_office(tmp_path: Path) -> None:
    """All twenty are watched without error, and a node of another network is refused: real coins are never mixed."""
    office = tmp_path / "sv"
    fine("init", office, "--country", "sv")
    listed = ROOT / "countries" / "sv" / "record" / "addresses.toml"
    fine("vault", "add", "reported", "--addresses", listed, "--office", office)
    plain = tmp_path / "list.txt"
    shown = json.loads(fine("vault", "show", "Reported", "--office", office, "--json"))["vaults"][0]
    assert (shown["addresses"], shown["network"], len(shown["descriptors"])) == (20, "main", 20)
    plain.write_text("\n".join(text.removeprefix("addr(").partition(")")[0] for text in shown["descriptors"]))
    again = run("vault", "add", "again", "--addresses", plain, "--office", office)
    assert again.exit_code == 1
    assert again.stderr.count("The vault 'reported' watches this too.") == 20
    node = PrivateNode("-blockfilterindex=1")
    try:
        node_options = ("--node", node.url, "--cookie", node.cookie)
        refused = run("sync", "--office", office, *node_options)
        assert "follows 'regtest', the office 'main'" in str(refused.exception)
        assert "init DIR --country zz --network regtest" in str(refused.exception)
        statement = json.loads(fine("statement", "--office", office, "--at", "2025-07-17", "--json"))
        assert statement["proved_sats"] == 0
    finally:
        node.remove()


@pytest.mark.component("bitcoind")
def test_a_node_named_in_the_settings(tmp_path: Path) -> None:
    """With [node] in office.toml no command has to name it; user and password come from the environment."""
    salted = hmac.new(b"salt", b"secret", "sha256").hexdigest()
    node = PrivateNode("-blockfilterindex=1", f"-rpcauth=office:salt${salted}")
    try:
        with EmbeddedChain() as chain:
            author = Author(chain)
            for _ in range(3):
                author.block(script=RECEIVE[0].script)
            node.submit(author.raw[1:])
        office = tmp_path / "o"
        fine("init", office, "--country", "sv", "--network", "regtest")
        settings = office / "office.toml"
        settings.write_text(settings.read_text().replace('# url = "http://127.0.0.1:8332"', f'url = "{node.url}"'))
        fine("vault", "add", "v", f"raw({RECEIVE[0].script.hex()})", "--office", office)
        environment = {"BITCOIN_RPC_USER": "office", "BITCOIN_RPC_PASSWORD": "secret"}
        done = CliRunner(env=environment).invoke(cli, ["sync", "--office", str(office), "--json", "-"])
        assert json.loads(done.stdout)["height"] == 3
        held = json.loads(
            CliRunner(env=environment).invoke(cli, ["holdings", "--office", str(office), "--at", "1", "--json"]).stdout
        )
        assert (held["sats"], held["immature_sats"]) == (50 * BITCOIN, 50 * BITCOIN)
    finally:
        node.remove()
