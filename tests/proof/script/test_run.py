"""Running scripts: held against Bitcoin Core's engine and btclib's, on the same random scripts."""

import pytest
from btclib.exceptions import BTClibRuntimeError, BTClibValueError
from btclib.script.engine import ALL_FLAGS, ScriptFlag, verify_input
from btclib.tx import Tx
from btclib.tx import TxOut as LibraryTxOut
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.adapters.script_engine import KernelEngine
from bitcoin_office.chain.script import push, push_number
from bitcoin_office.proof.curve import Keys
from bitcoin_office.proof.script.fault import Fault, ScriptFault
from bitcoin_office.proof.script.program import open_input
from bitcoin_office.proof.script.run import Held, run_opening
from bitcoin_office.proof.sighash import Spending
from tests.proof.locks import multisig_script, public
from tests.proof.script.made import FORMS, SCRIPTS, STACKS, spending_of

# BIP-322's required rules, in btclib's words.
REQUIRED = (
    ALL_FLAGS
    | ScriptFlag.STRICTENC
    | ScriptFlag.LOW_S
    | ScriptFlag.NULLFAIL
    | ScriptFlag.MINIMALDATA
    | ScriptFlag.CLEANSTACK
    | ScriptFlag.MINIMALIF
    | ScriptFlag.CONST_SCRIPTCODE
)
LOCKS = st.sampled_from([(0, 0), (6, 0), (0xFFFFFFFE, 20), (0x400006, 600_000_000), (0xFFFFFFFF, 20)])
cases = given(FORMS, SCRIPTS, STACKS, LOCKS)


def ours(spending: Spending) -> Held | Fault:
    """What our own reading says."""
    try:
        return run_opening(spending, 0, open_input(spending.spent[0].script, spending.transaction.inputs[0]), Keys())
    except ScriptFault as fault:
        return fault.fault


def btclib_holds(spending: Spending) -> bool:
    """What btclib says under BIP-322's required rules."""
    spent = [LibraryTxOut(each.sats, each.script) for each in spending.spent]
    try:
        verify_input(spent, Tx.parse(spending.transaction.to_bytes()), 0, REQUIRED)
    except (BTClibValueError, BTClibRuntimeError):
        return False
    return True


@settings(max_examples=400)
@cases
def test_whatever_holds_here_holds_against_the_kernel(
    form: str, script: bytes, stack: list[bytes | int], locks: tuple[int, int]
) -> None:
    """Our rules are the chain's and more: what they accept, Bitcoin Core's own engine accepts."""
    spending = spending_of(form, script, stack, *locks)
    if isinstance(ours(spending), Held):
        assert KernelEngine().refused(spending, (0,)) == ()


@settings(max_examples=400)
@cases
def test_run_against_btclib(form: str, script: bytes, stack: list[bytes | int], locks: tuple[int, int]) -> None:
    """The same yes and no as btclib under BIP-322's rules, which we read more strictly in three places.

    ``MINIMALIF`` holds for old scripts too, a code separator is forbidden in new ones as well, and BIP-342's reserved
    operations are not looked for behind a push that reaches past the end.
    """
    spending = spending_of(form, script, stack, *locks)
    found = ours(spending)
    if found in {Fault.MINIMAL_IF, Fault.CODE_SEPARATOR}:
        return
    assert isinstance(found, Held) == btclib_holds(spending), found


ONE, TWO = push(public(1)), push(public(2))
KNOWN: list[tuple[str, bytes, list[bytes | int], bool]] = [
    ("wsh", ONE + b"\xac", [1], True),
    ("wsh", ONE + b"\xac", [2], False),
    ("wsh", ONE + b"\xac\x91", [b""], True),
    ("wsh", ONE + b"\xad\x51", [1], True),
    ("wsh", multisig_script(1, (1, 2)), [b"", 2], True),
    ("wsh", multisig_script(1, (1, 2)) + b"\x91", [b"", b""], True),
    ("wsh", multisig_script(2, (1, 2)) + b"\x91", [b"", 1, b""], False),
    ("sh", multisig_script(2, (1, 2)), [b"", 1, 2], True),
    ("sh", multisig_script(2, (1, 2)), [b"", 2, 1], False),
    ("sh", b"\x63" + ONE + b"\xac\x67" + TWO + b"\xac\x68", [2, b""], True),
    ("sh", b"\x63" + ONE + b"\xac\x67" + TWO + b"\xac\x68", [2, b"\1"], False),
    ("tap", push(public(1)[1:]) + b"\xac", [1], True),
    ("tap", push(public(1)[1:]) + b"\xac", [2], False),
    ("tap", push(public(1)[1:]) + b"\xac" + push(public(2)[1:]) + b"\xba\x52\x9c", [2, 1], True),
    ("tap", push(public(1)[1:]) + b"\xac" + push(public(2)[1:]) + b"\xba\x52\x9c", [b"", 1], False),
    ("wsh", ONE + b"\xad" + push_number(6) + b"\xb2", [1], True),
    ("wsh", ONE + b"\xad" + push_number(7) + b"\xb2", [1], False),
    ("wsh", ONE + b"\xad" + push_number(20) + b"\xb1", [1], True),
    ("wsh", ONE + b"\xad" + push_number(21) + b"\xb1", [1], False),
]


@pytest.mark.parametrize(("form", "script", "stack", "holds"), KNOWN)
def test_known_scripts_against_both(form: str, script: bytes, stack: list[bytes | int], holds: bool) -> None:
    """Signatures, quorums, branches and time locks in every form: three engines agree."""
    spending = spending_of(form, script, stack, 6, 20)
    assert isinstance(ours(spending), Held) is holds
    assert btclib_holds(spending) is holds
    if holds:
        assert KernelEngine().refused(spending, (0,)) == ()
