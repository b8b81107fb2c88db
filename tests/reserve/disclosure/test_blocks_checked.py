"""Blocks and headers verified: hashes, work, links, stamps, blocks that everybody knows."""

import msgspec
import pytest

from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.known_blocks import known_blocks
from bitcoin_office.chain.network import MAIN, NETWORKS
from bitcoin_office.reserve.disclosure import check_blocks
from bitcoin_office.reserve.disclosure.check_blocks import check_run
from bitcoin_office.reserve.disclosure.checking import Given
from bitcoin_office.reserve.disclosure.document import (
    Basis,
    BlockEntry,
    HeadersEntry,
    NetworkName,
    Previous,
    Stamp,
)
from bitcoin_office.reserve.disclosure.evidence import Evidence
from bitcoin_office.reserve.disclosure.result import Tally
from bitcoin_office.reserve.disclosure.series import verify
from tests.disclosing import Made, Practice
from tests.reserve.disclosure.verifying import changed, codes, element, reader, verified


def test_a_header_has_its_hash(small: Made) -> None:
    """A stated hash that is not the header's breaks the coins of the block."""
    found = changed(small, blocks=element(small.disclosure, "blocks", 1, hash="00" * 32))
    assert {"block-hash", "coin"} <= codes(found)
    assert len(found.files[0].broken_coins) == 1


def test_a_header_has_its_work(small: Made) -> None:
    """A header that asks for more work than it shows is refused."""
    header = small.disclosure.blocks[1].header
    harder = header[:144] + "ffff001d" + header[152:]
    assert "chain-rule" in codes(changed(small, blocks=element(small.disclosure, "blocks", 1, header=harder)))


def test_the_stamp_is_a_block(small: Made) -> None:
    """Its hash and time are those of the header at its height."""
    stamp = small.disclosure.stamp
    assert "stamp" in codes(changed(small, stamp=msgspec.structs.replace(stamp, time=stamp.time + 1)))
    assert "stamp" in codes(changed(small, stamp=msgspec.structs.replace(stamp, hash="00" * 32)))


def test_the_sidecar_begins_where_it_must(small: Made) -> None:
    """At the lowest block, else it may leave out what it should link."""
    later = HeadersEntry(count=4, first_height=102, sha256=small.disclosure.headers.sha256)
    assert "headers-range" in codes(changed(small, headers=later))


def test_the_sidecar_reaches_back_to_the_basis(small: Made) -> None:
    """A disclosure shows that it stands on the same chain as the one that it goes on from."""
    basis = Basis(block="00" * 32, height=90, number=1, sats=0, sha256="11" * 32)
    previous = Previous(number=1, sha256="11" * 32)
    assert "headers-range" in codes(changed(small, number=2, previous=previous, basis=basis))


def test_a_basis_on_another_branch_is_found(practice: Practice, small: Made) -> None:
    """The block of the basis must be in the chain of the headers."""
    basis = Basis(block="00" * 32, height=101, number=1, sats=0, sha256="11" * 32)
    found = changed(small, number=2, previous=Previous(number=1, sha256="11" * 32), basis=basis)
    assert "basis-orphaned" in codes(found)


def test_blocks_of_another_branch_are_found(practice: Practice, small: Made) -> None:
    """Headers that link among themselves and hold other blocks than the disclosure do not serve."""
    tally = Tally("x")
    evidence = Evidence(small.disclosure)
    for entry in small.disclosure.blocks:
        evidence.add_block(entry)
    check_run(evidence, practice.chain.headers(1, 4), tally)
    assert [each.code for each in tally.findings] == ["headers-range"]


def test_a_block_that_is_too_easy_for_its_height_is_made_up(small: Made) -> None:
    """The first block's header, whose own target it meets, claimed for heights at which no block was so easy."""
    genesis = bytes.fromhex(
        "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81b"
        "c3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c"
    )
    for height, wrong in ((0, []), (99_999, []), (100_000, ["work"]), (604_800, ["work"])):
        entry = BlockEntry(hash=shown(MAIN.genesis_hash), header=genesis.hex(), height=height)
        stamp = Stamp(hash=entry.hash, height=height, time=1_231_006_505)
        body = msgspec.structs.replace(small.disclosure, network=NetworkName.MAIN, blocks=(entry,), stamp=stamp)
        tally = Tally("x")
        check_blocks.check_blocks(Evidence(body), tally)
        assert [each.code for each in tally.findings] == wrong


def test_known_blocks_are_blocks_with_work() -> None:
    """Each hash begins with as many zeros as its time asked for, and each network begins with its first block."""
    for name, each in NETWORKS.items():
        assert known_blocks(name)[0] == each.genesis_hash
    later = [block_hash for height, block_hash in known_blocks("main").items() if height]
    assert len(later) > 10
    assert all(block_hash.endswith(bytes(6)) for block_hash in later)


def test_headers_through_a_known_block_are_anchored(practice: Practice) -> None:
    """A run from the first block is of the chain that everybody knows; one with another block there is made up."""
    run = practice.chain.headers(0, 3)
    tally = Tally("x")
    check_blocks._check_known(run, tally)
    assert [each.code for each in tally.proved] == ["anchor"]
    check_blocks._check_known(msgspec.structs.replace(run, hashes=run.hashes[32:] + run.hashes[:32]), tally)
    assert [each.code for each in tally.findings] == ["known-block"]


@pytest.mark.parametrize("wrong", [b"", b"\0" * 80, b"\0" * 79])
def test_a_sidecar_of_something_else_is_found(small: Made, wrong: bytes) -> None:
    """Of the wrong length or contents."""
    found = verify([Given(name="x", data=small.file, sidecar=wrong)], reader())
    assert codes(found) <= {"sidecar-length", "sidecar-hash"}
    assert not found.ok
    assert verified(small).ok
