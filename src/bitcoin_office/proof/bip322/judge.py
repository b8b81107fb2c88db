"""Judging the inputs of ``to_sign``: by template, or by BIP-322's rules and a node's engine together."""

from __future__ import annotations

from typing import Final

import msgspec

from bitcoin_office.proof.bip322.engine import ScriptEngine
from bitcoin_office.proof.bip322.templates import hold_by_template
from bitcoin_office.proof.bip322.verdict import Problem, Reason
from bitcoin_office.proof.curve import Keys
from bitcoin_office.proof.script.fault import ScriptFault
from bitcoin_office.proof.script.program import Path, open_input
from bitcoin_office.proof.script.run import Held, run_opening
from bitcoin_office.proof.sighash import Spending

TEMPLATES: Final = "templates"

# A legacy signature hashes the whole transaction anew, so that their work grows with the square of their number. This
# many bytes take about a second; it is 1,000 inputs of a 2-of-3.
MAX_LEGACY_BYTES: Final = 400_000_000


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What the inputs came to: reasons that make the proof invalid, reasons that leave it open, and who judged."""

    broken: tuple[Reason, ...] = ()
    open: tuple[Reason, ...] = ()
    signatures: int = 0
    judges: tuple[str, ...] = ()


def judge_inputs(spending: Spending, keys: Keys, engine: ScriptEngine | None) -> Judged:
    """Judges every input; all reasons are collected. What the engine raises is passed on."""
    held: dict[int, Held] = {}
    broken: list[Reason] = []
    left_to_engine: list[int] = []
    legacy_bytes = 0
    for index, (each, output) in enumerate(zip(spending.transaction.inputs, spending.spent, strict=True)):
        try:
            opening = open_input(output.script, each)
            if opening.path is Path.LEGACY:
                legacy_bytes += spending.stripped_bytes
                if legacy_bytes > MAX_LEGACY_BYTES:
                    return Judged(open=(_too_much_hashing(index),))
            found = hold_by_template(spending, index, opening, keys)
            if found is None:
                left_to_engine.append(index)
                found = run_opening(spending, index, opening, keys)
            held[index] = found
        except ScriptFault as fault:
            broken.append(Reason(code=fault.fault.value, message=f"Input {index}: {fault.problem}.", input=index))
    if broken:
        return Judged(broken=tuple(broken), judges=(TEMPLATES,))
    refused = engine.refused(spending, left_to_engine) if engine and left_to_engine else ()
    by_templates = len(left_to_engine) < len(held)
    by_engine = engine.name if engine and left_to_engine else ""
    return Judged(
        broken=tuple([_refused(index, by_engine) for index in refused]),
        open=_open_reasons(held, left_to_engine if engine is None else []),
        signatures=sum(each.signatures for each in held.values()),
        judges=(*((TEMPLATES,) if by_templates else ()), *((by_engine,) if by_engine else ())),
    )


def _open_reasons(held: dict[int, Held], unjudged: list[int]) -> tuple[Reason, ...]:
    found: list[Reason] = []
    for index, each in held.items():
        found += [
            Reason(code=Problem.UPGRADE, message=f"Input {index}: {note}.", input=index)
            for note in dict.fromkeys(each.upgrades)
        ]
        if not each.signatures and not each.upgrades:
            message = f"Input {index}: its script holds without any signature, so that anyone could have made this."
            found.append(Reason(code=Problem.NO_SIGNATURE, message=message, input=index))
    found += [
        Reason(
            code=Problem.NEEDS_ENGINE,
            message=f"Input {index}: its script holds by our own reading, and no node's engine is here to confirm it.",
            input=index,
        )
        for index in unjudged
    ]
    return tuple(found)


def _refused(index: int, engine: str) -> Reason:
    message = f"Input {index}: {engine} says that its script does not hold."
    return Reason(code=Problem.CONSENSUS, message=message, input=index)


def _too_much_hashing(index: int) -> Reason:
    message = f"Input {index}: too many of the oldest form to check at once; prove the coins in several parts."
    return Reason(code=Problem.LIMIT, message=message, input=index)
