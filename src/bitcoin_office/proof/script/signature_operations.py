"""Operations that check signatures and time locks, and the rules for what a signature may look like."""

from __future__ import annotations

from typing import Final

from bitcoin_office.chain.script import MAX_MULTISIG_KEYS, script_number, steps_of
from bitcoin_office.chain.transaction import FINAL_SEQUENCE
from bitcoin_office.proof.curve import (
    SCHNORR_BYTES,
    X_ONLY_KEY_BYTES,
    is_low_s,
    is_plain_key,
    is_strict_der,
    schnorr_holds,
)
from bitcoin_office.proof.script.fault import Fault, ScriptFault
from bitcoin_office.proof.script.machine import Machine, Operation, Rules
from bitcoin_office.proof.script.number import LOCK_TIME_BYTES, read_number
from bitcoin_office.proof.sighash import SIGHASH_ALL, SIGHASH_DEFAULT

# BIP-342: what each check of a signature that is not empty costs.
_SIGNATURE_COST: Final = 50
# BIP-65: lock times below are heights, from here on seconds since 1970.
LOCK_TIME_THRESHOLD: Final = 500_000_000
# BIP-68 and BIP-112.
SEQUENCE_NO_LOCK: Final = 1 << 31
SEQUENCE_IN_SECONDS: Final = 1 << 22
SEQUENCE_VALUE: Final = 0xFFFF
_LEAST_VERSION_FOR_SEQUENCE: Final = 2


def check_ecdsa_form(signature: bytes) -> None:
    """Raises ``ScriptFault`` unless this is a strict, low-S DER signature over ``ALL``."""
    if not is_strict_der(signature[:-1]):
        raise ScriptFault(Fault.SIGNATURE_ENCODING, "a signature that is not strictly DER encoded")
    if not is_low_s(signature[:-1]):
        raise ScriptFault(Fault.HIGH_S, "a signature in its high-S form")
    if signature[-1] != SIGHASH_ALL:
        raise ScriptFault(Fault.SIGHASH, f"a signature of hash type {signature[-1]:#04x}, where BIP-322 asks for ALL")


def schnorr_hash_type(signature: bytes) -> int:
    """The hash type of a taproot signature. Raises ``ScriptFault`` for one of another form than BIP-322 allows."""
    if len(signature) == SCHNORR_BYTES:
        return SIGHASH_DEFAULT
    if len(signature) != SCHNORR_BYTES + 1:
        raise ScriptFault(Fault.SIGNATURE_ENCODING, f"a taproot signature of {len(signature)} bytes")
    if signature[-1] != SIGHASH_ALL:
        raise ScriptFault(Fault.SIGHASH, f"a signature of hash type {signature[-1]:#04x}, where BIP-322 asks for ALL")
    return SIGHASH_ALL


def _check_key_form(key: bytes) -> None:
    if not is_plain_key(key):
        raise ScriptFault(Fault.KEY_ENCODING, "a public key that is neither compressed nor uncompressed")


def _ecdsa_holds(machine: Machine, signature: bytes, key: bytes) -> bool:
    if signature:
        check_ecdsa_form(signature)
    _check_key_form(key)
    return bool(signature) and machine.keys.ecdsa_holds(key, signature[:-1], machine.ecdsa_digest())


def _refuse_in_script(machine: Machine, signature: bytes) -> None:
    # The old rule deleted the signature from the script before hashing it; BIP-322 forbids relying on that.
    if machine.rules is Rules.LEGACY and any(
        code == len(signature) and data == signature for code, data in steps_of(machine.script)
    ):
        raise ScriptFault(Fault.CODE_SEPARATOR, "a signature that stands in the script itself")


def _tapscript_holds(machine: Machine, signature: bytes, key: bytes) -> bool:
    if signature:
        machine.budget -= _SIGNATURE_COST
        if machine.budget < 0:
            raise ScriptFault(Fault.LIMIT, "more signature checks than the size of the witness allows")
    if not key:
        raise ScriptFault(Fault.KEY_ENCODING, "an empty public key")
    if len(key) != X_ONLY_KEY_BYTES:
        machine.upgrades.append(f"a public key of {len(key)} bytes, a kind that is not known yet")
        return bool(signature)
    if not signature:
        return False
    digest = machine.spending.taproot_digest(machine.index, schnorr_hash_type(signature), machine.leaf_hash)
    if not schnorr_holds(key, signature[:SCHNORR_BYTES], digest):
        raise ScriptFault(Fault.SIGNATURE, "a signature that is not by its key over this message")
    machine.signatures += 1
    return True


def _holds(machine: Machine, signature: bytes, key: bytes) -> bool:
    if machine.rules is Rules.TAPSCRIPT:
        return _tapscript_holds(machine, signature, key)
    _refuse_in_script(machine, signature)
    holds = _ecdsa_holds(machine, signature, key)
    if signature and not holds:
        raise ScriptFault(Fault.SIGNATURE, "a signature that is not by its key over this message")
    machine.signatures += holds
    return holds


def _check_signature(machine: Machine) -> None:
    machine.item(1)
    key, signature = machine.pop(), machine.pop()
    machine.push_truth(_holds(machine, signature, key))


def _check_signature_verify(machine: Machine) -> None:
    _check_signature(machine)
    machine.verify(Fault.SIGNATURE, "a signature that the script asks for is missing")


def _check_signature_add(machine: Machine) -> None:
    if machine.rules is not Rules.TAPSCRIPT:
        raise ScriptFault(Fault.OPERATION, "CHECKSIGADD outside tapscript")
    machine.item(2)
    key, count, signature = machine.pop(), read_number(machine.pop()), machine.pop()
    machine.push(script_number(count + _holds(machine, signature, key)))


def _check_multisig(machine: Machine) -> None:
    if machine.rules is Rules.TAPSCRIPT:
        raise ScriptFault(Fault.OPERATION, "CHECKMULTISIG in tapscript")
    remaining = [machine.pop() for _ in range(_pop_count(machine, MAX_MULTISIG_KEYS))]
    machine.count_operations(len(remaining))
    needed = _pop_count(machine, len(remaining))
    holding = missing = 0
    # As nodes do it, from the last signature and key to the first: keys that are never reached are never looked at.
    for left in range(needed, 0, -1):
        signature = machine.pop()
        _refuse_in_script(machine, signature)
        if _held_by_one(machine, signature, remaining, left):
            holding += 1
        elif signature:
            problem = f"after {holding} of {needed} signatures, one that is by none of the keys left, over this message"
            raise ScriptFault(Fault.SIGNATURE, problem)
        else:
            missing += 1
        if holding and missing:
            raise ScriptFault(Fault.SIGNATURE, f"an empty signature among the {needed} that are needed")
    if machine.pop():
        raise ScriptFault(Fault.DUMMY, "CHECKMULTISIG's extra item is not empty")
    machine.signatures += holding
    machine.push_truth(not missing)


def _pop_count(machine: Machine, most: int) -> int:
    count = read_number(machine.pop())
    if not 0 <= count <= most:
        raise ScriptFault(Fault.LIMIT, f"{count} keys or signatures, where 0 to {most} are possible")
    return count


def _held_by_one(machine: Machine, signature: bytes, remaining: list[bytes], left: int) -> bool:
    """Takes keys off until one holds, or until fewer are left than signatures."""
    while len(remaining) >= left:
        if _ecdsa_holds(machine, signature, remaining.pop(0)):
            return True
    return False


def _check_multisig_verify(machine: Machine) -> None:
    _check_multisig(machine)
    machine.verify(Fault.SIGNATURE, "the signatures that the script asks for are missing")


def _check_lock_time(machine: Machine) -> None:
    wanted = read_number(machine.item(0), LOCK_TIME_BYTES)
    transaction = machine.spending.transaction
    given = transaction.lock_time
    if wanted < 0:
        raise ScriptFault(Fault.LOCK_TIME, "a negative lock time")
    if (wanted < LOCK_TIME_THRESHOLD) is not (given < LOCK_TIME_THRESHOLD) or wanted > given:
        raise ScriptFault(Fault.LOCK_TIME, f"the script asks for the lock time {wanted}, the proof has {given}")
    if transaction.inputs[machine.index].sequence == FINAL_SEQUENCE:
        raise ScriptFault(Fault.LOCK_TIME, "the input's sequence turns the lock time off")


def _check_sequence(machine: Machine) -> None:
    wanted = read_number(machine.item(0), LOCK_TIME_BYTES)
    if wanted < 0:
        raise ScriptFault(Fault.SEQUENCE, "a negative age")
    if wanted & SEQUENCE_NO_LOCK:
        return
    transaction = machine.spending.transaction
    given = transaction.inputs[machine.index].sequence
    if transaction.version < _LEAST_VERSION_FOR_SEQUENCE or given & SEQUENCE_NO_LOCK:
        raise ScriptFault(Fault.SEQUENCE, f"the script asks for the age {wanted}, and the proof states none")
    same_unit = not (wanted ^ given) & SEQUENCE_IN_SECONDS
    if not same_unit or wanted & SEQUENCE_VALUE > given & SEQUENCE_VALUE:
        raise ScriptFault(Fault.SEQUENCE, f"the script asks for the age {wanted}, the proof has {given}")


def _reserved(machine: Machine) -> None:
    machine.upgrades.append("an operation that is reserved for later rules")


_RESERVED_NOPS: Final = (0xB0, *range(0xB3, 0xBA))

SIGNATURE_OPERATIONS: Final[dict[int, Operation]] = {
    0xAC: _check_signature,
    0xAD: _check_signature_verify,
    0xAE: _check_multisig,
    0xAF: _check_multisig_verify,
    0xB1: _check_lock_time,
    0xB2: _check_sequence,
    0xBA: _check_signature_add,
} | dict.fromkeys(_RESERVED_NOPS, _reserved)
