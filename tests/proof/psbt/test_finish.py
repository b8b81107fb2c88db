"""The ceremony from request to proof: every kind of lock, both quorums, many coins, and everything that goes wrong."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.adapters.script_engine import KernelEngine
from bitcoin_office.chain.descriptor import Solution
from bitcoin_office.proof.bip322.encoding import canonical
from bitcoin_office.proof.bip322.verdict import State, Variant
from bitcoin_office.proof.bip322.verify import verify
from bitcoin_office.proof.packet import IN_FINAL_WITNESS, IN_PARTIAL_SIG, Packet
from bitcoin_office.proof.psbt.finish import Answer, collect
from bitcoin_office.proof.psbt.request import request_proof
from bitcoin_office.proof.script.timelocks import NO_WAIT, Wait, waits_of
from tests.proof.locks import P2TR, P2WPKH, P2WSH, PRIMARY, SH_MULTI, SH_WSH, TEMPLATES, Lock
from tests.proof.psbt.devices import coin_of, origin, signed_by, solution_of, taproot_vault

MESSAGE = b"Bitcoin Office proof of control"
VAULT = solution_of(PRIMARY, (1, 2, 3, 4, 5))
DELAY = Wait(sequence=6)
by_name = pytest.mark.parametrize("lock", TEMPLATES, ids=lambda lock: lock.name)


def answers(*data: bytes) -> list[Answer]:
    """Files as they come back."""
    return [Answer(f"device-{number}.psbt", each) for number, each in enumerate(data, 1)]


@by_name
def test_every_lock_goes_from_request_to_proof(lock: Lock) -> None:
    """Each signer signs alone; together it is a valid proof, in the simple form wherever that may be."""
    request = request_proof(solution_of(lock, (1, 2, 3)), MESSAGE)
    found = collect(request, answers(*[signed_by(request, (number,)) for number in lock.signers]))
    assert found.findings == ()
    verdict = verify(lock.script, MESSAGE, found.proof)
    assert verdict.state is State.VALID
    assert verdict.variant is (Variant.SIMPLE if lock in {P2WPKH, P2TR, P2WSH} else Variant.FULL)


@by_name
def test_one_proof_of_funds_covers_many_coins(lock: Lock) -> None:
    """Thirty coins of one lock in one proof, each stated with its outpoint and amount."""
    solution = solution_of(lock, (1, 2, 3))
    coins = [coin_of(solution, number, 1_000 + number) for number in range(30)]
    request = request_proof(solution, MESSAGE, coins=coins)
    found = collect(request, answers(signed_by(request, lock.signers)))
    assert found.findings == ()
    verdict = verify(lock.script, MESSAGE, found.proof)
    assert (verdict.state, verdict.variant) == (State.VALID, Variant.FUNDS)
    assert [(coin.outpoint, coin.sats) for coin in verdict.coins] == [(coin.outpoint, coin.sats) for coin in coins]
    assert verdict.signatures == 31 * len(lock.signers)


def test_coins_of_different_locks_stand_in_one_proof() -> None:
    """A vault in which addresses of several kinds hold coins is proved at once."""
    solutions = [solution_of(lock, (1, 2, 3)) for lock in TEMPLATES]
    coins = [coin_of(solution, number, 5_000) for number, solution in enumerate(solutions)]
    request = request_proof(solutions[2], MESSAGE, coins=coins)
    found = collect(request, answers(signed_by(request, (1, 2, 3))))
    assert found.findings == ()
    verdict = verify(P2WSH.script, MESSAGE, found.proof)
    assert verdict.state is State.VALID
    assert [coin.script for coin in verdict.coins] == [lock.script for lock in TEMPLATES]


@pytest.mark.parametrize(("vault", "primary"), [(VAULT, (2, 3)), (taproot_vault(6), ())], ids=["wsh", "tr"])
def test_both_quorums_of_a_vault_are_proved(vault: Solution, primary: tuple[int, ...]) -> None:
    """The primary quorum is valid at once; the recovery quorum at the coin's age, and nobody moved a coin."""
    engine = KernelEngine()
    if primary:
        request = request_proof(vault, MESSAGE)
        found = collect(request, answers(*[signed_by(request, (number,)) for number in primary]))
        assert found.findings == ()
        assert verify(vault.script, MESSAGE, found.proof, engine=engine).state is State.VALID
    waits = waits_of([vault.witness_script, *(leaf.script for leaf in vault.leaves)])
    assert waits == (DELAY,)
    request = request_proof(vault, MESSAGE, wait=waits[0])
    found = collect(request, answers(*[signed_by(request, (number,)) for number in (4, 5)]))
    assert found.findings == ()
    verdict = verify(vault.script, MESSAGE, found.proof, engine=engine)
    assert (verdict.state, verdict.sequence, verdict.signatures) == (State.VALID_LATER, 6, 2)


def test_the_recovery_quorum_cannot_sign_at_once() -> None:
    """Without the wait its signatures open nothing, and it is said who has not signed."""
    request = request_proof(VAULT, MESSAGE, wait=NO_WAIT)
    found = collect(request, answers(signed_by(request, (4, 5))))
    assert found.proof == ""
    (finding,) = found.findings
    assert "2 signatures are there" in finding.message
    assert "00000001, 00000002, 00000003" in finding.message


def test_a_vault_of_many_coins_behind_a_script_is_opened_quickly() -> None:
    """The shape found for the first coin opens all others: a proof of funds of a script without template."""
    coins = [coin_of(VAULT, number, 700 + number) for number in range(60)]
    request = request_proof(VAULT, MESSAGE, coins=coins, wait=DELAY)
    found = collect(request, answers(signed_by(request, (4,)), signed_by(request, (5,))))
    assert found.findings == ()
    verdict = verify(VAULT.script, MESSAGE, found.proof, engine=KernelEngine())
    assert verdict.state is State.VALID_LATER
    assert sum(coin.sats for coin in verdict.coins) == sum(coin.sats for coin in coins)


def test_missing_signatures_are_counted_and_their_signers_named() -> None:
    """One of two: who has not signed yet, by the fingerprint of the device; many inputs are one finding."""
    solution = solution_of(P2WSH, (1, 2, 3))
    request = request_proof(solution, MESSAGE, coins=[coin_of(solution, number, 1_000) for number in range(5)])
    found = collect(request, answers(signed_by(request, (3,))))
    assert found.proof == ""
    (finding,) = found.findings
    assert finding.code == "proof-missing-signatures"
    assert finding.message == "1 of 2 signatures are there; not yet: 00000001, 00000002 (on 6 inputs)."


def test_a_signature_that_does_not_hold_is_named() -> None:
    """One bad signature among enough good ones is reported and left out; the proof is made."""
    request = request_proof(solution_of(P2WSH, (1, 2, 3)), MESSAGE)
    other = request_proof(solution_of(P2WSH, (1, 2, 3)), b"another message")
    wrong = Packet.parse(signed_by(other, (2,))).inputs[0].all(IN_PARTIAL_SIG)
    fields = request.inputs[0].replacing([(bytes((IN_PARTIAL_SIG,)) + name, value) for name, value in wrong])
    bad = Packet(request.unsigned, request.globals, (fields,), request.outputs)
    found = collect(request, answers(bad.to_bytes(), signed_by(request, (1, 3))))
    (finding,) = found.findings
    assert (finding.code, "00000002" in finding.message) == ("proof-bad-signature", True)
    assert verify(P2WSH.script, MESSAGE, found.proof).state is State.VALID


def test_an_answer_to_another_request_is_refused() -> None:
    """Signatures for another message, or another vault, are not mixed in."""
    request = request_proof(solution_of(P2WSH, (1, 2, 3)), MESSAGE)
    other = request_proof(solution_of(SH_WSH, (1, 2, 3)), MESSAGE)
    found = collect(request, answers(signed_by(other, (1, 2))))
    assert found.proof == ""
    first = found.findings[0]
    assert (first.code, first.place.file) == ("proof-format", "device-1.psbt")


def test_a_signer_cannot_change_the_request() -> None:
    """Scripts and amounts stay as the request states them, whatever a returned PSBT says."""
    request = request_proof(solution_of(P2WSH, (1, 2, 3)), MESSAGE)
    signed = Packet.parse(signed_by(request, (1, 2)))
    forged = signed.inputs[0].replacing([(b"\x05", b"\x51"), (b"\x01", b"\0" * 8 + b"\x01\x51")])
    data = Packet(signed.unsigned, signed.globals, (forged,), signed.outputs).to_bytes()
    found = collect(request, answers(data))
    assert verify(P2WSH.script, MESSAGE, found.proof).state is State.VALID


def test_answers_are_read_in_every_form() -> None:
    """Binary, base64 with line breaks, hexadecimal; a finished proof; the signed transaction alone."""
    lock = SH_MULTI
    request = request_proof(solution_of(lock, (1, 2, 3)), MESSAGE)
    signed = signed_by(request, lock.signers)
    lines = base64.encodebytes(signed)
    proof = collect(request, answers(signed)).proof
    transaction = base64.b64decode(proof[3:])
    texts = (signed.hex(), proof + "\n", transaction.hex(), proof[3:])
    for form in (lines, transaction, *(text.encode() for text in texts)):
        assert collect(request, answers(form)).proof == proof


@given(st.one_of(st.binary(max_size=200), st.text(max_size=80).map(str.encode)))
def test_arbitrary_answers_give_findings_and_raise_nothing(data: bytes) -> None:
    """A stranger's file is a finding with its name."""
    request = request_proof(solution_of(P2WSH, (1, 2, 3)), MESSAGE)
    found = collect(request, answers(data))
    assert found.proof == "" or found.proof == "".join(data.decode().split())
    assert found.proof or found.findings[0].place.file == "device-1.psbt"


@given(st.data())
def test_a_damaged_answer_never_makes_a_valid_proof_of_something_else(data: st.DataObject) -> None:
    """Any byte of a returned PSBT changed: findings, or a proof that is valid for this message or not at all."""
    request = request_proof(solution_of(P2WSH, (1, 2, 3)), MESSAGE)
    signed = bytearray(signed_by(request, (1, 2)))
    place = data.draw(st.integers(0, len(signed) - 1))
    signed[place] ^= data.draw(st.integers(1, 255))
    found = collect(request, answers(bytes(signed)))
    assert found.proof or found.findings
    assert not verify(P2WSH.script, b"another", found.proof).holds


def test_a_finalised_answer_is_taken_as_it_is() -> None:
    """A wallet that finalises by itself gives the same proof."""
    request = request_proof(solution_of(P2WPKH, (1,)), MESSAGE)
    proof = collect(request, answers(signed_by(request, (1,)))).proof
    witness = base64.b64decode(proof[3:])
    fields = request.inputs[0].replacing([(bytes((IN_FINAL_WITNESS,)), witness)])
    final = Packet(request.unsigned, request.globals, (fields,), request.outputs)
    assert collect(request, answers(final.to_bytes())).proof == proof


def test_nothing_came_back_yet() -> None:
    """Before anyone signed, the count is zero and everyone is named."""
    request = request_proof(solution_of(P2WSH, (1, 2, 3)), MESSAGE)
    (finding,) = collect(request, []).findings
    assert finding.message == "0 of 2 signatures are there; not yet: 00000001, 00000002, 00000003."
    assert origin(3).fingerprint.hex() in finding.message


@pytest.mark.slow
@by_name
def test_every_byte_of_a_proof_of_funds_matters(lock: Lock) -> None:
    """A proof of funds of three coins: any byte of its PSBT changed proves nothing, or the same."""
    solution = solution_of(lock, (1, 2, 3))
    coins = [coin_of(solution, number, 1_000 + number) for number in range(3)]
    request = request_proof(solution, MESSAGE, coins=coins)
    proof = collect(request, answers(signed_by(request, lock.signers))).proof
    data = base64.b64decode(proof[3:])
    for place in range(len(data)):
        for flip in (0x01, 0x80):
            changed = bytearray(data)
            changed[place] ^= flip
            text = "pof" + base64.b64encode(bytes(changed)).decode()
            if verify(lock.script, MESSAGE, text).holds:
                # Only what a PSBT says besides, such as the kind of a field that proves nothing.
                assert canonical(text, MESSAGE) == proof, f"byte {place} changed by {flip:#x}"
