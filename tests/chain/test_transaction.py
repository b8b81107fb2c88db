"""Transactions: identities, sizes and bytes of known ones; every limit."""

import msgspec
import pytest
from hypothesis import given, settings

from bitcoin_office.chain.errors import ChainFormatError
from bitcoin_office.chain.hashing import NO_HASH, read_hash, shown
from bitcoin_office.chain.transaction import (
    MAX_MONEY_SATS,
    MAX_TRANSACTION_BYTES,
    NO_OUTPOINT,
    OutPoint,
    Transaction,
    TxIn,
    TxOut,
)
from tests.chain.made import transactions

# The first payment between two people (block 170): no witness.
FIRST_PAYMENT = (
    "0100000001c997a5e56e104102fa209c6a852dd90660a20b2d9c352423edce25857fcd3704000000004847304402204e45e16932b8af5149"
    "61a1d3a1a25fdf3f4f7732e9d624c6c61548ab5fb8cd410220181522ec8eca07de4860a4acdd12909d831cc56cbbac4622082221a8768d1d"
    "0901ffffffff0200ca9a3b00000000434104ae1a62fe09c5f51b13905f07f06b99a2f7159b2225f374cd378d71302fa28414e7aab37397f5"
    "54a7df5f142c21c1b7303b8a0626f1baded5c72a704f7e6cd84cac00286bee0000000043410411db93e1dcdb8a016b49840f8c53bc1eb68a"
    "382e97b1482ecad7b148a6909a5cb2e0eaddfb84ccf9744464f82e160bfa9b8b64f9d4c03f999b8643f656b412a3ac00000000"
)
# BIP-143's first example: one input without and one with a witness.
MIXED_INPUTS = (
    "01000000000102fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f00000000494830450221008b9d1dc26ba6"
    "a9cb62127b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1c0a19c0489bc22ede944ccf4ecbab4cc"
    "618ef3ed01eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb20600"
    "0000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0"
    "167faa815988ac000247304402203609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c45183315"
    "61406f90300e8f3358f51928d43c212a8caed02de67eebee0121025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07ae"
    "ee635711000000"
)


def test_a_payment_without_witness_is_read_as_everyone_knows_it() -> None:
    """Identity, amounts, sizes and bytes of the first payment between two people."""
    found = Transaction.parse(bytes.fromhex(FIRST_PAYMENT))
    assert shown(found.txid) == "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16"
    assert found.wtxid == found.txid
    assert [each.sats for each in found.outputs] == [1_000_000_000, 4_000_000_000]
    assert found.output_sats == 5_000_000_000
    assert str(found.inputs[0].previous) == "0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9:0"
    assert (found.weight, found.vsize, found.has_witness, found.is_coinbase) == (4 * 275, 275, False, False)
    assert found.to_bytes().hex() == FIRST_PAYMENT


def test_a_transaction_with_witness_has_two_identities() -> None:
    """BIP-143's example: the txid leaves the witness out, the wtxid covers it; weight counts it once (BIP-141)."""
    found = Transaction.parse(bytes.fromhex(MIXED_INPUTS))
    assert shown(found.txid) == "e8151a2af31c368a35053ddd4bdb285a8595c769a3ad83e0fa02314a602d4609"
    assert shown(found.wtxid) == "c36c38370907df2324d9ce9d149d191192f338b37665a82e78e76a12c909b762"
    assert (found.weight, found.vsize) == (1042, 261)
    assert [len(each.witness) for each in found.inputs] == [0, 2]
    assert (found.lock_time, found.inputs[0].sequence) == (17, 0xFFFFFFEE)
    assert found.to_bytes().hex() == MIXED_INPUTS
    assert Transaction.parse(found.to_bytes(witness=False)).txid == found.txid


@settings(deadline=None)
@given(transactions())
def test_what_is_written_is_read_back(made: Transaction) -> None:
    """Any transaction comes back equal, and one read from bytes has the identities and sizes of one made by hand."""
    read = Transaction.parse(made.to_bytes())
    assert read == made
    assert (read.txid, read.wtxid, read.weight) == (made.txid, made.wtxid, made.weight)
    assert made.vsize * 4 - made.weight in range(4)


def test_a_changed_copy_does_not_keep_the_old_identity() -> None:
    """Identities are remembered for the bytes they came from, not for a copy that differs."""
    read = Transaction.parse(bytes.fromhex(FIRST_PAYMENT))
    later = msgspec.structs.replace(read, lock_time=1)
    assert later.txid != read.txid


@pytest.mark.parametrize("cut", range(0, len(FIRST_PAYMENT) // 2, 9))
def test_a_transaction_cut_anywhere_is_refused(cut: int) -> None:
    """No beginning of a transaction is one."""
    with pytest.raises(ChainFormatError):
        Transaction.parse(bytes.fromhex(FIRST_PAYMENT)[:cut])


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("01000000" + "00" + "00" + "00000000", "no inputs"),
        ("01000000" + "0002" + "00", "no inputs"),
        (MIXED_INPUTS[:-8] + "11000000" + "00", "1 bytes too many"),
        (MIXED_INPUTS[:8] + "0001" + "feffffffff" + "00" * 41, "4294967295 inputs announced"),
        # The same inputs and outputs, announced to have a witness, each empty.
        (FIRST_PAYMENT[:8] + "0001" + FIRST_PAYMENT[8:-8] + "00" + "00000000", "no input has one"),
        # One output of one satoshi more than there can be.
        (
            FIRST_PAYMENT.replace("00ca9a3b00000000", (MAX_MONEY_SATS + 1).to_bytes(8, "little").hex()),
            "than there can be",
        ),
        (FIRST_PAYMENT.replace("00ca9a3b00000000", "ff" * 8), "than there can be"),
    ],
)
def test_each_wrong_form_is_named(raw: str, problem: str) -> None:
    """What is wrong is said in words, with the place."""
    with pytest.raises(ChainFormatError, match=problem):
        Transaction.parse(bytes.fromhex(raw))


def test_a_transaction_longer_than_a_block_is_refused_unread() -> None:
    """The limit is checked before anything else."""
    with pytest.raises(ChainFormatError, match=str(MAX_TRANSACTION_BYTES)):
        Transaction.parse(bytes(MAX_TRANSACTION_BYTES + 1))


def test_outpoints_are_read_as_people_write_them() -> None:
    """``txid:index`` both ways, and nothing else."""
    text = "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16:1"
    outpoint = OutPoint.parse(text)
    assert outpoint == OutPoint(read_hash(text[:64]), 1)
    assert str(outpoint) == text
    assert Transaction.parse(bytes.fromhex(FIRST_PAYMENT)).outpoint(1) == outpoint
    for wrong in (
        text[:64],
        text[:65],
        text + "x",
        text[:65] + "-1",
        text[:65] + "4294967296",
        text[:65] + "٣",
        text[1:],
    ):
        with pytest.raises(ValueError, match=r"outpoint|hash"):
            OutPoint.parse(wrong)


def test_a_coinbase_spends_nothing() -> None:
    """Only one input that names no output makes a coinbase."""
    pays = (TxOut(50, b"\x51"),)
    assert Transaction(1, (TxIn(NO_OUTPOINT),), pays).is_coinbase
    assert not Transaction(1, (TxIn(NO_OUTPOINT), TxIn(NO_OUTPOINT)), pays).is_coinbase
    assert not Transaction(1, (TxIn(OutPoint(NO_HASH, 0)),), pays).is_coinbase
