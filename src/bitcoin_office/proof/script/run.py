"""Runs the opening of an input to its end, by the rules of the chain and those that BIP-322 adds."""

from __future__ import annotations

from typing import Final

import msgspec

from bitcoin_office.chain.errors import ChainFormatError
from bitcoin_office.chain.script import steps_of
from bitcoin_office.chain.transaction import witness_bytes
from bitcoin_office.proof.curve import SCHNORR_BYTES, Keys, schnorr_holds
from bitcoin_office.proof.script.fault import Fault, ScriptFault
from bitcoin_office.proof.script.machine import MAX_STACK_ITEMS, Machine, Rules, check_item, run_script
from bitcoin_office.proof.script.number import is_true
from bitcoin_office.proof.script.program import Opening, Path
from bitcoin_office.proof.script.signature_operations import SIGNATURE_OPERATIONS, schnorr_hash_type
from bitcoin_office.proof.script.stack_operations import STACK_OPERATIONS
from bitcoin_office.proof.sighash import Spending

OPERATIONS: Final = STACK_OPERATIONS | SIGNATURE_OPERATIONS

# BIP-342: any of these makes a tapscript succeed at once, until a later rule gives it a meaning.
_OP_SUCCESS: Final = frozenset({
    0x50, 0x62, *range(0x7E, 0x82), *range(0x83, 0x87), 0x89, 0x8A, 0x8D, 0x8E, *range(0x95, 0x9A), *range(0xBB, 0xFF),
})  # fmt: skip
# BIP-342: what the signature checks of a tapscript may cost, besides the size of its witness.
_FREE_BUDGET: Final = 50

_RULES: Final = {
    Path.LEGACY: Rules.LEGACY,
    Path.KEY_HASH: Rules.WITNESS_V0,
    Path.WITNESS_SCRIPT: Rules.WITNESS_V0,
    Path.TAPROOT_SCRIPT: Rules.TAPSCRIPT,
}


class Held(msgspec.Struct, frozen=True, gc=False):
    """An input whose script holds: how many signatures it checked, and what later rules may change about it."""

    signatures: int
    upgrades: tuple[str, ...] = ()


def run_opening(spending: Spending, index: int, opening: Opening, keys: Keys) -> Held:
    """Runs it. Raises ``ScriptFault`` where it does not hold."""
    if opening.path is Path.UNKNOWN:
        return Held(0, (opening.note,))
    if opening.path is Path.TAPROOT_KEY:
        return _check_taproot_key(spending, index, opening)
    for item in opening.items:
        check_item(item)
    if len(opening.items) > MAX_STACK_ITEMS:
        raise ScriptFault(Fault.LIMIT, f"more than {MAX_STACK_ITEMS} items in the witness")
    if opening.path is Path.TAPROOT_SCRIPT and _has_success(opening.script):
        return Held(0, ("an operation that is reserved for later rules",))
    budget = _FREE_BUDGET + len(witness_bytes(spending.transaction.inputs[index].witness))
    return run_items(spending, index, opening, keys, budget=budget)


def run_items(spending: Spending, index: int, opening: Opening, keys: Keys, *, budget: int) -> Held:
    """Runs the opening's script on its items, whatever the input itself holds. Raises ``ScriptFault``."""
    rules, items = _RULES[opening.path], list(opening.items)
    machine = Machine(spending, index, keys, rules=rules, stack=items, leaf_hash=opening.leaf_hash, budget=budget)
    run_script(machine, opening.script, OPERATIONS)
    if not machine.stack or not is_true(machine.stack[-1]):
        raise ScriptFault(Fault.FALSE, "the script comes to no, not to yes")
    if len(machine.stack) > 1:
        raise ScriptFault(Fault.CLEAN_STACK, f"{len(machine.stack) - 1} items too many in the witness")
    return Held(machine.signatures, tuple(machine.upgrades))


def _check_taproot_key(spending: Spending, index: int, opening: Opening) -> Held:
    (signature,) = opening.items
    digest = spending.taproot_digest(index, schnorr_hash_type(signature))
    if not schnorr_holds(opening.script, signature[:SCHNORR_BYTES], digest):
        raise ScriptFault(Fault.SIGNATURE, "the signature is not by the address's key over this message")
    return Held(1)


def _has_success(script: bytes) -> bool:
    try:
        return any(code in _OP_SUCCESS for code, _ in steps_of(script))
    except ChainFormatError:
        # A push past the end: BIP-342 lets an earlier reserved operation win, but the run refuses what cannot be read.
        return False
