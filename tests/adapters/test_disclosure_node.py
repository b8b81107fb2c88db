"""Disclosures held against a real node: unspentness, completeness of the scripts, reorganisations."""

from collections.abc import Iterator
from hashlib import sha256

import msgspec
import pytest

from bitcoin_office.reserve.disclosure.building import signed_file
from bitcoin_office.reserve.disclosure.checking import Given
from bitcoin_office.reserve.disclosure.document import HeadersEntry, Stamp
from bitcoin_office.reserve.disclosure.entries import block_entry
from bitcoin_office.reserve.disclosure.result import Verification
from bitcoin_office.reserve.disclosure.series import verify
from tests.adapters.chains import chain_on
from tests.adapters.node import PrivateNode
from tests.disclosing import BITCOIN, CHANGE, EXCHANGE, FEE, FIRST_TIME, MINER, SIGNER, SPACING, Practice, coin_of, pay
from tests.reserve.disclosure.verifying import codes, given, left, reader, said

pytestmark = pytest.mark.component("bitcoind")


@pytest.fixture
def practised() -> Iterator[tuple[Practice, PrivateNode]]:
    """The practised chain, in the program and in a node."""
    practice = Practice()
    # Before the chain grows.
    assert practice.small.disclosure.number == 1
    node = PrivateNode("-blockfilterindex=1")
    pass_on(practice, node)
    yield practice, node
    node.remove()
    practice.chain.close()


def pass_on(practice: Practice, node: PrivateNode) -> None:
    """Gives the node all blocks of the best chain."""
    tip = practice.chain.tip().height
    node.submit(practice.chain.block(height).to_bytes() for height in range(1, tip + 1))


def held_against(practice: Practice, node: PrivateNode, **changes: object) -> Verification:
    """What comes of the first disclosure, or of one that says something else, when this node is asked."""
    made = practice.small
    file = signed_file(msgspec.structs.replace(made.disclosure, **changes), SIGNER)
    return verify([msgspec.structs.replace(given(made), data=file)], reader(), chain_on(node))


def test_a_node_proves_unspent_and_complete(practised: tuple[Practice, PrivateNode]) -> None:
    """The node confirms every coin, that its scripts hold no others, and the best chain."""
    found = held_against(*practised)
    assert found.ok, found.findings
    assert {"unspent", "scripts-complete", "most-work", "headers"} <= said(found)


def test_a_node_links_blocks_without_sidecar(practised: tuple[Practice, PrivateNode]) -> None:
    """Its headers take the sidecar's place."""
    practice, node = practised
    one = Given(name="x", data=practice.small.file)
    assert "headers" in said(verify([one], reader(), chain_on(node)))


def test_coins_spent_later_are_said(practised: tuple[Practice, PrivateNode]) -> None:
    """Spent after the stamp is no lie of the disclosure; the reader learns it."""
    practice, node = practised
    moved = practice.chain.block(102).transactions[1]
    practice.mine(pay([coin_of(moved, 0, CHANGE)], [(BITCOIN, MINER.script), (2 * BITCOIN - 2 * FEE, MINER.script)]))
    pass_on(practice, node)
    found = held_against(practice, node)
    assert found.ok, found.findings
    assert "spent-since" in left(found)


def test_a_movement_left_out_with_its_coin_is_found(practised: tuple[Practice, PrivateNode]) -> None:
    """An office that hides a later coin under a disclosed script is contradicted by the chain."""
    practice, node = practised
    first = practice.chain.block(2).coinbase
    practice.mine(pay([coin_of(first, 0, EXCHANGE)], [(BITCOIN, CHANGE.script)]))
    pass_on(practice, node)
    made = practice.small
    tip = practice.chain.tip()
    header = practice.chain.headers(101, tip.height)
    hiding = msgspec.structs.replace(
        made.disclosure,
        stamp=Stamp(hash=block_entry(header, tip.height).hash, height=tip.height, time=header.header(tip.height).time),
        blocks=tuple(block_entry(header, height) for height in (101, 102, 103, tip.height)),
        headers=HeadersEntry(count=tip.height - 100, first_height=101, sha256=sha256(header.data).hexdigest()),
    )
    one = Given(name="x", data=signed_file(hiding, SIGNER), sidecar=header.data)
    assert verify([one], reader()).ok
    found = verify([one], reader(), chain_on(node))
    assert codes(found) == {"coin-left-out", "movement-left-out"}


def test_a_reorganised_block_is_found(practised: tuple[Practice, PrivateNode]) -> None:
    """The node has another block at the stamp's height."""
    practice, node = practised
    times = [FIRST_TIME + SPACING * (103 + step) + 7 for step in range(1, 4)]
    practice.chain.reorganise(103, MINER.script, times=times, mark=b"reorganised")
    pass_on(practice, node)
    found = held_against(practice, node)
    assert codes(found) == {"reorganised"}
    assert "unspent" in left(found)


def test_a_node_that_is_behind_says_nothing(practised: tuple[Practice, PrivateNode]) -> None:
    """It cannot confirm what it has not seen, and does not contradict either."""
    practice, node = practised
    practice.mine()
    ahead = practice.disclose()
    found = verify([given(ahead)], reader(), chain_on(node))
    assert found.ok
    assert {"node", "unspent"} <= left(found)
