"""A real country's office beside a real node of the main network, which has its block 1 and no later one."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bitcoin_office.cli.main import cli
from tests.adapters.node import PrivateNode

pytestmark = pytest.mark.component("bitcoind")

ADDRESSES = Path(__file__).resolve().parents[2] / "countries" / "sv" / "record" / "addresses.toml"
BLOCK_1 = "00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048"
FIRST_BLOCK = bytes.fromhex(
    "010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3"
    "c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299010100000001000000000000000000000000000000000000000000000000"
    "0000000000000000ffffffff0704ffff001d0104ffffffff0100f2052a0100000043410496b538e853519c726a2c91e61ec11600ae1390"
    "813a627c66fb8be7947be63c52da7589379515d4e0a604f8141781e62294721166bf621e73a82cbf2342c858eeac00000000"
)


@pytest.fixture
def node() -> Iterator[PrivateNode]:
    """The node."""
    found = PrivateNode("-blockfilterindex=1", network="main")
    found.submit([FIRST_BLOCK])
    yield found
    found.remove()


def fine(*arguments: object) -> str:
    """The output of a command that ends well."""
    done = CliRunner().invoke(cli, [str(each) for each in arguments])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def test_the_twenty_reported_addresses_are_watched_and_nothing_is_counted_as_proved(
    tmp_path: Path, node: PrivateNode
) -> None:
    """Added, synced, held and reconciled without an error; the statement goes on saying that nothing is proved."""
    office = ("--office", tmp_path / "sv")
    there = (*office, "--node", node.url, "--cookie", node.cookie)
    fine("init", tmp_path / "sv", "--country", "sv")
    fine("vault", "add", "reported", "--addresses", ADDRESSES, *office)
    synced = json.loads(fine("sync", *there, "--json"))
    assert (synced["network"], synced["scripts"], synced["findings"], synced["height"]) == ("main", 20, [], 1)
    again = json.loads(fine("sync", *there, "--json"))
    assert (again["blocks"], again["new_scripts"], again["booked"]) == (0, 0, 0)
    held = json.loads(fine("holdings", *there, "--json"))
    assert (held["height"], held["block_hash"], held["sats"], held["coins"]) == (1, BLOCK_1, 0, [])
    assert json.loads(fine("movements", *office, "--json", "-")) == []
    statement = json.loads(fine("statement", *office, "--at", "2025-07-17", "--json"))
    assert statement["proved_sats"] == 0
