"""A disclosure of coins under scripts that the page does not judge: it says so of each, and the program judges."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Page

from bitcoin_office.app.disclosing import Wish, disclose_office
from bitcoin_office.app.disclosure import verify_files
from bitcoin_office.app.proofs import ProofWish, add_office_proofs, request_office_proofs
from bitcoin_office.app.vaults import NewVault, add_vault
from bitcoin_office.chain.address import address_of_script
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.proof.message import Purpose
from bitcoin_office.proof.psbt.finish import Answer, collect
from bitcoin_office.proof.psbt.request import request_proof
from bitcoin_office.proof.script.timelocks import Wait
from tests.adapters.check_page.driving import verify
from tests.disclosing import BITCOIN, EXCHANGE, FEE, coin_of, pay
from tests.practised_office import NODE, PractisedOffice
from tests.proof.locks import P2TR, PRIMARY, RECOVERY, prove
from tests.proof.psbt.devices import signed_by, taproot_vault

pytestmark = [pytest.mark.component("chromium"), pytest.mark.slow]

TAPROOT = taproot_vault(6)
LOCKS = {"miniscript": PRIMARY.script, "branches": TAPROOT.script, "keyed": P2TR.script}


def taproot_proof(message: bytes) -> str:
    """A proof by the way through the tree, which opens at an age of six blocks."""
    request = request_proof(TAPROOT, message, wait=Wait(sequence=6))
    found = collect(request, [Answer("device.psbt", signed_by(request, (4, 5)))])
    assert found.findings == ()
    return found.proof


@pytest.fixture
def office(tmp_path: Path) -> PractisedOffice:
    """An office with a vault for each script, each of which holds a coin."""
    made = PractisedOffice(tmp_path)
    for name, script in LOCKS.items():
        address = f"addr({address_of_script(script, REGTEST)})"
        assert add_vault(made.dir, NewVault(name=name, descriptors=(address,))).findings == ()
    with made.opened() as chain:
        first = chain.block(2).coinbase
    change = first.outputs[0].sats - FEE - len(LOCKS) * BITCOIN
    outputs = [(BITCOIN, script) for script in LOCKS.values()]
    made.mine([pay([coin_of(first, 0, EXCHANGE)], [*outputs, (change, EXCHANGE.script)])])
    return made


def test_each_script_is_named_as_needing_the_program(office: PractisedOffice, tab: Page) -> None:
    """Miniscript and a taproot tree need the program, which finds both proofs good; a taproot key the page checks."""
    expires = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=100)
    for name, purpose in (("miniscript", Purpose.BOTH), ("branches", Purpose.RECOVERY), ("keyed", Purpose.PRIMARY)):
        asked = request_office_proofs(office.dir, NODE, ProofWish(vault=name, purpose=purpose, expires=expires))
        message = asked.message.encode()
        proofs = {
            "miniscript": [prove(PRIMARY, message), prove(RECOVERY, message)],
            "branches": [taproot_proof(message)],
            "keyed": [prove(P2TR, message)],
        }[name]
        for text in proofs:
            file = office.path.parent / "proof.txt"
            file.write_text(text)
            assert add_office_proofs(office.dir, [file]).findings == ()
    written = Path(disclose_office(office.dir, NODE, Wish()).file)
    files = {path.name: path.read_bytes() for path in (written, written.with_suffix(".headers"))}
    (said,) = verify(tab, files, today=expires.isoformat())
    (sentence,) = [text for state, code, text in said.lines if (state, code) == ("open", "needs-program")]
    assert sentence.startswith("Proofs for scripts that need the program:")
    for name, script in LOCKS.items():
        assert (address_of_script(script, REGTEST) in sentence) is (name != "keyed")
    assert said.verdict != "wrong"
    assert "1 coin, 1 BTC: whoever holds the keys of each address signed for it" in said.texts("proved")
    found = verify_files(written)
    assert found.ok, found.findings
    proved = {each.code: each.text for each in found.proved}
    assert proved["control"].startswith("2 coins, 2 BTC")
    assert proved["control-recovery"].startswith("2 coins, 2 BTC")
