"""The text of a proof: its variant's prefix and base64, read into the transaction to be judged, and written."""

from __future__ import annotations

import base64
from typing import Final

import msgspec

from bitcoin_office.chain.errors import ChainFormatError
from bitcoin_office.chain.reader import Reader
from bitcoin_office.chain.script import ScriptKind, kind_of
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxIn, TxOut, read_witness, witness_bytes
from bitcoin_office.proof.bip322.verdict import Variant
from bitcoin_office.proof.bip322.virtual import to_sign
from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.packet import (
    GLOBAL_MESSAGE,
    GLOBAL_UNSIGNED_TX,
    IN_FINAL_SCRIPT_SIG,
    IN_FINAL_WITNESS,
    IN_NON_WITNESS_UTXO,
    IN_WITNESS_UTXO,
    MAX_PSBT_BYTES,
    Fields,
    Packet,
    read_base64,
)
from bitcoin_office.proof.sighash import Spending

_PREFIX_CHARACTERS: Final = 3
_VARIANTS: Final = {each.value: each for each in Variant}
# What a proof of funds can be at most, in base64.
MAX_PROOF_CHARACTERS: Final = _PREFIX_CHARACTERS + MAX_PSBT_BYTES * 4 // 3
# Consensus: no witness is longer than the transaction that it belongs to.
_MAX_WITNESS_BYTES: Final = 4_000_000

_NATIVE_SEGWIT: Final = frozenset({ScriptKind.P2WPKH, ScriptKind.P2WSH, ScriptKind.P2TR, ScriptKind.UNKNOWN_WITNESS})
# Their signatures sign the spent amount, so that the output alone tells enough (BIP-143, BIP-341).
_SIGNS_AMOUNT: Final = _NATIVE_SEGWIT | {ScriptKind.ANCHOR}


class Presented(msgspec.Struct, frozen=True):
    """A proof as it was presented: its variant, and ``to_sign`` with the outputs that its inputs spend."""

    variant: Variant
    spending: Spending


def present(text: str, script: bytes, message: bytes, spends: OutPoint) -> Presented:
    """Reads the text of a proof for ``script``. Raises ``ProofFormatError``.

    A text without prefix is read as *simple*, which older signers write.
    """
    if len(text) > MAX_PROOF_CHARACTERS:
        raise _bad(f"{len(text)} characters, more than the {MAX_PROOF_CHARACTERS} that are read")
    variant, payload = _split(text)
    try:
        if variant is Variant.SIMPLE:
            return Presented(variant, _read_simple(payload, script, spends))
        if variant is Variant.FULL:
            return Presented(variant, _read_full(payload, script))
        return Presented(variant, _read_funds(Packet.parse(payload), script, message))
    except ChainFormatError as error:
        raise _bad(f"{error.problem} (in its {error.what}, at byte {error.offset})") from error


def write_simple(witness: tuple[bytes, ...]) -> str:
    """The text of a *simple* proof."""
    return Variant.SIMPLE + base64.b64encode(witness_bytes(witness)).decode("ascii")


def write_full(transaction: Transaction) -> str:
    """The text of a *full* proof."""
    return Variant.FULL + base64.b64encode(transaction.to_bytes()).decode("ascii")


def write_funds(packet: Packet, message: bytes) -> str:
    """The text of a *proof of funds* from its finalised PSBT, with the fields that the proof needs and no others.

    So the proof has one text, which does not grow by whole transactions that nobody needs.
    """
    transaction = final_transaction(packet)
    whole = ((bytes((GLOBAL_UNSIGNED_TX,)), packet.unsigned.to_bytes()), (bytes((GLOBAL_MESSAGE,)), message))
    inputs = tuple([_needed_fields(packet, transaction, index) for index in range(len(packet.inputs))])
    outputs = tuple([Fields() for _ in packet.outputs])
    return Variant.FUNDS + Packet(packet.unsigned, Fields(whole), inputs, outputs).to_base64()


def canonical(text: str, message: bytes) -> str:
    """A proof in the one text that it has here: with its prefix, a proof of funds without what it does not need.

    Raises ``ProofFormatError``. Whether it holds is not looked at.
    """
    variant, payload = _split(text)
    if variant is Variant.FUNDS:
        return write_funds(Packet.parse(payload), message)
    return text if text.startswith(variant) else variant + text


def may_be_simple(script: bytes, transaction: Transaction) -> bool:
    """Whether the witness alone says everything about this ``to_sign``."""
    plain = transaction.version == 0 and transaction.lock_time == 0 and transaction.inputs[0].sequence == 0
    return plain and len(transaction.inputs) == 1 and kind_of(script) in _NATIVE_SEGWIT


def signs_amount(script: bytes, script_sig: bytes) -> bool:
    """Whether an input's signatures cover the amount that it spends; others must show the whole transaction."""
    kind = kind_of(script)
    # A wrapped witness program stands alone in the scriptSig, behind one byte that pushes it.
    return kind in _SIGNS_AMOUNT or (kind is ScriptKind.P2SH and kind_of(script_sig[1:]) in _SIGNS_AMOUNT)


def _bad(problem: str) -> ProofFormatError:
    return ProofFormatError(what="proof", problem=problem)


def _split(text: str) -> tuple[Variant, bytes]:
    prefix = text[:_PREFIX_CHARACTERS]
    if prefix in _VARIANTS:
        return _VARIANTS[prefix], read_base64(text[_PREFIX_CHARACTERS:], "proof")
    return Variant.SIMPLE, read_base64(text, "proof")


def _read_simple(payload: bytes, script: bytes, spends: OutPoint) -> Spending:
    if kind_of(script) not in _NATIVE_SEGWIT:
        raise _bad("the simple form is for native segwit addresses only")
    reader = Reader(payload, "witness", limit_bytes=_MAX_WITNESS_BYTES)
    witness = read_witness(reader)
    reader.finish()
    return Spending(to_sign(spends, witness=witness), (TxOut(0, script),))


def _read_full(payload: bytes, script: bytes) -> Spending:
    transaction = Transaction.parse(payload)
    if len(transaction.inputs) != 1:
        raise _bad(f"the full form has one input, this {len(transaction.inputs)}; more are a proof of funds")
    return Spending(transaction, (TxOut(0, script),))


def _read_funds(packet: Packet, script: bytes, message: bytes) -> Spending:
    stated = packet.globals.get(GLOBAL_MESSAGE)
    if stated is not None and stated != message:
        raise _bad("its PSBT states another message")
    transaction = final_transaction(packet)
    first = packet.spent_output(0)
    challenge = TxOut(0, script)
    if first is None and len(transaction.inputs) > 1:
        raise _bad("input 0 does not say which output it spends")
    if first is not None and first != challenge:
        raise _bad("its first input is not for this address")
    coins = tuple([_coin(packet, transaction, index) for index in range(1, len(transaction.inputs))])
    return Spending(transaction, (challenge, *coins))


def _needed_fields(packet: Packet, transaction: Transaction, index: int) -> Fields:
    opened, output, previous = transaction.inputs[index], packet.spent_output(index), packet.whole_previous(index)
    found: list[tuple[bytes, bytes]] = []
    if output is not None and signs_amount(output.script, opened.script_sig):
        found.append((bytes((IN_WITNESS_UTXO,)), output.to_bytes()))
    elif previous is not None:
        found.append((bytes((IN_NON_WITNESS_UTXO,)), previous.to_bytes(witness=False)))
    return Fields((*found, *final_fields(opened)))


def final_fields(opened: TxIn) -> tuple[tuple[bytes, bytes], ...]:
    """The fields that hold an input's scriptSig and witness in a finalised PSBT."""
    found: list[tuple[bytes, bytes]] = []
    if opened.script_sig:
        found.append((bytes((IN_FINAL_SCRIPT_SIG,)), opened.script_sig))
    if opened.witness:
        found.append((bytes((IN_FINAL_WITNESS,)), witness_bytes(opened.witness)))
    return tuple(found)


def _coin(packet: Packet, transaction: Transaction, index: int) -> TxOut:
    output = packet.spent_output(index)
    if output is None:
        raise _bad(f"input {index} does not say which output it spends")
    if packet.whole_previous(index) is None and not signs_amount(output.script, transaction.inputs[index].script_sig):
        raise _bad(f"input {index} lacks the whole transaction that it spends from, and its signatures sign no amount")
    return output


def final_transaction(packet: Packet) -> Transaction:
    """The signed transaction of a finalised PSBT. Raises ``ProofFormatError`` where an input is not final."""
    inputs: list[TxIn] = []
    for index, (each, fields) in enumerate(zip(packet.unsigned.inputs, packet.inputs, strict=True)):
        script_sig, witness = fields.get(IN_FINAL_SCRIPT_SIG), fields.get(IN_FINAL_WITNESS)
        if script_sig is None and witness is None:
            raise _bad(f"input {index} is not finalised")
        inputs.append(TxIn(each.previous, script_sig or b"", each.sequence, _final_witness(witness)))
    unsigned = packet.unsigned
    return Transaction(unsigned.version, tuple(inputs), unsigned.outputs, unsigned.lock_time)


def _final_witness(data: bytes | None) -> tuple[bytes, ...]:
    if data is None:
        return ()
    try:
        reader = Reader(data, "final witness", limit_bytes=_MAX_WITNESS_BYTES)
        witness = read_witness(reader)
        reader.finish()
    except ChainFormatError as error:
        raise ProofFormatError(what="final witness", problem=error.problem) from error
    return witness
