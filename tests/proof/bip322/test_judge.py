"""Judging: who has the last word, every reason collected, and the bound on the oldest form."""

from collections.abc import Sequence

import pytest

from bitcoin_office.chain.script import push
from bitcoin_office.chain.transaction import OutPoint, TxIn, TxOut
from bitcoin_office.proof.bip322 import judge
from bitcoin_office.proof.bip322.encoding import write_simple
from bitcoin_office.proof.bip322.verdict import Problem, State
from bitcoin_office.proof.bip322.verify import verify
from bitcoin_office.proof.curve import Keys
from bitcoin_office.proof.script.fault import Fault
from bitcoin_office.proof.sighash import Spending
from tests.proof.locks import P2WPKH, PRIMARY, SH_MULTI, Lock, prove, public, signed, unsigned_proof, wsh

MESSAGE = b"message"


class Says:
    """An engine that says the same of everything, and remembers what it was asked."""

    name = "says"

    def __init__(self, *, yes: bool) -> None:
        self._yes = yes
        self.asked: list[tuple[int, ...]] = []

    def refused(self, _spending: Spending, indexes: Sequence[int]) -> tuple[int, ...]:
        """All or none."""
        self.asked.append(tuple(indexes))
        return () if self._yes else tuple(indexes)


def test_both_must_say_yes() -> None:
    """Our rules alone leave it open; the engine's no makes it invalid; both make it valid."""
    proof = prove(PRIMARY, MESSAGE)
    assert verify(PRIMARY.script, MESSAGE, proof).state is State.INCONCLUSIVE
    refused = verify(PRIMARY.script, MESSAGE, proof, engine=Says(yes=False))
    assert (refused.state, refused.reasons[0].code) == (State.INVALID, Problem.CONSENSUS)
    valid = verify(PRIMARY.script, MESSAGE, proof, engine=Says(yes=True))
    assert (valid.state, valid.judges) == (State.VALID, ("says",))


def test_the_engine_cannot_overrule_our_rules() -> None:
    """An engine that says yes to everything changes nothing for a proof that breaks BIP-322's own rules."""
    engine = Says(yes=True)
    assert verify(PRIMARY.script, b"another", prove(PRIMARY, MESSAGE), engine=engine).state is State.INVALID
    assert verify(P2WPKH.script, b"another", prove(P2WPKH, MESSAGE), engine=engine).state is State.INVALID
    assert engine.asked == []


def test_templates_need_no_engine() -> None:
    """It is not asked about them."""
    engine = Says(yes=False)
    assert verify(P2WPKH.script, MESSAGE, prove(P2WPKH, MESSAGE), engine=engine).state is State.VALID
    assert engine.asked == []


def test_a_script_without_signature_proves_nothing() -> None:
    """It holds, here and on the chain, and anyone could have made the proof: said so, never valid."""
    for script, items in ((b"\x51", ()), (b"\xa8\x20" + bytes(32) + b"\x87\x91", (b"secret",))):
        lock = Lock(name="", script=wsh(script), witness=script)
        verdict = verify(lock.script, MESSAGE, write_simple((*items, script)), engine=Says(yes=True))
        assert verdict.state is State.INCONCLUSIVE
        assert [reason.code for reason in verdict.reasons] == [Problem.NO_SIGNATURE]


def test_reserved_operations_are_inconclusive() -> None:
    """A NOP that a later rule may forbid (BIP-322's upgradeable rules)."""
    script = push(public(1)) + b"\xac\xb9"
    lock = Lock(name="nop", script=wsh(script), witness=script, signers=(1,))
    verdict = verify(lock.script, MESSAGE, prove(lock, MESSAGE), engine=Says(yes=True))
    assert (verdict.state, verdict.reasons[0].code) == (State.INCONCLUSIVE, Problem.UPGRADE)


def test_every_broken_input_is_named() -> None:
    """All of them, with their numbers, not the first alone."""
    coins = tuple((OutPoint(bytes((number,)) * 32, 0), TxOut(9, P2WPKH.script)) for number in range(1, 4))
    spending = unsigned_proof(P2WPKH, MESSAGE, coins)
    inputs = [P2WPKH.opened(spending, index) for index in range(4)]
    inputs[1], inputs[3] = (TxIn(each.previous, b"", 0, inputs[0].witness) for each in (inputs[1], inputs[3]))
    found = judge.judge_inputs(Spending(signed(spending, inputs), spending.spent), Keys(), None)
    assert [(reason.code, reason.input) for reason in found.broken] == [(Fault.SIGNATURE, 1), (Fault.SIGNATURE, 3)]


def test_the_work_of_old_inputs_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their hashing grows with the square of their number: past the bound it is not tried, and said to be open."""
    spending = unsigned_proof(SH_MULTI, MESSAGE)
    opened = Spending(signed(spending, [SH_MULTI.opened(spending, 0)]), spending.spent)
    monkeypatch.setattr(judge, "MAX_LEGACY_BYTES", opened.stripped_bytes)
    assert judge.judge_inputs(opened, Keys(), None).open == ()
    monkeypatch.setattr(judge, "MAX_LEGACY_BYTES", opened.stripped_bytes - 1)
    (reason,) = judge.judge_inputs(opened, Keys(), None).open
    assert reason.code == Problem.LIMIT
