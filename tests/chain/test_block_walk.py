"""The quick walk over a block, held against the parser."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.chain.block import Block
from bitcoin_office.chain.block_walk import walk_block
from bitcoin_office.chain.errors import ChainFormatError, ChainRuleError
from bitcoin_office.chain.hashing import merkle_root
from bitcoin_office.chain.header import Header
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxIn, TxOut
from tests.chain.blockfiles import BLOCKS, SEGWIT, RealBlock
from tests.chain.made import coinbase, mined_block, payment, transactions


def plainly(made: Iterable[Transaction], scripts: set[bytes], outpoints: set[bytes]) -> list[tuple[int, Transaction]]:
    """What the walk must find, the plain way."""
    known, found = set(outpoints), []
    for position, each in enumerate(made):
        ours = [index for index, output in enumerate(each.outputs) if output.script in scripts]
        if ours or any(spent.previous.to_bytes() in known for spent in each.inputs):
            found.append((position, each))
        known |= {each.outpoint(index).to_bytes() for index in ours}
    return found


@pytest.mark.parametrize("real", BLOCKS, ids=lambda real: real.file)
def test_real_blocks(real: RealBlock):
    """In real blocks, every script and every outpoint taken in turn is found where the parser finds it."""
    block = Block.parse(real.raw)
    scripts = {output.script for each in block.transactions[::3] for output in each.outputs[:1]}
    outpoints = {spent.previous.to_bytes() for each in block.transactions[1::4] for spent in each.inputs[-1:]}
    for wanted, spent in ((scripts, outpoints), (scripts, set()), (set(), outpoints), (set(), set())):
        walked = walk_block(real.raw, frozenset(wanted), set(spent))
        assert walked.header == block.header
        assert list(walked.touching) == plainly(block.transactions, wanted, spent)


@given(st.data(), st.lists(transactions(), min_size=1, max_size=6, unique_by=lambda each: each.txid))
def test_any_block(data: st.DataObject, made: list[Transaction]):
    """Whatever transactions a block holds, long scripts and stacks included, the walk finds what the parser finds."""
    root = merkle_root([each.txid for each in made])
    raw = Block(Header(1, bytes(32), root, 0, 0, 0), tuple(made)).to_bytes()
    scripts = {output.script for each in made for output in each.outputs if data.draw(st.booleans())}
    outpoints = {spent.previous.to_bytes() for each in made for spent in each.inputs if data.draw(st.booleans())}
    assert list(walk_block(raw, frozenset(scripts), set(outpoints)).touching) == plainly(made, scripts, outpoints)


def test_what_is_spent_within_the_block_is_found():
    """A coin that comes and goes in one block is found going, and is handed back among the outpoints."""
    first = payment(1)
    onward = Transaction(2, (TxIn(first.outpoint(0)),), (TxOut(1, b"\x51"),))
    rest = (first, onward)
    raw = mined_block((coinbase(5, rest), *rest)).to_bytes()
    outpoints: set[bytes] = set()
    walked = walk_block(raw, frozenset({first.outputs[0].script}), outpoints)
    assert [position for position, _ in walked.touching] == [1, 2]
    assert outpoints == {OutPoint(first.txid, 0).to_bytes()}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_left_out_transaction_is_found_out(place: int):
    """A block without one of its transactions does not give its Merkle root."""
    block = Block.parse(SEGWIT.raw)
    rest = (*block.transactions[:place], *block.transactions[place + 1 :])
    with pytest.raises(ChainRuleError, match="Merkle root"):
        walk_block(Block(block.header, rest).to_bytes(), frozenset(), set())


def test_a_doubled_transaction_is_found_out():
    """A list that repeats its end can have the root of the shorter one: it is refused all the same."""
    rest = (payment(1), payment(2))
    block = mined_block((coinbase(5, rest), *rest))
    doubled = Block(block.header, (*block.transactions, block.transactions[-1]))
    with pytest.raises(ChainRuleError, match="Merkle root"):
        walk_block(doubled.to_bytes(), frozenset(), set())


@settings(deadline=None)
@given(st.data())
def test_damaged_bytes_are_refused_or_harmless(data: st.DataObject):
    """Any damage is refused in our own words, or lies in what the Merkle root does not bind and nobody asked for."""
    raw = bytearray(SEGWIT.raw)
    scripts = frozenset(output.script for each in Block.parse(SEGWIT.raw).transactions for output in each.outputs)
    place = data.draw(st.integers(80, len(raw) - 1))
    patch = data.draw(st.sampled_from([b"\x00", b"\xff", b"\xfd\xff\xff", b"\xfe\xff\xff\xff\xff", b"\xff" * 9, b""]))
    raw[place : place + data.draw(st.integers(0, 9))] = patch
    try:
        walked = walk_block(bytes(raw), scripts, set())
    except (ChainFormatError, ChainRuleError):
        return
    assert [each.txid for _, each in walked.touching] == list(Block.parse(SEGWIT.raw).txids)


@pytest.mark.parametrize("length", [0, 80, 4_000_001])
def test_sizes_that_no_block_has(length: int):
    """Too few bytes, or more than a block may have, are refused before they are looked at."""
    with pytest.raises(ChainFormatError, match="cannot be one"):
        walk_block(bytes(length), frozenset(), set())
