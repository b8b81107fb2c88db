"""Operations that move, compare, count and hash items."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from bitcoin_office.chain.hashing import hash160, sha256d
from bitcoin_office.chain.ripemd160 import ripemd160
from bitcoin_office.chain.script import script_number
from bitcoin_office.proof.script.fault import Fault, ScriptFault
from bitcoin_office.proof.script.machine import Machine, Operation
from bitcoin_office.proof.script.number import is_true, read_number


def _verify(machine: Machine) -> None:
    machine.verify(Fault.FALSE, "a VERIFY on something false")


def _return(_machine: Machine) -> None:
    raise ScriptFault(Fault.FALSE, "a RETURN")


def _nothing(_machine: Machine) -> None:
    return


def _to_alternative(machine: Machine) -> None:
    machine.alternative.append(machine.pop())


def _from_alternative(machine: Machine) -> None:
    if not machine.alternative:
        raise ScriptFault(Fault.OPERATION, "nothing on the alternative stack")
    machine.push(machine.alternative.pop())


def _drop(count: int) -> Operation:
    def operation(machine: Machine) -> None:
        machine.item(count - 1)
        del machine.stack[-count:]

    return operation


def _copy(depth: int, count: int) -> Operation:
    """Copies of ``count`` items, of which the highest is ``depth`` below the top."""

    def operation(machine: Machine) -> None:
        machine.item(depth + count - 1)
        end = len(machine.stack) - depth
        machine.stack.extend(machine.stack[end - count : end])

    return operation


def _move(depth: int, count: int) -> Operation:
    """Moves ``count`` items, of which the highest is ``depth`` below the top, to the top."""

    def operation(machine: Machine) -> None:
        machine.item(depth + count - 1)
        end = len(machine.stack) - depth
        moved = machine.stack[end - count : end]
        del machine.stack[end - count : end]
        machine.stack.extend(moved)

    return operation


def _duplicate_if_true(machine: Machine) -> None:
    if is_true(machine.item(0)):
        machine.push(machine.item(0))


def _depth(machine: Machine) -> None:
    machine.push(script_number(len(machine.stack)))


def _nip(machine: Machine) -> None:
    machine.item(1)
    del machine.stack[-2]


def _tuck(machine: Machine) -> None:
    machine.item(1)
    machine.stack.insert(-2, machine.item(0))


def _pick(machine: Machine) -> None:
    depth = read_number(machine.pop())
    machine.push(machine.item(depth))


def _roll(machine: Machine) -> None:
    depth = read_number(machine.pop())
    machine.item(depth)
    machine.push(machine.stack.pop(-1 - depth))


def _size(machine: Machine) -> None:
    machine.push(script_number(len(machine.item(0))))


def _equal(machine: Machine) -> None:
    machine.push_truth(machine.pop() == machine.pop())


def _equal_verify(machine: Machine) -> None:
    if machine.pop() != machine.pop():
        raise ScriptFault(Fault.FALSE, "an EQUALVERIFY on different items")


def _unary(compute: Callable[[int], int]) -> Operation:
    def operation(machine: Machine) -> None:
        machine.push(script_number(compute(read_number(machine.pop()))))

    return operation


def _binary(compute: Callable[[int, int], int]) -> Operation:
    def operation(machine: Machine) -> None:
        machine.item(1)
        right, left = read_number(machine.pop()), read_number(machine.pop())
        machine.push(script_number(compute(left, right)))

    return operation


def _same_number_verify(machine: Machine) -> None:
    machine.item(1)
    if read_number(machine.pop()) != read_number(machine.pop()):
        raise ScriptFault(Fault.FALSE, "a NUMEQUALVERIFY on different numbers")


def _within(machine: Machine) -> None:
    machine.item(2)
    most, least, value = (read_number(machine.pop()) for _ in range(3))
    machine.push_truth(least <= value < most)


def _hash(compute: Callable[[bytes], bytes]) -> Operation:
    def operation(machine: Machine) -> None:
        machine.push(compute(machine.pop()))

    return operation


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


_FLOWING: Final[dict[int, Operation]] = {0x61: _nothing, 0x69: _verify, 0x6A: _return}

_MOVING: Final[dict[int, Operation]] = {
    0x6B: _to_alternative,
    0x6C: _from_alternative,
    0x6D: _drop(2),
    0x6E: _copy(0, 2),
    0x6F: _copy(0, 3),
    0x70: _copy(2, 2),
    0x71: _move(4, 2),
    0x72: _move(2, 2),
    0x73: _duplicate_if_true,
    0x74: _depth,
    0x75: _drop(1),
    0x76: _copy(0, 1),
    0x77: _nip,
    0x78: _copy(1, 1),
    0x79: _pick,
    0x7A: _roll,
    0x7B: _move(2, 1),
    0x7C: _move(1, 1),
    0x7D: _tuck,
    0x82: _size,
    0x87: _equal,
    0x88: _equal_verify,
}

_COUNTING: Final[dict[int, Operation]] = {
    0x8B: _unary(lambda a: a + 1),
    0x8C: _unary(lambda a: a - 1),
    0x8F: _unary(lambda a: -a),
    0x90: _unary(abs),
    0x91: _unary(lambda a: int(a == 0)),
    0x92: _unary(lambda a: int(a != 0)),
    0x93: _binary(lambda a, b: a + b),
    0x94: _binary(lambda a, b: a - b),
    0x9A: _binary(lambda a, b: int(a != 0 and b != 0)),
    0x9B: _binary(lambda a, b: int(a != 0 or b != 0)),
    0x9C: _binary(lambda a, b: int(a == b)),
    0x9D: _same_number_verify,
    0x9E: _binary(lambda a, b: int(a != b)),
    0x9F: _binary(lambda a, b: int(a < b)),
    0xA0: _binary(lambda a, b: int(a > b)),
    0xA1: _binary(lambda a, b: int(a <= b)),
    0xA2: _binary(lambda a, b: int(a >= b)),
    0xA3: _binary(min),
    0xA4: _binary(max),
    0xA5: _within,
}

_HASHING: Final[dict[int, Operation]] = {
    0xA6: _hash(ripemd160),
    0xA7: _hash(_sha1),
    0xA8: _hash(_sha256),
    0xA9: _hash(hash160),
    0xAA: _hash(sha256d),
}

STACK_OPERATIONS: Final = _FLOWING | _MOVING | _COUNTING | _HASHING
