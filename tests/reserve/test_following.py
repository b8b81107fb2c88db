"""Following a chain: in steps, through reorganisations, with nothing lost and nothing double."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.reserve.chain_errors import ChainBehindError, ReorganisedError
from bitcoin_office.reserve.chain_port import BlockStamp
from bitcoin_office.reserve.coins import coins_at
from bitcoin_office.reserve.following import Step, follow, last_standing
from tests.reserve.chain_double import ChainDouble, named

SCRIPT = b"\x51"


class Keeper:
    """An office that keeps each step as it comes."""

    def __init__(self) -> None:
        self.known: list[BlockStamp] = []
        self.transactions = []
        self.steps: list[Step] = []

    def follow(self, chain: ChainDouble, *, blocks_a_step: int = 10, stop_after: int | None = None) -> None:
        """Reads on from what it keeps; a keeper that dies does so between two steps."""
        for count, step in enumerate(follow(chain, {SCRIPT}, tuple(self.known), blocks_a_step=blocks_a_step), 1):
            height = step.fork.height if step.fork else 0
            self.known = [each for each in self.known if each.height <= height and each not in step.orphaned]
            self.transactions = [each for each in self.transactions if each.block.height <= height]
            self.transactions += step.activity.transactions
            self.known.append(step.activity.upto)
            self.steps.append(step)
            if count == stop_after:
                return


def chain_of(*names: str) -> ChainDouble:
    """A chain with a payment in every block but the first."""
    chain = ChainDouble("first", *names)
    for height, name in enumerate(chain.names[1:], 1):
        chain.pay(f"payment in {name}", 1000 + height, SCRIPT, height)
    return chain


def numbered(prefix: str, first: int, last: int) -> list[str]:
    """Names of blocks."""
    return [f"{prefix}{height}" for height in range(first, last + 1)]


def test_steps_cover_every_block_once():
    """Twenty-five blocks in steps of ten are three steps that meet, and their transactions are all."""
    chain, keeper = chain_of(*numbered("a", 1, 25)), Keeper()
    keeper.follow(chain)
    assert [step.activity.upto.height for step in keeper.steps] == [10, 20, 25]
    assert [each.txid for each in keeper.transactions] == [named(f"payment in a{height}") for height in range(1, 26)]
    assert [step.orphaned for step in keeper.steps] == [()] * 3


def test_only_new_blocks_are_read():
    """Reading on costs by the new blocks: none for nothing new, two for two, however long the chain is."""
    chain, keeper = chain_of(*numbered("a", 1, 500)), Keeper()
    keeper.follow(chain)
    chain.asked_blocks = chain.asked_stamps = 0
    keeper.follow(chain)
    assert (chain.asked_blocks, chain.asked_stamps) == (0, 1)
    chain.names += ["a501", "a502"]
    keeper.follow(chain)
    assert (chain.asked_blocks, keeper.known[-1]) == (2, chain.tip())


def test_a_reorganisation_is_read_from_the_fork():
    """After a hundred blocks are replaced, what stood on them is gone, what replaced them is there, once."""
    chain, keeper = chain_of(*numbered("a", 1, 150)), Keeper()
    keeper.follow(chain)
    other = chain_of(*numbered("a", 1, 50), *numbered("b", 51, 151))
    keeper.follow(other)
    [step] = [step for step in keeper.steps if step.orphaned]
    assert step.fork == chain.of(50)
    assert step.orphaned == tuple(chain.of(height) for height in range(60, 151, 10))
    assert coins_at(151, keeper.transactions, {SCRIPT}) == coins_at(
        151, other.activity({SCRIPT}).transactions, {SCRIPT}
    )


def test_a_chain_that_changes_while_it_is_read():
    """A reorganisation between two questions leads back to the fork; nothing of the lost branch stays."""
    chain, keeper = chain_of(*numbered("a", 1, 30)), Keeper()
    other = chain_of(*numbered("a", 1, 12), *numbered("b", 13, 31))
    chain.transactions |= other.transactions
    chain.before_reading = [chain.names, chain.names, other.names]
    keeper.follow(chain)
    assert [each.txid for each in keeper.transactions] == [named(f"payment in {name}") for name in other.names[1:]]
    assert [(step.fork and step.fork.height, len(step.orphaned)) for step in keeper.steps][2] == (10, 1)


def test_a_node_that_is_behind_loses_nothing():
    """A node that still catches up is no reorganisation: it is said, and what is known stays."""
    chain, keeper = chain_of(*numbered("a", 1, 30)), Keeper()
    keeper.follow(chain)
    del chain.names[20:]
    with pytest.raises(ChainBehindError, match=r"19.*30"):
        keeper.follow(chain)
    assert len(keeper.transactions) == 30


def test_a_source_that_never_settles_is_given_up(monkeypatch: pytest.MonkeyPatch):
    """A source that shows a block and denies it when read is not asked for ever."""
    chain, denied = chain_of(*numbered("a", 1, 30)), []

    def deny(scripts, *, after=None, upto=None, held=()):
        denied.append(after)
        raise ReorganisedError(height=after.height, hash_shown="")

    monkeypatch.setattr(chain, "activity", deny)
    with pytest.raises(ReorganisedError):
        list(follow(chain, {SCRIPT}, [chain.of(5)]))
    assert 1 < len(denied) < 20


def test_up_to_a_height():
    """With a goal below the tip the steps end there."""
    steps = list(follow(chain_of(*numbered("a", 1, 30)), {SCRIPT}, upto=15, blocks_a_step=10))
    assert [step.activity.upto.height for step in steps] == [10, 15]


@given(length=st.integers(0, 40), standing=st.integers(0, 40))
def test_the_fork_is_found_with_few_questions(length: int, standing: int):
    """The number of known blocks that still stand is found for every fork, with logarithmically many questions."""
    standing = min(length, standing)
    chain = ChainDouble("first", *numbered("a", 1, standing), *numbered("b", standing + 1, length))
    known = [BlockStamp(height, named(f"a{height}")) for height in range(1, length + 1)]
    assert last_standing(chain, known) == standing
    assert chain.asked_stamps <= 2 + length.bit_length()


@given(data=st.data(), lengths=st.lists(st.integers(1, 12), min_size=1, max_size=6), step=st.integers(1, 7))
def test_any_history_of_branches_ends_in_the_truth(data: st.DataObject, lengths: list[int], step: int):
    """After any series of reorganisations, and deaths between steps, the keeper's coins are those of the best chain."""
    keeper, names = Keeper(), ["first"]
    for branch, length in enumerate(lengths):
        fork = data.draw(st.integers(max(1, len(names) - 15), len(names)))
        start = len(names)
        names = [*names[:fork], *numbered(f"{branch}-", fork, start + length - 1)]
        chain = chain_of(*names[1:])
        keeper.follow(chain, blocks_a_step=step, stop_after=data.draw(st.integers(1, 4)))
    keeper.follow(chain, blocks_a_step=step)
    assert [each.txid for each in keeper.transactions] == [named(f"payment in {name}") for name in names[1:]]
    assert keeper.known[-1] == chain.tip()
