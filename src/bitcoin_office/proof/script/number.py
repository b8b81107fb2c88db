"""Numbers as scripts hold them: little end first, the sign in the highest bit, no byte too many."""

from __future__ import annotations

from typing import Final

from bitcoin_office.chain.script import script_number
from bitcoin_office.proof.script.fault import Fault, ScriptFault

# Consensus: operands of arithmetic have four bytes; lock times five, to reach beyond 2038.
NUMBER_BYTES: Final = 4
LOCK_TIME_BYTES: Final = 5

_SIGN: Final = 0x80


def read_number(data: bytes, limit_bytes: int = NUMBER_BYTES) -> int:
    """The number that a stack item means. Raises ``ScriptFault`` for one too long or not in its shortest form."""
    if len(data) > limit_bytes:
        raise ScriptFault(Fault.NUMBER, f"a number of {len(data)} bytes, where {limit_bytes} are allowed")
    if not data:
        return 0
    magnitude = int.from_bytes(data, "little")
    sign = 1 << 8 * len(data) - 1
    value = -(magnitude ^ sign) if magnitude & sign else magnitude
    if script_number(value) != data:
        raise ScriptFault(Fault.MINIMAL_DATA, "a number that is not in its shortest form")
    return value


def is_true(data: bytes) -> bool:
    """Whether a stack item counts as true: anything but zero, with either sign."""
    return bool(data.strip(b"\0")) and data.lstrip(b"\0") != bytes((_SIGN,))
