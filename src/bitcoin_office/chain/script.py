"""Locking scripts: their kinds, the data that they push, and the standard ones built."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Final

from bitcoin_office.chain.errors import ChainFormatError

# Consensus: a longer script can never be run, so an output with one can never be spent.
MAX_SCRIPT_BYTES: Final = 10_000
# Consensus (BIP-141): a witness program has 2 to 40 bytes.
WITNESS_PROGRAM_BYTES: Final = range(2, 41)
# Consensus: OP_CHECKMULTISIG takes at most 20 keys.
MAX_MULTISIG_KEYS: Final = 20

OP_0: Final = 0x00
OP_PUSHDATA1: Final = 0x4C
OP_PUSHDATA2: Final = 0x4D
OP_PUSHDATA4: Final = 0x4E
OP_1NEGATE: Final = 0x4F
OP_1: Final = 0x51
OP_16: Final = 0x60
OP_RETURN: Final = 0x6A
OP_DUP: Final = 0x76
OP_EQUAL: Final = 0x87
OP_EQUALVERIFY: Final = 0x88
OP_HASH160: Final = 0xA9
OP_CHECKSIG: Final = 0xAC
OP_CHECKMULTISIG: Final = 0xAE

# BIP-433: an output that anyone may spend, to raise a transaction's fee.
PAY_TO_ANCHOR: Final = bytes.fromhex("51024e73")

_P2PKH_HEAD: Final = bytes((OP_DUP, OP_HASH160, 20))
_P2PKH_TAIL: Final = bytes((OP_EQUALVERIFY, OP_CHECKSIG))
_P2SH_HEAD: Final = bytes((OP_HASH160, 20))
_P2SH_TAIL: Final = bytes((OP_EQUAL,))
_COMPRESSED_KEY_BYTES: Final = 33
_UNCOMPRESSED_KEY_BYTES: Final = 65


class ScriptKind(enum.StrEnum):
    """What a locking script asks of who spends it; the words are Bitcoin Core's where it has one."""

    P2PK = "pubkey"
    P2PKH = "pubkeyhash"
    P2SH = "scripthash"
    P2WPKH = "witness_v0_keyhash"
    P2WSH = "witness_v0_scripthash"
    P2TR = "witness_v1_taproot"
    ANCHOR = "anchor"
    UNKNOWN_WITNESS = "witness_unknown"
    MULTISIG = "multisig"
    OP_RETURN = "nulldata"
    NONSTANDARD = "nonstandard"


def kind_of(script: bytes) -> ScriptKind:
    """The kind of a locking script.

    >>> kind_of(bytes.fromhex("0014751e76e8199196d454941c45d1b3a323f1433bd6")).name
    'P2WPKH'
    """
    size = len(script)
    if size == 23 and script.startswith(_P2SH_HEAD) and script.endswith(_P2SH_TAIL):
        return ScriptKind.P2SH
    if size == 25 and script.startswith(_P2PKH_HEAD) and script.endswith(_P2PKH_TAIL):
        return ScriptKind.P2PKH
    program = witness_program(script)
    if program is not None:
        return _witness_kind(*program)
    if size and script[0] == OP_RETURN:
        return ScriptKind.OP_RETURN if _only_pushes(script[1:]) else ScriptKind.NONSTANDARD
    if _is_p2pk(script):
        return ScriptKind.P2PK
    return ScriptKind.MULTISIG if multisig(script) is not None else ScriptKind.NONSTANDARD


def witness_program(script: bytes) -> tuple[int, bytes] | None:
    """Version and program of a witness script (BIP-141); ``None`` for every other script."""
    if len(script) - 2 not in WITNESS_PROGRAM_BYTES or script[1] != len(script) - 2:
        return None
    if script[0] == OP_0:
        return 0, script[2:]
    return (script[0] - OP_1 + 1, script[2:]) if OP_1 <= script[0] <= OP_16 else None


def multisig(script: bytes) -> tuple[int, tuple[bytes, ...]] | None:
    """How many of which keys ``m <keys> n CHECKMULTISIG`` asks for; ``None`` for every other script."""
    if len(script) < 3 or script[-1] != OP_CHECKMULTISIG:
        return None
    try:
        steps = list(steps_of(script[:-1]))
    except ChainFormatError:
        return None
    keys = tuple(data for _, data in steps[1:-1] if _is_key(data))
    needed, offered = _small_number(steps[0]), _small_number(steps[-1])
    sound = len(steps) >= 3 and len(keys) == len(steps) - 2 == offered and 1 <= needed <= offered <= MAX_MULTISIG_KEYS
    return (needed, keys) if sound else None


def steps_of(script: bytes) -> Iterator[tuple[int, bytes]]:
    """Each operation with the data it pushes (empty for none). Raises ``ChainFormatError`` at a push past the end."""
    offset, end = 0, len(script)
    while offset < end:
        code = script[offset]
        start = offset + 1
        length = code if code < OP_PUSHDATA1 else 0
        if OP_PUSHDATA1 <= code <= OP_PUSHDATA4:
            width = 1 << code - OP_PUSHDATA1
            length = int.from_bytes(script[start : start + width], "little")
            start += width
        if start + length > end:
            raise ChainFormatError(what="script", problem="a push reaches past its end", offset=offset)
        offset = start + length
        yield code, script[start:offset]


def is_unspendable(script: bytes) -> bool:
    """Whether no one can ever spend an output with this script: it fails at once, or is too long to run."""
    return script[:1] == bytes((OP_RETURN,)) or len(script) > MAX_SCRIPT_BYTES


def push(data: bytes) -> bytes:
    """The shortest ordinary push of ``data``; single small numbers are not turned into their own operations."""
    if len(data) < OP_PUSHDATA1:
        return bytes((len(data),)) + data
    for code, width in ((OP_PUSHDATA1, 1), (OP_PUSHDATA2, 2)):
        if len(data) < 1 << 8 * width:
            return bytes((code,)) + len(data).to_bytes(width, "little") + data
    return bytes((OP_PUSHDATA4,)) + len(data).to_bytes(4, "little") + data


def p2pkh(key_hash: bytes) -> bytes:
    """Pays to a key by its HASH160."""
    return _P2PKH_HEAD + key_hash + _P2PKH_TAIL


def p2sh(script_hash: bytes) -> bytes:
    """Pays to a script by its HASH160 (BIP-16)."""
    return _P2SH_HEAD + script_hash + _P2SH_TAIL


def witness_script(version: int, program: bytes) -> bytes:
    """Pays to a witness program (BIP-141): 20 or 32 bytes in version 0, 32 in version 1 (taproot)."""
    return bytes((OP_1 + version - 1 if version else OP_0, len(program))) + program


def script_number(value: int) -> bytes:
    """A number as scripts hold it: little end first, sign in the highest bit, no byte too many."""
    if value == 0:
        return b""
    raw = abs(value).to_bytes(abs(value).bit_length() // 8 + 1, "little")
    return raw[:-1] + bytes((raw[-1] | 0x80,)) if value < 0 else raw


def push_number(value: int) -> bytes:
    """The shortest push of a number: operations for -1 to 16, bytes for others."""
    if value == 0:
        return bytes((OP_0,))
    if -1 <= value <= 16:
        return bytes((OP_1 + value - 1,))
    return push(script_number(value))


def _witness_kind(version: int, program: bytes) -> ScriptKind:
    if version == 0:
        kinds = {20: ScriptKind.P2WPKH, 32: ScriptKind.P2WSH}
        return kinds.get(len(program), ScriptKind.NONSTANDARD)
    if version == 1 and len(program) == 32:
        return ScriptKind.P2TR
    return ScriptKind.ANCHOR if witness_script(version, program) == PAY_TO_ANCHOR else ScriptKind.UNKNOWN_WITNESS


def _only_pushes(script: bytes) -> bool:
    try:
        return all(code <= OP_16 for code, _ in steps_of(script))
    except ChainFormatError:
        return False


def _is_key(data: bytes) -> bool:
    compressed = len(data) == _COMPRESSED_KEY_BYTES and data[0] in {2, 3}
    return compressed or (len(data) == _UNCOMPRESSED_KEY_BYTES and data[0] in {4, 6, 7})


def _is_p2pk(script: bytes) -> bool:
    framed = len(script) > 2 and script[0] == len(script) - 2 and script[-1] == OP_CHECKSIG
    return framed and _is_key(script[1:-1])


def _small_number(step: tuple[int, bytes]) -> int:
    code, data = step
    if OP_1 <= code <= OP_16:
        return code - OP_1 + 1
    # Seventeen to twenty keys are written as a one-byte push.
    return data[0] if code == 1 and data[0] > 16 else 0
