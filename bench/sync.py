"""What a sync costs: by new blocks and not by history; beside the reading of all that the chain holds.

Usage: BITCOIND=/path/to/bitcoind python -m bench.sync     (from the repository's folder)
A node's chain grows to 200 and then to 2,000 blocks, each with payments to the vault. After each, one more block is
mined and a sync reads and books it. Printed are the medians, and the ratio of the second to the first: a sync that
cost by history would take ten times as long.
"""

import statistics
import tempfile
import time
from pathlib import Path

from tests.adapters.chains import chain_on
from tests.adapters.node import PrivateNode
from tests.adapters.signing import Key
from tests.adapters.story import BLOCK_SECONDS, START
from tests.office.ours import Office, following, vault

from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.adapters.store import open_books, open_log

HISTORIES = (200, 2_000)
SYNCS = 15
SCRIPTS = 1_000

KEYS = [Key(f"bench {index}") for index in range(20)]
VAULT = vault(
    "bench", [key.script for key in KEYS] + [b"\x00\x14" + index.to_bytes(20, "big") for index in range(SCRIPTS)]
)


def mine(chain: EmbeddedChain, node: PrivateNode, count: int) -> None:
    """Mines blocks whose coins the vault gets, and gives them to the node."""
    for _ in range(count):
        height = chain.tip().height + 1
        stamp = chain.mine(KEYS[height % len(KEYS)].script, time=START + BLOCK_SECONDS * height)
        node.submit([chain.block(stamp.height).to_bytes()])


def main() -> None:
    """Runs everything and prints the ratios."""
    node = PrivateNode("-blockfilterindex=1")
    medians: list[float] = []
    try:
        with EmbeddedChain() as chain, tempfile.TemporaryDirectory() as folder:
            where = Path(folder) / "books.db"
            with open_books(where, create=True) as books, open_log(where) as log:
                office, reader = Office(log, books), chain_on(node)
                for history in HISTORIES:
                    mine(chain, node, history - chain.tip().height)
                    start = time.perf_counter()
                    office.sync(reader, following((VAULT,)))
                    print(f"{history:6,} blocks, caught up in   {time.perf_counter() - start:8.3f} s")
                    taken: list[float] = []
                    for _ in range(SYNCS):
                        mine(chain, node, 1)
                        start = time.perf_counter()
                        office.sync(reader, following((VAULT,)))
                        taken.append(time.perf_counter() - start)
                    medians.append(statistics.median(taken))
                    print(f"{history:6,} blocks, one more block {medians[-1] * 1000:8.1f} ms")
    finally:
        node.remove()
    ratio = medians[1] / medians[0]
    print(f"A new block after {HISTORIES[1]:,} blocks costs {ratio:.2f} times one after {HISTORIES[0]:,}.")


if __name__ == "__main__":
    main()
