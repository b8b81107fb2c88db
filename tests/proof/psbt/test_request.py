"""Requests: what a signing device finds in them, and what cannot be asked for."""

import msgspec
import pytest

from bitcoin_office.chain.descriptor import Solution
from bitcoin_office.proof.bip322.virtual import NOTHING, challenge, to_spend
from bitcoin_office.proof.errors import RequestError
from bitcoin_office.proof.packet import (
    GLOBAL_MESSAGE,
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
    Packet,
)
from bitcoin_office.proof.psbt.request import MAX_COINS, MAX_MESSAGE_BYTES, recovery_waits, request_proof
from bitcoin_office.proof.script.timelocks import Wait
from tests.proof.locks import P2PKH, P2WPKH, P2WSH, SH_MULTI, SH_WSH, delayed_recovery, public
from tests.proof.psbt.devices import coin_of, solution_of, taproot_vault

MESSAGE = b"Bitcoin Office proof of control"


def test_a_device_finds_message_scripts_and_keys() -> None:
    """BIP-322's message field, the challenge in both forms, scripts, key origins, and the one hash type allowed."""
    packet = request_proof(solution_of(SH_WSH, (1, 2, 3)), MESSAGE)
    (fields,) = packet.inputs
    assert packet.globals.get(GLOBAL_MESSAGE) == MESSAGE
    assert packet.unsigned.inputs[0].previous == challenge(MESSAGE, SH_WSH.script)
    assert (packet.unsigned.version, packet.unsigned.outputs) == (0, (NOTHING,))
    assert fields.get(IN_WITNESS_UTXO) == bytes(8) + bytes((len(SH_WSH.script),)) + SH_WSH.script
    assert fields.get(IN_NON_WITNESS_UTXO) == to_spend(MESSAGE, SH_WSH.script).to_bytes()
    assert fields.get(IN_REDEEM_SCRIPT) == SH_WSH.redeem
    assert fields.get(IN_WITNESS_SCRIPT) == SH_WSH.witness
    assert fields.get(IN_SIGHASH_TYPE) == b"\1\0\0\0"
    origins = dict(fields.all(IN_BIP32_DERIVATION))
    assert set(origins) == {public(1), public(2), public(3)}
    assert origins[public(2)].hex() == "00000002" + "30000080" + "00000000" + "02000000"


def test_a_taproot_device_finds_tree_and_keys() -> None:
    """BIP-371's fields: internal key, root, leaf with its control block, and the leaves of each key."""
    vault = taproot_vault(6)
    (fields,) = request_proof(vault, MESSAGE, wait=Wait(sequence=6)).inputs
    (leaf,) = vault.leaves
    assert fields.get(IN_TAP_INTERNAL_KEY) == vault.internal_key
    assert fields.get(IN_TAP_MERKLE_ROOT) == vault.merkle_root
    assert fields.all(IN_TAP_LEAF_SCRIPT) == ((leaf.control_block, leaf.script + b"\xc0"),)
    origins = dict(fields.all(IN_TAP_BIP32_DERIVATION))
    assert origins[public(1)[1:]][:1] == b"\0"
    assert origins[public(4)[1:]][:33] == b"\1" + vault.merkle_root
    assert fields.get(IN_NON_WITNESS_UTXO) is None


def test_a_request_reads_back() -> None:
    """The written PSBT is the same when it is read; so is its base64."""
    solution = solution_of(P2WSH, (1, 2, 3))
    packet = request_proof(solution, MESSAGE, coins=[coin_of(solution, number, 9) for number in range(3)])
    assert Packet.parse(packet.to_bytes()) == packet
    assert packet.to_base64().startswith("cHNidP8")


def test_a_wait_is_stated_on_every_input() -> None:
    """The recovery path's age is asked of each coin, and needs version 2."""
    solution = solution_of(P2WSH, (1, 2, 3))
    packet = request_proof(solution, MESSAGE, coins=[coin_of(solution, 1, 9)], wait=Wait(lock_time=9, sequence=6))
    assert (packet.unsigned.version, packet.unsigned.lock_time) == (2, 9)
    assert [each.sequence for each in packet.unsigned.inputs] == [6, 6]


def test_an_address_alone_cannot_be_asked() -> None:
    """Behind a script's hash nobody knows what to sign: the vault's descriptor is asked for."""
    for script in (SH_MULTI.script, P2WSH.script):
        with pytest.raises(RequestError, match="only the address is known"):
            request_proof(Solution(script=script), MESSAGE)
    with pytest.raises(RequestError, match="only the address is known"):
        request_proof(Solution(script=SH_WSH.script, redeem_script=SH_WSH.redeem), MESSAGE)
    assert request_proof(Solution(script=P2WPKH.script), MESSAGE).inputs


def test_an_old_coin_needs_its_whole_transaction() -> None:
    """Its signatures do not cover the amount: without the transaction the amount would be anyone's claim."""
    solution = solution_of(P2PKH, (1,))
    coin = coin_of(solution, 1, 50)
    with pytest.raises(RequestError, match="do not cover its amount"):
        request_proof(solution, MESSAGE, coins=[msgspec.structs.replace(coin, previous=None)])
    with pytest.raises(RequestError, match="did not make it"):
        request_proof(solution, MESSAGE, coins=[msgspec.structs.replace(coin, sats=51)])


def test_limits_are_stated() -> None:
    """Too long a message, none at all, too many coins, a coin twice."""
    solution = solution_of(P2WSH, (1, 2, 3))
    coin = coin_of(solution, 1, 9)
    for message in (b"", b"x" * (MAX_MESSAGE_BYTES + 1)):
        with pytest.raises(RequestError, match="bytes"):
            request_proof(solution, message)
    with pytest.raises(RequestError, match="several proofs"):
        request_proof(solution, MESSAGE, coins=[coin] * (MAX_COINS + 1))
    with pytest.raises(RequestError, match="twice"):
        request_proof(solution, MESSAGE, coins=[coin, coin])


def test_the_waits_of_a_vault_are_those_of_its_recovery() -> None:
    """In a witness script as in a taproot tree; a plain quorum has none."""
    vault = Solution(script=b"", witness_script=delayed_recovery(6, (1, 2, 3), (4, 5)))
    assert recovery_waits(vault) == recovery_waits(taproot_vault(6)) == (Wait(sequence=6),)
    assert recovery_waits(solution_of(P2WSH, (1, 2, 3))) == ()
