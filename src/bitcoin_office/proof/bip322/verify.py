"""Verifying a proof of control, step by step as BIP-322 (version 2.0.0) has it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from bitcoin_office.chain.transaction import MAX_MONEY_SATS, NO_OUTPOINT, WITNESS_SCALE, OutPoint
from bitcoin_office.proof.bip322.encoding import Presented, present
from bitcoin_office.proof.bip322.engine import ScriptEngine
from bitcoin_office.proof.bip322.judge import Judged, judge_inputs
from bitcoin_office.proof.bip322.verdict import Problem, ProvedCoin, Reason, State, Variant, Verdict
from bitcoin_office.proof.bip322.virtual import NOTHING, challenge
from bitcoin_office.proof.curve import Keys
from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.sighash import Spending

# Consensus: no transaction weighs more than a block may.
MAX_TRANSACTION_WEIGHT: Final = 1_000_000 * WITNESS_SCALE
# BIP-322's upgradeable rules.
_KNOWN_VERSIONS: Final = frozenset({0, 2})


class Claim(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A proof to verify: the locking script that is said to be controlled, the message, and the proof's text."""

    script: bytes
    message: bytes
    proof: str


def verify(
    script: bytes, message: bytes, proof: str, *, engine: ScriptEngine | None = None, keys: Keys | None = None
) -> Verdict:
    """What the proof shows about control of ``script``. Whatever the proof's text is, this raises nothing about it.

    Without ``engine`` a script that no template covers is inconclusive at best. ``keys`` keeps public keys between
    proofs. That coins exist and are unspent is not looked at. Raises what the engine raises when it cannot work.
    """
    spends = challenge(message, script)
    try:
        presented = present(proof, script, message, spends)
    except ProofFormatError as error:
        reason = Reason(code=Problem.FORMAT, message=f"{error.problem[:1].upper()}{error.problem[1:]}.")
        return Verdict(state=State.INVALID, reasons=(reason,))
    # The simple form leaves nothing to choose: the transaction around the witness is our own.
    if presented.variant is not Variant.SIMPLE:
        faults = _faults_of_shape(presented.spending, spends)
        if faults:
            return Verdict(state=State.INVALID, reasons=faults, variant=presented.variant)
    judged = judge_inputs(presented.spending, keys or Keys(), engine)
    return _conclude(presented, judged)


def verify_all(claims: Iterable[Claim], *, engine: ScriptEngine | None = None) -> tuple[Verdict, ...]:
    """As ``verify`` for many proofs, in their order; keys that several of them name are read once."""
    keys = Keys()
    return tuple([verify(each.script, each.message, each.proof, engine=engine, keys=keys) for each in claims])


def _faults_of_shape(spending: Spending, spends: OutPoint) -> tuple[Reason, ...]:
    """Everything around the scripts: what ``to_sign`` must look like, and the chain's rules for any transaction."""
    transaction = spending.transaction
    previous = [each.previous for each in transaction.inputs]
    found: list[Reason] = []
    if previous[0] != spends:
        message = "The proof is for another message or another address."
        found.append(Reason(code=Problem.NOT_THIS_MESSAGE, message=message, input=0))
    if transaction.outputs != (NOTHING,):
        found.append(Reason(code=Problem.SHAPE, message="The proof has other outputs than the one empty OP_RETURN."))
    if len(set(previous)) != len(previous):
        found.append(Reason(code=Problem.DUPLICATE_INPUT, message="The proof names a coin twice."))
    if NO_OUTPOINT in previous:
        found.append(Reason(code=Problem.SHAPE, message="The proof has an input that spends nothing."))
    if sum(each.sats for each in spending.spent) > MAX_MONEY_SATS:
        found.append(Reason(code=Problem.SPENT_OUTPUT, message="The proof states more coins than there can be."))
    if transaction.weight > MAX_TRANSACTION_WEIGHT:
        found.append(Reason(code=Problem.LIMIT, message="The proof is larger than any transaction can be."))
    return tuple(found)


def _conclude(presented: Presented, judged: Judged) -> Verdict:
    transaction, variant = presented.spending.transaction, presented.variant
    lock_time, sequence = transaction.lock_time, transaction.inputs[0].sequence
    reasons = judged.broken or judged.open
    if transaction.version not in _KNOWN_VERSIONS and not judged.broken:
        message = f"The proof's transaction has version {transaction.version}, where BIP-322 knows 0 and 2."
        reasons = (*reasons, Reason(code=Problem.VERSION, message=message))
    if judged.broken:
        state = State.INVALID
    elif reasons:
        state = State.INCONCLUSIVE
    else:
        state = State.VALID_LATER if lock_time or sequence else State.VALID
    return Verdict(
        state=state,
        reasons=reasons,
        variant=variant,
        lock_time=lock_time,
        sequence=sequence,
        signatures=judged.signatures,
        coins=() if judged.broken else _coins(presented),
        judges=judged.judges,
    )


def _coins(presented: Presented) -> tuple[ProvedCoin, ...]:
    if presented.variant is not Variant.FUNDS:
        return ()
    spending = presented.spending
    return tuple(
        [
            ProvedCoin(outpoint=each.previous, sats=output.sats, script=output.script)
            for each, output in zip(spending.transaction.inputs[1:], spending.spent[1:], strict=True)
        ]
    )
