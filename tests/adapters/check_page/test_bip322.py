"""The page's BIP-322 against the program's: never more permissive, and the same wherever a template decides."""

from __future__ import annotations

import base64
import dataclasses
import random

import pytest
from playwright.sync_api import Page

from bitcoin_office.chain.address import script_of_address
from bitcoin_office.chain.network import MAIN
from bitcoin_office.chain.script import ScriptKind, kind_of
from bitcoin_office.proof.bip322.verdict import State
from bitcoin_office.proof.bip322.verify import verify
from bitcoin_office.proof.packet import read_base64
from bitcoin_office.proof.psbt.finish import Answer, collect
from bitcoin_office.proof.psbt.request import request_proof
from tests.proof.bip322.test_vectors import ADDRESS, PROOFS
from tests.proof.locks import PRIMARY, RECOVERY, TEMPLATES, Lock, prove
from tests.proof.psbt.devices import coin_of, signed_by, solution_of

pytestmark = pytest.mark.component("chromium")

MESSAGE = b"Bitcoin Office proof of control"
SEED = random.SystemRandom().randrange(2**32)
STATES = {"valid": State.VALID, "later": State.VALID_LATER, "invalid": State.INVALID, "program": State.INCONCLUSIVE}
VERIFY = """async cases => {
    const found = [];
    for (const [script, message, proof] of cases) {
        const verdict = await Bip322.verify(Bytes.fromHex(script), Bytes.fromHex(message), proof, async () => {});
        const coins = verdict.coins.map(({ outpoint, sats, script }) => [outpoint, sats, Bytes.toHex(script)]);
        found.push({ ...verdict, coins });
    }
    return found;
}"""
by_name = pytest.mark.parametrize("lock", TEMPLATES, ids=lambda lock: lock.name)
Case = tuple[bytes, bytes, str]


def states(tab: Page, cases: list[Case]) -> list[State]:
    """What the page finds."""
    asked = [[script.hex(), message.hex(), proof] for script, message, proof in cases]
    return [STATES[each["state"]] for each in tab.evaluate(VERIFY, asked)]


def agree(tab: Page, cases: list[Case]) -> list[State]:
    """The page's states, held against the program's: the same, or open where the program finds something wrong.

    A script that the page does not know it does not run: so it cannot tell all that is wrong with it.
    """
    found = states(tab, cases)
    for case, state in zip(cases, found, strict=True):
        verdict = verify(*case)
        assert state is verdict.state or (state, verdict.state) == (State.INCONCLUSIVE, State.INVALID), (case, verdict)
    return found


def funds(lock: Lock, coins: int = 3) -> str:
    """A proof of funds of one lock."""
    solution = solution_of(lock, (1, 2, 3))
    owned = [coin_of(solution, number, 1_000 + number) for number in range(coins)]
    request = request_proof(solution, MESSAGE, coins=owned)
    return collect(request, [Answer("all", signed_by(request, lock.signers))]).proof


@by_name
def test_a_proof_of_every_template(tab: Page, lock: Lock) -> None:
    """Valid for its message and script, for no other message, and for no other script."""
    proof = prove(lock, MESSAGE)
    others = [other.script for other in TEMPLATES if other.script != lock.script]
    cases = [
        (lock.script, MESSAGE, proof),
        (lock.script, b"another", proof),
        *((each, MESSAGE, proof) for each in others),
    ]
    first, *rest = agree(tab, cases)
    assert first is State.VALID
    assert State.VALID not in rest


@by_name
def test_time_and_age(tab: Page, lock: Lock) -> None:
    """A lock time or an age makes it valid then, and both are told."""
    later = dataclasses.replace(lock, options={"version": 2, "lock_time": 500, "sequence": 6})
    case = (lock.script, MESSAGE, prove(later, MESSAGE))
    assert agree(tab, [case]) == [State.VALID_LATER]
    (found,) = tab.evaluate(VERIFY, [[case[0].hex(), case[1].hex(), case[2]]])
    assert (found["lockTime"], found["sequence"]) == (500, 6)


@by_name
def test_an_unknown_version_is_left_open(tab: Page, lock: Lock) -> None:
    """What later rules may mean the page does not guess."""
    unknown = dataclasses.replace(lock, options={"version": 3})
    assert agree(tab, [(lock.script, MESSAGE, prove(unknown, MESSAGE))]) == [State.INCONCLUSIVE]


@by_name
def test_a_proof_of_funds(tab: Page, lock: Lock) -> None:
    """The coins that it names, with their values and scripts; the same as the program reads."""
    proof = funds(lock)
    (found,) = tab.evaluate(VERIFY, [[lock.script.hex(), MESSAGE.hex(), proof]])
    verdict = verify(lock.script, MESSAGE, proof)
    assert found["state"] == "valid"
    assert found["coins"] == [[str(each.outpoint), each.sats, each.script.hex()] for each in verdict.coins]


@pytest.mark.parametrize("lock", [PRIMARY, RECOVERY], ids=lambda lock: lock.name)
def test_other_scripts_need_the_program(tab: Page, lock: Lock) -> None:
    """A delayed recovery path is not judged here, and never counted."""
    assert states(tab, [(lock.script, MESSAGE, prove(lock, MESSAGE))]) == [State.INCONCLUSIVE]


@pytest.mark.slow
@by_name
def test_every_byte_of_a_proof_against_python(tab: Page, lock: Lock) -> None:
    """Each byte of the proof and of a proof of funds changed in a bit: the page finds what the program finds."""
    dice = random.Random(SEED)
    cases: list[Case] = []
    for proof in (prove(lock, MESSAGE), funds(lock, 1)):
        data = read_base64(proof[3:], "proof")
        for place in range(len(data)):
            changed = data[:place] + bytes((data[place] ^ 1 << dice.randrange(8),)) + data[place + 1 :]
            cases.append((lock.script, MESSAGE, proof[:3] + base64.b64encode(changed).decode()))
    found = agree(tab, cases)
    assert not {State.VALID} & {state for state, (_, _, proof) in zip(found, cases, strict=True) if proof[:3] != "pof"}


@by_name
def test_items_against_python(tab: Page, lock: Lock) -> None:
    """Items left out, doubled, emptied, in another order, of random bytes: the same answer."""
    dice = random.Random(SEED)
    proof = prove(lock, MESSAGE)
    data = read_base64(proof[3:], "proof")
    cases = [(lock.script, MESSAGE, proof[:3] + base64.b64encode(data[:size]).decode()) for size in range(len(data))]
    for _ in range(200):
        changed = bytearray(data)
        for _ in range(dice.randrange(1, 4)):
            place = dice.randrange(len(changed))
            changed[place : place + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
        cases.append((lock.script, MESSAGE, proof[:3] + base64.b64encode(bytes(changed)).decode()))
    agree(tab, cases)


def test_published_vectors(tab: Page) -> None:
    """BIP-322's own proofs are valid for their messages and for no other."""
    script = script_of_address(ADDRESS, MAIN)
    cases = [(script, message.encode(), proof) for message, proofs in PROOFS.items() for proof in proofs]
    assert agree(tab, cases) == [State.VALID] * len(cases)
    assert set(agree(tab, [(each, b"Wrong message", proof) for each, _, proof in cases])) == {State.INVALID}


def test_texts_that_are_no_proof(tab: Page) -> None:
    """Nothing, other words, other alphabets: invalid, and never an error."""
    for lock in TEMPLATES:
        texts = [
            "",
            "smp",
            "ful",
            "pof",
            "sm",
            "smpAA==",
            "fulAAAA",
            "pofcHNidP8=",
            "smp\u00e9",
            "\U0001f30b",
            "AA==",
            "====",
            "A" * 9,
        ]
        agree(tab, [(lock.script, MESSAGE, text) for text in texts])


def test_kinds_of_scripts_against_python(tab: Page) -> None:
    """What a script is, for every kind and for damaged ones."""
    dice = random.Random(SEED)
    scripts = [lock.script for lock in (*TEMPLATES, PRIMARY)] + [
        b"",
        b"\x6a",
        b"\x51\x02\x4e\x73",
        b"\x60\x28" + bytes(40),
    ]
    for script in list(scripts):
        for _ in range(40 if script else 0):
            changed = bytearray(script)
            changed[dice.randrange(len(changed))] = dice.randrange(256)
            scripts.append(bytes(changed))
    named = {
        ScriptKind.P2PKH: "p2pkh", ScriptKind.P2SH: "p2sh", ScriptKind.P2WPKH: "p2wpkh", ScriptKind.P2WSH: "p2wsh",
        ScriptKind.P2TR: "p2tr", ScriptKind.UNKNOWN_WITNESS: "witness", ScriptKind.ANCHOR: "witness",
    }  # fmt: skip
    found = tab.evaluate(
        "all => all.map(each => Scripts.kindOf(Bytes.fromHex(each)))", [each.hex() for each in scripts]
    )
    assert found == [named.get(kind_of(each), "other") for each in scripts]
