"""Blocks of the chains that everybody knows: a run of headers through one of them is no invention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bitcoin_office.chain.hashing import read_hash
from bitcoin_office.chain.network import MAIN, network

# The last blocks of difficulty periods. Electrum's checkpoints (chains/mainnet/checkpoints.json), those up to height
# 846,719 also in bitcoinj's, read in November 2026.
_MAIN: Final = {
    201_599: "000000000000041fb61665c8a31b8b5c3ae8fe81903ea81530c979d5094e6f9d",
    302_399: "00000000000000000ee9b585e0a707347d7c80f3a905f48fa32d448917335366",
    403_199: "00000000000000000404b6939e6c35a5448386e5d58f318c82ce2fefb7d73e47",
    503_999: "000000000000000000720da39f66f29337b9a29223e1ce05fd5ee57bb72a9223",
    604_799: "00000000000000000002fb021eeb13e47021920faf6e5daa3c40bc552c4d248e",
    665_279: "0000000000000000000ea5abc8d23ce15f85afbdf574da6c82c67bef5df0d752",
    725_759: "000000000000000000041e39e07eefe69a84140b1020fe46b329a20ce5b74a77",
    786_239: "0000000000000000000060df647feb8b98f0b5e7ce312c35101bd5c6de001fcc",
    846_719: "0000000000000000000132f5df736574a143d1e41e1a0cdb9c7d1656a906124c",
    887_039: "000000000000000000009e2b057f15897a5bbe33a9f5a4ca96d426368554f34e",
    927_359: "0000000000000000000144a6109dda22b210490144247f34903e23ea98281065",
    953_567: "00000000000000000001b315e72169bef4867bf780527aa97c625ee9c001dc5d",
}

# A difficulty of one takes so many hashes.
_HASHES_OF_DIFFICULTY_1: Final = 2**32
# From each height on, the highest first, no block was ever easier: each difficulty is below the lowest that came after
# it, up to height 953,568 (June 2026; the targets are in the checkpoints of bitcoinj and Electrum). A header that
# claims such a height and took fewer hashes was made up in seconds. For the first to be wrong one day, Bitcoin would
# have to lose nine tenths of the miners of November 2019.
_LEAST_DIFFICULTY: Final = (
    (604_800, 10**13),
    (500_000, 10**12),
    (400_000, 10**11),
    (300_000, 10**9),
    (200_000, 10**6),
    (100_000, 10**4),
)


def least_works(network_name: str) -> tuple[tuple[int, int], ...]:
    """From which heights on, the highest first, each block took at least how many hashes; none where nobody knows."""
    if network_name != MAIN.name:
        return ()
    return tuple((height, difficulty * _HASHES_OF_DIFFICULTY_1) for height, difficulty in _LEAST_DIFFICULTY)


def least_work(network_name: str, height: int) -> int:
    """How many hashes the block at a height took at the very least; 0 where nobody can say.

    >>> least_work("main", 90_000), least_work("main", 900_000).bit_length()
    (0, 76)
    """
    return next((work for first, work in least_works(network_name) if height >= first), 0)


def known_blocks(network_name: str) -> Mapping[int, bytes]:
    """Hashes in internal order by height: the network's first block, and on the main network a dozen more."""
    later = _MAIN if network_name == MAIN.name else {}
    return {0: network(network_name).genesis_hash, **{height: read_hash(text) for height, text in later.items()}}
