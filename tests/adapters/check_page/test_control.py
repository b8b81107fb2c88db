"""Proofs of control on the page: bound to the disclosure, of every template, and what only the program can judge."""

from __future__ import annotations

import msgspec
import pytest
from playwright.sync_api import Page

from bitcoin_office.proof.message import Purpose
from bitcoin_office.reserve.disclosure.building import signed_file
from bitcoin_office.reserve.disclosure.document import ControlEntry
from bitcoin_office.reserve.disclosure.entries import public_entry
from tests.adapters.check_page.driving import NAME, Said, practice, small_files, verify
from tests.disclosing import CHANGE, COLD, GIFTS, MINED, SIGNER
from tests.proof.locks import Lock, prove

pytestmark = pytest.mark.component("chromium")


def entry(lock: Lock, message: str) -> ControlEntry:
    """A message signed under a lock."""
    return ControlEntry(message=message, proofs=(public_entry(lock.script, prove(lock, message.encode())),))


def with_control(tab: Page, *entries: ControlEntry) -> Said:
    """What the page says of the small disclosure with these proofs, signed again."""
    control = tuple(sorted(entries, key=lambda each: each.message))
    disclosure = msgspec.structs.replace(practice().small.disclosure, control=control)
    files = {**small_files(), f"{NAME}.json": signed_file(disclosure, SIGNER)}
    del files[f"{NAME}.auditor.json"]
    (said,) = verify(tab, files)
    return said


def test_a_message_is_bound_to_the_disclosure(tab: Page) -> None:
    """Country, network, vault, block and expiry must be those of the coins."""
    text = practice().attestation("cold")
    for old, new in (
        ("block: 104 1", "block: 104 2"), ("block: 104", "block: 105"), ("T15:33:20Z", "T15:33:21Z"),
        ("country: zz", "country: pk"),
        ("2026-12-31", "2025-12-31"), ("network: regtest", "network: main"),
        ("vault: cold", "vault: mined"), ("vault: cold", "vault: Cold"), ("\nblock: ", "\nBlock: "),
    ):  # fmt: skip
        assert old in text
        said = with_control(tab, entry(CHANGE, text.replace(old, new)))
        assert said.codes("wrong") == {"control"}, (old, new)
        assert "control" not in said.codes("proved")


def test_proofs_for_all_coins(tab: Page) -> None:
    """Then nothing about control is left open."""
    said = with_control(
        tab, entry(CHANGE, practice().attestation("cold")), entry(GIFTS, practice().attestation("gifts")),
        entry(MINED, practice().attestation("mined")),
    )  # fmt: skip
    assert said.verdict == "holds"
    assert "3 coins, 53.00999 BTC" in said.texts("proved")
    assert not {"control", "committed", "needs-program"} & said.codes("open")


def test_a_recovery_is_no_proof_of_the_primary_quorum(tab: Page) -> None:
    """It is told apart."""
    said = with_control(tab, entry(MINED, practice().attestation("mined", Purpose.RECOVERY)))
    assert "recovery" in said.codes("proved")
    assert "control" not in said.codes("proved")


def test_a_proof_of_no_coin(tab: Page) -> None:
    """The script of a proof is that of a coin."""
    assert with_control(tab, entry(COLD, practice().attestation("cold"))).codes("wrong") == {"control"}


def test_a_message_of_bip322_audit(tab: Page) -> None:
    """It binds the block alone, and the page says so."""
    stamp = practice().small.disclosure.stamp
    text = f"Proof of control\nblock: {stamp.height} {stamp.hash} 2023-11-15T15:33:20Z"
    said = with_control(tab, entry(CHANGE, text))
    assert "control" in said.codes("proved")
    assert "message-form" in said.codes("open")


def test_time_and_age_are_not_today(tab: Page) -> None:
    """A proof that holds only later shows that it can be signed for then, and not now."""
    later = Lock(
        name=CHANGE.name, script=CHANGE.script, witness=CHANGE.witness, signers=CHANGE.signers, before=CHANGE.before,
        options={"version": 2, "sequence": 144},
    )  # fmt: skip
    said = with_control(tab, entry(later, practice().attestation("cold")))
    assert "later" in said.codes("open")
    assert "control" not in said.codes("proved")
    assert "at the age 144" in said.texts("open")


def test_only_the_auditor_sees_a_sealed_proof(tab: Page) -> None:
    """Without the auditor's file the proof is committed to, and nothing more is said of it."""
    files = small_files()
    sealed = verify(tab, {name: data for name, data in files.items() if "auditor" not in name})[0]
    assert "committed" in sealed.codes("open")
    assert "1 coin, 2.99999 BTC" in sealed.texts("proved")
    assert "2 coins, 3.00999 BTC" in verify(tab, files)[0].texts("proved")
