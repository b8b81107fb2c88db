"""The training chain: deterministic, checked by the consensus library, reorganised at will, kept in a folder."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.adapters.embedded_chain.errors import BlockRejectedError, ChainFolderError
from bitcoin_office.adapters.embedded_chain.mining import make_block, subsidy_sats
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.transaction import TxOut
from bitcoin_office.reserve.chain_errors import NotOnChainError, ReorganisedError
from bitcoin_office.reserve.chain_port import BlockStamp
from bitcoin_office.reserve.coins import holding_of
from bitcoin_office.terms.errors import MissingComponentError
from tests.adapters.signing import Key, pay
from tests.adapters.story import BLOCK_SECONDS, FEE, MINER, START, Author

OURS = Key("ours")


@pytest.fixture
def author() -> Iterator[Author]:
    """A chain in memory with 102 blocks, whose first coins are ripe."""
    with EmbeddedChain() as chain:
        author = Author(chain)
        for _ in range(102):
            author.block()
        yield author


def test_the_same_acts_make_the_same_chain(author: Author):
    """Nothing but the arguments goes into a block: this chain has this tip on every machine, on every day."""
    assert shown(author.chain.tip().hash) == "08b502611c4d6d06b82d457020c36855ab989c8489cdd7863bf30a27ab9c5d38"
    for height in (1, 16, 17, 102):
        block = author.chain.block(height)
        block.check(REGTEST)
        assert block.stated_height == height


def test_a_spend_is_checked_and_its_fee_earned(author: Author):
    """A signed transaction goes into a block, and the miner gets its fee."""
    coin = author.mined(1, MINER)
    author.block(pay([coin], [(coin.sats - FEE, OURS.script)]), fees=FEE)
    assert holding_of(author.chain, [OURS.script]).sats == subsidy_sats(1) - FEE
    assert author.chain.block(103).coinbase.outputs[0].sats == subsidy_sats(103) + FEE


def bad_signature(author: Author) -> bytes:
    """A transaction whose signature is of another one."""
    coin = author.mined(1, MINER)
    signed = pay([coin], [(coin.sats - FEE, OURS.script)])
    forged = msgspec.structs.replace(signed, outputs=(TxOut(coin.sats, OURS.script),))
    return next_block(author, transactions=[forged])


def double_spend(author: Author) -> bytes:
    """Two transactions that spend one coin."""
    coin = author.mined(1, MINER)
    return next_block(author, transactions=[pay([coin], [(sats, OURS.script)]) for sats in (1000, 2000)])


def unripe(author: Author) -> bytes:
    """A mined coin spent too early."""
    coin = author.mined(4, MINER)
    return next_block(author, transactions=[pay([coin], [(1000, OURS.script)])])


def greedy(author: Author) -> bytes:
    """A miner who takes a satoshi too much."""
    return next_block(author, fees_sats=1)


def too_old(author: Author) -> bytes:
    """A block from before the blocks before it."""
    return next_block(author, time=START)


def mutilated(author: Author) -> bytes:
    """A block that breaks off."""
    return next_block(author)[:-5]


def unknown_parent(author: Author) -> bytes:
    """A block on a block that nobody has."""
    return make_block(bytes(32), 103, script=b"\x51", time=START + 10**6).to_bytes()


def next_block(author: Author, **changed) -> bytes:
    """The block after the last."""
    tip = author.chain.tip()
    arguments = {"script": MINER.script, "time": START + BLOCK_SECONDS * (tip.height + 1), **changed}
    return make_block(tip.hash, tip.height + 1, **arguments).to_bytes()


@pytest.mark.parametrize(
    "bad",
    [bad_signature, double_spend, unripe, greedy, too_old, mutilated, unknown_parent],
    ids=lambda bad: bad.__name__,
)
def test_a_block_that_breaks_a_rule_is_refused(author: Author, bad):
    """The library itself is silent about a block that it does not connect; here it is an error, and nothing changes."""
    before = author.chain.tip()
    with pytest.raises(BlockRejectedError):
        author.chain.submit(bad(author))
    assert author.chain.tip() == before
    author.block()
    assert author.chain.tip().height == before.height + 1


def test_a_block_may_come_twice(author: Author):
    """Giving a block again changes nothing."""
    tip = author.chain.tip()
    assert author.chain.submit(author.raw[50]) == author.chain.stamp(50)
    assert author.chain.tip() == tip


def test_a_side_branch_takes_over_when_it_is_longer(author: Author):
    """A branch is on the side until it has more work; then the old blocks are off the chain."""
    chain, old = author.chain, author.chain.tip()
    time = START + BLOCK_SECONDS * 110
    side = chain.mine(OURS.script, time=time, on=chain.stamp(old.height - 1), mark=b"side")
    assert (side.height, chain.tip()) == (old.height, old)
    longer = chain.mine(OURS.script, time=time, on=side, mark=b"side")
    assert chain.tip() == longer
    assert chain.stamp(old.height) == side
    with pytest.raises(ReorganisedError):
        chain.activity([OURS.script], after=old)
    assert holding_of(chain, [OURS.script]).sats == 2 * subsidy_sats(102)


def test_reorganising_needs_enough_blocks(author: Author):
    """A reorganisation that would not overtake the chain is refused; one that does ends in its last block."""
    chain, times = author.chain, [START + BLOCK_SECONDS * height for height in range(110, 212)]
    with pytest.raises(NotOnChainError, match="do not overtake"):
        chain.reorganise(2, OURS.script, times=times[:100], mark=b"new")
    assert chain.reorganise(2, OURS.script, times=times[:101], mark=b"new") == chain.tip()
    assert chain.tip().height == 103


def test_a_folder_keeps_the_chain(tmp_path: Path):
    """A chain in a folder is there again when it is opened again, and only one program at a time may use it."""
    folder = tmp_path / "new" / "chain"
    with EmbeddedChain(folder) as chain:
        stamp = chain.mine(OURS.script, time=START)
        with pytest.raises(ChainFolderError, match="Only one program"):
            EmbeddedChain(folder)
    with EmbeddedChain(folder) as chain:
        assert chain.tip() == stamp
        assert [coin.born_hash for coin in holding_of(chain, [OURS.script]).coins] == [stamp.hash]


def test_a_transaction_of_an_orphaned_block_has_no_inputs(author: Author):
    """Asked for the payers in a block that is no longer on the chain, the chain says so."""
    coin = author.mined(1, MINER)
    stamp = author.block(pay([coin], [(coin.sats - FEE, OURS.script)]))
    [found] = author.chain.activity([OURS.script]).transactions
    other = msgspec.structs.replace(found, block=BlockStamp(stamp.height, bytes(32)))
    with pytest.raises(ReorganisedError):
        author.chain.with_inputs(other)


def test_without_the_library_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch):
    """Where the consensus library has no wheel, the error names the extra that brings it."""

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(MissingComponentError, match="'kernel'"):
        EmbeddedChain()
