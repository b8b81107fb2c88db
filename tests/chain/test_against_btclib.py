"""The same bytes read by btclib, a separate implementation: identities, sizes, targets, addresses, proofs of work."""

import pytest
from btclib.block.block import Block as TheirBlock
from btclib.block.block_header import BlockHeader
from btclib.exceptions import BTClibValueError
from btclib.script.script_pub_key import ScriptPubKey, type_and_payload
from btclib.tx.tx import Tx
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.chain.address import address_of_script, script_of_address
from bitcoin_office.chain.block import Block
from bitcoin_office.chain.descriptor import library_network
from bitcoin_office.chain.errors import AddressError, ChainRuleError
from bitcoin_office.chain.header import Header, target_of_bits
from bitcoin_office.chain.network import MAIN, NETWORKS, network
from bitcoin_office.chain.script import ScriptKind, kind_of, p2pkh, p2sh, witness_script
from bitcoin_office.chain.transaction import Transaction
from tests.chain.blockfiles import BLOCKS, FIRST_HEADER_HEIGHT, RAW_HEADERS, RealBlock
from tests.chain.made import transactions

THEIR_KINDS = {
    ScriptKind.P2PK: "p2pk",
    ScriptKind.P2PKH: "p2pkh",
    ScriptKind.P2SH: "p2sh",
    ScriptKind.P2WPKH: "p2wpkh",
    ScriptKind.P2WSH: "p2wsh",
    ScriptKind.P2TR: "p2tr",
    ScriptKind.MULTISIG: "p2ms",
}


@pytest.mark.parametrize("real", BLOCKS, ids=lambda real: real.file)
def test_blocks_against_btclib(real: RealBlock) -> None:
    """Every transaction of the real blocks has the identities and weight that btclib gives it; so has the block."""
    ours, theirs = Block.parse(real.raw), TheirBlock.parse(real.raw, check_validity=False)
    assert ours.hash[::-1] == theirs.header.hash
    assert ours.weight == theirs.weight
    assert [each.txid[::-1] for each in ours.transactions] == [each.id for each in theirs.transactions]
    assert [each.wtxid[::-1] for each in ours.transactions] == [each.hash for each in theirs.transactions]
    assert [each.weight for each in ours.transactions] == [each.weight for each in theirs.transactions]
    assert ours.stated_height == theirs.height


@pytest.mark.parametrize("real", BLOCKS, ids=lambda real: real.file)
def test_scripts_against_btclib(real: RealBlock) -> None:
    """Every script in the real blocks is of the kind, and has the address, that btclib gives it."""
    for transaction in Block.parse(real.raw).transactions:
        for output in transaction.outputs:
            ours, their_kind = kind_of(output.script), type_and_payload(output.script)[0]
            assert THEIR_KINDS.get(ours) == (their_kind if their_kind in THEIR_KINDS.values() else None)
            theirs = ScriptPubKey(output.script, library_network(real.network)).address
            assert (address_of_script(output.script, real.network) or "") == theirs


@settings(deadline=None)
@given(transactions())
def test_transactions_against_btclib(made: Transaction) -> None:
    """Any transaction that we write is read by btclib with the same identities and sizes."""
    theirs = Tx.parse(made.to_bytes(), check_validity=False)
    assert (made.txid[::-1], made.wtxid[::-1]) == (theirs.id, theirs.hash)
    assert (made.weight, made.vsize) == (theirs.weight, theirs.vsize)
    assert made.has_witness == theirs.is_segwit


@pytest.mark.parametrize("height", range(FIRST_HEADER_HEIGHT, FIRST_HEADER_HEIGHT + len(RAW_HEADERS) // 80))
def test_headers_against_btclib(height: int) -> None:
    """Hash, target and verdict on the proof of work of real headers."""
    start = (height - FIRST_HEADER_HEIGHT) * 80
    raw = RAW_HEADERS[start : start + 80]
    ours, theirs = Header.parse(raw), BlockHeader.parse(raw)
    assert ours.hash[::-1] == theirs.hash
    assert target_of_bits(ours.bits) == int.from_bytes(theirs.target, "big")
    theirs.assert_valid_pow()
    ours.check_proof_of_work(MAIN)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_compact_targets_against_btclib(bits: int) -> None:
    """The same compact forms are no target, and the others mean the same."""
    time = BlockHeader.parse(RAW_HEADERS[:80]).time
    header = BlockHeader(1, bytes(32), bytes(32), time, bits.to_bytes(4, "big"), 0, check_validity=False)
    try:
        ours = target_of_bits(bits)
    except ChainRuleError:
        with pytest.raises(BTClibValueError):
            header.assert_valid_pow("207fffff")
    else:
        assert ours == int.from_bytes(header.target, "big")


@settings(deadline=None)
@given(
    st.one_of(
        st.builds(p2pkh, st.binary(min_size=20, max_size=20)),
        st.builds(p2sh, st.binary(min_size=20, max_size=20)),
        st.builds(witness_script, st.integers(0, 16), st.binary(min_size=2, max_size=40)),
        st.binary(max_size=60),
    ),
    st.sampled_from(sorted(NETWORKS)),
)
def test_addresses_against_btclib(script: bytes, name: str) -> None:
    """The same scripts have an address on each network, and the same one."""
    ours = address_of_script(script, network(name))
    theirs = ScriptPubKey(script, library_network(network(name)), check_validity=False).address
    assert (ours or "") == theirs


SCRIPTS_WITH_ADDRESS = st.one_of(
    st.builds(p2pkh, st.binary(min_size=20, max_size=20)),
    st.builds(p2sh, st.binary(min_size=20, max_size=20)),
    st.builds(witness_script, st.integers(1, 16), st.binary(min_size=2, max_size=40)),
    st.builds(witness_script, st.just(0), st.binary(min_size=32, max_size=32)),
)


@settings(deadline=None)
@given(
    SCRIPTS_WITH_ADDRESS, st.integers(0, 90), st.text("bc1qpzry9ACl0O", max_size=2), st.integers(0, 2), st.booleans()
)
def test_verdicts_on_texts_against_btclib(script: bytes, place: int, patch: str, removed: int, capitals: bool) -> None:
    """An address with something put in, left out or in capitals: both read it alike, or both refuse it."""
    whole = address_of_script(script, MAIN) or ""
    text = whole[:place] + patch + whole[place + removed :]
    text = text.upper() if capitals else text
    try:
        ours = script_of_address(text, MAIN)
    except AddressError:
        ours = None
    try:
        found = ScriptPubKey.from_address(text)
        theirs = found.script if found.network == "mainnet" else None
    except BTClibValueError:
        theirs = None
    assert ours == theirs
