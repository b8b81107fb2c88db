"""Bitcoin Core's engine behind the port: yes and no, and what it says when it is not there or cannot judge."""

import sys

import pytest

from bitcoin_office.adapters.script_engine import KernelEngine, ScriptEngineError
from bitcoin_office.chain.transaction import Transaction, TxOut
from bitcoin_office.proof.bip322.engine import ScriptEngine
from bitcoin_office.proof.sighash import Spending
from bitcoin_office.terms.errors import MissingComponentError
from tests.proof.locks import PRIMARY, RECOVERY, TEMPLATES, signed, unsigned_proof


def test_it_says_yes_and_no_for_every_kind_of_lock() -> None:
    """Signed inputs hold; the same inputs under another transaction do not."""
    engine: ScriptEngine = KernelEngine()
    for lock in (*TEMPLATES, PRIMARY, RECOVERY):
        spending = unsigned_proof(lock, b"message")
        opened = lock.opened(spending, 0)
        right = Spending(signed(spending, [opened]), spending.spent)
        assert engine.refused(right, (0,)) == ()
        transaction = right.transaction
        later = Transaction(transaction.version, transaction.inputs, transaction.outputs, transaction.lock_time + 1)
        assert engine.refused(Spending(later, spending.spent), (0,)) == (0,)
        assert engine.refused(Spending(later, spending.spent), ()) == ()


def test_it_names_itself_with_its_version() -> None:
    """A verdict's record says which engine judged."""
    assert KernelEngine().name.startswith("bitcoin-kernel (py-bitcoinkernel 0.1.")


def test_a_transaction_and_its_outputs_must_match() -> None:
    """The library would end the whole program: a caller's mistake stays an assertion here."""
    spending = unsigned_proof(PRIMARY, b"message")
    with pytest.raises(AssertionError):
        KernelEngine().refused(Spending(spending.transaction, ()), (0,))


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra ``kernel`` is named."""
    monkeypatch.setitem(sys.modules, "pbk", None)
    with pytest.raises(MissingComponentError, match="kernel"):
        KernelEngine()


def test_no_judgement_is_an_error_and_never_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the library cannot judge, neither yes nor no comes out."""
    import pbk

    engine = KernelEngine()
    spending = unsigned_proof(PRIMARY, b"message")

    def cannot(*_arguments: object) -> bool:
        raise pbk.ScriptVerifyException(pbk.ScriptVerifyStatus.ERROR_SPENT_OUTPUTS_REQUIRED)

    monkeypatch.setattr(pbk.ScriptPubkey, "verify", cannot)
    with pytest.raises(ScriptEngineError, match="could not judge"):
        engine.refused(Spending(spending.transaction, (TxOut(0, PRIMARY.script),)), (0,))
