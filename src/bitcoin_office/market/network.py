"""Formulas of the Bitcoin network: hashes per block, hash rate from difficulty."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from bitcoin_office.market.series import Series
from bitcoin_office.terms.source import Quality, Source

# A block of difficulty 1 needs this many hashes on average (target 0xFFFF * 2**208, rounded to 2**224 as is customary).
HASHES_PER_DIFFICULTY = 2**32
TARGET_SECONDS_PER_BLOCK = 600
HASHES_PER_EXAHASH = 10**18


def expected_hashrate_ehs(difficulty: Decimal) -> Decimal:
    """The hash rate in EH/s at which blocks of this difficulty come every ten minutes: ``D * 2**32 / 600``.

    >>> round(expected_hashrate_ehs(Decimal("116958512019762.11")), 1)
    Decimal('837.2')
    """
    return difficulty * HASHES_PER_DIFFICULTY / TARGET_SECONDS_PER_BLOCK / HASHES_PER_EXAHASH


def expected_hashrate(difficulty: Series) -> Series:
    """The hash rate that each difficulty of a series was set for; what was really hashed in those days was near it."""
    return Series(
        kind="hashrate",
        unit="EH/s",
        source=Source(title=f"difficulty x 2^32 / 600 s, from {difficulty.source.title}", quality=Quality.DERIVED),
        step=difficulty.step,
        points=tuple(
            msgspec.structs.replace(point, value=expected_hashrate_ehs(point.value), source=None)
            for point in difficulty.points
        ),
    )
