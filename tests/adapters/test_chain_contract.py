"""The contract of the port ``Chain``: one suite for every adapter, over the same raw blocks, beside a recount."""

import pytest

from bitcoin_office.chain.block import Block
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.reserve.chain_errors import NotOnChainError, ReorganisedError
from bitcoin_office.reserve.chain_port import BlockStamp, Chain, TouchingTransaction
from bitcoin_office.reserve.coins import Coin, EventKind, coins_at, events, holding_of
from tests.adapters.chains import Story
from tests.adapters.story import BITCOIN, CHANGE, DUST_OUTPUTS, DUST_SATS, EXCHANGE, FEE, RECEIVE, SCRIPTS, STRANGER


def plain(coins: tuple[Coin, ...]) -> dict:
    """Coins as the recount writes them."""
    return {
        (coin.outpoint.txid, coin.outpoint.index): (coin.sats, coin.script, coin.born_height, coin.is_coinbase)
        for coin in coins
    }


def at(story: Story, name: str, chain: Chain) -> list[TouchingTransaction]:
    """The transactions that touch the scripts at a named height."""
    height = story.heights[name]
    return list(chain.activity(SCRIPTS, after=chain.stamp(height - 1), upto=height).transactions)


def test_headers_and_blocks_are_the_raw_ones(chain: Chain, story: Story):
    """Tip, stamps, headers and blocks are those of the raw blocks, byte by byte."""
    hashes = [Block.parse(raw).hash for raw in story.raw]
    assert chain.network == REGTEST
    assert chain.tip() == BlockStamp(story.height, hashes[-1])
    assert chain.stamp(0) == BlockStamp(0, REGTEST.genesis_hash)
    run = chain.headers(0, story.height)
    assert run.data == b"".join(raw[:80] for raw in story.raw)
    assert [run.hash(height) for height in range(story.height + 1)] == hashes
    for height in (0, 1, story.heights["coinjoin"], story.heights["dust storm"], story.height):
        assert chain.block(height).to_bytes() == story.raw[height]


def test_coins_at_every_height_against_a_recount(chain: Chain, story: Story):
    """At every height, consolidation to the change branch included, the coins are those of an independent count."""
    found = chain.activity(SCRIPTS)
    assert (found.after, found.upto) == (None, chain.tip())
    for height in range(story.height + 1):
        assert plain(coins_at(height, found.transactions, SCRIPTS)) == story.counted[height], height


@pytest.mark.parametrize("name", ["purchases", "consolidation", "sale and purchase", "dust storm", "sweep"])
def test_holding_at_a_height_against_a_recount(chain: Chain, story: Story, name: str):
    """Read only up to a height, the chain gives the coins of that height."""
    height = story.heights[name]
    holding = holding_of(chain, SCRIPTS, height)
    assert holding.at == chain.stamp(height)
    assert plain(holding.coins) == story.counted[height]
    assert holding.sats == sum(coin[0] for coin in story.counted[height].values())


def test_all_adapters_tell_the_same(chain: Chain, story: Story):
    """Whole transactions, in the chain's order, are equal in every field whichever way they were read."""
    found = chain.activity(SCRIPTS)
    assert found.transactions == story.activity.transactions
    order = [(each.block.height, each.position) for each in found.transactions]
    assert order == sorted(set(order))


@pytest.mark.parametrize("step", [1, 7, 50])
def test_pieces_give_the_whole(chain: Chain, story: Story, step: int):
    """Read piece by piece, nothing is lost at the seams and nothing comes twice."""
    first = story.heights["purchases"] - 2
    after = chain.stamp(first)
    transactions = list(chain.activity(SCRIPTS, upto=first).transactions)
    while after.height < story.height:
        piece = chain.activity(SCRIPTS, after=after, upto=min(after.height + step, story.height))
        assert piece.after == after
        transactions += piece.transactions
        after = piece.upto
    assert tuple(transactions) == story.activity.transactions


def test_a_consolidation_is_seen_whole(chain: Chain, story: Story):
    """The consolidation's inputs and its one output are ours, and the difference is the fee: no wallet hides it."""
    [transaction] = at(story, "consolidation", chain)
    assert [each.output.script for each in transaction.inputs] == [RECEIVE[place].script for place in (0, 1, 0, 0)]
    assert [each.script for each in transaction.outputs] == [CHANGE[0].script]
    assert transaction.fee_sats == FEE
    assert transaction.block_time == chain.block(story.heights["consolidation"]).header.time


def test_foreign_inputs_of_a_coinjoin_are_known(chain: Chain, story: Story):
    """A transaction that spends ours and others' coins has the outputs of all inputs, so its fee is known."""
    [transaction] = at(story, "coinjoin", chain)
    scripts = [each.output.script for each in transaction.inputs]
    assert scripts == [STRANGER.script, CHANGE[1].script, STRANGER.script]
    assert transaction.fee_sats == 2 * FEE


def test_sale_and_purchase_in_one_block(chain: Chain, story: Story):
    """A sale, a purchase and a coin that comes and goes within one block are told apart, in the block's order."""
    kinds = [
        (each.position, event.kind, event.sats)
        for each in at(story, "sale and purchase", chain)
        for event in events([each], SCRIPTS)
    ]
    passing = BITCOIN // 10
    assert kinds == [
        (1, EventKind.SPENT, BITCOIN),
        (1, EventKind.RECEIVED, BITCOIN // 2 - FEE),
        (2, EventKind.RECEIVED, BITCOIN),
        (3, EventKind.RECEIVED, passing),
        (4, EventKind.SPENT, passing),
        (4, EventKind.RECEIVED, passing - FEE),
    ]


def test_a_reused_address_keeps_every_coin(chain: Chain, story: Story):
    """Several coins of one address, two of them of one transaction, are different coins."""
    coins = holding_of(chain, [RECEIVE[0].script], story.heights["reused address"]).coins
    assert [coin.sats for coin in coins] == [BITCOIN, BITCOIN // 2, BITCOIN // 4]
    assert len({coin.outpoint for coin in coins}) == 3


def test_a_dust_storm(chain: Chain, story: Story):
    """Ten thousand outputs of one transaction are ten thousand coins."""
    [transaction] = at(story, "dust storm", chain)
    received = [event for event in events([transaction], SCRIPTS) if event.kind is EventKind.RECEIVED]
    assert len(received) == DUST_OUTPUTS
    assert {event.sats for event in received} == {DUST_SATS}


def test_mined_coins_ripen(chain: Chain, story: Story):
    """A mined coin is told from others, and may be spent from the hundredth block after its own."""
    scripts = [RECEIVE[9].script]
    [old] = holding_of(chain, scripts, story.heights["mined coin spent"] - 1).coins
    assert (old.is_coinbase, old.born_height) == (True, 2)
    assert [old.spendable_in(height) for height in (101, 102)] == [False, True]
    [new] = holding_of(chain, scripts).coins
    assert (new.is_coinbase, new.born_height) == (True, story.heights["mined again"])
    [coin] = holding_of(chain, [RECEIVE[8].script], story.heights["mined coin spent"]).coins[-1:]
    assert (coin.is_coinbase, coin.spendable_in(coin.born_height)) == (False, True)


def test_payers_are_found_when_asked_for(chain: Chain, story: Story):
    """A purchase is told without the payer's coins; asked for, they are there, with the fee."""
    for transaction in at(story, "purchases", chain):
        assert transaction.fee_sats is None
        whole = chain.with_inputs(transaction)
        assert [each.output.script for each in whole.inputs] == [EXCHANGE.script]
        assert whole.fee_sats == FEE
        assert chain.with_inputs(whole) == whole
    [mined] = at(story, "mined again", chain)
    assert chain.with_inputs(mined) == mined
    assert mined.fee_sats == 0


def test_unspent_outputs_against_a_recount(chain: Chain, story: Story):
    """Of all outputs that ever were ours, those are unspent that the recount has left; unknown ones are not."""
    ever = {OutPoint(*outpoint) for coins in story.counted for outpoint in coins}
    unknown = OutPoint(bytes(32), 7)
    found = chain.unspent([*ever, unknown])
    assert found.at == chain.tip()
    left = {OutPoint(*outpoint): (coin[0], coin[1]) for outpoint, coin in story.counted[-1].items()}
    assert {outpoint: (output.sats, output.script) for outpoint, output in found.outputs} == left
    assert len(left) < len(ever)
    assert [outpoint for outpoint, _ in found.outputs] == sorted(left)
    assert chain.unspent([]).outputs == ()


def test_nothing_new_is_no_trouble(chain: Chain, story: Story):
    """No scripts, no new blocks, or scripts that nobody used: no transactions, and the last block."""
    tip = chain.tip()
    assert chain.activity([], after=None).transactions == ()
    nothing = chain.activity(SCRIPTS, after=tip)
    assert (nothing.upto, nothing.transactions) == (tip, ())
    unused = chain.activity([b"\x00\x14" + bytes(20)])
    assert (unused.upto, unused.transactions) == (tip, ())


def test_what_is_not_on_the_chain_is_refused(chain: Chain, story: Story):
    """Heights above the tip, heights below zero and blocks of another chain are errors, not empty answers."""
    for ask in (
        lambda: chain.stamp(story.height + 1),
        lambda: chain.stamp(-1),
        lambda: chain.block(story.height + 1),
        lambda: chain.headers(story.height, story.height + 1),
        lambda: chain.activity(SCRIPTS, upto=story.height + 1),
    ):
        with pytest.raises(NotOnChainError):
            ask()
    for stamp in (BlockStamp(5, bytes(32)), BlockStamp(story.height + 7, bytes(32))):
        with pytest.raises(ReorganisedError, match=str(stamp.height)):
            chain.activity(SCRIPTS, after=stamp)
