"""One suite for every training chain: in the consensus library, and on a Bitcoin node of our own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec
import pytest

from bitcoin_office.adapters.bitcoin_core.training_node import NodeTrainingChain, TrainingNode, find_node
from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.adapters.embedded_chain.errors import BlockRejectedError, ChainFolderError
from bitcoin_office.adapters.embedded_chain.mining import make_block
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.reserve.chain_errors import NotOnChainError
from bitcoin_office.reserve.chain_port import TrainingChain
from tests.disclosing import BITCOIN, EXCHANGE, FEE, FIRST_TIME, MINER, SPACING, coin_of, pay

Opener = Callable[[Path], AbstractContextManager[TrainingChain]]


class OnNode:
    """A node's chain, its node started and stopped around it."""

    def __init__(self, folder: Path) -> None:
        program = find_node()
        assert program is not None
        self._node = TrainingNode(program, folder)

    def __enter__(self) -> NodeTrainingChain:
        return self._node.__enter__().chain()

    def __exit__(self, *error: object) -> None:
        self._node.__exit__(None, None, None)


@pytest.fixture(params=["library", pytest.param("node", marks=pytest.mark.component("bitcoind"))])
def opener(request: pytest.FixtureRequest) -> Opener:
    """Opens the chain in a folder, in each way that there is."""
    return EmbeddedChain if request.param == "library" else OnNode


@pytest.fixture
def chain(opener: Opener, tmp_path: Path) -> Iterator[TrainingChain]:
    """An empty chain of every kind."""
    with opener(tmp_path / "chain") as opened:
        yield opened


def mine(chain: TrainingChain, count: int, script: bytes = MINER.script) -> None:
    """So many blocks, one after the other."""
    for height in range(chain.tip().height + 1, chain.tip().height + 1 + count):
        chain.mine(script, time=FIRST_TIME + SPACING * height)


def test_it_begins_with_the_first_block(chain: TrainingChain) -> None:
    """Regtest, and nothing on it."""
    assert chain.network == REGTEST
    assert (chain.tip().height, chain.tip().hash) == (0, REGTEST.genesis_hash)


def test_mined_coins_ripen_and_can_be_spent(chain: TrainingChain) -> None:
    """After a hundred blocks, in a block that takes the fee; the chain tells the transaction with what it spends."""
    mine(chain, 1, EXCHANGE.script)
    coin = coin_of(chain.block(1).coinbase, 0, EXCHANGE)
    paid = pay([coin], [(BITCOIN, MINER.script), (49 * BITCOIN - FEE, EXCHANGE.script)])
    with pytest.raises(BlockRejectedError):
        chain.mine(MINER.script, time=FIRST_TIME + 2 * SPACING, transactions=(paid,), fees_sats=FEE)
    mine(chain, 100)
    stamp = chain.mine(MINER.script, time=FIRST_TIME + 102 * SPACING, transactions=(paid,), fees_sats=FEE)
    assert stamp == chain.tip() == chain.stamp(102)
    block = chain.block(102)
    assert block.coinbase.outputs[0].sats == 50 * BITCOIN + FEE
    [received, spent] = chain.activity([EXCHANGE.script]).transactions
    assert (received.block.height, spent.block.height, spent.fee_sats) == (1, 102, FEE)


def test_a_side_branch_wins_with_more_work(chain: TrainingChain) -> None:
    """A block beside the tip changes nothing; with one more on it the other branch is given up."""
    mine(chain, 3)
    fork, old = chain.stamp(2), chain.tip()
    beside = chain.mine(MINER.script, time=FIRST_TIME + 3 * SPACING + 1, on=fork, mark=b"other")
    assert beside.height == 3
    assert chain.tip() == old
    new = chain.mine(MINER.script, time=FIRST_TIME + 4 * SPACING + 1, on=beside, mark=b"other")
    assert (chain.tip(), chain.stamp(3), chain.stamp(2)) == (new, beside, fork)


def test_a_reorganisation_takes_as_many_blocks_as_it_needs(chain: TrainingChain) -> None:
    """Empty blocks replace all above the fork; too few are refused, and nothing has changed then."""
    mine(chain, 5)
    before = chain.tip()
    times = [FIRST_TIME + SPACING * height + 7 for height in range(3, 7)]
    with pytest.raises(NotOnChainError):
        chain.reorganise(2, EXCHANGE.script, times=times[:3], mark=b"again")
    assert chain.tip() == before
    tip = chain.reorganise(2, EXCHANGE.script, times=times, mark=b"again")
    assert tip == chain.tip()
    assert tip.height == 6
    assert {each.block.height for each in chain.activity([EXCHANGE.script]).transactions} == {3, 4, 5, 6}


def test_a_block_that_breaks_the_rules_is_refused(chain: TrainingChain) -> None:
    """One that pays its miner too much, one on a block that nobody knows; a block given twice is the same block."""
    mine(chain, 2)
    tip = chain.tip()
    greedy = make_block(tip.hash, 3, script=MINER.script, time=FIRST_TIME + 3 * SPACING, fees_sats=1)
    stray = make_block(bytes(31) + b"\1", 3, script=MINER.script, time=FIRST_TIME + 3 * SPACING)
    for block in (greedy, stray):
        with pytest.raises(BlockRejectedError):
            chain.submit(block.to_bytes())
    assert chain.tip() == tip
    assert chain.submit(chain.block(2).to_bytes()) == tip


def test_it_stands_in_its_folder(opener: Opener, tmp_path: Path) -> None:
    """Closed and opened again it goes on where it was; two at once are refused."""
    with opener(tmp_path / "chain") as first:
        mine(first, 3)
        tip = first.tip()
        with pytest.raises(ChainFolderError, match="Only one program"), opener(tmp_path / "chain"):
            pass
        assert first.tip() == tip
    with opener(tmp_path / "chain") as second:
        assert second.tip() == tip
        mine(second, 1)
        assert second.tip().height == 4


def test_the_same_blocks_on_every_chain(chain: TrainingChain) -> None:
    """Mining depends on its arguments alone: the third block has this identity, whoever takes it in."""
    mine(chain, 3)
    blocks = [make_block(REGTEST.genesis_hash, 1, script=MINER.script, time=FIRST_TIME + SPACING)]
    blocks += [make_block(blocks[0].hash, 2, script=MINER.script, time=FIRST_TIME + 2 * SPACING)]
    blocks += [make_block(blocks[1].hash, 3, script=MINER.script, time=FIRST_TIME + 3 * SPACING)]
    assert [chain.stamp(height).hash for height in (1, 2, 3)] == [block.hash for block in blocks]
    assert msgspec.structs.replace(chain.tip(), height=0).hash == blocks[-1].hash


def test_a_program_that_is_no_node_says_so(tmp_path: Path) -> None:
    """It ends at once, or cannot be started at all: an error of ours with what to do."""
    for program in (Path("/bin/false"), tmp_path / "nothing"):
        with pytest.raises(ChainFolderError, match=r"BITCOIND|one program"), TrainingNode(program, tmp_path / "node"):
            pass
