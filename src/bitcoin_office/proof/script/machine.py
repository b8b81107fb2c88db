"""The state of a running script, and the loop that carries it through its operations."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from typing import Final

from bitcoin_office.chain.errors import ChainFormatError
from bitcoin_office.chain.script import (
    MAX_SCRIPT_BYTES,
    OP_1,
    OP_1NEGATE,
    OP_16,
    OP_PUSHDATA1,
    OP_PUSHDATA2,
    OP_PUSHDATA4,
    script_number,
    steps_of,
)
from bitcoin_office.proof.curve import Keys
from bitcoin_office.proof.script.fault import Fault, ScriptFault
from bitcoin_office.proof.script.number import is_true
from bitcoin_office.proof.sighash import Spending

# Consensus limits of scripts.
MAX_ITEM_BYTES: Final = 520
MAX_STACK_ITEMS: Final = 1_000
MAX_OPERATIONS: Final = 201

OP_IF: Final = 0x63
OP_NOTIF: Final = 0x64
OP_ELSE: Final = 0x67
OP_ENDIF: Final = 0x68
OP_CODESEPARATOR: Final = 0xAB
_FLOW: Final = frozenset({OP_IF, OP_NOTIF, OP_ELSE, OP_ENDIF})
# OP_CAT to OP_RIGHT, OP_INVERT to OP_XOR, OP_2MUL, OP_2DIV, OP_MUL to OP_RSHIFT: they fail even where they do not run.
_DISABLED: Final = frozenset({*range(0x7E, 0x82), *range(0x83, 0x87), 0x8D, 0x8E, *range(0x95, 0x9A)})
_OP_VERIF: Final = frozenset({0x65, 0x66})


class Rules(enum.Enum):
    """Under which rules a script runs: they differ in limits, in what signatures sign, and in a few operations."""

    LEGACY = "legacy"
    WITNESS_V0 = "witness v0"
    TAPSCRIPT = "tapscript"


class Machine:
    """A script while it runs. ``stack`` has its top last. ``upgrades`` collects what later rules may forbid or change.

    ``signatures`` counts the signatures that held. ``leaf_hash`` is set for tapscript only, as is ``budget``, what
    BIP-342 lets the remaining signature checks cost.
    """

    __slots__ = (
        "_digest", "alternative", "branches", "budget", "index", "keys", "leaf_hash", "operations", "rules", "script",
        "signatures", "spending", "stack", "upgrades",
    )  # fmt: skip

    def __init__(
        self,
        spending: Spending,
        index: int,
        keys: Keys,
        *,
        rules: Rules,
        stack: list[bytes],
        leaf_hash: bytes = b"",
        budget: int = 0,
    ) -> None:
        self.spending = spending
        self.index = index
        self.keys = keys
        self.rules = rules
        self.stack = stack
        self.leaf_hash = leaf_hash
        self.budget = budget
        self.alternative: list[bytes] = []
        self.branches: list[bool] = []
        self.operations = 0
        self.script = b""
        self.signatures = 0
        self.upgrades: list[str] = []
        self._digest = b""

    def pop(self) -> bytes:
        """The top item, taken off."""
        if not self.stack:
            raise ScriptFault(Fault.UNDERFLOW, "the witness has too few items")
        return self.stack.pop()

    def item(self, depth: int) -> bytes:
        """The item ``depth`` below the top, left where it is."""
        if depth < 0:
            raise ScriptFault(Fault.NUMBER, "a negative depth")
        if depth >= len(self.stack):
            raise ScriptFault(Fault.UNDERFLOW, "the witness has too few items")
        return self.stack[-1 - depth]

    def push(self, data: bytes) -> None:
        """A new top item."""
        self.stack.append(data)

    def push_truth(self, truth: bool) -> None:  # noqa: FBT001 - the one operand there is
        """True or false, as scripts write it."""
        self.stack.append(b"\1" if truth else b"")

    def verify(self, fault: Fault, problem: str) -> None:
        """Takes off the top item, which must be true."""
        if not is_true(self.pop()):
            raise ScriptFault(fault, problem)

    def ecdsa_digest(self) -> bytes:
        """What every ECDSA signature of this script signs: one digest, as BIP-322 allows one hash type only."""
        if not self._digest:
            segwit = self.rules is Rules.WITNESS_V0
            compute = self.spending.segwit_digest if segwit else self.spending.legacy_digest
            self._digest = compute(self.index, self.script)
        return self._digest

    def count_operations(self, count: int) -> None:
        """Adds to the operations that a script may have; tapscript has no such limit."""
        self.operations += count
        if self.operations > MAX_OPERATIONS and self.rules is not Rules.TAPSCRIPT:
            raise ScriptFault(Fault.LIMIT, f"more than {MAX_OPERATIONS} operations")


Operation = Callable[[Machine], None]


def run_script(machine: Machine, script: bytes, operations: Mapping[int, Operation]) -> None:
    """Carries the machine through ``script``. Raises ``ScriptFault``; the stack says afterwards whether it holds."""
    if len(script) > MAX_SCRIPT_BYTES and machine.rules is not Rules.TAPSCRIPT:
        raise ScriptFault(Fault.LIMIT, f"a script of {len(script)} bytes, more than {MAX_SCRIPT_BYTES}")
    machine.script = script
    try:
        for code, data in steps_of(script):
            _step(machine, code, data, operations)
            if len(machine.stack) + len(machine.alternative) > MAX_STACK_ITEMS:
                raise ScriptFault(Fault.LIMIT, f"more than {MAX_STACK_ITEMS} items on the stacks")
    except ChainFormatError as error:
        raise ScriptFault(Fault.OPERATION, error.problem) from error
    if machine.branches:
        raise ScriptFault(Fault.BRANCHES, "an IF without its ENDIF")


def _step(machine: Machine, code: int, data: bytes, operations: Mapping[int, Operation]) -> None:
    runs = all(machine.branches)
    check_item(data)
    if code <= OP_16:
        if runs:
            machine.push(pushed_item(code, data))
        return
    machine.count_operations(1)
    if code in _DISABLED or code in _OP_VERIF:
        raise ScriptFault(Fault.OPERATION, f"the disabled operation {code:#04x}")
    if code == OP_CODESEPARATOR and (runs or machine.rules is Rules.LEGACY):
        raise ScriptFault(Fault.CODE_SEPARATOR, "a code separator, which BIP-322 forbids")
    if code in _FLOW:
        _flow(machine, code, runs=runs)
    elif runs:
        operation = operations.get(code)
        if operation is None:
            raise ScriptFault(Fault.OPERATION, f"the unknown operation {code:#04x}")
        operation(machine)


def check_item(data: bytes) -> None:
    """Raises ``ScriptFault`` for an item longer than the stack may hold."""
    if len(data) > MAX_ITEM_BYTES:
        raise ScriptFault(Fault.LIMIT, f"an item of {len(data)} bytes, more than {MAX_ITEM_BYTES}")


def pushed_item(code: int, data: bytes) -> bytes:
    """What a push puts on the stack. Raises ``ScriptFault`` for one that is not in its shortest form (BIP-62)."""
    if code >= OP_1NEGATE:
        if code == OP_1NEGATE:
            return script_number(-1)
        if code < OP_1:
            raise ScriptFault(Fault.OPERATION, "the reserved operation 0x50")
        return bytes((code - OP_1 + 1,))
    if code != _least_push(data):
        raise ScriptFault(Fault.MINIMAL_DATA, "a push that is not in its shortest form")
    return data


def _least_push(data: bytes) -> int:
    size = len(data)
    if size == 1 and 1 <= data[0] <= 16:
        return OP_1 + data[0] - 1
    if data == script_number(-1):
        return OP_1NEGATE
    if size < OP_PUSHDATA1:
        return size
    if size <= 0xFF:
        return OP_PUSHDATA1
    return OP_PUSHDATA2 if size <= 0xFFFF else OP_PUSHDATA4


def _flow(machine: Machine, code: int, *, runs: bool) -> None:
    if code in {OP_IF, OP_NOTIF}:
        machine.branches.append(_condition(machine) is (code == OP_IF) if runs else False)
        return
    if not machine.branches:
        raise ScriptFault(Fault.BRANCHES, "an ELSE or ENDIF without its IF")
    if code == OP_ELSE:
        machine.branches[-1] = not machine.branches[-1]
    else:
        machine.branches.pop()


def _condition(machine: Machine) -> bool:
    value = machine.pop()
    if value not in {b"", b"\1"}:
        raise ScriptFault(Fault.MINIMAL_IF, "an IF on something else than 1 or nothing")
    return value == b"\1"
