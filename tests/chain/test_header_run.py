"""Runs of headers: linked, worked for, and retargeted by the rules."""

import msgspec
import pytest

from bitcoin_office.chain.errors import ChainFormatError, ChainRuleError
from bitcoin_office.chain.hashing import NO_HASH, read_hash
from bitcoin_office.chain.header import HEADER_BYTES, Header, target_of_bits, work_of_target
from bitcoin_office.chain.header_run import RETARGET_BLOCKS, check_headers, next_bits
from bitcoin_office.chain.network import MAIN, REGTEST, TEST, Network
from tests.chain.blockfiles import FIRST_HEADER_HEIGHT, RAW_HEADERS

# A network that retargets like the main one, at a difficulty that a test can mine.
EASY: Network = msgspec.structs.replace(MAIN, name="easy", easiest_bits=0x207FFFFF)


def mined(previous: bytes, time: int, bits: int) -> Header:
    """A header with its work done, at a difficulty of a few hashes."""
    header = Header(1, previous, NO_HASH, time, bits, 0)
    while int.from_bytes(header.hash, "little") > target_of_bits(bits):
        header = msgspec.structs.replace(header, nonce=header.nonce + 1)
    return header


def mined_run(count: int, *, spacing: int, bits: int, next_period_bits: int, first_height: int = 0) -> bytes:
    """``count`` linked headers ``spacing`` seconds apart; ``next_period_bits`` from the next multiple of 2,016 on."""
    headers: list[Header] = []
    for height in range(first_height, first_height + count):
        changed = height >= (first_height // RETARGET_BLOCKS + 1) * RETARGET_BLOCKS
        previous = headers[-1].hash if headers else NO_HASH
        headers.append(mined(previous, 1_600_000_000 + height * spacing, next_period_bits if changed else bits))
    return b"".join(each.to_bytes() for each in headers)


def test_a_run_of_mainnet_over_a_change_of_difficulty_holds() -> None:
    """Sixteen real headers link, meet their targets, and their work is counted target by target."""
    run = check_headers(RAW_HEADERS, FIRST_HEADER_HEIGHT, MAIN)
    assert (run.first_height, run.last_height) == (588_664, 588_679)
    assert run.hash(588_671) == read_hash("000000000000000000096b8d24db6471fb5871e9ae8bd1d7384fbee9c80a6052")
    assert run.header(588_672).previous == run.hash(588_671)
    assert (run.header(588_671).bits, run.header(588_672).bits) == (0x171F3A08, 0x171C3039)
    assert run.work == 8 * work_of_target(target_of_bits(0x171F3A08)) + 8 * work_of_target(target_of_bits(0x171C3039))
    assert 588_664 in run
    assert 588_680 not in run


@pytest.mark.parametrize("place", range(0, len(RAW_HEADERS), 7))
def test_any_changed_byte_of_a_run_is_noticed(place: int) -> None:
    """One flipped bit anywhere breaks a link, a target or the proof of work; the last header's too."""
    changed = bytearray(RAW_HEADERS)
    changed[place] ^= 1
    with pytest.raises(ChainRuleError):
        check_headers(bytes(changed), FIRST_HEADER_HEIGHT, MAIN)


def test_a_run_at_the_wrong_height_changes_its_target_where_it_may_not() -> None:
    """The same headers one block off would change their difficulty at a height that is no multiple of 2,016."""
    with pytest.raises(ChainRuleError, match="The target at height 588671 changes") as refused:
        check_headers(RAW_HEADERS, FIRST_HEADER_HEIGHT - 1, MAIN)
    assert refused.value.rule == "retarget"


def test_a_gap_names_the_height_where_the_run_breaks() -> None:
    """A header left out is a broken link at its height."""
    cut = RAW_HEADERS[: 3 * HEADER_BYTES] + RAW_HEADERS[4 * HEADER_BYTES :]
    with pytest.raises(ChainRuleError, match="header at height 588667 does not follow") as refused:
        check_headers(cut, FIRST_HEADER_HEIGHT, MAIN)
    assert refused.value.rule == "previous-block"


@pytest.mark.parametrize("size", [0, 79, 81, len(RAW_HEADERS) - 1])
def test_a_run_is_whole_headers(size: int) -> None:
    """Neither none nor a part of one is a run."""
    with pytest.raises(ChainFormatError, match="run of headers"):
        check_headers(RAW_HEADERS[:1] * size, 0, MAIN)


def test_a_whole_period_must_be_followed_by_exactly_the_target_that_its_times_give() -> None:
    """With all 2,016 headers at hand nothing but the rule's own target is taken."""
    bits, spacing = 0x2000FFFF, 450
    right = next_bits(bits, spacing * (RETARGET_BLOCKS - 1), EASY)
    assert right != bits
    run = mined_run(RETARGET_BLOCKS + 2, spacing=spacing, bits=bits, next_period_bits=right)
    assert check_headers(run, 0, EASY).last_height == RETARGET_BLOCKS + 1
    for wrong in (bits, right + 1, right - 1):
        run = mined_run(RETARGET_BLOCKS + 1, spacing=spacing, bits=bits, next_period_bits=wrong)
        with pytest.raises(ChainRuleError, match="The target at height 2016 changes"):
            check_headers(run, 0, EASY)


def test_a_part_of_a_period_may_be_followed_by_at_most_a_factor_of_four() -> None:
    """Without the period's first header its target is bounded both ways."""
    bits = 0x2000FFFF
    for factor_bits, allowed in ((0x2003FFFC, True), (0x20041000, False), (0x1F3FFFC0, True), (0x1F3FF000, False)):
        run = mined_run(4, spacing=1, bits=bits, next_period_bits=factor_bits, first_height=RETARGET_BLOCKS - 2)
        if allowed:
            check_headers(run, RETARGET_BLOCKS - 2, EASY)
        else:
            with pytest.raises(ChainRuleError, match="changes from"):
                check_headers(run, RETARGET_BLOCKS - 2, EASY)


def test_retargeting_is_bounded_and_never_easier_than_the_network_allows() -> None:
    """Two weeks change nothing, a day counts as half a week, a year as eight weeks (values: Bitcoin Core's tests)."""
    fortnight = 1_209_600
    assert next_bits(0x1C05A3F4, fortnight, MAIN) == 0x1C05A3F4
    assert next_bits(0x1C05A3F4, 86_400, MAIN) == 0x1C0168FD
    assert next_bits(0x1C387F6F, 365 * 86_400, MAIN) == 0x1D00E1FD
    assert next_bits(0x1D00FFFF, 365 * 86_400, MAIN) == 0x1D00FFFF


def test_the_training_chain_never_changes_its_target() -> None:
    """On a network without retargeting a second target is refused at any height, on testnet 3 none is."""
    headers = [mined(NO_HASH, 1, 0x207FFFFF)]
    headers.append(mined(headers[0].hash, 2, 0x2000FFFF))
    raw = b"".join(each.to_bytes() for each in headers)
    with pytest.raises(ChainRuleError, match="The target at height 2016 changes"):
        check_headers(raw, 2015, REGTEST)
    easy_testnet = msgspec.structs.replace(TEST, easiest_bits=0x207FFFFF)
    assert check_headers(raw, 100, easy_testnet).last_height == 101
