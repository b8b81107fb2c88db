"""Numbers in sentences: coins, sums, heights, work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bitcoin_office.terms.amount import sats

_HEIGHTS_NAMED: Final = 6


def coins(count: int, quantity_sats: int) -> str:
    """How many coins and how much in all.

    >>> coins(1, 150_000_000)
    '1 coin, 1.5 BTC'
    """
    return f"{counted(count, 'coin')}, {sats(quantity_sats).short()}"


def counted(count: int, noun: str) -> str:
    """A number and its noun.

    >>> counted(1, "header"), counted(2_016, "header")
    ('1 header', '2,016 headers')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def heights(found: Sequence[int]) -> str:
    """Heights in a sentence, the first few by number.

    >>> heights((7,)), heights((7, 9)), heights(tuple(range(10)))
    ('7', '7 and 9', '0, 1, 2, 3, 4, 5 and 4 more')
    """
    named = [str(height) for height in found[:_HEIGHTS_NAMED]]
    rest = len(found) - len(named)
    last = [f"{rest:,} more"] if rest else []
    parts = [*named, *last]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def work(hashes: int) -> str:
    """An expected number of hashes as a power of two, to one decimal and never too high.

    >>> work(2**32), work(3 * 2**70)
    ('2^32.0', '2^71.5')
    """
    whole = hashes.bit_length() - 1
    # Ten times the binary logarithm is that of the tenth power: exact integers instead of a rounded float.
    tenths = (hashes**10).bit_length() - 1 - 10 * whole
    return f"2^{whole}.{tenths}"
