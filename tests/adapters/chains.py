"""The chains that the contract is held against: one story of blocks, read in the ways that the office has."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bitcoin_office.adapters.bitcoin_core.chain import BitcoinCoreChain
from bitcoin_office.adapters.bitcoin_core.settings import CookieFile, NodeSettings
from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.chain.network import REGTEST
from tests.adapters.node import PrivateNode
from tests.adapters.proxy import Proxy
from tests.adapters.recount import recount
from tests.adapters.story import SCRIPTS, Author, tell

# What each way of reading lacks: the methods that the node seems not to know.
WAYS = {
    "node": (),
    "node without filters": ("getindexinfo",),
    "node of old": ("getindexinfo", "getdescriptoractivity"),
}


class Story:
    """The story in the training chain, its raw blocks, and an independent count of our coins at every height."""

    def __init__(self) -> None:
        self.chain = EmbeddedChain()
        author = Author(self.chain)
        self.heights = tell(author)
        self.raw = author.raw
        self.counted = recount(self.raw, SCRIPTS)
        self.activity = self.chain.activity(SCRIPTS)

    @property
    def height(self) -> int:
        """The height of the last block."""
        return len(self.raw) - 1


def settings(url: str, cookie: Path, **changed: float) -> NodeSettings:
    """Settings that lose little time over trouble."""
    patient = {
        "attempts": 3,
        "backoff_seconds": 0.01,
        "connect_seconds": 1.0,
        "read_seconds": 20.0,
        "scan_seconds": 20.0,
    }
    return NodeSettings(url=url, credentials=CookieFile(path=cookie), **{**patient, **changed})


def chain_on(node: PrivateNode, *, url: str | None = None, **changed: float) -> BitcoinCoreChain:
    """The adapter on a private node, or on the proxy at ``url`` before it."""
    return BitcoinCoreChain(settings(url or node.url, node.cookie, **changed), REGTEST, patience_seconds=5.0)


@contextmanager
def way_on(node: PrivateNode, way: str) -> Iterator[BitcoinCoreChain]:
    """The adapter on a node that lacks what this way of reading does without."""
    proxy = Proxy(node.port)
    try:
        proxy.hide(*WAYS[way])
        yield chain_on(node, url=proxy.url)
    finally:
        proxy.close()
