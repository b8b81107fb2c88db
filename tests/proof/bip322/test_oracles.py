"""Verification held against other verifiers: a node's ``verifymessage``, and bip322-core."""

import base64
import dataclasses
import random

import pytest

from bitcoin_office.adapters.script_engine import KernelEngine
from bitcoin_office.chain.address import address_of_script
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.proof.bip322.verdict import State
from bitcoin_office.proof.bip322.verify import verify
from bitcoin_office.proof.packet import read_base64
from bitcoin_office.proof.psbt.finish import Answer, collect
from bitcoin_office.proof.psbt.request import request_proof
from tests.adapters.node import NodeSaidNoError, PrivateNode
from tests.proof.locks import PRIMARY, RECOVERY, TEMPLATES, Lock, prove
from tests.proof.oracle import Oracle
from tests.proof.psbt.devices import coin_of, signed_by, solution_of

MESSAGE = b"Bitcoin Office proof of control"
# A bare multisig has no address, by which these verifiers ask.
LOCKS = tuple(lock for lock in (*TEMPLATES, PRIMARY, RECOVERY) if address_of_script(lock.script, REGTEST))
LATER = tuple(dataclasses.replace(lock, options={"version": 2, "lock_time": 7, "sequence": 9}) for lock in LOCKS)
UNKNOWN = tuple(dataclasses.replace(lock, options={"version": 3}) for lock in LOCKS)


def address(lock: Lock) -> str:
    """Its address on the test network."""
    found = address_of_script(lock.script, REGTEST)
    assert found is not None
    return found


def simplified(state: State) -> str:
    """The states that other verifiers have: they call it valid at any time and age."""
    return "valid" if state is State.VALID_LATER else state.value


def damaged(lock: Lock, count: int) -> list[str]:
    """A proof with one or two bytes changed, that many times."""
    dice = random.Random(lock.name)
    proof = prove(lock, MESSAGE)
    data = read_base64(proof[3:], "proof")
    found = []
    for _ in range(count):
        changed = bytearray(data)
        for _ in range(dice.choice((1, 1, 2))):
            changed[dice.randrange(len(changed))] = dice.choice((0, 1, 0x30, 0x50, dice.randrange(256)))
        found.append(proof[:3] + base64.b64encode(bytes(changed)).decode())
    return found


@pytest.mark.component("bitcoind")
@pytest.mark.parametrize("lock", [*LOCKS, *LATER], ids=lambda lock: f"{lock.name} {lock.options.get('sequence', 0)}")
def test_verify_against_a_node(lock: Lock, node: PrivateNode, engine: KernelEngine) -> None:
    """A node says the same of every form, right and damaged; it knows no prefixes."""
    if "Knots" not in node.ask("getnetworkinfo")["subversion"]:
        pytest.skip("this node's verifymessage does not know BIP-322; Bitcoin Knots' does")
    for proof in (prove(lock, MESSAGE), *damaged(lock, 40)):
        try:
            theirs = node.ask("verifymessage", address(lock), proof[3:], MESSAGE.decode())
        except NodeSaidNoError:
            theirs = False
        # Without prefix a node tries one form after the other: so must we.
        ours = [verify(lock.script, MESSAGE, prefix + proof[3:], engine=engine).holds for prefix in ("smp", "ful")]
        assert any(ours) == theirs, proof


def test_verify_against_bip322_core(oracle: Oracle, engine: KernelEngine) -> None:
    """The same state for proofs that are right, for another message, of unknown version, or damaged."""
    claims: list[tuple[Lock, str, bytes]] = []
    for lock in (*LOCKS, *LATER, *UNKNOWN):
        claims += [(lock, prove(lock, MESSAGE), MESSAGE), (lock, prove(lock, MESSAGE), b"another")]
    for lock in LOCKS:
        claims += [(lock, proof, MESSAGE) for proof in damaged(lock, 60)]
    theirs = oracle.states((address(lock), proof, message) for lock, proof, message in claims)
    ours = [simplified(verify(lock.script, message, proof, engine=engine).state) for lock, proof, message in claims]
    differing = [
        (lock.name, proof, mine, other)
        for (lock, proof, _), mine, other in zip(claims, ours, theirs, strict=True)
        if mine != other
    ]
    assert differing == []
    assert set(theirs) == {"valid", "invalid", "inconclusive"}


def test_proofs_of_funds_against_bip322_core(oracle: Oracle, engine: KernelEngine) -> None:
    """Many coins of every kind in one proof: valid there too, and not for another message."""
    coins = [coin_of(solution_of(lock, (1, 2, 3)), number, 900 + number) for number, lock in enumerate(TEMPLATES * 3)]
    claims = []
    for lock in LOCKS[:-2]:
        request = request_proof(solution_of(lock, (1, 2, 3)), MESSAGE, coins=coins)
        proof = collect(request, [Answer("all", signed_by(request, (1, 2, 3)))]).proof
        assert verify(lock.script, MESSAGE, proof, engine=engine).state is State.VALID
        claims += [(address(lock), proof, MESSAGE), (address(lock), proof, b"another")]
    assert oracle.states(claims) == ["valid", "invalid"] * (len(claims) // 2)
