"""JSON with one byte form: RFC 8785 restricted to texts, integers, booleans, null, arrays and objects with ASCII keys.

What is signed or hashed must have one spelling, else the same contents have two hashes, or one hash two readings.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeVar, cast

import msgspec

from bitcoin_office.proof.errors import ProofFormatError

T = TypeVar("T")

# RFC 8785 and RFC 7493: the integers that every reader of JSON holds exactly.
MAX_INTEGER: Final = 2**53 - 1

_encoder: Final = msgspec.json.Encoder(order="sorted")
# The parts that nest, or that could hide a bracket: texts, brackets, and everything between them.
# A text that does not end counts as one too, so that no byte is looked at twice.
_NESTING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)
_SHOWN_BYTES: Final = 24


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What may be read at most: ``length`` in bytes, ``depth`` of arrays and objects in one another, ``commas``."""

    length: int
    depth: int
    commas: int


class CanonicalError(ProofFormatError):
    """Bytes that are not canonical JSON of the expected kind. ``offset`` is the byte where they leave it, ``key`` the
    path of the value that has the wrong type; each is ``None`` where it is not known.
    """

    code = "canonical-form"

    def __init__(self, *, what: str, problem: str, offset: int | None = None, key: str | None = None) -> None:
        super().__init__(what=what, problem=problem, remedy="Get the file again, as it was published, byte by byte.")
        self.offset = offset
        self.key = key


def write(value: Any) -> bytes:
    """The canonical bytes of structs, mappings, sequences, texts, integers, booleans and ``None``.

    >>> write({"sats": 5, "a": ["b", None]})
    b'{"a":["b",null],"sats":5}'
    """
    return _encoder.encode(value)


def read(data: bytes, kind: type[T], limits: Limits, what: str) -> T:
    """The value of canonical JSON that has the shape of ``kind``. Raises ``CanonicalError``.

    ``kind`` must hold each value in one way only: structs that forbid unknown fields, without floats and defaults that
    are left out. Then the bytes are canonical exactly if the value's own are the same.
    """
    _check_length(data, limits, what)
    try:
        value = msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        # A spelling that is wrong as well is the better reason, and the earlier one.
        parse(data, limits, what)
        problem, _, key = str(error).partition(" - at ")
        raise CanonicalError(what=what, problem=_lower(problem), key=key.strip("`") or None) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        parse(data, limits, what)
        raise CanonicalError(what=what, problem=_lower(str(error))) from error
    if write(value) != data:
        parse(data, limits, what)
        raise CanonicalError(what=what, problem="a value is written otherwise than in its canonical form")
    return value


def parse(data: bytes, limits: Limits, what: str) -> Any:
    """Any canonical JSON as dicts, lists, texts, integers, booleans and ``None``. Raises ``CanonicalError``."""
    _check_length(data, limits, what)
    _check_depth(data, limits, what)
    try:
        value = msgspec.json.decode(data)
    except UnicodeDecodeError as error:
        raise CanonicalError(what=what, problem="a text is not UTF-8") from error
    except (msgspec.DecodeError, RecursionError) as error:
        problem, offset = _place(str(error))
        raise CanonicalError(what=what, problem=problem, offset=offset) from error
    _check_values(value, what)
    written = write(value)
    if written != data:
        offset = _first_difference(written, data)
        found = data[offset : offset + _SHOWN_BYTES].decode("ascii", "replace")
        problem = f"not in canonical form: {found!r} is spelled or ordered otherwise, or stands twice"
        raise CanonicalError(what=what, problem=problem, offset=offset)
    return value


def _check_length(data: bytes, limits: Limits, what: str) -> None:
    if len(data) > limits.length:
        raise CanonicalError(what=what, problem=f"{len(data)} bytes, more than the {limits.length} that are read")
    commas = data.count(b",")
    if commas > limits.commas:
        raise CanonicalError(what=what, problem=f"{commas} commas, more than the {limits.commas} that are read")


def _check_depth(data: bytes, limits: Limits, what: str) -> None:
    depth = 0
    for found in _NESTING.finditer(data):
        mark = data[found.start()]
        if mark in b"[{":
            depth += 1
            if depth > limits.depth:
                problem = f"more than {limits.depth} arrays and objects in one another"
                raise CanonicalError(what=what, problem=problem, offset=found.start())
        elif mark in b"]}":
            depth -= 1


def _check_values(value: Any, what: str) -> None:
    waiting: list[Any] = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, float):
            raise CanonicalError(what=what, problem=f"{each!r} is a fraction; amounts are integers")
        if isinstance(each, int) and abs(each) > MAX_INTEGER:
            raise CanonicalError(what=what, problem=f"{each} is beyond the integers that every reader holds exactly")
        if isinstance(each, dict):
            members = cast("dict[str, Any]", each)
            foreign = next((key for key in members if not key.isascii()), None)
            if foreign is not None:
                raise CanonicalError(what=what, problem=f"the key {foreign!a} is not ASCII")
            waiting.extend(members.values())
        elif isinstance(each, list):
            waiting.extend(cast("list[Any]", each))


def _place(message: str) -> tuple[str, int | None]:
    found = re.search(r" \(byte (\d+)\)", message)
    problem = message if found is None else message.replace(found[0], "")
    return _lower(problem), None if found is None else int(found[1])


def _first_difference(left: bytes, right: bytes) -> int:
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if left[:middle] == right[:middle] else (low, middle - 1)
    return low


def _lower(text: str) -> str:
    """The decoder's sentence as the second half of one of ours."""
    return text if text.startswith("JSON") else text[:1].lower() + text[1:]
