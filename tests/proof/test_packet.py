"""PSBTs as bytes: what is read, what is refused, and that reading and writing are each other's inverse."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.chain.reader import compact_size
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxIn, TxOut
from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.packet import MAGIC, Fields, Packet, read_base64, read_output

UNSIGNED = Transaction(2, (TxIn(OutPoint(b"\1" * 32, 0)), TxIn(OutPoint(b"\1" * 32, 1))), (TxOut(5, b"\x51"),), 0)
PAYING = Transaction(2, (TxIn(OutPoint(b"\2" * 32, 0)),), (TxOut(7, b"\x52"), TxOut(8, b"\x53")), 0)
SPENDING = Transaction(2, (TxIn(PAYING.outpoint(0)), TxIn(PAYING.outpoint(1))), (TxOut(5, b"\x51"),), 0)


def packet(*inputs: dict[int, bytes], unsigned: Transaction = SPENDING) -> Packet:
    """A PSBT whose inputs have these fields."""
    fields = [Fields(tuple((bytes((kind,)), value) for kind, value in each.items())) for each in inputs]
    whole = Fields(((b"\0", unsigned.to_bytes()),))
    return Packet(unsigned, whole, tuple(fields), (Fields(),))


@given(
    st.lists(
        st.dictionaries(st.binary(min_size=1, max_size=40), st.binary(max_size=300), max_size=5), min_size=2, max_size=2
    )
)
def test_what_is_written_reads_back(fields: list[dict[bytes, bytes]]) -> None:
    """Unknown fields stay as they are, in their order."""
    whole = Fields(((b"\0", UNSIGNED.to_bytes()), (b"\x09", b"message")))
    made = Packet(UNSIGNED, whole, tuple(Fields(tuple(each.items())) for each in fields), (Fields(),))
    assert Packet.parse(made.to_bytes()) == made
    assert base64.b64decode(made.to_base64()) == made.to_bytes()


@given(st.binary(max_size=300))
def test_arbitrary_bytes_raise_only_the_documented_error(data: bytes) -> None:
    """With the right start or without."""
    for each in (data, MAGIC + data, MAGIC + b"\1\0" + compact_size(len(data)) + data):
        with pytest.raises(ProofFormatError):
            Packet.parse(each)


@given(st.data())
def test_a_damaged_packet_is_refused_or_reads_as_what_it_is(data: st.DataObject) -> None:
    """Any byte changed or cut off: the documented error, or a packet that writes back to the same bytes."""
    raw = bytearray(packet({0: PAYING.to_bytes()}, {1: TxOut(8, b"\x53").to_bytes()}).to_bytes())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] = data.draw(st.integers(0, 255))
    raw = raw[: data.draw(st.integers(place, len(raw)))]
    try:
        found = Packet.parse(bytes(raw))
    except ProofFormatError:
        return
    assert found.to_bytes() == bytes(raw)


def refused(data: bytes, problem: str) -> None:
    """It is refused for this."""
    with pytest.raises(ProofFormatError, match=problem):
        Packet.parse(data)


def test_what_is_no_packet_is_refused_for_what_it_is() -> None:
    """Another start, no transaction, a signed one, a field twice, another version, bytes at the end."""
    good = packet({}, {}).to_bytes()
    assert Packet.parse(good).to_bytes() == good
    signed = Transaction(2, (TxIn(OutPoint(b"\1" * 32, 0), b"\x51"),), UNSIGNED.outputs, 0)
    refused(b"psbt" + good[5:], "does not start")
    refused(MAGIC + b"\0", "no unsigned transaction")
    refused(packet({}, unsigned=signed).to_bytes(), "is signed")
    refused(good + b"\0", "at the end")
    refused(packet({}, {1: b""}).to_bytes()[:-2] + b"\1\1\0\0\0", "twice")
    version_two = Packet(UNSIGNED, Fields(((b"\xfb", b"\2\0\0\0"),)), (), ())
    refused(version_two.to_bytes(), "version 0")


def test_a_spent_output_is_the_one_that_both_fields_state() -> None:
    """From the output alone, from the whole transaction, or from the one beside another coin of it (BIP-322)."""
    first, second = TxOut(7, b"\x52"), TxOut(8, b"\x53")
    both = packet({0: PAYING.to_bytes(), 1: first.to_bytes()}, {})
    assert (both.spent_output(0), both.spent_output(1)) == (first, second)
    assert both.whole_previous(1) == PAYING
    alone = packet({1: first.to_bytes()}, {})
    assert (alone.spent_output(0), alone.spent_output(1), alone.whole_previous(0)) == (first, None, None)


def test_contradictions_are_refused() -> None:
    """Two statements of one output that differ, and a transaction that did not make it."""
    with pytest.raises(ProofFormatError, match="two ways"):
        packet({0: PAYING.to_bytes(), 1: TxOut(9, b"\x52").to_bytes()}, {}).spent_output(0)
    with pytest.raises(ProofFormatError, match="spends no output"):
        packet({0: UNSIGNED.to_bytes()}, {}).spent_output(0)
    with pytest.raises(ProofFormatError, match="witness UTXO"):
        read_output(TxOut(9, b"\x52").to_bytes() + b"\0")


@pytest.mark.parametrize("text", ["AA=", "AB==", "A", "AAAA\n", "-_-_", "ä", "AA==AA=="])
def test_base64_has_one_form(text: str) -> None:
    """No missing or doubled padding, no bits that mean nothing, no other alphabet, no line breaks."""
    with pytest.raises(ProofFormatError):
        read_base64(text, "proof")
    assert read_base64("AA==", "proof") == b"\0"
