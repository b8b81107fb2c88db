"""Proofs of control verified: bound to this disclosure, holding, public or opened by the auditor's file."""

import msgspec
import pytest

from bitcoin_office.proof.message import Purpose
from bitcoin_office.reserve.disclosure.control_message import binding_of
from bitcoin_office.reserve.disclosure.document import ControlEntry
from bitcoin_office.reserve.disclosure.entries import public_entry
from bitcoin_office.reserve.disclosure.series import verify
from tests.disclosing import CHANGE, GIFTS, MINED, Made, Practice
from tests.proof.locks import prove
from tests.reserve.disclosure.verifying import changed, codes, given, left, reader, said


def control(lock, message: str) -> ControlEntry:
    """A message signed under a lock."""
    return ControlEntry(message=message, proofs=(public_entry(lock.script, prove(lock, message.encode())),))


def problem(made: Made, *entries: ControlEntry) -> str:
    """What is wrong with the disclosure with these proofs of control."""
    found = changed(made, control=tuple(sorted(entries, key=lambda each: each.message)))
    assert codes(found) == {"control-message"}
    return found.findings[0].message


def test_a_message_is_bound_to_the_disclosure(practice: Practice, small: Made) -> None:
    """Country, network, vault, block and expiry must be those of the coins."""
    text = practice.attestation("cold")
    assert "another block" in problem(small, control(CHANGE, text.replace("block: 104 1", "block: 104 2")))
    assert "after the stamp" in problem(small, control(CHANGE, text.replace("block: 104", "block: 105")))
    assert "another time" in problem(small, control(CHANGE, text.replace("T15:33:20Z", "T15:33:21Z")))
    assert "is for pk" in problem(small, control(CHANGE, text.replace("country: zz", "country: pk")))
    assert "expired" in problem(small, control(CHANGE, text.replace("2026-12-31", "2025-12-31")))
    assert "for the vault mined" in problem(small, control(CHANGE, practice.attestation("mined")))
    assert "names no block" in problem(small, control(CHANGE, "We have many coins."))
    assert "names no block" in problem(small, control(CHANGE, text.replace("vault: cold", "vault: Cold")))


def test_a_message_of_bip322_audit_binds_the_block_alone(practice: Practice, small: Made) -> None:
    """Its last line is the block; the verifier says what it does not name."""
    stamp = small.disclosure.stamp
    text = f"Proof of control\nblock: {stamp.height} {stamp.hash} 2023-11-15T15:33:20Z"
    binding = binding_of(text)
    assert binding is not None
    assert (binding.height, binding.block, binding.attestation) == (stamp.height, stamp.hash, None)
    found = changed(small, control=(control(CHANGE, text),))
    assert found.ok
    assert "control" in said(found)
    assert "control-message" in left(found)
    assert "another block" in problem(small, control(CHANGE, text.replace("block: 104 1", "block: 104 2")))


def test_a_proof_of_no_coin_is_refused(practice: Practice, small: Made) -> None:
    """The script of a proof is that of a coin."""
    from tests.disclosing import COLD

    assert "No coin" in problem(small, control(COLD, practice.attestation("cold")))


def test_a_proof_that_does_not_hold_names_its_coins(practice: Practice, small: Made) -> None:
    """A proof for another message, or by too few keys."""
    text = practice.attestation("cold")
    other = prove(CHANGE, practice.attestation("gifts").encode())
    entry = ControlEntry(message=text, proofs=(public_entry(CHANGE.script, other),))
    found = changed(small, control=(entry,))
    assert codes(found) == {"control"}
    coin = next(coin for coin in small.disclosure.coins if coin.script == CHANGE.script.hex())
    assert coin.outpoint in found.findings[0].message


def test_the_recovery_quorum_is_told_apart(practice: Practice, small: Made) -> None:
    """A recovery's signature is no proof of the primary quorum."""
    found = changed(small, control=(control(MINED, practice.attestation("mined", Purpose.RECOVERY)),))
    assert found.ok
    assert "control-recovery" in said(found)
    assert "control" not in said(found)


def test_all_proofs_may_be_public(practice: Practice, small: Made) -> None:
    """Then nothing about control is left open."""
    entries = (
        control(CHANGE, practice.attestation("cold")),
        control(GIFTS, practice.attestation("gifts")),
        control(MINED, practice.attestation("mined")),
    )
    found = changed(small, control=tuple(sorted(entries, key=lambda each: each.message)))
    assert found.ok
    assert not {code for code in left(found) if code.startswith("control")}
    assert "3 coins, 53.00999 BTC" in next(each.text for each in found.proved if each.code == "control")


def test_a_commitment_is_opened_only_by_its_own_proof(small: Made) -> None:
    """The salt, the proof, the message and the script are all bound."""
    opened = small.auditor.proofs[0]
    for change in ({"salt": "00" * 32}, {"proof": opened.proof[:-4] + "AAAA"}, {"message": opened.message + "x"}):
        auditor = msgspec.structs.replace(small.auditor, proofs=(msgspec.structs.replace(opened, **change),))
        made = Made(disclosure=small.disclosure, file=small.file, headers=small.headers, auditor=auditor)
        found = verify([given(made, auditor=True)], reader())
        assert codes(found) == {"auditor-proof"}
        assert "control-committed" in left(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "block: 1 " + "00" * 32,
        "block: 01 " + "00" * 32 + " 2023-11-15T15:33:20Z",
        "block: ١ " + "00" * 32 + " 2023-11-15T15:33:20Z",
    ],
)
def test_other_texts_bind_nothing(text: str) -> None:
    """Only the exact line of the other program is read, in ASCII digits without leading zeros."""
    assert binding_of(text) is None
