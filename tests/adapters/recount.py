"""An independent recount: walks raw blocks from the first with a parser of its own and keeps every unspent output."""

import hashlib
import struct
from collections.abc import Collection, Iterable


class Bytes:
    """A cursor."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        """The next bytes."""
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, layout: str) -> int:
        """The next integer."""
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))[0]

    def size(self) -> int:
        """The next compact size."""
        first = self.number("B")
        return first if first < 253 else self.number({253: "H", 254: "I", 255: "Q"}[first])


def read_transaction(data: Bytes):
    """Txid, the outpoints spent and the outputs made (satoshis, script)."""
    version = data.take(4)
    segwit = data.data[data.at] == 0
    if segwit:
        data.take(2)
    start = data.at
    spent = []
    for _ in range(data.size()):
        spent.append((data.take(32), data.number("I")))
        data.take(data.size())
        data.take(4)
    made = []
    for _ in range(data.size()):
        sats = data.number("q")
        made.append((sats, data.take(data.size())))
    body = data.data[start : data.at]
    if segwit:
        for _ in spent:
            for _ in range(data.size()):
                data.take(data.size())
    txid = hashlib.sha256(hashlib.sha256(version + body + data.take(4)).digest()).digest()
    return txid, spent, made


def recount(blocks: Iterable[bytes], scripts: Collection[bytes]):
    """For every height from 0: our coins then, as {(txid, index): (satoshis, script, height, is coinbase)}."""
    everything = {}
    ours: list[dict] = []
    for height, raw in enumerate(blocks):
        data = Bytes(raw)
        data.take(80)
        for position in range(data.size()):
            txid, spent, made = read_transaction(data)
            for outpoint in spent if position else ():
                del everything[outpoint]
            for index, (sats, script) in enumerate(made if height else ()):
                everything[txid, index] = (sats, script, height, position == 0)
        assert data.at == len(raw)
        ours.append({outpoint: coin for outpoint, coin in everything.items() if coin[1] in scripts})
    return ours
