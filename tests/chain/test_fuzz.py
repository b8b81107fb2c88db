"""Any bytes and any texts: refused in our own words or read, never anything else, and never at boundless cost."""

import contextlib
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bitcoin_office.chain.address import address_of_script, script_of_address
from bitcoin_office.chain.block import Block
from bitcoin_office.chain.descriptor import parse_descriptor
from bitcoin_office.chain.errors import AddressError, ChainFormatError, ChainRuleError, DescriptorError
from bitcoin_office.chain.hashing import NO_HASH
from bitcoin_office.chain.header import Header
from bitcoin_office.chain.header_run import check_headers
from bitcoin_office.chain.network import MAIN, NETWORKS, REGTEST
from bitcoin_office.chain.script import ScriptKind, is_unspendable, kind_of, multisig, steps_of, witness_program
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxIn, TxOut
from tests.chain.blockfiles import RAW_HEADERS, SECOND, SEGWIT
from tests.chain.descriptor_cases import CASES, filled
from tests.chain.made import coinbase, mined_block, payment

SEEDS = (SEGWIT.raw, SECOND.raw[:3000], mined_block((coinbase(5, (payment(1),)), payment(1))).to_bytes(), RAW_HEADERS)
# Compact sizes that lie: as large as each width can say.
LIES = (b"\xfd\xff\xff", b"\xfe\xff\xff\xff\xff", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff", b"\xfd\x00\x00")


@st.composite
def damaged(draw: st.DrawFn, seeds: tuple[bytes, ...] = SEEDS) -> bytes:
    """Real bytes, cut, overwritten and filled with lies at a few places."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        patch = draw(st.one_of(st.binary(max_size=9), st.sampled_from(LIES)))
        removed = draw(st.integers(0, 2 * len(patch)))
        data[place : place + removed] = patch
    return bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


ANY_BYTES = st.one_of(st.binary(max_size=400), damaged())


@settings(deadline=None)
@given(ANY_BYTES)
def test_any_bytes_are_a_block_or_are_refused(data: bytes) -> None:
    """Nothing but ``ChainFormatError``; what is read is written back byte for byte, and checked without surprise."""
    try:
        block = Block.parse(data)
    except ChainFormatError:
        return
    assert block.to_bytes() == data
    assert block.stated_height is None or block.stated_height >= 0
    for network in NETWORKS.values():
        with contextlib.suppress(ChainRuleError):
            block.check(network)


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=400), damaged((payment(3).to_bytes(), payment(4, witness=False).to_bytes()))))
def test_any_bytes_are_a_transaction_or_are_refused(data: bytes) -> None:
    """Nothing but ``ChainFormatError``; what is read is written back byte for byte."""
    try:
        found = Transaction.parse(data)
    except ChainFormatError:
        return
    assert found.to_bytes() == data
    assert found.weight == 3 * len(found.to_bytes(witness=False)) + len(data)


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=400), damaged((RAW_HEADERS,))), st.integers(0, 10**6))
def test_any_bytes_are_headers_or_are_refused(data: bytes, height: int) -> None:
    """Nothing but our two errors; a run that holds is one of whole headers."""
    try:
        run = check_headers(data, height, MAIN)
    except (ChainFormatError, ChainRuleError):
        return
    assert run.header(run.last_height).hash == run.hash(run.last_height)
    assert b"".join(run.header(each).to_bytes() for each in range(height, run.last_height + 1)) == data


@given(st.binary(min_size=80, max_size=80))
def test_any_80_bytes_are_a_header(data: bytes) -> None:
    """Every 80 bytes can be read and come back; whether they are worked for is another question."""
    assert Header.parse(data).to_bytes() == data


@given(st.binary(max_size=120))
@example(b"\x51\xae")
def test_any_bytes_have_a_kind_and_steps_or_an_end(script: bytes) -> None:
    """No script surprises what looks at it; the steps of one add up to its length or the error names the place."""
    kind = kind_of(script)
    assert (witness_program(script) is not None) >= (kind in {ScriptKind.P2WSH, ScriptKind.P2WPKH, ScriptKind.P2TR})
    assert (multisig(script) is not None) == (kind is ScriptKind.MULTISIG)
    assert is_unspendable(script) == script.startswith(b"\x6a")
    address = address_of_script(script, MAIN)
    assert address is None or script_of_address(address, MAIN) == script
    with contextlib.suppress(ChainFormatError):
        assert sum(len(data) + 1 for _, data in steps_of(script)) <= len(script)


ADDRESSES = ("32ixEdVJWo3kmvJGMTZq5jAQVZZeuwnqzo", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "BC1SW50QGDZ25J")


@settings(deadline=None)
@given(st.one_of(st.text(max_size=100), st.tuples(st.sampled_from(ADDRESSES), st.text(max_size=3), st.integers(0, 42))))
def test_any_text_is_an_address_or_is_refused(drawn: str | tuple[str, str, int]) -> None:
    """Nothing but ``AddressError``, whose places lie in the text; an address that is read comes back."""
    text = drawn if isinstance(drawn, str) else drawn[0][: drawn[2]] + drawn[1] + drawn[0][drawn[2] + len(drawn[1]) :]
    try:
        script = script_of_address(text, MAIN)
    except AddressError as error:
        refused = error
    else:
        assert address_of_script(script, MAIN) in {text, text.lower()}
        return
    assert all(0 <= place < len(text) for place in refused.places)


PIECES = (
    "wsh(",
    "sh(",
    "tr(",
    "pk(",
    "multi(2,",
    "{",
    "}",
    ")",
    ",",
    "thresh(1,",
    "v:",
    "older(1)",
    "<0;1>",
    "/*",
    "#",
    "[",
    "0h/",
)
TEMPLATES = st.sampled_from([filled(each[0]) for each in CASES])


@st.composite
def damaged_texts(draw: st.DrawFn) -> str:
    """A descriptor with pieces of the language put in or left out."""
    text = draw(st.one_of(TEMPLATES, st.just("")))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(text)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)))
        text = text[:place] + piece + text[place + draw(st.integers(0, 12)) :]
    return text


@settings(deadline=None, max_examples=200)
@given(damaged_texts())
def test_any_text_is_a_descriptor_or_is_refused(text: str) -> None:
    """Nothing but ``DescriptorError``; one that is read comes back from its own text with the same scripts."""
    try:
        found = parse_descriptor(text, REGTEST)
    except DescriptorError:
        return
    again = parse_descriptor(found.text, REGTEST)
    assert again.text == found.text
    assert again.scripts(0, 2) == found.scripts(0, 2)


NOWHERE = TxIn(OutPoint(NO_HASH, 0))
# Two hundred thousand bytes of the smallest things that each list can hold.
HOSTILE = {
    "empty witness items": Transaction(1, (TxIn(NOWHERE.previous, witness=(b"",) * 200_000),), ()),
    "small witness items": Transaction(1, (TxIn(NOWHERE.previous, witness=(b"ab",) * 70_000),), ()),
    "empty inputs": Transaction(1, (NOWHERE,) * 5_000, ()),
    "empty outputs": Transaction(1, (NOWHERE,), (TxOut(0, b""),) * 22_000),
    "small outputs": Transaction(1, (NOWHERE,), (TxOut(2**40, b"ab"),) * 18_000),
    "one script": Transaction(1, (NOWHERE,), (TxOut(0, bytes(200_000)),)),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_memory_is_bounded_by_what_was_given(kind: str) -> None:
    """The worst bytes for each list take at most 40 times their own size: 160 MB for the largest block."""
    data = HOSTILE[kind].to_bytes()
    tracemalloc.start()
    found = Transaction.parse(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.weight >= len(data)
    assert peak < 40 * len(data)
