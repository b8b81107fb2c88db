"""Opening inputs: which script runs on which items, and commitments that do not fit."""

import pytest

from bitcoin_office.chain.script import push, witness_script
from bitcoin_office.chain.transaction import TxIn
from bitcoin_office.proof.script.fault import Fault, ScriptFault
from bitcoin_office.proof.script.program import Path, open_input
from tests.proof.locks import (
    P2PKH,
    P2TR,
    P2WPKH,
    P2WSH,
    SH_MULTI,
    SH_WPKH,
    SH_WSH,
    Lock,
    sh,
    unsigned_proof,
)
from tests.proof.psbt.devices import taproot_vault

MESSAGE = b"message"


def opened(lock: Lock) -> TxIn:
    """The input as its signers open it."""
    return lock.opened(unsigned_proof(lock, MESSAGE), 0)


def changed(spender: TxIn, script_sig: bytes | None = None, witness: tuple[bytes, ...] | None = None) -> TxIn:
    """The input with another scriptSig or witness."""
    return TxIn(
        spender.previous,
        spender.script_sig if script_sig is None else script_sig,
        spender.sequence,
        spender.witness if witness is None else witness,
    )


@pytest.mark.parametrize(
    ("lock", "path"),
    [
        (P2WPKH, Path.KEY_HASH),
        (SH_WPKH, Path.KEY_HASH),
        (P2WSH, Path.WITNESS_SCRIPT),
        (SH_WSH, Path.WITNESS_SCRIPT),
        (P2TR, Path.TAPROOT_KEY),
        (SH_MULTI, Path.LEGACY),
        (P2PKH, Path.LEGACY),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_each_kind_opens_its_way(lock: Lock, path: Path) -> None:
    """The items are those of the signers, without the scripts that come after them."""
    found = open_input(lock.script, opened(lock))
    assert (found.path, found.items) == (path, lock.items(unsigned_proof(lock, MESSAGE), 0))


def test_what_stands_in_the_wrong_place_is_refused() -> None:
    """A witness where none belongs, a scriptSig where none belongs, more in it than the redeem script."""

    def fault(lock: Lock, spender: TxIn) -> Fault:
        with pytest.raises(ScriptFault) as caught:
            open_input(lock.script, spender)
        return caught.value.fault

    assert fault(P2PKH, changed(opened(P2PKH), witness=(b"",))) is Fault.WITNESS
    assert fault(SH_MULTI, changed(opened(SH_MULTI), witness=(b"",))) is Fault.WITNESS
    assert fault(P2WSH, changed(opened(P2WSH), script_sig=b"\x51")) is Fault.SCRIPT_SIG
    assert fault(SH_WSH, changed(opened(SH_WSH), script_sig=b"\x51" + push(SH_WSH.redeem))) is Fault.SCRIPT_SIG
    assert fault(SH_WSH, changed(opened(SH_WSH), script_sig=b"\x4c\x22" + SH_WSH.redeem)) is Fault.MINIMAL_DATA
    assert fault(SH_MULTI, changed(opened(SH_MULTI), script_sig=b"")) is Fault.COMMITMENT
    assert fault(SH_MULTI, changed(opened(SH_MULTI), script_sig=push(b"other"))) is Fault.COMMITMENT
    assert fault(SH_MULTI, changed(opened(SH_MULTI), script_sig=b"\x05abc")) is Fault.SCRIPT_SIG
    assert fault(P2WSH, changed(opened(P2WSH), witness=(b"", b"other"))) is Fault.COMMITMENT
    assert fault(P2WSH, changed(opened(P2WSH), witness=())) is Fault.COMMITMENT
    assert fault(P2TR, changed(opened(P2TR), witness=())) is Fault.WITNESS


def test_a_taproot_leaf_must_be_committed_to() -> None:
    """Another script, a changed control block, one of no possible length: refused."""
    vault = taproot_vault(6)
    (leaf,) = vault.leaves
    spender = TxIn(unsigned_proof(P2TR, MESSAGE).transaction.inputs[0].previous, b"", 0)
    right = changed(spender, witness=(b"item", leaf.script, leaf.control_block))
    found = open_input(vault.script, right)
    assert (found.path, found.script, found.items) == (Path.TAPROOT_SCRIPT, leaf.script, (b"item",))
    for script, control in (
        (leaf.script + b"\x51", leaf.control_block),
        (leaf.script, bytes((leaf.control_block[0] ^ 1,)) + leaf.control_block[1:]),
        (leaf.script, leaf.control_block + bytes(32)),
        (leaf.script, leaf.control_block + b"\0"),
        (leaf.script, leaf.control_block[:32]),
        (leaf.script, leaf.control_block + bytes(32 * 129)),
    ):
        with pytest.raises(ScriptFault) as caught:
            open_input(vault.script, changed(spender, witness=(script, control)))
        assert caught.value.fault is Fault.COMMITMENT


def test_what_has_no_rules_yet_is_unknown() -> None:
    """Later witness versions, taproot behind P2SH, an annex, a scriptSig that computes."""
    taproot = witness_script(1, bytes(range(32)))
    spender = opened(P2TR)
    for script, each in (
        (witness_script(2, bytes(32)), spender),
        (witness_script(1, bytes(31)), spender),
        (sh(taproot), changed(spender, script_sig=push(taproot))),
        (P2TR.script, changed(spender, witness=(*spender.witness, b"\x50annex"))),
        (P2PKH.script, changed(opened(P2PKH), script_sig=opened(P2PKH).script_sig + b"\x61")),
    ):
        found = open_input(script, each)
        assert found.path is Path.UNKNOWN
        assert found.note
