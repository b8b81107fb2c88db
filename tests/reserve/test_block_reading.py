"""What a source says of a block, held against the block."""

import pytest

from bitcoin_office.chain.block import Block
from bitcoin_office.chain.hashing import merkle_root
from bitcoin_office.chain.header import Header
from bitcoin_office.chain.transaction import NO_OUTPOINT, OutPoint, Transaction, TxIn, TxOut
from bitcoin_office.reserve.block_reading import Reading, with_inputs
from bitcoin_office.reserve.chain_errors import ContradictionError
from tests.reserve.chain_double import named

OURS, THEIRS = b"\x51", b"\x52"
OLD, FOREIGN = OutPoint(named("old"), 3), OutPoint(named("foreign"), 0)
COINBASE = Transaction(2, (TxIn(NO_OUTPOINT, b"\x51\x00"),), (TxOut(50, THEIRS),))
PAYMENT = Transaction(2, (TxIn(FOREIGN),), (TxOut(10, OURS), TxOut(1, THEIRS)))
PASSED_ON = Transaction(2, (TxIn(OutPoint(PAYMENT.txid, 0)), TxIn(OLD)), (TxOut(14, THEIRS),))
ELSEWHERE = Transaction(2, (TxIn(OutPoint(named("far"), 0)),), (TxOut(3, THEIRS),))
SPENT = {OLD: TxOut(5, OURS), OutPoint(PAYMENT.txid, 0): TxOut(10, OURS)}


def block(*transactions: Transaction) -> bytes:
    """A block whose proof of work nobody checks here."""
    whole = (COINBASE, *transactions)
    root = merkle_root([each.txid for each in whole])
    return Block(Header(2, named("before"), root, 1_700_000_000, 0x207FFFFF, 0), whole).to_bytes()


def test_only_what_touches_the_scripts_is_told():
    """Payments to us and spends of ours are told, whole and in their places; others' transactions are not."""
    found = list(Reading({OURS}).touching(block(ELSEWHERE, PAYMENT, PASSED_ON), 7, SPENT))
    assert [(each.txid, each.position) for each in found] == [(PAYMENT.txid, 2), (PASSED_ON.txid, 3)]
    assert [each.output for each in found[0].inputs] == [None]
    assert [each.output for each in found[1].inputs] == [TxOut(10, OURS), TxOut(5, OURS)]
    assert (found[1].fee_sats, found[1].block.height, found[1].block_time) == (1, 7, 1_700_000_000)


@pytest.mark.parametrize(
    ("transactions", "spent", "problem"),
    [
        ([PAYMENT], SPENT, "does not spend it"),
        ([PAYMENT, PASSED_ON], {OLD: TxOut(5, OURS)}, "not told as it was made"),
        ([PAYMENT, PASSED_ON], {**SPENT, OutPoint(PAYMENT.txid, 0): TxOut(11, OURS)}, "not told as it was made"),
        ([PAYMENT, PASSED_ON], {**SPENT, OutPoint(PAYMENT.txid, 0): TxOut(10, THEIRS)}, "not told as it was made"),
    ],
    ids=["invented spend", "hidden spend", "wrong value", "wrong script"],
)
def test_what_does_not_fit_the_block_is_refused(transactions, spent, problem):
    """A source that invents a spend, hides one of a coin just seen, or tells it otherwise, is found out."""
    with pytest.raises(ContradictionError, match=problem):
        list(Reading({OURS}).touching(block(*transactions), 7, spent))


def test_a_coin_is_remembered_from_block_to_block():
    """A coin seen in one block cannot be spent in silence in a later one."""
    reading = Reading({OURS})
    assert len(list(reading.touching(block(PAYMENT), 7, {}))) == 1
    with pytest.raises(ContradictionError, match="not told as it was made"):
        list(reading.touching(block(PASSED_ON), 8, {OLD: TxOut(5, OURS)}))


@pytest.mark.parametrize("told", [None, TxOut(5, THEIRS)], ids=["kept secret", "called another's"])
def test_a_coin_that_is_known_is_not_spent_in_silence(told: TxOut | None):
    """A coin from before the reading is looked for as well; told of, it is known no more."""
    reading = Reading({OURS}, {OLD})
    spent = {OutPoint(PAYMENT.txid, 0): TxOut(10, OURS), **({} if told is None else {OLD: told})}
    with pytest.raises(ContradictionError, match="not told as it was made"):
        list(reading.touching(block(PAYMENT, PASSED_ON), 7, spent))
    assert len(list(Reading({OURS}, {OLD, FOREIGN}).touching(block(PAYMENT), 7, {FOREIGN: TxOut(12, OURS)}))) == 1
    assert len(list(Reading({OURS}, {OLD}).touching(block(PAYMENT, PASSED_ON), 7, SPENT))) == 2


def test_missing_inputs_are_filled_in_or_refused():
    """With all outputs that it spends a transaction is whole; one too few, another value or too little is refused."""
    [payment] = Reading({OURS}).touching(block(PAYMENT), 7, {})
    assert with_inputs(payment, {FOREIGN: TxOut(12, THEIRS)}).fee_sats == 1
    for spent, problem in (({}, "is not told"), ({FOREIGN: TxOut(10, THEIRS)}, "more than its inputs")):
        with pytest.raises(ContradictionError, match=problem):
            with_inputs(payment, spent)
    whole = with_inputs(payment, {FOREIGN: TxOut(12, THEIRS)})
    with pytest.raises(ContradictionError, match="two ways"):
        with_inputs(whole, {FOREIGN: TxOut(13, THEIRS)})
