"""The bit pattern of a float and back, in plain Python; a compiled engine brings its own two of the same name."""

from __future__ import annotations

import struct


def float_bits(value: float) -> int:
    """The 64 bits of an IEEE 754 double as a signed integer.

    >>> hex(float_bits(1.0))
    '0x3ff0000000000000'
    """
    return struct.unpack("<q", struct.pack("<d", value))[0]


def bits_float(bits: int) -> float:
    """The double with these 64 bits, a signed integer."""
    return struct.unpack("<d", struct.pack("<q", bits))[0]
