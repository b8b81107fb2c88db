"""Reading bounded bytes: integers, Bitcoin's compact sizes in their one canonical form, and counted lists."""

from __future__ import annotations

import struct
from typing import Final

from bitcoin_office.chain.errors import ChainFormatError

_U16: Final = struct.Struct("<H")
_U32: Final = struct.Struct("<I")
_U64: Final = struct.Struct("<Q")
_I32: Final = struct.Struct("<i")


class Reader:
    """Walks over ``data`` once. Every count is held against the bytes that are left before anything is allocated.

    ``what`` names the thing being read in errors. All methods raise ``ChainFormatError`` with the offset.
    """

    __slots__ = ("data", "end", "offset", "what")

    def __init__(self, data: bytes, what: str, *, limit_bytes: int) -> None:
        self.data = data
        self.what = what
        self.offset = 0
        self.end = len(data)
        if self.end > limit_bytes:
            raise self.error(f"{self.end} bytes, more than the {limit_bytes} that it may have")

    def error(self, problem: str) -> ChainFormatError:
        """The error to raise for ``problem`` at this place."""
        return ChainFormatError(what=self.what, problem=problem, offset=self.offset)

    def take(self, count: int) -> bytes:
        """The next ``count`` bytes."""
        start = self.offset
        if count > self.end - start:
            raise self.error(f"{count} bytes announced, {self.end - start} left")
        self.offset = start + count
        return self.data[start : self.offset]

    def u8(self) -> int:
        """An unsigned byte."""
        return self.take(1)[0]

    def u32(self) -> int:
        """An unsigned 32-bit integer, little end first."""
        return _U32.unpack(self.take(4))[0]

    def i32(self) -> int:
        """A signed 32-bit integer, little end first."""
        return _I32.unpack(self.take(4))[0]

    def u64(self) -> int:
        """An unsigned 64-bit integer, little end first."""
        return _U64.unpack(self.take(8))[0]

    def compact_size(self) -> int:
        """A length or count in Bitcoin's variable form; a longer form than needed is refused, as nodes do."""
        first = self.u8()
        if first < 0xFD:
            return first
        if first == 0xFD:
            value, least = _U16.unpack(self.take(2))[0], 0xFD
        elif first == 0xFE:
            value, least = self.u32(), 0x10000
        else:
            value, least = self.u64(), 0x100000000
        if value < least:
            raise self.error(f"the count {value} is not written in its shortest form")
        return value

    def count(self, least_bytes_each: int, name: str) -> int:
        """How many ``name`` follow, each of at least ``least_bytes_each``; more than can fit are refused."""
        value = self.compact_size()
        if value * least_bytes_each > self.end - self.offset:
            raise self.error(f"{value} {name} announced, {self.end - self.offset} bytes left")
        return value

    def var_bytes(self) -> bytes:
        """Bytes with their length before them."""
        data, start = self.data, self.offset + 1
        # Nearly all are short: one byte says their length, and reading it here halves the time of a block.
        if start <= self.end and data[start - 1] < 0xFD:
            stop = start + data[start - 1]
            if stop <= self.end:
                self.offset = stop
                return data[start:stop]
        return self.take(self.compact_size())

    def finish(self) -> None:
        """Nothing may follow."""
        if self.offset != self.end:
            raise self.error(f"{self.end - self.offset} bytes too many at the end")


def compact_size(value: int) -> bytes:
    """The canonical variable form of a length or count.

    >>> compact_size(252).hex(), compact_size(253).hex(), compact_size(70_000).hex()
    ('fc', 'fdfd00', 'fe70110100')
    """
    if value < 0xFD:
        return bytes((value,))
    if value <= 0xFFFF:
        return b"\xfd" + _U16.pack(value)
    if value <= 0xFFFFFFFF:
        return b"\xfe" + _U32.pack(value)
    return b"\xff" + _U64.pack(value)
