"""Which scripts an input runs: its own, the one it pays to by hash, a witness script, or a leaf of a taproot tree.

The opening of an input is found in one place, for the templates, the run and the finaliser alike.
"""

from __future__ import annotations

import enum
import hashlib
from typing import Final

import msgspec

from bitcoin_office.chain.errors import ChainFormatError
from bitcoin_office.chain.hashing import hash160, tagged_hash
from bitcoin_office.chain.reader import compact_size
from bitcoin_office.chain.script import (
    MAX_SCRIPT_BYTES,
    OP_16,
    ScriptKind,
    kind_of,
    p2pkh,
    push,
    steps_of,
    witness_program,
)
from bitcoin_office.chain.transaction import TxIn
from bitcoin_office.proof.curve import X_ONLY_KEY_BYTES, taproot_output_key
from bitcoin_office.proof.script.fault import Fault, ScriptFault
from bitcoin_office.proof.script.machine import check_item, pushed_item

# BIP-341.
ANNEX_TAG: Final = 0x50
TAPSCRIPT_LEAF: Final = 0xC0
_PARITY: Final = 1
_CONTROL_HEAD_BYTES: Final = 1 + X_ONLY_KEY_BYTES
_CONTROL_STEP_BYTES: Final = 32
_MAX_CONTROL_STEPS: Final = 128


class Path(enum.Enum):
    """How an input is opened. ``UNKNOWN`` is a witness version, leaf or annex whose rules are not made yet."""

    LEGACY = "legacy"
    KEY_HASH = "witness v0 key hash"
    WITNESS_SCRIPT = "witness v0 script"
    TAPROOT_KEY = "taproot key"
    TAPROOT_SCRIPT = "taproot script"
    UNKNOWN = "unknown"


class Opening(msgspec.Struct, frozen=True, gc=False):
    """``script`` runs on ``items`` (top last); for a taproot key it is that key. ``note`` explains ``UNKNOWN``."""

    path: Path
    script: bytes
    items: tuple[bytes, ...]
    leaf_hash: bytes = b""
    note: str = ""


def open_input(script: bytes, spender: TxIn) -> Opening:
    """How ``spender`` opens an output locked by ``script``. Raises ``ScriptFault`` where it cannot.

    A legacy input's ``items`` are those that its scriptSig pushes. One that does more than push opens nothing here:
    nodes relay no such transaction and no signer makes one.
    """
    program = witness_program(script)
    if program is not None:
        if spender.script_sig:
            raise ScriptFault(Fault.SCRIPT_SIG, "a scriptSig, where everything belongs in the witness")
        return _open_witness(script, program, spender.witness, wrapped=False)
    items = _pushed_items(spender.script_sig)
    if items is None:
        return Opening(Path.UNKNOWN, script, (), note="a scriptSig that does more than push")
    if kind_of(script) is ScriptKind.P2SH:
        return _open_script_hash(script, spender, items)
    if spender.witness:
        raise ScriptFault(Fault.WITNESS, "a witness, where everything belongs in the scriptSig")
    return Opening(Path.LEGACY, script, items)


def _open_script_hash(script: bytes, spender: TxIn, items: tuple[bytes, ...]) -> Opening:
    if not items or hash160(items[-1]) != script[2:22]:
        raise ScriptFault(Fault.COMMITMENT, "the address does not commit to this redeem script")
    redeem = items[-1]
    program = witness_program(redeem)
    if program is None:
        if spender.witness:
            raise ScriptFault(Fault.WITNESS, "a witness, where everything belongs in the scriptSig")
        return Opening(Path.LEGACY, redeem, items[:-1])
    if spender.script_sig != push(redeem):
        raise ScriptFault(Fault.SCRIPT_SIG, "more in the scriptSig than the redeem script")
    return _open_witness(redeem, program, spender.witness, wrapped=True)


def _open_witness(script: bytes, program: tuple[int, bytes], witness: tuple[bytes, ...], *, wrapped: bool) -> Opening:
    version, data = program
    if version == 0 and len(data) == 20:
        return Opening(Path.KEY_HASH, p2pkh(data), witness)
    if version == 0 and len(data) == 32:
        if not witness or hashlib.sha256(witness[-1]).digest() != data:
            raise ScriptFault(Fault.COMMITMENT, "the address does not commit to this witness script")
        return Opening(Path.WITNESS_SCRIPT, witness[-1], witness[:-1])
    if version == 0:
        raise ScriptFault(Fault.WITNESS, f"a version 0 witness program of {len(data)} bytes")
    if version == 1 and len(data) == X_ONLY_KEY_BYTES and not wrapped:
        return _open_taproot(data, witness)
    return Opening(Path.UNKNOWN, script, witness, note=f"witness version {version} of this form has no rules yet")


def _open_taproot(key: bytes, witness: tuple[bytes, ...]) -> Opening:
    if not witness:
        raise ScriptFault(Fault.WITNESS, "an empty witness")
    if len(witness) >= 2 and witness[-1][:1] == bytes((ANNEX_TAG,)):
        return Opening(Path.UNKNOWN, key, witness, note="an annex, which is reserved for later rules")
    if len(witness) == 1:
        return Opening(Path.TAPROOT_KEY, key, witness)
    items, (script, control) = witness[:-2], list(witness[-2:])
    steps, rest = divmod(len(control) - _CONTROL_HEAD_BYTES, _CONTROL_STEP_BYTES)
    if rest or not 0 <= steps <= _MAX_CONTROL_STEPS:
        raise ScriptFault(Fault.COMMITMENT, f"a control block of {len(control)} bytes")
    version = control[0] & ~_PARITY
    leaf = leaf_hash(script, version)
    expected = taproot_output_key(control[1:_CONTROL_HEAD_BYTES], _tree_root(leaf, control))
    if expected != (key, control[0] & _PARITY):
        raise ScriptFault(Fault.COMMITMENT, "the address does not commit to this taproot script")
    if version != TAPSCRIPT_LEAF:
        return Opening(Path.UNKNOWN, script, witness, note=f"leaf version {version:#04x} has no rules yet")
    return Opening(Path.TAPROOT_SCRIPT, script, items, leaf)


def leaf_hash(script: bytes, version: int = TAPSCRIPT_LEAF) -> bytes:
    """BIP-341's hash of a leaf of a taproot tree."""
    return tagged_hash("TapLeaf", bytes((version,)) + compact_size(len(script)) + script)


def _tree_root(leaf: bytes, control: bytes) -> bytes:
    node = leaf
    for start in range(_CONTROL_HEAD_BYTES, len(control), _CONTROL_STEP_BYTES):
        beside = control[start : start + _CONTROL_STEP_BYTES]
        node = tagged_hash("TapBranch", min(node, beside) + max(node, beside))
    return node


def _pushed_items(script_sig: bytes) -> tuple[bytes, ...] | None:
    if len(script_sig) > MAX_SCRIPT_BYTES:
        raise ScriptFault(Fault.LIMIT, f"a scriptSig of {len(script_sig)} bytes, more than {MAX_SCRIPT_BYTES}")
    items: list[bytes] = []
    try:
        for code, data in steps_of(script_sig):
            if code > OP_16:
                return None
            check_item(data)
            items.append(pushed_item(code, data))
    except ChainFormatError as error:
        raise ScriptFault(Fault.SCRIPT_SIG, error.problem) from error
    return tuple(items)
