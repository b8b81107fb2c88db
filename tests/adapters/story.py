"""The life of a reserve in some 115 blocks of the training chain: what every adapter must read alike."""

from collections.abc import Sequence

from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.chain.transaction import Transaction
from bitcoin_office.reserve.chain_port import BlockStamp
from tests.adapters.signing import Coin, Key, pay

START = 1_735_689_600
BLOCK_SECONDS = 600
BITCOIN = 100_000_000
DUST_OUTPUTS = 10_000
DUST_SATS = 330
FEE = 1_000

MINER, EXCHANGE, STRANGER = Key("miner"), Key("exchange"), Key("stranger")
RECEIVE = [Key(f"receive {index}") for index in range(10)]
CHANGE = [Key(f"change {index}") for index in range(6)]
SCRIPTS = frozenset(key.script for key in [*RECEIVE, *CHANGE])


class Author:
    """Mines block after block and keeps the raw ones, the first of the network included."""

    def __init__(self, chain: EmbeddedChain) -> None:
        self.chain = chain
        self.raw = [chain.block(0).to_bytes()]

    @property
    def height(self) -> int:
        """The height of the last block."""
        return len(self.raw) - 1

    def block(self, *transactions: Transaction, script: bytes = MINER.script, fees: int = 0) -> BlockStamp:
        """Mines the next block."""
        time = START + BLOCK_SECONDS * len(self.raw)
        stamp = self.chain.mine(script, time=time, transactions=transactions, fees_sats=fees)
        self.raw.append(self.chain.block(stamp.height).to_bytes())
        return stamp

    def mined(self, height: int, key: Key) -> Coin:
        """The coin that the miner of a block got."""
        return Coin(self.chain.block(height).coinbase, 0, key)


def coins_of(transaction: Transaction, keys: Sequence[Key]) -> list[Coin]:
    """The outputs that one of the keys can spend."""
    by_script = {key.script: key for key in keys}
    return [
        Coin(transaction, index, by_script[output.script])
        for index, output in enumerate(transaction.outputs)
        if output.script in by_script
    ]


def tell(author: Author) -> dict[str, int]:
    """Mines the story; returns the heights at which something of note happens."""
    heights: dict[str, int] = {}
    r, c = RECEIVE, CHANGE
    author.block()
    author.block(script=r[9].script)
    while author.height < 103:
        author.block()
    float_coins = pay(
        [author.mined(1, MINER)], [(4 * BITCOIN, EXCHANGE.script)] * 10 + [(4 * BITCOIN, STRANGER.script)] * 2
    )
    author.block(float_coins)
    exchange, stranger = coins_of(float_coins, [EXCHANGE]), coins_of(float_coins, [STRANGER])

    def buy(key: Key, sats: int) -> Transaction:
        coin = exchange.pop()
        return pay([coin], [(sats, key.script), (coin.sats - sats - FEE, EXCHANGE.script)])

    first, second = buy(r[0], BITCOIN), buy(r[1], 2 * BITCOIN)
    author.block(first, second, fees=2 * FEE)
    heights["purchases"] = author.height
    coin = exchange.pop()
    reused = pay([coin], [(BITCOIN // 2, r[0].script), (BITCOIN // 4, r[0].script), (BITCOIN, EXCHANGE.script)])
    author.block(reused)
    heights["reused address"] = author.height
    ours = [*coins_of(first, r), *coins_of(second, r), *coins_of(reused, r)]
    consolidation = pay(ours, [(sum(each.sats for each in ours) - FEE, c[0].script)])
    author.block(consolidation, fees=FEE)
    heights["consolidation"] = author.height
    whole = coins_of(consolidation, c)[0]
    split = pay(
        [whole], [(BITCOIN, r[2].script), (BITCOIN, r[3].script), (whole.sats - 2 * BITCOIN - FEE, c[1].script)]
    )
    author.block(split)
    heights["split"] = author.height
    mix = coins_of(split, c)[0]
    change = [(mix.sats - BITCOIN - FEE, c[2].script), (6 * BITCOIN - FEE, STRANGER.script)]
    alike = [(BITCOIN, key.script) for key in (STRANGER, r[5], STRANGER)]
    joined = pay([stranger[0], mix, stranger[1]], [*alike, *change])
    author.block(joined, fees=2 * FEE)
    heights["coinjoin"] = author.height
    sold = coins_of(split, [r[2]])[0]
    sale = pay([sold], [(sold.sats // 2, EXCHANGE.script), (sold.sats - sold.sats // 2 - FEE, c[3].script)])
    passing = buy(r[7], BITCOIN // 10)
    onward = pay(coins_of(passing, r), [(BITCOIN // 10 - FEE, c[4].script)])
    author.block(sale, buy(r[6], BITCOIN), passing, onward)
    heights["sale and purchase"] = author.height
    coin = exchange.pop()
    dust = [(DUST_SATS, r[index % 9].script) for index in range(DUST_OUTPUTS)]
    storm = pay([coin], [*dust, (BITCOIN, EXCHANGE.script), (0, b"\x6a\x04dust")])
    author.block(storm)
    heights["dust storm"] = author.height
    swept = [*coins_of(storm, r)[:40], *coins_of(onward, c)]
    author.block(pay(swept, [(sum(each.sats for each in swept) - 20 * FEE, c[5].script)]), fees=20 * FEE)
    heights["sweep"] = author.height
    ripe = author.mined(2, r[9])
    author.block(pay([ripe], [(ripe.sats - FEE, r[8].script)]))
    heights["mined coin spent"] = author.height
    author.block(script=r[9].script)
    heights["mined again"] = author.height
    author.block()
    return heights
