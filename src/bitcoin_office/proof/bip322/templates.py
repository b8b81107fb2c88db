"""The common locks checked without running a script: single keys, multisig in every wrapping, taproot keys.

Each template accepts only what the script itself would accept, by the same rules; whatever does not fit one exactly is
left to the run of the script and to the engine.
"""

from __future__ import annotations

from typing import Final

from bitcoin_office.chain.hashing import hash160
from bitcoin_office.chain.script import OP_1, OP_CHECKMULTISIG, ScriptKind, kind_of, multisig, push, push_number
from bitcoin_office.proof.curve import COMPRESSED_KEY_BYTES, Keys, is_plain_key
from bitcoin_office.proof.script.fault import Fault, ScriptFault
from bitcoin_office.proof.script.program import Opening, Path
from bitcoin_office.proof.script.run import Held, run_opening
from bitcoin_office.proof.script.signature_operations import check_ecdsa_form
from bitcoin_office.proof.sighash import Spending

# Where a key's hash stands in the script that pays to it.
_KEY_HASH: Final = slice(3, 23)
# A multisig of up to sixteen compressed keys: one byte, keys with their pushes, two bytes.
_KEY_STRIDE: Final = 1 + COMPRESSED_KEY_BYTES
_FRAME_BYTES: Final = 3
_SMALL_NUMBERS: Final = range(1, 17)
_COMPRESSED_HEADS: Final = frozenset({bytes((COMPRESSED_KEY_BYTES, 2)), bytes((COMPRESSED_KEY_BYTES, 3))})


def hold_by_template(spending: Spending, index: int, opening: Opening, keys: Keys) -> Held | None:
    """What the input's template found; ``None`` where none fits. Raises ``ScriptFault`` where it does not hold."""
    path, script = opening.path, opening.script
    if path in {Path.WITNESS_SCRIPT, Path.LEGACY}:
        found = multisig_keys(script)
        if found is not None:
            digest = _digest(spending, index, opening)
            return _hold_multisig(opening.items, digest, keys, *found)
    if path is Path.KEY_HASH or (path is Path.LEGACY and kind_of(script) is ScriptKind.P2PKH):
        return _hold_key_hash(spending, index, opening, keys)
    if path is Path.TAPROOT_KEY:
        return run_opening(spending, index, opening, keys)
    return None


def multisig_keys(script: bytes) -> tuple[int, tuple[bytes, ...]] | None:
    """How many of which keys a multisig in its one minimal form asks for; ``None`` for every other script."""
    if not script or script[-1] != OP_CHECKMULTISIG:
        return None
    count, rest = divmod(len(script) - _FRAME_BYTES, _KEY_STRIDE)
    if not rest and count in _SMALL_NUMBERS and script[-2] == OP_1 + count - 1:
        needed = script[0] - OP_1 + 1
        starts = range(1, len(script) - 2, _KEY_STRIDE)
        keys = tuple([script[start + 1 : start + _KEY_STRIDE] for start in starts])
        heads = {script[start : start + 2] for start in starts}
        if 1 <= needed <= count and heads <= _COMPRESSED_HEADS:
            return needed, keys
    return _other_multisig(script)


def _other_multisig(script: bytes) -> tuple[int, tuple[bytes, ...]] | None:
    found = multisig(script)
    if found is None or not all(is_plain_key(key) for key in found[1]):
        return None
    needed, keys = found
    written = push_number(needed) + b"".join(push(key) for key in keys) + push_number(len(keys))
    return found if written + bytes((OP_CHECKMULTISIG,)) == script else None


def _digest(spending: Spending, index: int, opening: Opening) -> bytes:
    compute = spending.legacy_digest if opening.path is Path.LEGACY else spending.segwit_digest
    return compute(index, opening.script)


def _hold_multisig(
    items: tuple[bytes, ...], digest: bytes, keys: Keys, needed: int, offered: tuple[bytes, ...]
) -> Held:
    dummy, signatures = items[:1], items[1:]
    if len(signatures) != needed:
        fault = Fault.UNDERFLOW if len(signatures) < needed else Fault.CLEAN_STACK
        raise ScriptFault(fault, f"{len(signatures)} signatures, where the script takes {needed}")
    if dummy != (b"",):
        raise ScriptFault(Fault.DUMMY, "CHECKMULTISIG's extra item is not empty")
    for signature in signatures:
        check_ecdsa_form(signature)
    position = 0
    for held, signature in enumerate(signatures):
        der = signature[:-1]
        last = len(offered) - (needed - held)
        while position <= last and not keys.ecdsa_holds(offered[position], der, digest):
            position += 1
        if position > last:
            problem = f"{held} of {needed} signatures hold; the next is by none of the keys left, over this message"
            raise ScriptFault(Fault.SIGNATURE, problem)
        position += 1
    return Held(needed)


def _hold_key_hash(spending: Spending, index: int, opening: Opening, keys: Keys) -> Held:
    if len(opening.items) != 2:
        raise ScriptFault(Fault.WITNESS, f"{len(opening.items)} items, where a signature and a key are expected")
    signature, key = opening.items
    if hash160(key) != opening.script[_KEY_HASH]:
        raise ScriptFault(Fault.COMMITMENT, "the address does not commit to this key")
    if not is_plain_key(key):
        raise ScriptFault(Fault.KEY_ENCODING, "a public key that is neither compressed nor uncompressed")
    check_ecdsa_form(signature)
    if not keys.ecdsa_holds(key, signature[:-1], _digest(spending, index, opening)):
        raise ScriptFault(Fault.SIGNATURE, "the signature is not by the address's key over this message")
    return Held(1)
