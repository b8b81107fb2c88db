"""Verification: every template's proofs hold, and nothing near them does."""

import base64
import dataclasses
import datetime as dt

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.chain.hashing import hash160
from bitcoin_office.chain.reader import Reader
from bitcoin_office.chain.script import p2pkh
from bitcoin_office.chain.transaction import Transaction, TxIn, TxOut, read_witness
from bitcoin_office.proof.bip322.encoding import write_full, write_simple
from bitcoin_office.proof.bip322.verdict import Problem, State, Variant
from bitcoin_office.proof.bip322.verify import Claim, verify, verify_all
from bitcoin_office.proof.bip322.virtual import NOTHING, challenge, to_spend
from bitcoin_office.proof.message import Attestation, Purpose
from bitcoin_office.proof.packet import read_base64
from bitcoin_office.proof.script.fault import Fault
from tests.proof.locks import (
    ORDER,
    P2PKH,
    P2TR,
    P2WPKH,
    P2WSH,
    PRIMARY,
    RECOVERY,
    SH_MULTI,
    SH_WSH,
    TEMPLATES,
    Lock,
    key,
    prove,
    public,
    signed,
    taproot_key,
    unsigned_proof,
    wsh,
)

MESSAGE = b"Bitcoin Office proof of control"
by_name = pytest.mark.parametrize("lock", TEMPLATES, ids=lambda lock: lock.name)


def items_of(lock: Lock) -> tuple[bytes, ...]:
    """The items with which a lock opens for ``MESSAGE``."""
    return lock.items(unsigned_proof(lock, MESSAGE), 0)


@by_name
def test_a_proof_of_every_template_is_valid(lock: Lock) -> None:
    """Native segwit locks by the simple form, the others by the full one; all judged by templates alone."""
    verdict = verify(lock.script, MESSAGE, prove(lock, MESSAGE))
    assert verdict.reasons == ()
    assert verdict.state is State.VALID
    assert verdict.signatures == len(lock.signers)
    assert verdict.judges == ("templates",)
    assert verdict.variant is (Variant.SIMPLE if lock in {P2WPKH, P2TR, P2WSH} else Variant.FULL)


@by_name
def test_the_full_form_carries_time_and_age(lock: Lock) -> None:
    """A lock time and a sequence make it *valid at time T and age S*, and are signed."""
    later = dataclasses.replace(lock, options={"version": 2, "lock_time": 500, "sequence": 6})
    verdict = verify(lock.script, MESSAGE, prove(later, MESSAGE))
    assert (verdict.state, verdict.lock_time, verdict.sequence) == (State.VALID_LATER, 500, 6)


@by_name
def test_no_other_message_and_no_other_address(lock: Lock) -> None:
    """A proof for one message proves no other, and one for one address no other."""
    proof = prove(lock, MESSAGE)
    assert verify(lock.script, MESSAGE + b".", proof).state is State.INVALID
    for other in TEMPLATES:
        if other.script != lock.script:
            assert verify(other.script, MESSAGE, proof).state is State.INVALID


@pytest.mark.slow
@by_name
def test_every_byte_of_a_proof_matters(lock: Lock) -> None:
    """Each byte of what a proof's text encodes, set to every other of some values in turn: never valid."""
    proof = prove(lock, MESSAGE)
    data = read_base64(proof[3:], "proof")
    for place in range(len(data)):
        for flip in (0x01, 0x80, 0xFF):
            changed = bytearray(data)
            changed[place] ^= flip
            text = proof[:3] + base64.b64encode(bytes(changed)).decode()
            assert not verify(lock.script, MESSAGE, text).holds, f"byte {place} changed by {flip:#x}"


@by_name
def test_every_character_of_a_proof_matters(lock: Lock) -> None:
    """Base64 has one form for every proof: no character can be changed, left out or doubled."""
    proof = prove(lock, MESSAGE)
    for place in range(len(proof)):
        for instead in ("", "A" if proof[place] != "A" else "B", proof[place] * 2, "="):
            changed = proof[:place] + instead + proof[place + 1 :]
            assert changed == proof or not verify(lock.script, MESSAGE, changed).holds


@by_name
def test_an_item_more_or_less_is_refused(lock: Lock) -> None:
    """Nothing may stand in a witness that the script does not use (``CLEANSTACK``)."""
    items = items_of(lock)
    for changed in (items[1:], items[:-1], (b"", *items), (*items, b"\1"), (b"\1", *items), ()):
        assert not verify(lock.script, MESSAGE, prove(lock, MESSAGE, changed)).holds


def high_s(signature: bytes) -> bytes:
    """The same signature with the other of its two S values."""
    der = signature[:-1]
    start = 4 + der[3]
    s = (ORDER - int.from_bytes(der[start + 2 :], "big")).to_bytes(33, "big")
    s = s if s[1] & 0x80 else s[1:]
    body = der[2:start] + b"\x02" + bytes((len(s),)) + s
    return b"\x30" + bytes((len(body),)) + body + signature[-1:]


@pytest.mark.parametrize("lock", [P2WPKH, P2WSH, SH_WSH, SH_MULTI, P2PKH], ids=lambda lock: lock.name)
def test_a_signature_has_one_form(lock: Lock) -> None:
    """High S, another hash type, a padded number, an empty signature: each is refused for what it is."""
    items = items_of(lock)
    place = len(lock.before)
    signature = items[place]

    def code(instead: bytes) -> str:
        verdict = verify(lock.script, MESSAGE, prove(lock, MESSAGE, (*items[:place], instead, *items[place + 1 :])))
        assert verdict.state is State.INVALID
        return verdict.reasons[0].code

    assert code(high_s(signature)) == Fault.HIGH_S
    for hash_type in (0x00, 0x02, 0x03, 0x81, 0x82, 0x83):
        assert code(signature[:-1] + bytes((hash_type,))) == Fault.SIGHASH
    r_length = signature[3]
    padded = bytes((0x30, signature[1] + 1, 0x02, r_length + 1, 0)) + signature[4:]
    assert code(padded) == Fault.SIGNATURE_ENCODING
    assert code(b"") == Fault.SIGNATURE_ENCODING


@pytest.mark.parametrize("hash_type", [0x02, 0x03, 0x81, 0x82, 0x83])
def test_a_taproot_signature_signs_everything(hash_type: int) -> None:
    """DEFAULT and ALL are allowed, and ALL is another digest; every other hash type is refused."""
    spending = unsigned_proof(P2TR, MESSAGE)
    with_all = taproot_key(1).sign_schnorr(spending.taproot_digest(0, 1), b"\0" * 32) + b"\1"
    assert verify(P2TR.script, MESSAGE, prove(P2TR, MESSAGE, (with_all,))).state is State.VALID
    default = items_of(P2TR)[0]
    for wrong in (default + b"\0", default + b"\1", with_all[:64], with_all[:64] + bytes((hash_type,))):
        assert verify(P2TR.script, MESSAGE, prove(P2TR, MESSAGE, (wrong,))).state is State.INVALID


def test_multisig_signatures_stand_in_the_order_of_the_keys() -> None:
    """The right signatures in the wrong order, or one of them twice, are no quorum."""
    items = items_of(P2WSH)
    dummy, first, second = items
    for wrong in ((dummy, second, first), (dummy, first, first), (dummy, second, second)):
        verdict = verify(P2WSH.script, MESSAGE, prove(P2WSH, MESSAGE, wrong))
        assert verdict.reasons[0].code == Fault.SIGNATURE
    verdict = verify(P2WSH.script, MESSAGE, prove(P2WSH, MESSAGE, (b"\0", first, second)))
    assert verdict.reasons[0].code == Fault.DUMMY


@pytest.mark.parametrize("lock", [PRIMARY, RECOVERY], ids=lambda lock: lock.name)
def test_a_script_without_template_waits_for_an_engine(lock: Lock) -> None:
    """Our own reading of a script is never the last word: without a node's engine the proof stays inconclusive."""
    verdict = verify(lock.script, MESSAGE, prove(lock, MESSAGE))
    assert verdict.state is State.INCONCLUSIVE
    assert [reason.code for reason in verdict.reasons] == [Problem.NEEDS_ENGINE]
    assert verify(lock.script, b"another", prove(lock, MESSAGE)).state is State.INVALID


def test_the_shape_of_to_sign_is_checked() -> None:
    """Other outputs, another first input, a value in the output: each named."""
    spending = unsigned_proof(P2WPKH, MESSAGE)
    right = spending.transaction

    def codes(transaction: Transaction) -> list[str]:
        text = write_full(signed(type(spending)(transaction, spending.spent), [P2WPKH.opened(spending, 0)]))
        return [reason.code for reason in verify(P2WPKH.script, MESSAGE, text).reasons]

    def changed(outputs: tuple[TxOut, ...]) -> Transaction:
        return Transaction(right.version, right.inputs, outputs, right.lock_time)

    assert codes(right) == []
    assert codes(changed(())) == [Problem.FORMAT] or codes(changed(())) == [Problem.SHAPE]
    assert codes(changed((NOTHING, NOTHING))) == [Problem.SHAPE]
    assert codes(changed((TxOut(1, b"\x6a"),))) == [Problem.SHAPE]
    assert codes(changed((TxOut(0, b"\x6a\x00"),))) == [Problem.SHAPE]


@pytest.mark.parametrize("version", [1, 3, 0xFFFFFFFF])
def test_another_version_is_inconclusive(version: int) -> None:
    """BIP-322's upgradeable rule: only versions 0 and 2 mean something today."""
    lock = dataclasses.replace(P2WPKH, options={"version": version})
    verdict = verify(lock.script, MESSAGE, prove(lock, MESSAGE))
    assert verdict.state is State.INCONCLUSIVE
    assert [reason.code for reason in verdict.reasons] == [Problem.VERSION]


def test_witness_versions_without_rules_are_inconclusive() -> None:
    """Anyone could open such an output today: that proves nothing, and is said so."""
    for script in (b"\x52\x02ab", b"\x60\x20" + bytes(32), b"\x51\x02\x4e\x73", b"\x51\x14" + bytes(20)):
        verdict = verify(script, MESSAGE, write_full(unsigned_proof(Lock(name="", script=script), MESSAGE).transaction))
        assert verdict.state is State.INCONCLUSIVE
        assert verdict.reasons[0].code == Problem.UPGRADE


def test_the_simple_form_is_for_native_segwit_only() -> None:
    """A witness alone could not say what stands in a P2SH output's scriptSig."""
    items = items_of(SH_WSH)
    verdict = verify(SH_WSH.script, MESSAGE, write_simple((*items, SH_WSH.witness)))
    assert verdict.reasons[0].code == Problem.FORMAT


def test_a_text_without_prefix_is_read_as_simple() -> None:
    """Signers from before the prefixes were added are still understood."""
    assert verify(P2WPKH.script, MESSAGE, prove(P2WPKH, MESSAGE)[3:]).state is State.VALID


ATTESTATION = Attestation(
    country="sv",
    vault="treasury",
    network="main",
    height=909_458,
    block_hash=bytes(range(32)),
    block_time=1_754_819_143,
    purpose=Purpose.PRIMARY,
    expires=dt.date(2026, 12, 31),
)


@pytest.mark.parametrize(
    "other",
    [
        {"country": "pk"},
        {"vault": "treasury-2"},
        {"network": "regtest"},
        {"height": 909_459},
        {"block_hash": bytes(32)},
        {"purpose": Purpose.RECOVERY},
        {"purpose": Purpose.BOTH},
        {"expires": dt.date(2027, 12, 31)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_proof_cannot_be_used_for_anything_else(other: dict[str, object]) -> None:
    """Signed for one vault, block, purpose and day, it proves nothing for another."""
    proof = prove(P2WSH, ATTESTATION.message)
    assert verify(P2WSH.script, ATTESTATION.message, proof).state is State.VALID
    replayed = msgspec.structs.replace(ATTESTATION, **other)
    assert verify(P2WSH.script, replayed.message, proof).state is State.INVALID


def test_many_proofs_keep_their_order() -> None:
    """A batch gives each proof its own verdict, keys shared or not."""
    claims = [Claim(script=lock.script, message=MESSAGE, proof=prove(lock, MESSAGE)) for lock in TEMPLATES]
    claims.insert(3, Claim(script=P2WSH.script, message=b"other", proof=prove(P2WSH, MESSAGE)))
    states = [verdict.state for verdict in verify_all(claims)]
    assert states == [State.VALID] * 3 + [State.INVALID] + [State.VALID] * 5


def test_an_uncompressed_key_is_a_key() -> None:
    """BIP-322 does not forbid what only relay policy does: uncompressed keys, in old addresses of all kinds."""
    long = public(9, compressed=False)
    lock = Lock(name="old", script=p2pkh(hash160(long)), signers=(9,), after=(long,), segwit=False)
    assert verify(lock.script, MESSAGE, prove(lock, MESSAGE)).state is State.VALID
    hybrid = bytes((6 + long[64] % 2,)) + long[1:]
    lock = dataclasses.replace(lock, script=p2pkh(hash160(hybrid)), after=(hybrid,))
    assert verify(lock.script, MESSAGE, prove(lock, MESSAGE)).reasons[0].code == Fault.KEY_ENCODING


def test_the_written_challenge_is_the_transaction_of_the_bip() -> None:
    """The bytes written at once are those of the transaction that BIP-322 describes field by field."""
    made = to_spend(MESSAGE, P2WSH.script)
    assert challenge(MESSAGE, P2WSH.script) == made.outpoint(0)
    assert (made.version, made.lock_time, made.outputs) == (0, 0, (TxOut(0, P2WSH.script),))
    (only,) = made.inputs
    assert (only.previous.txid, only.previous.index, only.sequence) == (bytes(32), 0xFFFFFFFF, 0)
    assert only.script_sig[:2] == b"\x00\x20"
    assert made.to_bytes() == Transaction(0, (TxIn(only.previous, only.script_sig, 0),), made.outputs).to_bytes()


@settings(max_examples=300)
@given(st.sampled_from(TEMPLATES), st.sampled_from(["", "smp", "ful", "pof"]), st.binary(max_size=300))
def test_arbitrary_bytes_are_invalid_and_raise_nothing(lock: Lock, prefix: str, data: bytes) -> None:
    """A stranger's bytes never raise and never hold."""
    assert not verify(lock.script, MESSAGE, prefix + base64.b64encode(data).decode()).holds


@given(st.sampled_from(TEMPLATES), st.text(max_size=100))
def test_arbitrary_text_is_invalid_and_raises_nothing(lock: Lock, text: str) -> None:
    """Nor does a stranger's text."""
    assert verify(lock.script, MESSAGE, text).state is State.INVALID


@given(st.binary(max_size=60), st.lists(st.binary(max_size=80), max_size=6))
def test_arbitrary_scripts_never_hold_without_a_signature(script: bytes, items: list[bytes]) -> None:
    """Whatever the script is, a witness of arbitrary bytes is at best inconclusive."""
    lock = Lock(name="", script=wsh(script), witness=script)
    verdict = verify(lock.script, MESSAGE, write_simple((*items, script)))
    assert not verdict.holds


def test_a_witness_reads_back() -> None:
    """The simple form is the witness stack as a transaction holds it."""
    reader = Reader(read_base64(prove(P2WPKH, MESSAGE)[3:], "proof"), "witness", limit_bytes=1_000)
    assert read_witness(reader)[1] == key(1).public_key.format()
