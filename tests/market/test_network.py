"""The hash rate that a difficulty stands for."""

import datetime as dt
from decimal import Decimal

from bitcoin_office.market.network import expected_hashrate, expected_hashrate_ehs
from bitcoin_office.market.series import Point, Series, Step
from bitcoin_office.terms.source import Quality, Source


def test_the_first_difficulty_was_seven_million_hashes_a_second():
    """Difficulty 1 is 2^32 hashes every 600 seconds: 7.158 MH/s."""
    assert round(expected_hashrate_ehs(Decimal(1)) * 10**12, 3) == Decimal("7.158")


def test_the_derived_series_says_so():
    """Days and support are those of the difficulty; the source says it is derived and from what."""
    difficulty = Series(
        kind="difficulty",
        unit="difficulty",
        source=Source(title="headers"),
        step=Step.QUARTER,
        points=(Point(on=dt.date(2025, 7, 1), value=Decimal("116958512019762.11"), agreeing=2),),
    )
    seen = expected_hashrate(difficulty).on(dt.date(2025, 7, 1))
    assert seen is not None
    assert (round(seen.value, 1), seen.unit, seen.source.quality) == (Decimal("837.2"), "EH/s", Quality.DERIVED)
    assert "headers" in seen.source.title
