"""Headers: first blocks of all networks, compact targets, work."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.chain.errors import ChainFormatError, ChainRuleError
from bitcoin_office.chain.hashing import NO_HASH, read_hash, shown
from bitcoin_office.chain.header import Header, bits_of_target, target_of_bits, work_of_target
from bitcoin_office.chain.network import MAIN, NETWORKS, REGTEST, SIGNET, TEST, TESTNET4, Network

FIRST_COINS = read_hash("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b")
# Time, bits and nonce of each first block (Bitcoin Core, kernel/chainparams.cpp).
FIRST_BLOCKS = (
    (MAIN, FIRST_COINS, 1231006505, 0x1D00FFFF, 2083236893),
    (TEST, FIRST_COINS, 1296688602, 0x1D00FFFF, 414098458),
    (
        TESTNET4,
        read_hash("7aa0a7ae1e223414cb807e40cd57e667b718e42aaf9306db9102fe28912b7b4e"),
        1714777860,
        0x1D00FFFF,
        393743547,
    ),
    (SIGNET, FIRST_COINS, 1598918400, 0x1E0377AE, 52613770),
    (REGTEST, FIRST_COINS, 1296688602, 0x207FFFFF, 2),
)


@pytest.mark.parametrize(
    ("network", "root", "time", "bits", "nonce"), FIRST_BLOCKS, ids=lambda value: getattr(value, "name", "")
)
def test_first_blocks_have_their_known_hashes(network: Network, root: bytes, time: int, bits: int, nonce: int) -> None:
    """The header of each network's first block hashes to the network's genesis hash and meets its target."""
    header = Header(1, NO_HASH, root, time, bits, nonce)
    assert header.hash == network.genesis_hash
    header.check_proof_of_work(network)
    assert Header.parse(header.to_bytes()) == header


def test_every_network_has_a_first_block_here() -> None:
    """No network is left out of the test above."""
    assert {each[0].name for each in FIRST_BLOCKS} == set(NETWORKS)


@pytest.mark.parametrize("size", [0, 79, 81])
def test_a_header_has_80_bytes(size: int) -> None:
    """Any other length is refused."""
    with pytest.raises(ChainFormatError, match="block header"):
        Header.parse(bytes(size))


@pytest.mark.parametrize(
    ("bits", "target"),
    [
        (0x01120000, 0x12),
        (0x02123400, 0x1234),
        (0x03123456, 0x123456),
        (0x04123456, 0x12345600),
        (0x05009234, 0x92340000),
        (0x20123456, 0x123456 << 8 * 29),
        (0x1D00FFFF, 0xFFFF << 208),
        (0x207FFFFF, 0x7FFFFF << 232),
    ],
)
def test_compact_targets_are_read_as_nodes_do(bits: int, target: int) -> None:
    """The values of Bitcoin Core's own tests of compact numbers, both ways."""
    assert target_of_bits(bits) == target
    assert bits_of_target(target) == bits


@pytest.mark.parametrize(
    ("bits", "problem"),
    [
        (0, "zero"),
        (0x00123456, "zero"),
        (0x01003456, "zero"),
        (0x02000056, "zero"),
        (0x03000000, "zero"),
        (0x00800000, "zero"),
        (0x01800000, "zero"),
        (0x04800000, "zero"),
        (0x01FEDCBA, "negative"),
        (0x04923456, "negative"),
        (0xFF123456, "does not fit"),
        (0x21123456, "does not fit"),
        (0x22001234, "does not fit"),
    ],
)
def test_compact_forms_that_are_no_target_are_refused(bits: int, problem: str) -> None:
    """Zero, negative and overflowing forms are no target, as nodes hold."""
    with pytest.raises(ChainRuleError, match=problem) as refused:
        target_of_bits(bits)
    assert refused.value.rule == "bits"


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=2**256 - 1))
def test_compact_forms_round_down_and_keep_fifteen_bits(target: int) -> None:
    """A target through its compact form is at most itself and off by less than one part in 2**15."""
    back = target_of_bits(bits_of_target(target))
    assert back <= target
    assert (target - back) << 15 < target


def test_work_is_the_number_of_hashes_that_a_target_asks_for() -> None:
    """Known values: difficulty one is 2**32 + 2**16 + 1 hashes, the training chain's target two."""
    assert Header(1, NO_HASH, NO_HASH, 0, 0x1D00FFFF, 0).work == 0x100010001
    assert work_of_target(target_of_bits(REGTEST.easiest_bits)) == 2


def test_proof_of_work_refuses_a_changed_nonce_and_an_easy_target() -> None:
    """A header whose hash misses its target, or whose target is easier than the network's easiest, is refused."""
    first = Header(1, NO_HASH, FIRST_COINS, 1231006505, 0x1D00FFFF, 2083236893)
    with pytest.raises(ChainRuleError, match="does not meet its target") as missed:
        msgspec.structs.replace(first, nonce=1).check_proof_of_work(MAIN)
    assert missed.value.rule == "proof-of-work"
    easy = Header(1, NO_HASH, FIRST_COINS, 1296688602, REGTEST.easiest_bits, 2)
    with pytest.raises(ChainRuleError, match="easier than Bitcoin allows") as refused:
        easy.check_proof_of_work(MAIN)
    assert refused.value.rule == "easiest-target"


def test_a_hash_is_shown_reversed() -> None:
    """The first block's hash as everyone knows it."""
    assert shown(MAIN.genesis_hash).startswith("000000000019d668")
