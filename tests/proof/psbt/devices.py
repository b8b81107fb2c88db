"""Signing devices for the tests: each holds some keys and signs a PSBT for them, as a real one does."""

from __future__ import annotations

from collections.abc import Iterable

from bitcoin_office.chain.descriptor import KeyOrigin, Solution, TapLeaf
from bitcoin_office.chain.script import ScriptKind, push, push_number, witness_script
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxIn, TxOut
from bitcoin_office.proof.curve import taproot_output_key
from bitcoin_office.proof.packet import IN_PARTIAL_SIG, IN_TAP_KEY_SIG, IN_TAP_SCRIPT_SIG, Fields, Packet
from bitcoin_office.proof.psbt.request import FundsCoin
from bitcoin_office.proof.psbt.signers import locked
from bitcoin_office.proof.script.program import leaf_hash
from bitcoin_office.proof.sighash import Spending
from tests.proof.locks import Lock, key, public, taproot_key


def origin(number: int) -> KeyOrigin:
    """Where the tests' key of this number comes from; its fingerprint is the number."""
    return KeyOrigin(public_key=public(number), fingerprint=number.to_bytes(4, "big"), path=(1 << 31 | 48, 0, number))


def solution_of(lock: Lock, numbers: Iterable[int]) -> Solution:
    """What a descriptor would say about a lock with these keys."""
    internal = public(1)[1:] if lock.name == "p2tr" else b""
    return Solution(
        script=lock.script,
        redeem_script=lock.redeem,
        witness_script=lock.witness,
        keys=tuple(origin(number) for number in numbers),
        internal_key=internal,
    )


def taproot_vault(delay_blocks: int) -> Solution:
    """Key 1 at once; keys 4 and 5 together once the coin is old enough."""
    script = push(public(4)[1:]) + b"\xad" + push(public(5)[1:]) + b"\xad" + push_number(delay_blocks) + b"\xb2"
    leaf, internal = leaf_hash(script), public(1)[1:]
    tweaked = taproot_output_key(internal, leaf)
    assert tweaked is not None
    control = bytes((0xC0 | tweaked[1],)) + internal
    return Solution(
        script=witness_script(1, tweaked[0]),
        keys=tuple(origin(number) for number in (1, 4, 5)),
        internal_key=internal,
        merkle_root=leaf,
        leaves=(TapLeaf(version=0xC0, script=script, control_block=control),),
    )


def signed_by(packet: Packet, numbers: Iterable[int]) -> bytes:
    """The PSBT as a device with these keys returns it."""
    outputs = tuple(packet.spent_output(index) for index in range(len(packet.inputs)))
    spending = Spending(packet.unsigned, tuple(each for each in outputs if each is not None))
    inputs = []
    for index, fields in enumerate(packet.inputs):
        lock = locked(spending.spent[index].script, fields)
        found = dict(fields.entries)
        for number in numbers:
            if lock.kind is ScriptKind.P2TR:
                found |= _schnorr(spending, index, fields, number)
            elif public(number) in lock.code or fields.get(IN_PARTIAL_SIG) is None:
                digest = (spending.segwit_digest if lock.segwit else spending.legacy_digest)(index, lock.code)
                found[bytes((IN_PARTIAL_SIG,)) + public(number)] = key(number).sign(digest, hasher=None) + b"\1"
        inputs.append(fields.replacing(found.items()))
    return Packet(packet.unsigned, packet.globals, tuple(inputs), packet.outputs).to_bytes()


def _schnorr(spending: Spending, index: int, fields: Fields, number: int) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    leaves = [stated[:-1] for _, stated in fields.all(0x15)]
    if not leaves and fields.get(0x17) != public(number)[1:]:
        return {}
    if not leaves:
        digest = spending.taproot_digest(index, 0)
        return {bytes((IN_TAP_KEY_SIG,)): taproot_key(number).sign_schnorr(digest, b"\0" * 32)}
    for script in leaves:
        if public(number)[1:] in script:
            leaf = leaf_hash(script)
            signature = key(number).sign_schnorr(spending.taproot_digest(index, 0, leaf), b"\0" * 32)
            found[bytes((IN_TAP_SCRIPT_SIG,)) + public(number)[1:] + leaf] = signature
    return found


def coin_of(solution: Solution, number: int, sats: int) -> FundsCoin:
    """A coin paid to a lock by a transaction made for the test."""
    paying = Transaction(2, (TxIn(OutPoint(bytes((number + 1,)) * 32, number)),), (TxOut(sats, solution.script),), 0)
    return FundsCoin(outpoint=paying.outpoint(0), sats=sats, solution=solution, previous=paying)
