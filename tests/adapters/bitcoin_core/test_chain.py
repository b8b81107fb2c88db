"""A real node that fails, stalls or lies while it is read: nothing lost, nothing double, every lie named."""

from collections.abc import Callable, Iterator

import pytest

from bitcoin_office.adapters.bitcoin_core.chain import BitcoinCoreChain
from bitcoin_office.adapters.bitcoin_core.errors import NodeRefusedError, WrongNetworkError
from bitcoin_office.adapters.bitcoin_core.scan import NO_ACTIVITY, NO_FILTERS
from bitcoin_office.chain.block import Block
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.network import REGTEST, SIGNET
from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.reserve.chain_errors import ChainUnreachableError, ContradictionError
from tests.adapters.chains import Story, chain_on, settings
from tests.adapters.node import PrivateNode
from tests.adapters.proxy import Proxy, busy, cut, garble, refuse, rewrite, stall, truncate
from tests.adapters.story import SCRIPTS

pytestmark = pytest.mark.component("bitcoind")

READING_METHODS = (
    "getblockchaininfo", "getblockhash", "getblockheader", "getindexinfo", "getblockfilter", "scanblocks",
    "getdescriptoractivity", "getblock", "getrawtransaction",
)  # fmt: skip


@pytest.fixture
def proxy(story_node: PrivateNode) -> Iterator[Proxy]:
    """Trouble on the way to the story's node."""
    proxy = Proxy(story_node.port)
    yield proxy
    proxy.close()


@pytest.mark.parametrize("fault", [cut, truncate, garble, busy, stall], ids=lambda fault: fault.__name__)
def test_passing_trouble_at_any_question(story: Story, story_node: PrivateNode, proxy: Proxy, fault: Callable):
    """Whatever question is cut, truncated, garbled, stalled or met by a busy node: asked again, nothing is missing."""
    for method in READING_METHODS:
        proxy.fail(method, fault)
    chain = chain_on(story_node, url=proxy.url, attempts=8, read_seconds=1.0, scan_seconds=1.0)
    assert chain.activity(SCRIPTS).transactions == story.activity.transactions
    assert set(proxy.asked) == set(READING_METHODS)


@pytest.mark.parametrize("method", READING_METHODS)
def test_lasting_trouble_is_said(story_node: PrivateNode, proxy: Proxy, method: str):
    """A node that goes silent at any question is an error that names it, never a shorter answer."""
    proxy.fail(method, cut, times=50)
    with pytest.raises(ChainUnreachableError, match=method):
        chain_on(story_node, url=proxy.url).activity(SCRIPTS)


def other_block(story: Story) -> str:
    """A true block of the chain that nobody asked for."""
    return story.raw[3].hex()


def flipped(text: str, place: int) -> str:
    """A hexadecimal text with one bit changed."""
    data = bytearray.fromhex(text)
    data[place] ^= 1
    return data.hex()


def other(story: Story) -> Callable:
    """A true block of the chain that nobody asked for."""
    return lambda _: story.raw[3].hex()


def other_header(story: Story) -> Callable:
    """Its header."""
    return lambda _: story.raw[3][:80].hex()


def other_hash(story: Story) -> Callable:
    """Its hash."""
    return lambda _: shown(Block.parse(story.raw[3]).hash)


def bit(place: int) -> Callable:
    """One bit of a hexadecimal text changed."""
    return lambda _: lambda text: flipped(text, place)


def foreign(story: Story) -> Callable:
    """A scan that finds a block which is not on the chain."""
    return lambda result: {**result, "relevant_blocks": ["ab" * 32, *result["relevant_blocks"]]}


LIES = {
    "another block": ("getblock", other, "gave another block"),
    "a bit of a transaction": ("getblock", bit(130), "Merkle root|announced"),
    "a block cut short": ("getblock", lambda _: lambda block: block[:-2], "end"),
    "a header without work": ("getblockheader", bit(76), "does not"),
    "another header": ("getblockheader", other_header, "does not follow"),
    "another hash": ("getblockhash", other_hash, "does not follow"),
    "an invented hash": ("getblockhash", bit(31), "does not know a block that it names"),
    "a foreign block in the scan": ("scanblocks", foreign, "not on the chain"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_about_blocks_is_found_out(story: Story, story_node: PrivateNode, proxy: Proxy, name: str):
    """A wrong block, header or hash is an error that names what did not fit; nothing of it is used."""
    method, lie, problem = LIES[name]
    # The stamp of the first block is asked for before: lies begin with the question after it.
    proxy.fail(method, rewrite(lie(story)), times=20, after=1 if method == "getblockhash" else 0)
    with pytest.raises(ContradictionError, match=problem):
        chain_on(story_node, url=proxy.url).activity(SCRIPTS)


def test_a_whole_block_is_bound_byte_by_byte(story: Story, story_node: PrivateNode, proxy: Proxy):
    """Asked for a whole block, every bit is bound to its hash, those of the witnesses included."""
    length = len(story.raw[story.heights["coinjoin"]])
    for place in (0, 3, 40, 79, 80, 90, 150, length // 2, length - 100, length - 30, length - 1):
        proxy.fail("getblock", rewrite(lambda block, place=place: flipped(block, place)))
        with pytest.raises(ContradictionError):
            chain_on(story_node, url=proxy.url).block(story.heights["coinjoin"])


def activity_without(kind: str, place: int) -> Callable:
    """Leaves out one event of a kind."""

    def change(result: dict) -> dict:
        chosen = [event for event in result["activity"] if event["type"] == kind][place]
        return {"activity": [event for event in result["activity"] if event is not chosen]}

    return change


def activity_with(change: Callable[[dict], dict], kind: str) -> Callable:
    """Changes the first event of a kind."""

    def changed(result: dict) -> dict:
        place = next(place for place, event in enumerate(result["activity"]) if event["type"] == kind)
        events = list(result["activity"])
        events[place] = change(events[place])
        return {"activity": events}

    return changed


ACTIVITY_LIES = {
    "a missing coin": (activity_without("receive", 3), "leaves out the output"),
    "the last coin missing": (activity_without("receive", -1), "leaves out the output"),
    "a missing spend": (activity_without("spend", 0), "is not told as it was made"),
    "a coin twice": (lambda result: {"activity": [*result["activity"], result["activity"][0]]}, "twice"),
    "another value": (activity_with(lambda event: {**event, "amount": 0.5}, "receive"), "tells otherwise of"),
    "an invented coin": (activity_with(lambda event: {**event, "vout": 77}, "receive"), "leaves out|invents"),
    "an invented spend": (
        activity_with(lambda event: {**event, "prevout_vout": 77}, "spend"),
        "does not spend|not told",
    ),
    "another block": (activity_with(lambda event: {**event, "blockhash": "cd" * 32}, "spend"), "was not asked for"),
}


@pytest.mark.parametrize(("lie", "problem"), ACTIVITY_LIES.values(), ids=ACTIVITY_LIES.keys())
def test_a_lie_about_coins_is_found_out(story_node: PrivateNode, proxy: Proxy, lie: Callable, problem: str):
    """A coin or a spend that is left out, doubled, invented or changed does not fit the block, and is named."""
    proxy.fail("getdescriptoractivity", rewrite(lie), times=5)
    with pytest.raises(ContradictionError, match=problem):
        chain_on(story_node, url=proxy.url).activity(SCRIPTS)


def test_a_lie_about_a_payer_is_found_out(story: Story, story_node: PrivateNode, proxy: Proxy):
    """A payer's coin that holds too little, or is left out, is refused."""
    purchase = story.activity.transactions[1]

    def poor(result: dict) -> dict:
        result["vin"][0]["prevout"]["value"] = 0.5
        return result

    def silent(result: dict) -> dict:
        del result["vin"][0]["prevout"]
        return result

    for lie, problem in ((poor, "more than its inputs"), (silent, "is not told")):
        proxy.fail("getrawtransaction", rewrite(lie))
        with pytest.raises(ContradictionError, match=problem):
            chain_on(story_node, url=proxy.url).with_inputs(purchase)


def test_how_it_was_read_is_said(story: Story, story_node: PrivateNode, proxy: Proxy):
    """A node without filters, or without getdescriptoractivity, is read block by block, and the answer says so."""
    chain = chain_on(story_node, url=proxy.url)
    assert chain.activity(SCRIPTS).remarks == ()
    proxy.hide("getindexinfo")
    assert chain.activity(SCRIPTS).remarks == (NO_FILTERS,)
    proxy.hide("getdescriptoractivity")
    found = chain.activity(SCRIPTS)
    assert found.remarks == (NO_FILTERS, NO_ACTIVITY)
    assert found.transactions == story.activity.transactions


def test_filters_that_lag_behind_are_waited_for(story: Story, story_node: PrivateNode, proxy: Proxy):
    """A scan passes over blocks without a filter in silence; so it begins when the last block has its filter."""
    proxy.fail(
        "getblockfilter", refuse(-1, "Filter not found. Block filters are still in the process of being indexed.")
    )
    found = chain_on(story_node, url=proxy.url).activity(SCRIPTS)
    assert (found.remarks, found.transactions) == ((), story.activity.transactions)
    assert proxy.asked.index("scanblocks") > max(at for at, name in enumerate(proxy.asked) if name == "getblockfilter")


def test_a_scan_of_somebody_else_is_waited_for(story: Story, story_node: PrivateNode, proxy: Proxy):
    """A node does one scan at a time; the answer that another runs is no failure."""
    proxy.fail("scanblocks", refuse(-8, 'Scan already in progress, use action "abort" or "status"'))
    assert chain_on(story_node, url=proxy.url).activity(SCRIPTS).transactions == story.activity.transactions


def test_a_broken_off_scan_is_no_answer(story_node: PrivateNode, proxy: Proxy):
    """What a scan had found when somebody stopped it is not taken for all there is."""
    proxy.fail("scanblocks", rewrite(lambda result: {**result, "completed": False, "relevant_blocks": []}))
    with pytest.raises(ChainUnreachableError, match="broke off its scan"):
        chain_on(story_node, url=proxy.url).activity(SCRIPTS)


def test_costs_by_new_blocks(story: Story, story_node: PrivateNode, proxy: Proxy):
    """Reading the last two blocks reads as many blocks early in a long chain as late: no history is read again."""
    chain = chain_on(story_node, url=proxy.url)
    counts = []
    for height in (story.heights["reused address"], story.heights["mined again"]):
        proxy.asked.clear()
        chain.activity(SCRIPTS, after=chain.stamp(height - 2), upto=height)
        counts.append((len(proxy.asked), proxy.asked.count("getblock")))
    assert counts[0] == counts[1]
    assert counts[0][1] == 1


def test_another_network_is_refused(story_node: PrivateNode):
    """A node of another network than the office's is refused before anything is read."""
    with pytest.raises(WrongNetworkError, match="regtest"):
        BitcoinCoreChain(settings(story_node.url, story_node.cookie), SIGNET).activity(SCRIPTS)


def test_wrong_credentials_are_refused(story_node: PrivateNode, tmp_path):
    """A wrong cookie is said at once, with where to look."""
    cookie = tmp_path / ".cookie"
    cookie.write_text("__cookie__:wrong")
    with pytest.raises(NodeRefusedError, match="does not accept our credentials"):
        BitcoinCoreChain(settings(story_node.url, cookie), REGTEST).tip()


def test_unspent_outputs_are_of_one_block(story: Story, story_node: PrivateNode, proxy: Proxy):
    """Answers that are not of the tip are asked for again, and given up in the end."""
    coins = [OutPoint(*outpoint) for outpoint in story.counted[-1]][:20]
    stale = rewrite(lambda result: {**result, "bestblock": "ab" * 32})
    proxy.fail("gettxout", stale)
    chain = chain_on(story_node, url=proxy.url)
    assert len(chain.unspent(coins).outputs) == 20
    proxy.fail("gettxout", stale, times=9)
    with pytest.raises(ChainUnreachableError, match="changed 5 times"):
        chain.unspent(coins)
