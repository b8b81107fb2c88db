"""Holdings of a 2-of-3 vault with 2 x 1,000 scripts over 200 busy blocks, beside the node's own getdescriptoractivity.

Usage: BITCOIND=/path/to/bitcoind python -m bench.holdings     (from the repository's folder)
Both are asked in turn in one run; the medians and their ratio are printed. The node is given the vault as one would
by hand, as its descriptor with a range, and also as the plain scripts that the office asks with.
"""

import random
import statistics
import struct
import time
from collections.abc import Callable

from tests.adapters.chains import chain_on
from tests.adapters.node import PrivateNode
from tests.adapters.signing import Coin, Key, pay
from tests.adapters.story import MINER, Author
from tests.proof.masters import Master

from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.chain.descriptor import parse_descriptor
from bitcoin_office.chain.hashing import sha256d
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxIn, TxOut
from bitcoin_office.reserve.coins import holding_of

SCRIPTS_A_BRANCH = 1_000
BLOCKS = 200
PAYMENTS_A_BLOCK = 100
OURS_A_BLOCK = 10
RUNS = 7
FEE = 500


MASTERS = [Master(name) for name in ("first signer", "second signer", "third signer")]
VAULT = parse_descriptor(f"wsh(sortedmulti(2,{','.join(f'{each.extended}/<0;1>/*' for each in MASTERS)}))", REGTEST)


def spend(outpoint: OutPoint, sats: int, index: int, output: TxOut) -> Transaction:
    """Spends a coin of the vault's receiving branch with two signatures (BIP-143)."""
    script = VAULT.solution(0, index).witness_script
    keys = sorted((each.child(0, index) for each in MASTERS), key=lambda each: each.public)[:2]
    final = struct.pack("<I", 0xFFFFFFFF)
    digest = sha256d(
        struct.pack("<I", 2) + sha256d(outpoint.to_bytes()) + sha256d(final) + outpoint.to_bytes()
        + bytes((len(script),)) + script + struct.pack("<q", sats) + final + sha256d(output.to_bytes())
        + struct.pack("<II", 0, 1)
    )  # fmt: skip
    signatures = [each.key.sign(digest, hasher=None) + b"\x01" for each in keys]
    return Transaction(2, (TxIn(outpoint, witness=(b"", *signatures, script)),), (output,))


def busy_chain(receive: list[bytes], change: list[bytes]) -> list[bytes]:
    """Raw blocks: 200 of them with a hundred payments each, ten to the vault, and one consolidation to its change."""
    chance = random.Random(2009)
    with EmbeddedChain() as chain:
        author = Author(chain)
        for _ in range(103):
            author.block()
        each = chain.block(1).coinbase.outputs[0].sats // PAYMENTS_A_BLOCK - FEE
        fan = pay([author.mined(1, MINER)], [(each, MINER.script)] * PAYMENTS_A_BLOCK)
        author.block(fan)
        purse = [Coin(fan, index, MINER) for index in range(PAYMENTS_A_BLOCK)]
        waiting: list[tuple[OutPoint, int, int]] = []
        for number in range(BLOCKS):
            payments: list[Transaction] = []
            for place, coin in enumerate(purse):
                index = chance.randrange(SCRIPTS_A_BRANCH)
                script = receive[index] if place < OURS_A_BLOCK else Key(f"stranger {number} {place}").script
                sats = coin.sats // 500
                payments.append(pay([coin], [(sats, script), (coin.sats - sats - FEE, MINER.script)]))
                if place == 0:
                    waiting.append((payments[-1].outpoint(0), sats, index))
            spent = [spend(*waiting.pop(0), TxOut(1_000, change[number]))] if number else []
            author.block(*payments, *spent)
            purse = [Coin(payment, 1, MINER) for payment in payments]
        return author.raw


def timed(ask: Callable[[], object]) -> float:
    """Seconds that it took."""
    started = time.perf_counter()
    ask()
    return time.perf_counter() - started


def main() -> None:
    watched = VAULT.scripts(0, SCRIPTS_A_BRANCH)
    scripts = [each.script for each in watched]
    raw = busy_chain(*([each.script for each in watched if each.branch == branch] for branch in (0, 1)))
    node = PrivateNode("-blockfilterindex=1")
    try:
        node.submit(raw[1:])
        chain = chain_on(node)
        first = len(raw) - BLOCKS
        hashes = [node.ask("getblockhash", height) for height in range(first, len(raw))]
        ranged = [{"desc": VAULT.text, "range": SCRIPTS_A_BRANCH - 1}]
        question = ("getdescriptoractivity", hashes)
        plain = [f"raw({script.hex()})" for script in scripts]
        asks = {
            "ours: holdings, every block checked": lambda: holding_of(chain, scripts),
            "node: getdescriptoractivity, descriptor with range": lambda: node.ask(*question, ranged),
            "node: getdescriptoractivity, plain scripts": lambda: node.ask(*question, plain),
        }
        times: dict[str, list[float]] = {name: [] for name in asks}
        for _ in range(RUNS):
            for name, ask in asks.items():
                times[name].append(timed(ask))
        middle = {name: statistics.median(each) for name, each in times.items()}
        ours = next(iter(middle.values()))
        megabytes = sum(map(len, raw[first:])) / 1e6
        holding = holding_of(chain, scripts)
        print(f"{BLOCKS} blocks, {megabytes:.1f} MB, {len(scripts)} scripts, {len(holding.coins)} coins at the end")
        for name, seconds in middle.items():
            print(f"{name:52} {seconds * 1000:7.0f} ms   ours / this = {ours / seconds:.2f}")
    finally:
        node.remove()


if __name__ == "__main__":
    main()
