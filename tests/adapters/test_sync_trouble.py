"""A sync beside a real node that stalls or prunes in the middle: nothing lost, nothing double."""

from __future__ import annotations

import pytest

from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.reserve.chain_errors import BlockUnavailableError, ChainUnreachableError, ContradictionError
from tests.adapters.chains import Story, chain_on
from tests.adapters.node import PrivateNode
from tests.adapters.proxy import Proxy, rewrite, stall
from tests.adapters.recount import recount
from tests.adapters.story import RECEIVE, SCRIPTS, Author
from tests.adapters.test_sync_contract import ONE_VAULT, TWO_VAULTS, agrees
from tests.office.ours import Office, following

pytestmark = pytest.mark.component("bitcoind")

# Blocks behind those that are pruned: a node keeps the last 288.
LATER_BLOCKS = 600


def state(office: Office) -> tuple:
    """All that it keeps."""
    return office.log.stamps(), list(office.log.transactions()), list(office.books.entries())


@pytest.mark.parametrize("method", ["scanblocks", "getdescriptoractivity", "getblock", "getblockheader"])
def test_a_node_that_stalls_in_the_middle(story: Story, story_node: PrivateNode, method: str) -> None:
    """A node that goes silent while a sync goes on is an error; what was read stays, and the next sync ends right."""
    proxy = Proxy(story_node.port)
    office = Office()
    try:
        chain = chain_on(story_node, url=proxy.url, read_seconds=0.3, scan_seconds=0.3, attempts=2)
        office.sync(chain_on(story_node), following(ONE_VAULT), upto=story.heights["coinjoin"])
        before = state(office)
        proxy.fail(method, stall, times=99)
        with pytest.raises(ChainUnreachableError):
            office.sync(chain, following(ONE_VAULT))
        assert state(office) == before
    finally:
        proxy.close()
    honest = chain_on(story_node)
    office.sync(honest, following(ONE_VAULT))
    agrees(office, honest, story.counted[-1])
    assert len({each.txid for each in office.log.transactions()}) == len(list(office.log.transactions()))


def test_a_node_that_prunes_between_two_syncs(story: Story) -> None:
    """Synced before, the office reads on without the old blocks; a later vault that needs them is an error that leaves
    everything as it was, and a node that has them ends it.
    """
    node, whole = PrivateNode("-prune=1", "-fastprune"), PrivateNode("-blockfilterindex=1")
    office = Office()
    try:
        with EmbeddedChain() as chain:
            author = Author(chain)
            for raw in story.raw[1:]:
                chain.submit(raw)
                author.raw.append(raw)
            node.submit(author.raw[1:])
            office.sync(chain_on(node), following(TWO_VAULTS[:1]))
            for _ in range(LATER_BLOCKS):
                author.block()
            node.submit(author.raw[len(story.raw) :])
            office.sync(chain_on(node), following(TWO_VAULTS[:1]))
            assert node.ask("pruneblockchain", 400) > story.height
            author.block(script=RECEIVE[0].script)
            node.submit(author.raw[-1:])
            counted = recount(author.raw, SCRIPTS)[-1]
            pruned = chain_on(node)
            office.sync(pruned, following(TWO_VAULTS[:1]))
            before = state(office)
            with pytest.raises(BlockUnavailableError, match="pruned"):
                office.sync(pruned, following(TWO_VAULTS))
            assert state(office) == before
            whole.submit(author.raw[1:])
            office.sync(chain_on(whole), following(TWO_VAULTS))
            agrees(office, chain_on(whole), counted, TWO_VAULTS)
    finally:
        node.remove()
        whole.remove()


def hide_spends(result: dict) -> dict:
    """A node that keeps to itself what was spent."""
    return {"activity": [event for event in result["activity"] if event["type"] != "spend"]}


@pytest.mark.parametrize("after", ["purchases", "reused address", "split", "coinjoin", "dust storm"])
def test_a_spend_that_is_kept_secret_is_found_out(story: Story, story_node: PrivateNode, after: str) -> None:
    """Of coins from before this sync as well: the office knows what it holds, and looks for it in the block."""
    proxy = Proxy(story_node.port)
    office = Office()
    try:
        office.sync(chain_on(story_node), following(ONE_VAULT), upto=story.heights[after])
        before = state(office)
        proxy.fail("getdescriptoractivity", rewrite(hide_spends), times=99)
        with pytest.raises(ContradictionError, match="is not told as it was made"):
            office.sync(chain_on(story_node, url=proxy.url), following(ONE_VAULT))
        assert state(office) == before
    finally:
        proxy.close()
