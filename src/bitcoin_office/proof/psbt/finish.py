"""Taking signatures back: answers are put together, checked, and made into a proof; or it is said what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec

from bitcoin_office.chain.transaction import Transaction, TxIn, TxOut
from bitcoin_office.proof.bip322.encoding import (
    canonical,
    final_fields,
    final_transaction,
    may_be_simple,
    write_full,
    write_funds,
    write_simple,
)
from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.packet import (
    GLOBAL_MESSAGE,
    IN_FINAL_SCRIPT_SIG,
    IN_FINAL_WITNESS,
    IN_PARTIAL_SIG,
    IN_PREIMAGES,
    IN_TAP_KEY_SIG,
    IN_TAP_SCRIPT_SIG,
    Fields,
    Packet,
)
from bitcoin_office.proof.psbt.answer import read_answer
from bitcoin_office.proof.psbt.opener import Opener
from bitcoin_office.proof.psbt.signers import Signed, named
from bitcoin_office.proof.sighash import Spending
from bitcoin_office.terms.finding import Finding, Place

# What may come from a signer; everything else in a request is ours, and stays as we wrote it.
_FROM_SIGNERS: Final = frozenset({
    IN_PARTIAL_SIG, IN_TAP_KEY_SIG, IN_TAP_SCRIPT_SIG, IN_FINAL_SCRIPT_SIG, IN_FINAL_WITNESS, *IN_PREIMAGES,
})  # fmt: skip


class Answer(msgspec.Struct, frozen=True):
    """What one signer gave back: the name of its file, and its contents."""

    file: str
    data: bytes


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """What the answers came to: the text of the proof where they are enough, and everything wrong or missing."""

    proof: str = ""
    findings: tuple[Finding, ...] = ()


def collect(request: Packet, answers: Sequence[Answer]) -> Collected:
    """Puts the answers to a request together. A finished proof among them is taken as it is, to be verified like any.

    Findings name the file, and the signer by its device's fingerprint; signatures missing are counted.
    """
    findings: list[Finding] = []
    packet, message = request, request.globals.get(GLOBAL_MESSAGE) or b""
    for each in answers:
        try:
            found = read_answer(each.data)
            if isinstance(found, str):
                return Collected(proof=canonical(found, message), findings=tuple(findings))
            packet = _merged(packet, found)
        except ProofFormatError as error:
            place = Place(file=each.file)
            findings.append(Finding(code=error.code, place=place, message=str(error.message), remedy=error.remedy))
    return _finished(packet, message, findings, answers[0].file if answers else "")


def _merged(packet: Packet, found: Packet | Transaction) -> Packet:
    if isinstance(found, Transaction):
        found = _as_packet(found)
    if found.unsigned != packet.unsigned:
        raise ProofFormatError(
            what="answer to this request",
            problem="it is for another message, another vault, another block or other coins",
            remedy="Sign the request that was written for this proof.",
        )
    inputs = [
        mine.replacing([(key, value) for key, value in theirs.entries if key[0] in _FROM_SIGNERS])
        for mine, theirs in zip(packet.inputs, found.inputs, strict=True)
    ]
    return Packet(packet.unsigned, packet.globals, tuple(inputs), packet.outputs)


def _as_packet(transaction: Transaction) -> Packet:
    inputs = tuple([TxIn(each.previous, b"", each.sequence) for each in transaction.inputs])
    unsigned = Transaction(transaction.version, inputs, transaction.outputs, transaction.lock_time)
    fields = tuple([Fields(final_fields(each)) for each in transaction.inputs])
    return Packet(unsigned, Fields(), fields, tuple(Fields() for _ in transaction.outputs))


def _finished(packet: Packet, message: bytes, findings: list[Finding], file: str) -> Collected:
    outputs = _outputs(packet)
    opener = Opener(Spending(packet.unsigned, outputs))
    opened: list[tuple[tuple[bytes, bytes], ...]] = []
    lacking: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for index, fields in enumerate(packet.inputs):
        final = _already_final(fields)
        if not final:
            state, found = opener.open(index, fields)
            final = final_fields(found) if found else ()
            if state.bad:
                broken[named(state.bad, fields)] += 1
            if found is None:
                lacking[_lacking(state, fields)] += 1
        opened.append(final)
    place = Place(file=file)
    findings += [_bad_signature(place, who, count) for who, count in broken.items()]
    findings += [_missing(place, what, count) for what, count in lacking.items()]
    proof = "" if lacking else _written(packet, message, outputs[0].script, opened)
    return Collected(proof=proof, findings=tuple(findings))


def _outputs(request: Packet) -> tuple[TxOut, ...]:
    spent = [request.spent_output(index) for index in range(len(request.inputs))]
    found = tuple([each for each in spent if each is not None])
    if len(found) != len(spent):
        raise ProofFormatError(what="request", problem="an input does not say which output it spends")
    return found


def _already_final(fields: Fields) -> tuple[tuple[bytes, bytes], ...]:
    kinds = (IN_FINAL_SCRIPT_SIG, IN_FINAL_WITNESS)
    return tuple([(bytes((kind,)), value) for kind in kinds if (value := fields.get(kind)) is not None])


def _bad_signature(place: Place, who: str, count: int) -> Finding:
    return Finding(
        code="proof-bad-signature",
        place=place,
        message=f"A signature does not hold: by {who}{_on(count)}.",
        remedy="Let this signer sign the request once more.",
    )


def _missing(place: Place, what: str, count: int) -> Finding:
    return Finding(
        code="proof-missing-signatures",
        place=place,
        message=f"{what}{_on(count)}.",
        remedy="Give the request to those who have not signed, and add what they return.",
    )


def _on(count: int) -> str:
    return f" (on {count:,} inputs)" if count > 1 else ""


def _lacking(state: Signed, fields: Fields) -> str:
    have = len(state.good)
    missing = f"; not yet: {named(state.missing, fields)}" if state.missing else ""
    if state.needed is None:
        return f"{have} signatures are there, and the script needs more or others{missing}"
    return f"{have} of {state.needed} signatures are there{missing}"


def _written(packet: Packet, message: bytes, script: bytes, opened: list[tuple[tuple[bytes, bytes], ...]]) -> str:
    inputs = tuple([fields.replacing(final) for fields, final in zip(packet.inputs, opened, strict=True)])
    finished = Packet(packet.unsigned, packet.globals, inputs, packet.outputs)
    transaction = final_transaction(finished)
    first, *coins = transaction.inputs
    if coins:
        return write_funds(finished, message)
    return write_simple(first.witness) if may_be_simple(script, transaction) else write_full(transaction)
