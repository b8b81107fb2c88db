"""Templates: a shortcut that comes to what running the script comes to."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.chain.script import push, push_number
from bitcoin_office.proof.bip322.templates import hold_by_template, multisig_keys
from bitcoin_office.proof.curve import Keys
from bitcoin_office.proof.script.fault import ScriptFault
from bitcoin_office.proof.script.program import open_input
from bitcoin_office.proof.script.run import Held, run_opening
from bitcoin_office.proof.sighash import Spending
from tests.proof.locks import CHECKMULTISIG, TEMPLATES, Lock, key, multisig_script, public, signed, unsigned_proof

MESSAGE = b"message"


def outcome(check: object, *arguments: object) -> Held | None:
    """What a check found; ``None`` where it does not hold."""
    try:
        return check(*arguments)
    except ScriptFault:
        return None


@settings(max_examples=300)
@given(st.sampled_from(TEMPLATES), st.data())
def test_a_template_says_what_the_script_says(lock: Lock, data: st.DataObject) -> None:
    """On the right items and on any mixture of them with others: the same yes or no, and the same count."""
    spending = unsigned_proof(lock, MESSAGE)
    right = lock.items(spending, 0)
    digest = spending.segwit_digest(0, lock.witness or lock.redeem or lock.script)
    other = key(2).sign(digest, hasher=None) + b"\1"
    pool = [*right, b"", b"\1", b"\0", public(1), public(2), other, right[-1] + b"\1"]
    items = list(right)
    for _ in range(data.draw(st.integers(0, 2))):
        place = data.draw(st.integers(0, len(items)))
        items[place : place + data.draw(st.integers(0, 1))] = data.draw(st.lists(st.sampled_from(pool), max_size=2))
    transaction = signed(spending, [lock.opened(spending, 0, tuple(items))])
    opened = Spending(transaction, spending.spent)
    try:
        opening = open_input(lock.script, transaction.inputs[0])
    except ScriptFault:
        return
    assert outcome(hold_by_template, opened, 0, opening, Keys()) == outcome(run_opening, opened, 0, opening, Keys())


def test_only_the_minimal_multisig_is_one() -> None:
    """A longer push, a wrong count, a hybrid key, something behind it: left to the run of the script."""
    keys = (public(1), public(2), public(3))
    right = multisig_script(2, (1, 2, 3))
    assert multisig_keys(right) == (2, keys)
    assert multisig_keys(multisig_script(1, (1,))) == (1, keys[:1])
    twenty = push_number(1) + push(public(1)) * 20 + push_number(20) + CHECKMULTISIG
    assert multisig_keys(twenty) == (1, (public(1),) * 20)
    long = public(1, compressed=False)
    assert multisig_keys(push_number(1) + push(long) + push_number(1) + CHECKMULTISIG) == (1, (long,))
    hybrid = bytes((6 + long[64] % 2,)) + long[1:]
    for wrong in (
        b"",
        right[:-1],
        right + b"\x51",
        b"\x00" + right[1:],
        b"\x54" + right[1:],
        right[:-2] + b"\x54" + CHECKMULTISIG,
        right[:1] + b"\x4c" + right[1:],
        push_number(1) + push(hybrid) + push_number(1) + CHECKMULTISIG,
        right[:2] + b"\x04" + right[3:],
    ):
        assert multisig_keys(wrong) is None
