"""The contracts that others rely on, on a real node: what ``holdings``, ``movements`` and ``verify`` write as JSON."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bitcoin_office.cli.main import cli
from bitcoin_office.reserve.voucher import MovementClass
from tests.adapters.node import PrivateNode
from tests.disclosing import BITCOIN, CHANGE, EXCHANGE, FEE, coin_of, pay
from tests.practised_office import PractisedOffice

pytestmark = pytest.mark.component("bitcoind")


def run(*arguments: str | Path) -> Result:
    """One run of the program."""
    return CliRunner().invoke(cli, [str(each) for each in arguments])


class Beside:
    """A practised office, and a node that has its chain."""

    def __init__(self, folder: Path) -> None:
        self.office = PractisedOffice(folder)
        self.node = PrivateNode("-blockfilterindex=1")
        self.pass_on()

    @property
    def there(self) -> tuple[str | Path, ...]:
        """The node's options."""
        return "--node", self.node.url, "--cookie", self.node.cookie

    @property
    def here(self) -> tuple[str | Path, ...]:
        """The office's and the node's options."""
        return "--office", self.office.path, *self.there

    def pass_on(self) -> None:
        """Gives the node all blocks."""
        with self.office.opened() as chain:
            self.node.submit(chain.block(height).to_bytes() for height in range(1, chain.tip().height + 1))


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Beside]:
    """One for each test."""
    found = Beside(tmp_path)
    yield found
    found.node.remove()


def test_holdings(beside: Beside) -> None:
    """``{height, block_hash, sats, coins: [{outpoint, sats, script, address, vault, born_height}]}`` of any height."""
    for height in (101, 102, 104):
        done = run("holdings", *beside.here, "--at", str(height), "--json", "-")
        assert done.exit_code == 0, done.output
        found = json.loads(done.stdout)
        assert {"height", "block_hash", "sats", "coins"} <= set(found)
        assert (found["height"], found["block_hash"]) == (height, beside.node.ask("getblockhash", height))
        assert sum(coin["sats"] for coin in found["coins"]) == found["sats"]
        for coin in found["coins"]:
            assert {"outpoint", "sats", "script", "address", "vault", "born_height"} <= set(coin)
            txid, _, index = coin["outpoint"].partition(":")
            block = beside.node.ask("getblockhash", coin["born_height"])
            output = beside.node.ask("getrawtransaction", txid, 1, block)["vout"][int(index)]
            assert (output["scriptPubKey"]["hex"], output["scriptPubKey"].get("address")) == (
                coin["script"],
                coin["address"],
            )
            assert round(output["value"] * BITCOIN) == coin["sats"]


def test_movements(beside: Beside) -> None:
    """One row a transaction with class, evidence, voucher, delta_sats and fee_sats; together they are the holdings."""
    done = run("movements", "--office", beside.office.path, "--json", "-")
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    held = json.loads(run("holdings", *beside.here, "--json").stdout)
    assert len({row["txid"] for row in rows}) == len(rows) > 3
    assert sum(row["delta_sats"] for row in rows) == held["sats"]
    for row in rows:
        assert {"class", "evidence", "voucher", "delta_sats", "fee_sats"} <= set(row)
        assert row["class"] in set(MovementClass)
        assert row["evidence"]
    (moved,) = [row for row in rows if row["class"] == MovementClass.CONSOLIDATION]
    assert (moved["delta_sats"], moved["fee_sats"], moved["voucher"]) == (-FEE, FEE, None)


def test_verify_with_a_node(beside: Beside) -> None:
    """``{ok, signer, proved, not_proved, findings}``: the node proves more, or says what was spent since."""
    written = json.loads(run("disclose", "--office", beside.office.path, "--json").stdout)
    file = Path(written["file"])
    alone = json.loads(run("verify", file, "--json", "-").stdout)
    done = run("verify", file, *beside.there, "--json", "-")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert {"ok", "signer", "proved", "not_proved", "findings"} <= set(found)
    codes = [{each["code"] for each in one["proved"]} for one in (alone, found)]
    assert codes[1] - codes[0] >= {"unspent", "scripts-complete", "most-work"}
    key = json.loads(file.read_bytes())["disclosure"]["signer"]
    known = json.loads(run("verify", file, "--key", key, "--json", "-").stdout)
    assert known["signer"]["status"] != alone["signer"]["status"] == "unknown"
    with beside.office.opened() as chain:
        coin = chain.block(102).transactions[1]
    sats = coin.outputs[0].sats
    outputs = [(BITCOIN, CHANGE.script), (sats - BITCOIN - FEE, EXCHANGE.script)]
    beside.office.mine([pay([coin_of(coin, 0, CHANGE)], outputs)])
    beside.pass_on()
    hidden = run("verify", file, *beside.there, "--json", "-")
    told = json.loads(hidden.stdout)
    assert "spent-since" in {each["code"] for each in told["not_proved"]}
    assert hidden.exit_code == (0 if told["ok"] else 1)
