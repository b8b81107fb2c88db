"""Proofs files exchanged with bip322-audit, both ways, each program holding the other's against the same real node."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bitcoin_office.app.disclosing import Wish, disclose_office
from bitcoin_office.app.disclosure import verify_files
from bitcoin_office.app.proofs import add_office_proofs, export_office_proofs
from bitcoin_office.app.vaults import NewVault, add_vault
from bitcoin_office.chain.address import address_of_script
from bitcoin_office.chain.descriptor import parse_descriptor
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.proof.packet import IN_PARTIAL_SIG, Packet
from bitcoin_office.proof.psbt.signers import locked
from bitcoin_office.proof.sighash import Spending
from tests.adapters.node import PrivateNode
from tests.app.test_proofs import answer, ask
from tests.disclosing import BITCOIN, CHANGE, EXCHANGE, FEE, coin_of, pay
from tests.practised_office import NODE, PractisedOffice
from tests.proof.masters import Master
from tests.proof.oracle import oracle_or_skip

pytestmark = pytest.mark.component("bitcoind")

MASTERS = tuple(Master(f"signer {number}") for number in (1, 2, 3))
RANGED = f"wsh(sortedmulti(2,{','.join(f'{each.with_origin}/<0;1>/*' for each in MASTERS)}))"
INDEX = 3


class Audit:
    """bip322-audit with a node, in a folder of its own."""

    def __init__(self, folder: Path, node: PrivateNode) -> None:
        self.folder = folder
        self._program = oracle_or_skip().python.with_name("bip322-audit")
        client = Path(os.environ["BITCOIND"]).with_name("bitcoin-cli")
        self._node = f"'{client}' -regtest '-datadir={node.folder}' -rpcport={node.port}"

    def run(self, command: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """One command of it that asks the node."""
        line = [self._program, command, "--cli", self._node, *arguments]
        return subprocess.run(line, check=False, capture_output=True, text=True, cwd=self.folder)

    def done(self, command: str, *arguments: str | Path) -> str:
        """What it printed; it must have gone well."""
        found = self.run(command, *arguments)
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout


@pytest.fixture
def practised(tmp_path: Path) -> Iterator[tuple[PractisedOffice, Audit, PrivateNode]]:
    """An office with a vault of extended keys that holds a coin, and a node with the same chain."""
    office = PractisedOffice(tmp_path)
    node = PrivateNode("-blockfilterindex=1")
    try:
        assert add_vault(office.dir, NewVault(name="ranged", descriptors=(RANGED,))).findings == ()
        with office.opened() as chain:
            first = chain.block(2).coinbase
        sats = first.outputs[0].sats
        office.mine([pay([coin_of(first, 0, EXCHANGE)], [(BITCOIN, script()), (sats - BITCOIN - FEE, script(1))])])
        pass_on(office, node)
        yield office, Audit(tmp_path, node), node
    finally:
        node.remove()


def script(branch: int = 0) -> bytes:
    """A script of the vault of extended keys."""
    return parse_descriptor(RANGED, REGTEST).solution(branch, INDEX).script


def pass_on(office: PractisedOffice, node: PrivateNode) -> None:
    """Gives the node all blocks."""
    with office.opened() as chain:
        node.submit(chain.block(height).to_bytes() for height in range(1, chain.tip().height + 1))


def signed(path: Path, *signers: Master) -> bytes:
    """A PSBT as devices with these master keys return it."""
    packet = Packet.parse(base64.b64decode(path.read_bytes()))
    output = packet.spent_output(0)
    assert output is not None
    code = locked(output.script, packet.inputs[0]).code
    digest = Spending(packet.unsigned, (output,)).segwit_digest(0, code)
    keys = [master.child(branch, INDEX) for master in signers for branch in (0, 1)]
    made = [(bytes((IN_PARTIAL_SIG,)) + each.public, each.key.sign(digest, hasher=None) + b"\1") for each in keys]
    own = [(name, signature) for name, signature in made if name[1:] in code]
    return Packet(packet.unsigned, packet.globals, (packet.inputs[0].replacing(own),), packet.outputs).to_bytes()


def test_our_proofs_file_against_bip322_audit_and_its_node(
    practised: tuple[PractisedOffice, Audit, PrivateNode],
) -> None:
    """Proofs of our own message: bip322-audit finds signatures, block and every coin to be as the file says."""
    office, audit, _ = practised
    asked = ask(office, "cold")
    assert add_office_proofs(office.dir, [answer(office, asked, 0, "signed.psbt", 11, 13)]).findings == ()
    file = audit.folder / "ours-proofs.json"
    assert export_office_proofs(office.dir, NODE, asked.name, file) == 1
    report = json.loads(audit.done("verify", file, "--json"))
    assert (report["result"], report["stamp"]["ok"], report["document_problems"]) == ("ok", True, [])
    (row,) = report["proofs"]
    assert row["address"] == address_of_script(CHANGE.script, REGTEST)
    assert row["held_at_stamp_sat"] == row["unspent_now_sat"] == 299_999_000


def test_another_amount_is_found_by_bip322_audit(
    practised: tuple[PractisedOffice, Audit, PrivateNode],
) -> None:
    """Its check against the node is a real one: of the same file with another amount it says FAILED."""
    office, audit, _ = practised
    asked = ask(office, "cold")
    add_office_proofs(office.dir, [answer(office, asked, 0, "signed.psbt", 11, 13)])
    file = audit.folder / "ours-proofs.json"
    export_office_proofs(office.dir, NODE, asked.name, file)
    changed = json.loads(file.read_text())
    changed["proofs"][0]["utxos"][0]["amount_sat"] += 1
    file.write_text(json.dumps(changed))
    assert audit.run("verify", file).returncode == 1


def test_a_proofs_file_that_bip322_audit_made_is_imported_and_goes_back(
    practised: tuple[PractisedOffice, Audit, PrivateNode],
) -> None:
    """It draws up the PSBTs and finalizes; we take its file, disclose with it, and what we export it finds right."""
    office, audit, _ = practised
    addresses = [address_of_script(script(branch), REGTEST) or "" for branch in (0, 1)]
    audit.done("prove", "-d", RANGED, "--depth", "0", "-o", "snapshot", *addresses)
    folder = audit.folder / "snapshot"
    to_sign = sorted(folder.rglob("*.psbt"))
    assert len(to_sign) == len(addresses)
    (folder / "signed").mkdir(exist_ok=True)
    for path in to_sign:
        (folder / "signed" / path.name).write_bytes(signed(path, MASTERS[0], MASTERS[2]))
    audit.done("finalize", "--offline", "snapshot")
    (file,) = folder.glob("*proofs.json")
    added = add_office_proofs(office.dir, [file])
    assert (added.findings, added.requests[0].added) == ((), len(addresses))
    back = audit.folder / "back-proofs.json"
    assert export_office_proofs(office.dir, NODE, added.requests[0].name, back) == len(addresses)
    assert json.loads(audit.done("verify", back, "--json"))["result"] == "ok"
    found = verify_files(Path(disclose_office(office.dir, NODE, Wish()).file))
    assert found.ok, found.findings
    assert "control" in {each.code for each in found.proved}
