"""A real node that is reorganised, dies, starts again or prunes while it is read: nothing lost, nothing double."""

import threading
from collections.abc import Iterator

import pytest

from bitcoin_office.adapters.bitcoin_core.scan import NO_FILTERS
from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.chain.block import Block
from bitcoin_office.reserve.chain_errors import BlockUnavailableError, ChainUnreachableError
from bitcoin_office.reserve.coins import coins_at
from bitcoin_office.reserve.following import follow
from tests.adapters.chains import Story, chain_on
from tests.adapters.node import PrivateNode
from tests.adapters.proxy import Proxy
from tests.adapters.recount import recount
from tests.adapters.signing import pay
from tests.adapters.story import MINER, RECEIVE, SCRIPTS, START, Author, coins_of

pytestmark = pytest.mark.component("bitcoind")


@pytest.fixture
def branches() -> Iterator[tuple[Author, list[bytes]]]:
    """A chain with purchases, and 101 blocks that replace its last hundred; one purchase is in both."""
    with EmbeddedChain() as chain:
        author = Author(chain)
        for _ in range(105):
            author.block()
        fork = chain.tip()
        coins = [author.mined(height, MINER) for height in (1, 2, 3)]
        kept, lost, gained = (pay([coin], [(coin.sats - 1000, RECEIVE[at].script)]) for at, coin in enumerate(coins))
        author.block(kept, lost)
        onward = pay(coins_of(lost, RECEIVE), [(10**8, RECEIVE[5].script)])
        author.block(onward)
        for _ in range(98):
            author.block()
        old = list(author.raw)
        stamp, new = fork, old[: fork.height + 1]
        for at in range(101):
            transactions = {2: [kept], 50: [gained]}.get(at, [])
            time = START + 600 * (fork.height + 1 + at) + 1
            stamp = chain.mine(MINER.script, time=time, transactions=transactions, on=stamp, mark=b"other")
            new.append(b"")
        for height in range(fork.height + 1, stamp.height + 1):
            new[height] = chain.block(height).to_bytes()
        author.raw = old
        yield author, new


def test_a_hundred_blocks_are_reorganised(fresh_node: PrivateNode, branches):
    """After 100 blocks were replaced both adapters, reading on from what was kept, have the new truth exactly."""
    author, new = branches
    fresh_node.submit(author.raw[1:])
    node = chain_on(fresh_node)
    kept = list(follow(node, SCRIPTS, blocks_a_step=20))
    transactions = [each for step in kept for each in step.activity.transactions]
    old_counted = recount(author.raw, SCRIPTS)
    assert holds(transactions, len(author.raw) - 1, old_counted)
    known = sorted({*(step.activity.upto for step in kept), *(each.block for each in transactions)})
    fresh_node.submit(new[106:])
    assert Block.parse(new[-1]).hash == node.tip().hash
    counted = recount(new, SCRIPTS)
    for chain in (node, author.chain):
        steps = list(follow(chain, SCRIPTS, known))
        assert steps[0].fork.height == 100
        assert [stamp.height for stamp in steps[0].orphaned] == [106, 107, 120, 140, 160, 180, 200, 205][
            : len(steps[0].orphaned)
        ]
        standing = [each for each in transactions if each.block.height <= steps[0].fork.height]
        found = standing + [each for step in steps for each in step.activity.transactions]
        for height in range(105, len(new)):
            assert holds(found, height, counted)


def holds(transactions, height: int, counted) -> bool:
    """Whether the coins derived from the transactions are those of the recount."""
    coins = coins_at(height, transactions, SCRIPTS)
    return {
        (coin.outpoint.txid, coin.outpoint.index): (coin.sats, coin.script, coin.born_height, coin.is_coinbase)
        for coin in coins
    } == counted[height]


def test_a_reorganisation_while_it_is_read(fresh_node: PrivateNode, branches):
    """When the chain changes under a reading, the answer is of one chain: the new one, whole."""
    author, new = branches
    fresh_node.submit(author.raw[1:])
    proxy = Proxy(fresh_node.port)

    def reorganise(handler, question, answer) -> None:
        fresh_node.submit(new[106:])
        handler.give(answer)

    try:
        proxy.fail("getblock", reorganise)
        found = chain_on(fresh_node, url=proxy.url).activity(SCRIPTS)
    finally:
        proxy.close()
    assert found.upto.hash == Block.parse(new[-1]).hash
    assert holds(found.transactions, len(new) - 1, recount(new, SCRIPTS))


def test_a_node_that_starts_again_in_the_middle(fresh_node: PrivateNode, story: Story):
    """A node that is stopped and started again in the middle of a reading, with a new cookie, is read to the end."""
    fresh_node.submit(story.raw[1:])
    proxy = Proxy(fresh_node.port)

    def start_again(handler, question, answer) -> None:
        fresh_node.stop()
        threading.Thread(target=fresh_node.start).start()
        handler.close_connection = True

    try:
        proxy.fail("getdescriptoractivity", start_again)
        patient = {"attempts": 200, "backoff_seconds": 0.05, "longest_wait_seconds": 0.05}
        found = chain_on(fresh_node, url=proxy.url, **patient).activity(SCRIPTS)
    finally:
        proxy.close()
    assert found.transactions == story.activity.transactions


def test_a_node_that_dies_between_steps(fresh_node: PrivateNode, story: Story):
    """What was kept before the node died is read on from once it is back: the parts are the whole."""
    fresh_node.submit(story.raw[1:])
    steps = follow(chain_on(fresh_node), SCRIPTS, blocks_a_step=106)
    kept = next(steps).activity
    fresh_node.kill()
    with pytest.raises(ChainUnreachableError):
        next(steps)
    fresh_node.start()
    fresh_node.submit(story.raw[1:])
    rest = list(follow(chain_on(fresh_node), SCRIPTS, [kept.upto]))
    assert kept.transactions + rest[0].activity.transactions == story.activity.transactions
    assert (len(rest), rest[0].orphaned) == (1, ())


def test_a_node_that_prunes(story: Story):
    """A node without old blocks says which it lacks instead of passing them over; what it still has, it reads."""
    node = PrivateNode("-prune=1", "-fastprune")
    try:
        with EmbeddedChain() as chain:
            author = Author(chain)
            for raw in story.raw[1:]:
                chain.submit(raw)
                author.raw.append(raw)
            for _ in range(600):
                author.block()
            last = author.block(script=RECEIVE[0].script)
        node.submit(author.raw[1:])
        pruned = node.ask("pruneblockchain", 400)
        assert pruned > story.heights["sweep"]
        pruning = chain_on(node)
        with pytest.raises(BlockUnavailableError, match="pruned") as caught:
            pruning.activity(SCRIPTS)
        assert caught.value.height is not None
        assert caught.value.height <= pruned
        with pytest.raises(BlockUnavailableError, match="height 2 "):
            pruning.block(2)
        found = pruning.activity(SCRIPTS, after=pruning.stamp(pruned + 1))
        assert [each.block for each in found.transactions] == [last]
        assert found.remarks == (NO_FILTERS,)
    finally:
        node.remove()
