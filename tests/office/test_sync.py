"""The sync beside a chain that changes while it is read, ranges that grow, vaults with a beginning, late prices."""

import datetime as dt
import functools

import pytest

from bitcoin_office.chain.descriptor import parse_descriptor
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.office import sync as module
from bitcoin_office.office.sync import Progress, read_chain
from bitcoin_office.reserve.chain_errors import ChainUnreachableError, NotOnChainError
from bitcoin_office.reserve.movements_log import read_upto
from bitcoin_office.reserve.vault import LOOK_AHEAD, Vault, VaultDescriptor
from tests.office.model_chain import ModelBlock, ModelChain, Tx
from tests.office.ours import COLD, FOREIGN, HOT, VAULTS, Office, following, price, vault
from tests.reserve.test_vault import RANGED


def chain_of(height: int, branch: str = "a", fork: ModelChain | None = None, at: int = 0) -> ModelChain:
    """A chain whose blocks each pay a cold script and a hot one; a branch of ``fork``, where given, above ``at``."""
    chain = ModelChain()
    chain.blocks = [] if fork is None else list(fork.blocks[:at])
    for number in range(chain.height + 1, height + 1):
        pays = [(1_000, COLD[number % 3]), (2_000, HOT[number % 2])]
        chain.blocks.append(ModelBlock(f"{branch} {number}", number, [Tx(f"{branch} {number}", [], pays, mined=True)]))
    return chain


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three blocks a step, so that there is much between two steps."""
    monkeypatch.setattr(module, "follow", functools.partial(module.follow, blocks_a_step=3))


def test_a_chain_that_is_reorganised_between_the_steps() -> None:
    """At whichever step the chain changes, the office ends on the new branch with all of it and nothing of the old."""
    for moment in range(7):
        chain, other = chain_of(20), chain_of(23, "b", chain_of(20), at=2 + 2 * moment)
        office = Office()
        office.sync(chain, following(), upto=1)
        steps = 0

        def told(_: Progress, chain: ModelChain = chain, other: ModelChain = other, moment: int = moment) -> None:
            nonlocal steps
            steps += 1
            if steps == moment + 1:
                chain.blocks = other.blocks

        read_chain(chain, office.log, told=told)
        office.sync(chain)
        assert read_upto(office.log.covers()) == other.tip()
        assert [each.block for each in office.log.transactions()] == [other.stamp(height) for height in range(1, 24)]
        assert sum(office.coins().values()) == 23 * 3_000
        fresh = Office()
        fresh.sync(other)
        assert (fresh.coins(), fresh.lots()) == (office.coins(), office.lots())


def test_a_reorganisation_while_a_later_vault_is_read() -> None:
    """Scripts that lag behind are never read on one branch while the others stand on another."""
    for moment in range(5):
        chain, other = chain_of(20), chain_of(22, "b", chain_of(20), at=5)
        office = Office()
        office.sync(chain, following(VAULTS[:1]))
        steps = 0
        plain = chain.activity

        def asked(*arguments, chain=chain, other=other, moment=moment, plain=plain, **options):
            nonlocal steps
            steps += 1
            if steps == moment + 1:
                chain.blocks = other.blocks
            return plain(*arguments, **options)

        chain.activity = asked
        office.sync(chain, following(VAULTS))
        assert sum(office.coins().values()) == 22 * 3_000
        assert {each.block for each in office.log.transactions()} == {other.stamp(height) for height in range(1, 23)}


def test_a_chain_that_never_rests_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that changes under every reading is given up after a while, and nothing of it is kept."""
    office = Office()
    monkeypatch.setattr(module, "_read_on", lambda *_: False)
    with pytest.raises(ChainUnreachableError, match="reorganised 10 times"):
        office.sync(chain_of(3))
    assert office.log.stamps() == ()


def test_a_range_grows_as_it_is_used() -> None:
    """Once an index near the end is in use, later ones are watched, and what they received before is found."""
    scripts = {
        each.index: each.script for each in parse_descriptor(RANGED, REGTEST).scripts(0, 400) if each.branch == 0
    }
    chain = ModelChain()
    for number, index in enumerate([150, 4, 203]):
        chain.blocks.append(
            ModelBlock(f"{number}", number, [Tx(f"{number}", [], [(1_000, scripts[index])], mined=True)])
        )
    cold = Vault(name="cold", network="regtest", descriptor=(VaultDescriptor(text=RANGED, count=5),))
    office = Office()
    office.sync(chain, following((cold,)))
    assert len(office.log.scripts()) == 2 * (203 + 1 + LOOK_AHEAD)
    assert sum(office.coins().values()) == 3_000
    head = office.books.head()
    office.sync(chain, following((cold,)))
    assert office.books.head() == head


def test_a_vault_begins_where_it_says() -> None:
    """Blocks below its first height are not read; coins in them are not its coins."""
    chain = chain_of(12)
    late = Vault(name="cold", network="regtest", from_height=9, descriptor=VAULTS[0].descriptor)
    office = Office()
    office.sync(chain, following((late,)))
    assert chain.asked_blocks == 4
    assert [each.block.height for each in office.log.transactions()] == [9, 10, 11, 12]
    with pytest.raises(NotOnChainError):
        Office().sync(
            chain, following((Vault(name="x", network="regtest", from_height=99, descriptor=late.descriptor),))
        )


def test_a_vault_that_is_gone_leaves_the_books() -> None:
    """Its coins were never ours by what is written down now; its entries are undone, and stand when it comes back."""
    chain = chain_of(6)
    office = Office()
    office.sync(chain)
    assert office.sync(chain, following(VAULTS[:1])).undone == 6
    assert sum(office.coins().values()) == 6 * 1_000
    office.sync(chain, following(VAULTS))
    assert sum(office.coins().values()) == 6 * 3_000


def test_a_price_that_comes_later_is_used_and_one_that_changes_is_not() -> None:
    """Coins without a value get one as soon as it is known; a booked value stays when the market's figure changes."""
    chain = chain_of(3)
    office = Office()
    office.sync(chain, following(prices=lambda _: None))
    assert office.lots() == []
    assert sum(office.coins().values()) == 9_000
    priced = office.sync(chain, following())
    assert (priced.undone, priced.booked) == (3, 3)
    lots = office.lots()
    assert sum(cost for _, _, cost in lots) > 0
    dearer = office.sync(chain, following(VAULTS, prices=lambda day: price(day + dt.timedelta(days=900))))
    assert (dearer.booked, office.lots()) == (0, lots)


def test_others_who_book_these_coins_are_named_and_nothing_is_broken() -> None:
    """What depends on coins that were booked away by hand cannot be undone: findings, and the books as they were."""
    from bitcoin_office.books.entry import Draft, Leg
    from bitcoin_office.terms.amount import sats

    chain = chain_of(2)
    office = Office()
    office.sync(chain)
    legs = (
        Leg(account="Assets:Reserve:Observed:Cold", amount=sats(-2_000)),
        Leg(account="Expenses:Network-Fees", amount=sats(2_000)),
    )
    office.books.post([Draft(external_id="hand", on=dt.date(2025, 2, 1), narrative="x", source="x", legs=legs)])
    before = list(office.books.entries())
    chain.blocks[1] = ModelBlock("other", 5, [])
    followed = office.sync(chain)
    assert {finding.code for finding in followed.findings} == {"lot-changed"}
    assert list(office.books.entries()) == before
    office.books.reverse("hand", new_id="unhand", on=dt.date(2025, 2, 1), why="x")
    assert office.sync(chain).findings == ()
    assert sum(office.coins().values()) == 3_000


def test_one_vault_of_nothing() -> None:
    """Without a script nothing is read and nothing is booked."""
    office = Office()
    assert read_chain(chain_of(3), office.log).blocks == 0
    office.sync(chain_of(3), following((vault("x", FOREIGN[:1]),)))
    assert office.coins() == {}
