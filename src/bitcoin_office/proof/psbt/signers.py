"""Who has signed what: the signatures in a PSBT, each held against its input, and the names of those still missing."""

from __future__ import annotations

from typing import Final

import msgspec

from bitcoin_office.chain.hashing import hash160
from bitcoin_office.chain.script import ScriptKind, kind_of, p2pkh
from bitcoin_office.proof.bip322.templates import multisig_keys
from bitcoin_office.proof.curve import SCHNORR_BYTES, X_ONLY_KEY_BYTES, Keys, is_plain_key, schnorr_holds
from bitcoin_office.proof.packet import (
    IN_BIP32_DERIVATION,
    IN_PARTIAL_SIG,
    IN_REDEEM_SCRIPT,
    IN_TAP_BIP32_DERIVATION,
    IN_TAP_INTERNAL_KEY,
    IN_TAP_KEY_SIG,
    IN_TAP_LEAF_SCRIPT,
    IN_TAP_SCRIPT_SIG,
    IN_WITNESS_SCRIPT,
    Fields,
)
from bitcoin_office.proof.script.fault import ScriptFault
from bitcoin_office.proof.script.signature_operations import check_ecdsa_form, schnorr_hash_type
from bitcoin_office.proof.sighash import Spending

_FINGERPRINT_BYTES: Final = 4
_LEAF_HASH_BYTES: Final = 32


class Locked(msgspec.Struct, frozen=True, kw_only=True):
    """How an input is locked, from its output and the scripts in its fields. ``code`` is what signatures sign for."""

    kind: ScriptKind
    code: bytes
    segwit: bool
    redeem: bytes
    witness: bytes


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """The state of an input's signatures: by which keys they hold, by which they do not, how many are needed.

    ``needed`` is ``None`` where the script has several ways and no one number says it. Keys are as in the fields;
    ``key_path`` is the signature of a taproot output's own key, empty where none holds.
    """

    good: tuple[tuple[bytes, bytes], ...]
    bad: tuple[bytes, ...]
    needed: int | None
    missing: tuple[bytes, ...]
    key_path: bytes = b""


def locked(script: bytes, fields: Fields) -> Locked:
    """How an output's script and the fields of its input fit together."""
    redeem = (fields.get(IN_REDEEM_SCRIPT) or b"") if kind_of(script) is ScriptKind.P2SH else b""
    inner = redeem or script
    kind = kind_of(inner)
    witness = (fields.get(IN_WITNESS_SCRIPT) or b"") if kind is ScriptKind.P2WSH else b""
    code = p2pkh(inner[2:]) if kind is ScriptKind.P2WPKH else witness or inner
    segwit = kind in {ScriptKind.P2WPKH, ScriptKind.P2WSH, ScriptKind.P2TR}
    return Locked(kind=kind, code=code, segwit=segwit, redeem=redeem, witness=witness)


def signatures_of(spending: Spending, index: int, lock: Locked, fields: Fields, keys: Keys) -> Signed:
    """Every signature of an input, checked."""
    if lock.kind is ScriptKind.P2TR:
        return _taproot_signatures(spending, index, fields)
    digest = (spending.segwit_digest if lock.segwit else spending.legacy_digest)(index, lock.code)
    stated = fields.all(IN_PARTIAL_SIG)
    good = tuple([(key, value) for key, value in stated if _ecdsa_good(keys, key, value, digest)])
    held = {key for key, _ in good}
    multisig = multisig_keys(lock.code)
    single = lock.kind in {ScriptKind.P2WPKH, ScriptKind.P2PKH}
    return Signed(
        good=tuple(sorted(good, key=lambda each: _place(lock.code, each[0]))),
        bad=tuple([key for key, _ in stated if key not in held]),
        needed=1 if single else multisig[0] if multisig else None,
        missing=tuple([key for key, _ in fields.all(IN_BIP32_DERIVATION) if key not in held]),
    )


def named(keys: tuple[bytes, ...], fields: Fields) -> str:
    """Keys as people know them: the fingerprint of the device where it is known, else the key itself."""
    prints = {key: value[:_FINGERPRINT_BYTES].hex() for key, value in fields.all(IN_BIP32_DERIVATION)}
    for key, value in fields.all(IN_TAP_BIP32_DERIVATION):
        start = 1 + _LEAF_HASH_BYTES * value[0] if value else 0
        prints[key] = value[start : start + _FINGERPRINT_BYTES].hex()
    return ", ".join(sorted(prints.get(key, key.hex()) for key in keys))


def _ecdsa_good(keys: Keys, key: bytes, signature: bytes, digest: bytes) -> bool:
    if not signature or not is_plain_key(key):
        return False
    try:
        check_ecdsa_form(signature)
    except ScriptFault:
        return False
    return keys.ecdsa_holds(key, signature[:-1], digest)


def _place(code: bytes, key: bytes) -> int:
    """Where a key, or its hash, stands in a script; keys that do not stand in it come last."""
    places = [place for place in (code.find(key), code.find(hash160(key))) if place >= 0]
    return min(places, default=len(code))


def _taproot_signatures(spending: Spending, index: int, fields: Fields) -> Signed:
    stated = fields.all(IN_TAP_SCRIPT_SIG)
    good = tuple(
        [
            (key, value)
            for key, value in stated
            if _schnorr_good(spending, index, key[:X_ONLY_KEY_BYTES], value, key[X_ONLY_KEY_BYTES:])
        ]
    )
    held = {key for key, _ in good}
    for_key = fields.get(IN_TAP_KEY_SIG) or b""
    output_key = spending.spent[index].script[2:]
    key_path = for_key if for_key and _schnorr_good(spending, index, output_key, for_key, b"") else b""
    bad = [key[:X_ONLY_KEY_BYTES] for key, _ in stated if key not in held]
    if for_key and not key_path:
        bad.append(fields.get(IN_TAP_INTERNAL_KEY) or output_key)
    signers = {key[:X_ONLY_KEY_BYTES] for key in held}
    return Signed(
        good=good,
        bad=tuple(bad),
        needed=None if fields.all(IN_TAP_LEAF_SCRIPT) else 1,
        missing=tuple([key for key, _ in fields.all(IN_TAP_BIP32_DERIVATION) if key not in signers]),
        key_path=key_path,
    )


def _schnorr_good(spending: Spending, index: int, key: bytes, signature: bytes, leaf: bytes) -> bool:
    try:
        digest = spending.taproot_digest(index, schnorr_hash_type(signature), leaf)
    except ScriptFault:
        return False
    return schnorr_holds(key, signature[:SCHNORR_BYTES], digest)
