"""From a vault to "proved" in the statement, on a real node and by commands alone; and back when coins or blocks go."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bitcoin_office.cli.main import cli
from bitcoin_office.proof.packet import Packet
from tests.adapters.node import PrivateNode
from tests.disclosing import BITCOIN, CHANGE, EXCHANGE, FEE, Practice, coin_of, pay
from tests.practised_office import multisig
from tests.proof.psbt.devices import signed_by

pytestmark = pytest.mark.component("bitcoind")

DAY = "2023-11-15"
COLD_SATS = 3 * BITCOIN - FEE


class OnNode:
    """An office that reads a node, which has the practised chain."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "office"
        self.practice = Practice()
        self.node = PrivateNode("-blockfilterindex=1")
        self.pass_on()
        self.run("init", self.path, "--country", "zz", "--network", "regtest")
        self.run("vault", "add", "cold", multisig(1, 2, 3), multisig(11, 12, 13), *self.here)
        self.run("disclose", "--init-key", folder / "signing.key", *self.here)
        self.sync()

    @property
    def here(self) -> tuple[str | Path, ...]:
        """The office."""
        return "--office", self.path

    @property
    def there(self) -> tuple[str | Path, ...]:
        """The office and its node."""
        return *self.here, "--node", self.node.url, "--cookie", self.node.cookie

    def pass_on(self) -> None:
        """Gives the node all blocks of the practised chain."""
        chain = self.practice.chain
        self.node.submit(chain.block(height).to_bytes() for height in range(1, chain.tip().height + 1))

    def run(self, *arguments: str | Path) -> str:
        """One command that must end well; what it printed."""
        done = CliRunner().invoke(cli, [str(each) for each in arguments])
        assert done.exit_code == 0, (done.output, done.exception)
        return done.stdout

    def asked(self, *arguments: str | Path) -> Any:
        """One command's JSON."""
        return json.loads(self.run(*arguments, "--json", "-"))

    def sync(self) -> None:
        """Reads what is new."""
        self.run("sync", *self.there)

    def prove(self) -> None:
        """Request, signatures, addition."""
        asked = self.asked("proof", "request", "cold", *self.there)
        packet = Packet.parse((Path(asked["folder"]) / "to-sign" / asked["items"][0]["file"]).read_bytes())
        file = self.folder / "signed.psbt"
        file.write_bytes(signed_by(packet, (11, 13)))
        self.run("proof", "add", file, *self.here)

    def statement(self) -> Any:
        """The statement of the chain's day."""
        return self.asked("statement", "--at", DAY, *self.here)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OnNode]:
    """An office of its own for each test."""
    made = OnNode(tmp_path)
    yield made
    made.node.remove()
    made.practice.chain.close()


def test_proved_follows_the_node(office: OnNode) -> None:
    """0 before; the sum, share and block after; the same after a disclosure; nothing once the coin is spent."""
    assert office.statement()["finding"].endswith("proved 0")
    office.prove()
    found = office.statement()
    assert found["finding"].endswith("proved 2.99999 BTC of 2.99999 BTC observed (100.0 %) at block 104")
    assert found["proved_sats"] == COLD_SATS == found["control"]["sats"]
    assert found["control"]["blocks"][0]["block"] == office.node.ask("getblockhash", 104)
    office.run("disclose", *office.there)
    assert office.statement() == found
    assert "On the chain, after block 104" in office.run("statement", "--at", DAY, *office.here)
    moved = office.practice.chain.block(102).transactions[1]
    coin = coin_of(moved, 0, CHANGE)
    office.practice.mine(pay([coin], [(BITCOIN, EXCHANGE.script), (COLD_SATS - BITCOIN, CHANGE.script)]))
    office.pass_on()
    office.sync()
    control = office.statement()["control"]
    assert (control["sats"], control["spent_sats"]) == (0, COLD_SATS)
    assert [(each["why"], each["sats"]) for each in control["not_proved"]] == [("came-after", COLD_SATS - BITCOIN)]
    office.prove()
    assert office.statement()["proved_sats"] == COLD_SATS - BITCOIN


def test_a_reorganisation_of_the_node_takes_it_back(office: OnNode) -> None:
    """The node gives up the signed block: after the next sync nothing is proved, and the reconciliation says why."""
    office.prove()
    office.node.ask("invalidateblock", office.node.ask("getblockhash", 104))
    office.node.ask("generatetodescriptor", 2, f"raw({EXCHANGE.script.hex()})")
    office.sync()
    found = office.statement()
    assert found["proved_sats"] == 0
    assert found["control"]["not_proved"][0]["why"] == "block-orphaned"
    done = CliRunner().invoke(cli, ["reserve", "reconcile", "--at", DAY, "--json", "-", *map(str, office.here)])
    assert "proof-orphaned" in {each["code"] for each in json.loads(done.stdout)["breaks"]}
    assert done.exit_code == 1
