"""Proofs of control asked for and taken back: one signer after the other, other programs' files, and mistakes."""

import datetime as dt
import json
import subprocess
from pathlib import Path

import msgspec
import pytest

from bitcoin_office.app.disclosing import Wish, disclose_office
from bitcoin_office.app.disclosure import verify_files
from bitcoin_office.app.proofs import (
    ProofRequested,
    ProofWish,
    add_office_proofs,
    export_office_proofs,
    kept_proofs,
    office_proofs,
    request_office_proofs,
)
from bitcoin_office.chain.address import address_of_script
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.proof.message import Attestation, Purpose
from bitcoin_office.proof.packet import Packet
from bitcoin_office.terms.errors import ConflictError, NotFoundError, OfficeError
from tests.disclosing import CHANGE, GIFTS, MINED, P2WPKH
from tests.practised_office import NODE, PractisedOffice
from tests.proof.locks import prove
from tests.proof.oracle import oracle_or_skip
from tests.proof.psbt.devices import signed_by

EXPIRES = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=100)


@pytest.fixture
def practised(tmp_path: Path) -> PractisedOffice:
    """An office of its own for each test."""
    return PractisedOffice(tmp_path)


def ask(office: PractisedOffice, vault: str, purpose: Purpose = Purpose.PRIMARY, **more: bool) -> ProofRequested:
    """A request for a vault's proofs."""
    return request_office_proofs(office.dir, NODE, ProofWish(vault=vault, purpose=purpose, expires=EXPIRES, **more))


def answer(office: PractisedOffice, asked: ProofRequested, place: int, name: str, *numbers: int) -> Path:
    """What a device with these keys returns for an item, in a file."""
    packet = Packet.parse((Path(asked.folder) / "to-sign" / asked.items[place].file).read_bytes())
    file = office.path.parent / name
    file.write_bytes(signed_by(packet, numbers))
    return file


def test_a_request_says_what_and_why(practised: PractisedOffice) -> None:
    """One message that binds everything, one PSBT for each script that holds coins, readable files."""
    asked = ask(practised, "cold")
    message = Attestation.parse(asked.message)
    assert (message.country, message.vault, message.height, message.expires) == ("zz", "cold", 104, EXPIRES)
    assert [(item.script, item.sats, item.waits) for item in asked.items] == [
        (CHANGE.script.hex(), 299_999_000, "at once")
    ]
    folder = Path(asked.folder)
    assert (folder / "message.txt").read_text() == asked.message
    packet = Packet.parse((folder / "to-sign" / asked.items[0].file).read_bytes())
    assert packet.globals.get(0x09) == asked.message.encode()
    with pytest.raises(ConflictError):
        ask(practised, "cold")
    with pytest.raises(NotFoundError):
        ask(practised, "colt")


def test_signers_answer_one_by_one(practised: PractisedOffice) -> None:
    """The first signature is kept until the second comes; the order does not matter."""
    asked = ask(practised, "cold")
    first = add_office_proofs(practised.dir, [answer(practised, asked, 0, "first.psbt", 13)])
    assert [each.code for each in first.findings] == ["proof-missing-signatures"]
    assert "1 of 2" in first.findings[0].message
    assert first.requests[0].open == asked.items
    second = add_office_proofs(practised.dir, [answer(practised, asked, 0, "second.psbt", 11)])
    assert second.findings == ()
    assert (second.requests[0].added, second.requests[0].open) == (1, ())
    again = add_office_proofs(practised.dir, [answer(practised, asked, 0, "second.psbt", 11)])
    assert (again.findings, again.requests[0].added, again.requests[0].proofs) == ((), 0, 1)
    listed = office_proofs(practised.dir)
    assert [(each.name, each.proofs, each.open) for each in listed.requests] == [(asked.name, 1, ())]


def test_one_proof_may_be_for_all_coins(practised: PractisedOffice) -> None:
    """A proof of funds signs for each coin of the vault at once."""
    asked = ask(practised, "gifts", together=True)
    added = add_office_proofs(practised.dir, [answer(practised, asked, 0, "all.psbt", 21)])
    assert added.findings == ()
    assert kept_proofs(practised.dir)[0].proof.startswith("pof")
    found = verify_files(Path(disclose_office(practised.dir, NODE, Wish()).file))
    assert found.ok, found.findings
    assert "1 coin, 0.01 BTC" in next(each.text for each in found.proved if each.code == "control")


def test_a_finished_proof_finds_its_place(practised: PractisedOffice) -> None:
    """What signers made with a tool of their own, for an address of which the office knows nothing more."""
    asked = ask(practised, "mined")
    assert [each.code for each in asked.findings] == ["proof-request"]
    assert [item.file for item in asked.items] == [""]
    file = practised.path.parent / "proof.txt"
    file.write_text(prove(MINED, asked.message.encode()) + "\n")
    added = add_office_proofs(practised.dir, [file])
    assert added.findings == ()
    assert added.requests[0].open == ()
    file.write_text(prove(GIFTS, asked.message.encode()))
    assert [each.code for each in add_office_proofs(practised.dir, [file]).findings] == ["proof-no-request"]


def test_what_answers_nothing_is_a_finding(practised: PractisedOffice) -> None:
    """Other files, PSBTs of other messages, signatures by other keys: named, and nothing is kept."""
    asked = ask(practised, "cold")
    wrong = answer(practised, asked, 0, "wrong.psbt", 21)
    data = {"text.txt": b"hello", "empty": b"", "half.psbt": wrong.read_bytes()[:50]}
    files = []
    for name, contents in data.items():
        files.append(practised.path.parent / name)
        files[-1].write_bytes(contents)
    found = add_office_proofs(practised.dir, files)
    assert len(found.findings) == 3
    assert {each.place.file for each in found.findings} == {str(file) for file in files}
    foreign = Packet.parse(wrong.read_bytes())
    unsigned = msgspec.structs.replace(foreign.unsigned, lock_time=1).to_bytes()
    other = msgspec.structs.replace(foreign, globals=foreign.globals.replacing([(b"\0", unsigned)]))
    wrong.write_bytes(other.to_bytes())
    assert [each.code for each in add_office_proofs(practised.dir, [wrong]).findings] == ["proof-no-request"]
    assert kept_proofs(practised.dir) == ()


def audit_file(practised: PractisedOffice, **changes: object) -> Path:
    """A proofs file as bip322-audit writes it, for the cold vault's coin."""
    stamp = f"block: 104 {'1459fd2dfbf253d1aba6d7c76741df6e18706522a66cf7358f6c4681e53212f7'} 2023-11-15T15:33:20Z"
    message = f"Proof of control\n{stamp}"
    document = {
        "tool": "bip322-audit 0.25.0",
        "chain": "regtest",
        "stamp": None,
        "message": message,
        "message_hex": message.encode().hex(),
        "policy": "2 of 3",
        "proofs": [
            {
                "address": address_of_script(CHANGE.script, REGTEST),
                "utxos": [],
                "signature": prove(CHANGE, message.encode()),
                "variant": "smp",
            }
        ],
        "spends": {},
        **changes,
    }
    file = practised.path.parent / "treasury-2026-01-02-104-proofs.json"
    file.write_text(json.dumps(document, indent=2))
    return file


def test_a_proofs_file_of_bip322_audit_is_imported(practised: PractisedOffice) -> None:
    """Its proofs are verified, kept, and disclosed; the verifier says what their message does not name."""
    added = add_office_proofs(practised.dir, [audit_file(practised)])
    assert added.findings == ()
    assert (added.requests[0].added, added.requests[0].open) == (1, ())
    assert add_office_proofs(practised.dir, [audit_file(practised)]).requests[0].added == 0
    found = verify_files(Path(disclose_office(practised.dir, NODE, Wish()).file))
    assert found.ok
    assert "control" in {each.code for each in found.proved}
    assert "control-message" in {each.code for each in found.not_proved}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"chain": "main"}, "wrong-network"),
        ({"message": "We are rich.", "message_hex": None}, "control-message"),
        ({"message": "other"}, "proof-format"),
        ({"message_hex": "zz"}, "proof-format"),
        ({"proofs": []}, "proof-format"),
        ({"proofs": [{"address": "bcrt1qqqq", "signature": "smp"}]}, "address"),
        ({"proofs": [{"address": address_of_script(CHANGE.script, REGTEST), "signature": "smpAA=="}]}, "proof-refused"),
        ({"proofs": [{"address": address_of_script(P2WPKH.script, REGTEST), "signature": "smpAA=="}]}, "proof-refused"),
    ],
)
def test_a_wrong_proofs_file_is_refused(practised: PractisedOffice, changes: dict, code: str) -> None:
    """Of another chain, without a block, contradicting itself, with proofs that do not hold or are not ours."""
    added = add_office_proofs(practised.dir, [audit_file(practised, **changes)])
    assert code in {each.code for each in added.findings}
    assert kept_proofs(practised.dir) == ()


def test_proofs_are_exported_for_bip322_audit(practised: PractisedOffice) -> None:
    """What was imported comes out with the same message and proofs, and with the coins that they are for."""
    name = add_office_proofs(practised.dir, [audit_file(practised)]).requests[0].name
    target = practised.path.parent / "out-proofs.json"
    assert export_office_proofs(practised.dir, NODE, name, target) == 1
    out, read = json.loads(target.read_text()), json.loads(audit_file(practised).read_text())
    assert out["message"] == read["message"]
    assert out["proofs"][0]["signature"] == read["proofs"][0]["signature"]
    assert (out["total_sat"], out["total_btc"]) == (299_999_000, "2.99999000")
    assert out["stamp"]["height"] == 104
    with pytest.raises(NotFoundError):
        export_office_proofs(practised.dir, NODE, "nothing", target)
    with pytest.raises(OfficeError):
        export_office_proofs(practised.dir, NODE, name, practised.path / "no" / "folder.json")


AUDIT = """
import json, sys
from bip322audit.audit import verify_proofs
report = verify_proofs(json.load(open(sys.argv[1])), None)
print(json.dumps({"result": report["result"], "valid": report["summary"]["proofs_valid"],
                  "problems": report["document_problems"], "claimed": report["totals"]["claimed_sat"]}))
"""


def test_our_proofs_file_against_bip322_audit(practised: PractisedOffice) -> None:
    """The other program finds the exported file consistent, its proof valid and its coins as many."""
    python = oracle_or_skip().python
    name = add_office_proofs(practised.dir, [audit_file(practised)]).requests[0].name
    target = practised.path.parent / "out-proofs.json"
    export_office_proofs(practised.dir, NODE, name, target)
    done = subprocess.run([python, "-I", "-c", AUDIT, target], check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == {"result": "ok", "valid": True, "problems": [], "claimed": 299_999_000}
