"""Codes of a second factor that change every half minute: RFC 6238 over RFC 4226, six digits, SHA-1.

Every app for phones knows this form and few know another. The code does not rest on SHA-1 being free of collisions.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Final
from urllib.parse import quote

STEP_SECONDS: Final = 30
DIGITS: Final = 6
# RFC 4226, section 4: 160 bits.
SECRET_BYTES: Final = 20
# One step to either side, for clocks that differ.
_STEPS_ASIDE: Final = (0, -1, 1)


def code_at(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of a step; the secret in Base32.

    >>> code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1111111109 // STEP_SECONDS, digits=8)
    '07081804'
    """
    mac = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}}"


def matching_step(secret: str, code: str, now: int, after: int) -> int | None:
    """The step that a code is of, near the second ``now`` and later than the step ``after``; ``None`` for no step."""
    given = "".join(code.split())
    for aside in _STEPS_ASIDE:
        step = now // STEP_SECONDS + aside
        if hmac.compare_digest(code_at(secret, step).encode(), given.encode()) and step > after:
            return step
    return None


def secret_of(random: bytes) -> str:
    """Random bytes as a secret in Base32."""
    return base64.b32encode(random).decode().rstrip("=")


def is_secret(text: str) -> bool:
    """Whether a text is a secret of a sound length."""
    try:
        return len(base64.b32decode(text)) >= SECRET_BYTES
    except (binascii.Error, ValueError):
        return False


def address_of(secret: str, name: str, issuer: str) -> str:
    """The address by which an app for phones takes the secret."""
    label = f"{quote(issuer)}:{quote(name)}"
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer)}&digits={DIGITS}&period={STEP_SECONDS}"
