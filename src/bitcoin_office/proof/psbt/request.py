"""Asking for a proof: the PSBT that a vault's signers sign, with everything that a signing device wants to see."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

import msgspec

from bitcoin_office.chain.descriptor import KeyOrigin, Solution
from bitcoin_office.chain.reader import compact_size
from bitcoin_office.chain.script import ScriptKind, kind_of
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxIn, TxOut
from bitcoin_office.proof.bip322.encoding import signs_amount
from bitcoin_office.proof.bip322.virtual import challenge, to_sign, to_spend
from bitcoin_office.proof.errors import RequestError
from bitcoin_office.proof.packet import (
    GLOBAL_MESSAGE,
    GLOBAL_UNSIGNED_TX,
    IN_BIP32_DERIVATION,
    IN_NON_WITNESS_UTXO,
    IN_REDEEM_SCRIPT,
    IN_SIGHASH_TYPE,
    IN_TAP_BIP32_DERIVATION,
    IN_TAP_INTERNAL_KEY,
    IN_TAP_LEAF_SCRIPT,
    IN_TAP_MERKLE_ROOT,
    IN_WITNESS_SCRIPT,
    IN_WITNESS_UTXO,
    Fields,
    Packet,
)
from bitcoin_office.proof.script.program import leaf_hash
from bitcoin_office.proof.script.timelocks import NO_WAIT, Wait, waits_of
from bitcoin_office.proof.sighash import SIGHASH_ALL

# BIP-322 asks for "a few kilobytes" at most: signing devices refuse more, and an attestation takes 250 bytes.
MAX_MESSAGE_BYTES: Final = 4_096
# A 2-of-3 input weighs 420 of the 4,000,000 that a transaction may; more coins are asked for in several proofs.
MAX_COINS: Final = 9_000

_VERSION_FOR_WAITS: Final = 2
_U32: Final = struct.Struct("<I")


class FundsCoin(msgspec.Struct, frozen=True, kw_only=True):
    """A coin to be proved: where it is, what it holds, how its script is opened.

    ``previous`` is the whole transaction that made it, needed only where signatures do not sign the amount (P2PKH, P2SH
    without segwit).
    """

    outpoint: OutPoint
    sats: int
    solution: Solution
    previous: Transaction | None = None


def request_proof(
    solution: Solution, message: bytes, *, wait: Wait = NO_WAIT, coins: Sequence[FundsCoin] = ()
) -> Packet:
    """The PSBT to sign for ``message`` by the script of ``solution``, and with ``coins`` for these as well.

    ``wait`` is that of the path which is to be proved: none for the primary quorum, the recovery's delay for it.
    Raises ``RequestError``.
    """
    _check(solution, message, coins)
    version = _VERSION_FOR_WAITS if wait != NO_WAIT else 0
    others = tuple([TxIn(each.outpoint, b"", wait.sequence) for each in coins])
    unsigned = to_sign(
        challenge(message, solution.script),
        version=version,
        lock_time=wait.lock_time,
        sequence=wait.sequence,
        others=others,
    )
    first = _input_fields(solution, TxOut(0, solution.script), to_spend(message, solution.script))
    inputs = [_input_fields(each.solution, TxOut(each.sats, each.solution.script), each.previous) for each in coins]
    whole = _fields({bytes((GLOBAL_UNSIGNED_TX,)): unsigned.to_bytes(), bytes((GLOBAL_MESSAGE,)): message})
    return Packet(unsigned, whole, (first, *inputs), (Fields(),))


def recovery_waits(solution: Solution) -> tuple[Wait, ...]:
    """The waits after which other quorums than the primary one may open this script, shortest first; none for most."""
    return waits_of((solution.redeem_script, solution.witness_script, *(leaf.script for leaf in solution.leaves)))


def _check(solution: Solution, message: bytes, coins: Sequence[FundsCoin]) -> None:
    if not 0 < len(message) <= MAX_MESSAGE_BYTES:
        raise RequestError(problem=f"a message of {len(message)} bytes, where 1 to {MAX_MESSAGE_BYTES} are possible")
    if len(coins) > MAX_COINS:
        remedy = "Ask for several proofs, each of a part of the coins."
        raise RequestError(problem=f"{len(coins)} coins, more than the {MAX_COINS} of one proof", remedy=remedy)
    if len({each.outpoint for each in coins}) != len(coins):
        raise RequestError(problem="a coin is named twice")
    for each in (solution, *(coin.solution for coin in coins)):
        _check_openable(each)
    for coin in coins:
        _check_previous(coin)


def _check_openable(solution: Solution) -> None:
    kind = kind_of(solution.script)
    inner = kind_of(solution.redeem_script) if kind is ScriptKind.P2SH else kind
    lacks_redeem = kind is ScriptKind.P2SH and not solution.redeem_script
    if lacks_redeem or (inner is ScriptKind.P2WSH and not solution.witness_script):
        raise RequestError(
            problem="the address hides its script, and only the address is known",
            remedy="Add the vault by its descriptor; an address alone can be watched, and not asked for a proof.",
        )


def _check_previous(coin: FundsCoin) -> None:
    output = TxOut(coin.sats, coin.solution.script)
    if coin.previous is not None:
        outputs, index = coin.previous.outputs, coin.outpoint.index
        if coin.previous.txid != coin.outpoint.txid or index >= len(outputs) or outputs[index] != output:
            raise RequestError(problem=f"the transaction given for the coin {coin.outpoint} did not make it")
    elif not _covers_amount(coin.solution):
        raise RequestError(
            problem=f"the coin {coin.outpoint} is of an old kind, whose signatures do not cover its amount",
            remedy="Give the whole transaction that made it.",
        )


def _covers_amount(solution: Solution) -> bool:
    # The scriptSig of a wrapped witness program is one push of it.
    return signs_amount(solution.script, b"\0" + solution.redeem_script)


def _input_fields(solution: Solution, output: TxOut, previous: Transaction | None) -> Fields:
    found: dict[bytes, bytes] = {}
    taproot = kind_of(solution.script) is ScriptKind.P2TR
    if _covers_amount(solution):
        found[bytes((IN_WITNESS_UTXO,))] = output.to_bytes()
    if previous is not None and not taproot:
        # Beside the amount alone, since some devices accept a version 0 input only with the whole transaction.
        found[bytes((IN_NON_WITNESS_UTXO,))] = previous.to_bytes(witness=False)
    for kind, script in ((IN_REDEEM_SCRIPT, solution.redeem_script), (IN_WITNESS_SCRIPT, solution.witness_script)):
        if script:
            found[bytes((kind,))] = script
    if taproot:
        found |= _taproot_fields(solution)
    else:
        found[bytes((IN_SIGHASH_TYPE,))] = _U32.pack(SIGHASH_ALL)
        found |= {bytes((IN_BIP32_DERIVATION,)) + each.public_key: _path(each) for each in solution.keys}
    return _fields(found)


def _taproot_fields(solution: Solution) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    if solution.internal_key:
        found[bytes((IN_TAP_INTERNAL_KEY,))] = solution.internal_key
    if solution.merkle_root:
        found[bytes((IN_TAP_MERKLE_ROOT,))] = solution.merkle_root
    for leaf in solution.leaves:
        found[bytes((IN_TAP_LEAF_SCRIPT,)) + leaf.control_block] = leaf.script + bytes((leaf.version,))
    for each in solution.keys:
        key = each.public_key[-32:]
        hashes = [leaf_hash(leaf.script, leaf.version) for leaf in solution.leaves if key in leaf.script]
        value = compact_size(len(hashes)) + b"".join(hashes) + _path(each)
        found[bytes((IN_TAP_BIP32_DERIVATION,)) + key] = value
    return found


def _path(origin: KeyOrigin) -> bytes:
    return origin.fingerprint + b"".join([_U32.pack(step) for step in origin.path])


def _fields(found: dict[bytes, bytes]) -> Fields:
    return Fields(tuple(sorted(found.items())))
