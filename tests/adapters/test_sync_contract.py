"""The sync on every adapter, over the same raw blocks: holdings beside a recount, classes, books, and trouble."""

import datetime as dt
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.adapters.store import open_books, open_log
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.office import sync as sync_module
from bitcoin_office.office.sync import Progress, read_chain, watch_missing
from bitcoin_office.reserve.chain_errors import ChainBehindError, ChainError, ChainUnreachableError, ContradictionError
from bitcoin_office.reserve.chain_port import Chain
from bitcoin_office.reserve.holdings import Holdings, holdings
from bitcoin_office.reserve.movements import Movement, judged, movement
from bitcoin_office.reserve.movements_log import read_upto
from bitcoin_office.reserve.vault import watched_of
from bitcoin_office.reserve.vault_owners import owners_of
from bitcoin_office.reserve.voucher import MovementClass
from tests.adapters.chains import Story, chain_on
from tests.adapters.node import PrivateNode
from tests.adapters.proxy import Proxy, cut, rewrite, type_of_fault
from tests.adapters.recount import recount
from tests.adapters.signing import pay
from tests.adapters.store.conftest import POSTGRESQL
from tests.adapters.story import (
    BITCOIN,
    BLOCK_SECONDS,
    CHANGE,
    DUST_OUTPUTS,
    FEE,
    RECEIVE,
    SCRIPTS,
    START,
    STRANGER,
    Author,
    coins_of,
)
from tests.office.ours import Office, following, thresholds, vault, voucher

ONE_VAULT = (vault("cold", [key.script for key in [*RECEIVE, *CHANGE]]),)
TWO_VAULTS = (vault("open", [key.script for key in RECEIVE]), vault("change", [key.script for key in CHANGE]))


def held(office: Office, chain: Chain, height: int, vaults=ONE_VAULT) -> Holdings:
    """What the office knows of a height."""
    owners = owners_of(office.log.scripts(), vaults)
    return holdings(chain.stamp(height), office.log.transactions(upto=height), owners, REGTEST)


def rows(office: Office, vaults=ONE_VAULT, vouchers=None) -> list[Movement]:
    """The movements."""
    owners = owners_of(office.log.scripts(), vaults)
    return [movement(case) for case in judged(office.log.transactions(), owners, vouchers or {}, thresholds)]


def plain(found: Holdings) -> dict:
    """Coins as the recount writes them."""
    return {
        (bytes.fromhex(coin.outpoint[:64])[::-1], int(coin.outpoint[65:])): (
            coin.sats, bytes.fromhex(coin.script), coin.born_height, coin.is_coinbase,
        )
        for coin in found.coins
    }  # fmt: skip


def agrees(office: Office, chain: Chain, counted: dict, vaults=ONE_VAULT) -> None:
    """Log, movements and books hold exactly the coins that were counted."""
    at = read_upto(office.log.covers())
    assert at == chain.tip()
    found = held(office, chain, at.height, vaults)
    assert plain(found) == counted
    assert sum(row.delta_sats for row in rows(office, vaults)) == found.sats == sum(office.coins().values())
    assert office.books.verify().findings == ()


def test_holdings_at_every_height_against_a_recount(chain: Chain, story: Story) -> None:
    """Synced once, the office knows the coins of every height, the consolidation to the change branch included."""
    office = Office()
    office.sync(chain, following(ONE_VAULT))
    for height in range(story.height + 1):
        assert plain(held(office, chain, height)) == story.counted[height], height
    agrees(office, chain, story.counted[-1])


def test_what_every_movement_was(chain: Chain, story: Story) -> None:
    """Each happening of the story has its class, and what the chain proves needs no voucher."""
    office = Office()
    office.sync(chain, following(ONE_VAULT))
    kinds: dict[int, list[MovementClass]] = {}
    for row in rows(office):
        kinds.setdefault(row.height, []).append(row.kind)
    unknown, heights = MovementClass.UNEXPLAINED, story.heights
    assert kinds == {
        2: [MovementClass.MINED],
        heights["purchases"]: [unknown, unknown],
        heights["reused address"]: [unknown],
        heights["consolidation"]: [MovementClass.CONSOLIDATION],
        heights["split"]: [MovementClass.SPLIT],
        heights["coinjoin"]: [MovementClass.MIXED],
        heights["sale and purchase"]: [unknown, unknown, unknown, MovementClass.CONSOLIDATION],
        heights["dust storm"]: [MovementClass.DUST],
        heights["sweep"]: [MovementClass.CONSOLIDATION],
        heights["mined coin spent"]: [MovementClass.CONSOLIDATION],
        heights["mined again"]: [MovementClass.MINED],
    }


def test_a_consolidation_is_one_vaults_or_a_transfer(chain: Chain, story: Story) -> None:
    """The same transaction is a consolidation where both branches are one vault, a transfer where they are two."""
    office = Office()
    office.sync(chain, following(TWO_VAULTS))
    [row] = [row for row in rows(office, TWO_VAULTS) if row.height == story.heights["consolidation"]]
    assert row.kind is MovementClass.TRANSFER
    assert (row.fee_sats, row.delta_sats) == (FEE, -FEE)
    assert {part.name: part.delta_sats for part in row.vaults} == {"change": 375_000_000 - FEE, "open": -375_000_000}
    agrees(office, chain, story.counted[-1], TWO_VAULTS)


def test_a_sale_and_a_purchase_in_one_block(chain: Chain, story: Story) -> None:
    """With their vouchers both are booked in their order: the sale takes the oldest lots, not the new one."""
    height = story.heights["sale and purchase"]
    office = Office()
    office.sync(chain, following(ONE_VAULT))
    sale, purchase, *_ = [row for row in rows(office) if row.height == height]
    vouchers = {
        sale.txid: voucher(sale.txid, MovementClass.SALE, "60000.00"),
        purchase.txid: voucher(purchase.txid, MovementClass.PURCHASE, "90000.00"),
    }
    for row in rows(office):
        if row.kind is MovementClass.UNEXPLAINED and row.height < height:
            vouchers[row.txid] = voucher(row.txid, MovementClass.PURCHASE, "50000.00")
    followed = office.sync(chain, following(ONE_VAULT, vouchers))
    assert (followed.findings, followed.undone > 0) == ((), True)
    kinds = [row.kind for row in rows(office, vouchers=vouchers) if row.height == height]
    assert kinds[:2] == [MovementClass.SALE, MovementClass.PURCHASE]
    balances = {(each.account, each.unit): each.quantity for each in office.books.balances()}
    assert balances["Equity:Reserve:Sales", "USD"] == 6_000_000
    assert balances["Equity:Reserve:Purchases", "USD"] == -9_000_000 - 3 * 5_000_000
    agrees(office, chain, story.counted[-1])


def test_a_dust_storm_is_one_movement_of_ten_thousand_coins(chain: Chain, story: Story) -> None:
    """All of it is dust, none of it a purchase, and every coin is there."""
    office = Office()
    office.sync(chain, following(ONE_VAULT))
    [row] = [row for row in rows(office) if row.kind is MovementClass.DUST]
    assert row.evidence.outputs_ours == DUST_OUTPUTS
    at_storm = held(office, chain, story.heights["dust storm"])
    assert sum(coin.born_height == at_storm.height for coin in at_storm.coins) == DUST_OUTPUTS


@pytest.fixture
def own_chain() -> Iterator[EmbeddedChain]:
    """A training chain for one test."""
    with EmbeddedChain() as chain:
        yield chain


def test_a_reorganisation_of_a_hundred_blocks(own_chain: EmbeddedChain) -> None:
    """What the lost blocks held is undone in the books, never deleted; the new branch is booked as in a fresh sync."""
    author = Author(own_chain)
    first, other = RECEIVE[0], RECEIVE[1]
    author.block(script=first.script)
    while author.height < 101:
        author.block()
    fork = author.height
    spent = pay([author.mined(1, first)], [(20 * BITCOIN, STRANGER.script), (30 * BITCOIN - FEE, CHANGE[0].script)])
    author.block(spent, fees=FEE)
    author.block(pay(coins_of(spent, CHANGE), [(30 * BITCOIN - 2 * FEE, other.script)]), script=first.script)
    while author.height < fork + 100:
        author.block()
    office = Office()
    office.sync(own_chain, following(ONE_VAULT))
    agrees(office, own_chain, recount(author.raw, SCRIPTS)[-1])
    before = list(office.books.entries())

    times = [START + BLOCK_SECONDS * (fork + 1) + 30 * number for number in range(101)]
    own_chain.reorganise(fork, other.script, times=times, mark=b"other")
    raw = [own_chain.block(height).to_bytes() for height in range(own_chain.tip().height + 1)]
    followed = office.sync(own_chain, following(ONE_VAULT))
    agrees(office, own_chain, recount(raw, SCRIPTS)[-1])
    entries = list(office.books.entries())
    assert entries[: len(before)] == before
    undone = {entry.reverses for entry in entries if entry.reverses is not None}
    assert undone == {entry.external_id for entry in before[1:]}
    assert followed.undone == len(undone) == 3
    fresh = Office()
    fresh.sync(own_chain, following(ONE_VAULT))
    assert (fresh.coins(), fresh.lots()) == (office.coins(), office.lots())
    assert rows(fresh) == rows(office)


def test_a_chain_that_falls_back_is_not_believed(own_chain: EmbeddedChain) -> None:
    """A node that still catches up shows less than is known: nothing is forgotten."""
    author = Author(own_chain)
    for _ in range(3):
        author.block(script=RECEIVE[0].script)
    office = Office()
    office.sync(own_chain, following(ONE_VAULT))
    with EmbeddedChain() as behind:
        behind.submit(author.raw[1])
        with pytest.raises(ChainBehindError, match="height 1"):
            office.sync(behind, following(ONE_VAULT))
    agrees(office, own_chain, recount(author.raw, SCRIPTS)[-1])


def hide_an_output(result: dict) -> dict:
    """A node that leaves out what one of our scripts received."""
    kept = [event for event in result["activity"] if event["type"] == "spend"]
    return {"activity": kept}


def other_block(result: str) -> str:
    """A node that gives another block than the one asked for."""
    return result[:200] + ("0" if result[200] != "0" else "1") + result[201:]


@pytest.mark.component("bitcoind")
@pytest.mark.parametrize(
    ("method", "fault", "error"),
    [
        ("getdescriptoractivity", rewrite(hide_an_output), ContradictionError),
        ("getblock", rewrite(other_block), ContradictionError),
        ("scanblocks", cut, ChainUnreachableError),
    ],
)
def test_a_node_that_lies_or_dies_leaves_the_office_as_it_was(
    story: Story, story_node: PrivateNode, method: str, fault: type_of_fault, error: type[ChainError]
) -> None:
    """In the middle of a sync: what was read stays, nothing of the bad answer is kept, the next sync goes on."""
    proxy = Proxy(story_node.port)
    try:
        chain = chain_on(story_node, url=proxy.url)
        office = Office()
        office.sync(chain, following(ONE_VAULT), upto=story.heights["split"])
        before = (office.log.stamps(), list(office.log.transactions()), list(office.books.entries()))
        proxy.fail(method, fault, times=99)
        with pytest.raises(error):
            office.sync(chain, following(ONE_VAULT))
        assert (office.log.stamps(), list(office.log.transactions()), list(office.books.entries())) == before
    finally:
        proxy.close()
    honest = chain_on(story_node)
    office.sync(honest, following(ONE_VAULT))
    agrees(office, honest, story.counted[-1])


def test_a_vault_that_comes_later_is_read_from_its_beginning(chain: Chain, story: Story) -> None:
    """Scripts added after a sync are read up to where the others are, then all go on together; the books are mended."""
    office, half = Office(), story.heights["coinjoin"]
    office.sync(chain, following(TWO_VAULTS[:1]), upto=half)
    assert {row.kind for row in rows(office, TWO_VAULTS[:1]) if row.height == story.heights["consolidation"]} == {
        MovementClass.UNEXPLAINED
    }
    office.sync(chain, following(TWO_VAULTS), upto=half)
    assert plain(held(office, chain, half, TWO_VAULTS)) == story.counted[half]
    office.sync(chain, following(TWO_VAULTS))
    agrees(office, chain, story.counted[-1], TWO_VAULTS)
    fresh = Office()
    fresh.sync(chain, following(TWO_VAULTS))
    assert fresh.coins() == office.coins()


def test_a_sync_costs_by_new_blocks(story: Story) -> None:
    """The second sync asks for nothing below the first one's end, and a third for nothing at all."""
    asked: list[tuple[int, int]] = []

    class Watched:
        """The story, with a note of what was asked."""

        def __getattr__(self, name: str):
            return getattr(story.chain, name)

        def activity(self, scripts, *, after=None, upto=None, held=()):
            """Notes the span, and asks."""
            asked.append((after.height if after else 0, story.height if upto is None else upto))
            return story.chain.activity(scripts, after=after, upto=upto, held=held)

    office, chain = Office(), Watched()
    office.sync(chain, following(ONE_VAULT), upto=100)
    asked.clear()
    office.sync(chain, following(ONE_VAULT))
    assert asked == [(100, story.height)]
    asked.clear()
    assert read_chain(chain, office.log).blocks == 0
    assert asked == []


def test_vouchers_that_come_late_mend_the_books_by_pairs(story: Story) -> None:
    """One voucher undoes and books anew what depends on it, and the day of the purchase stays that of its block."""
    office = Office()
    office.sync(story.chain, following(ONE_VAULT))
    purchase = next(row for row in rows(office) if row.height == story.heights["purchases"])
    vouchers = {purchase.txid: voucher(purchase.txid, MovementClass.PURCHASE, "51000.00")}
    followed = office.sync(story.chain, following(ONE_VAULT, vouchers))
    assert followed.findings == ()
    assert 0 < followed.undone < 10
    lot = next(held for held in office.books.positions() if held.lot.startswith(f"chain:{purchase.txid}"))
    assert lot.acquired_on == dt.date(2025, 1, 1)
    agrees(office, story.chain, story.counted[-1])


@pytest.fixture(params=["sqlite", POSTGRESQL])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """An office whose log and books are in one database."""
    is_file = request.param == "sqlite"
    where = str(tmp_path / "books.db") if is_file else request.getfixturevalue("postgres").new_database()
    with open_books(where, create=True) as books, open_log(where) as log:
        yield Office(log, books)


def test_an_office_in_a_database(stored: Office, story: Story) -> None:
    """Kept in SQLite or PostgreSQL, the office knows and books what it does in memory, also after a late voucher."""
    vouchers: dict = {}
    memory = Office()
    for _ in range(2):
        for office in (stored, memory):
            assert office.sync(story.chain, following(TWO_VAULTS, vouchers)).findings == ()
        assert rows(stored, TWO_VAULTS, vouchers) == rows(memory, TWO_VAULTS, vouchers)
        assert [entry.hash for entry in stored.books.entries()] == [entry.hash for entry in memory.books.entries()]
        agrees(stored, story.chain, story.counted[-1], TWO_VAULTS)
        first = rows(memory, TWO_VAULTS)[1]
        vouchers = {first.txid: voucher(first.txid, MovementClass.PURCHASE, "51000.00")}


@pytest.mark.component("bitcoind")
def test_a_node_that_dies_and_starts_again_in_the_middle(
    story: Story, fresh_node: PrivateNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between two steps, it comes back without its last blocks: nothing is forgotten, and nothing read twice."""
    fresh_node.submit(story.raw[1:])
    monkeypatch.setattr(sync_module, "follow", functools.partial(sync_module.follow, blocks_a_step=20))
    office, chain = Office(), chain_on(fresh_node)
    watch_missing(chain, office.log, [each for of in ONE_VAULT for each in watched_of(of)], {})

    def told(progress: Progress) -> None:
        if progress.height == 60:
            fresh_node.kill()

    with pytest.raises(ChainUnreachableError):
        read_chain(chain, office.log, told=told)
    assert read_upto(office.log.covers()).height == 60
    fresh_node.start()
    with pytest.raises(ChainBehindError):
        read_chain(chain_on(fresh_node), office.log)
    fresh_node.submit(story.raw[1:])
    reread: list[int] = []
    read_chain(chain_on(fresh_node), office.log, told=lambda progress: reread.append(progress.height))
    assert reread == [80, 100, 115]
    office.sync(chain_on(fresh_node), following(ONE_VAULT))
    agrees(office, chain_on(fresh_node), story.counted[-1])
