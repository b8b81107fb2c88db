"""A holder's record through the days: announced sums, disclosures, and the straight lines between them."""

import datetime as dt
import itertools
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.reserve.claims.admitted import Extent
from bitcoin_office.reserve.claims.track import Basis, track
from bitcoin_office.reserve.record import DisclosureKind, Record
from tests.reserve.claims_making import RECORD, disclosed
from tests.reserve.making import daily, day, purchase

TODAY = dt.date(2025, 7, 17)
TRACK = track(RECORD.name, RECORD.disclosures, TODAY)
STEEPEST = max(abs(one.btc - other.btc) for one, other in itertools.pairwise(TRACK.marks))


def test_announced_purchases_are_added_up_until_the_first_disclosure() -> None:
    """Single and daily purchases count until the holder says what it has; from then on only what it says does."""
    record = Record(country="xx", name="Utopia", purchases=(purchase(0, "10"),), standing=(daily(2, 4),))
    own = track("Utopia", (), day(6), record)
    assert [(mark.btc, mark.basis) for mark in own.marks] == [
        (Decimal(total), Basis.ANNOUNCED) for total in (10, 10, 11, 12, 13, 13, 13)
    ]
    said = disclosed(str(day(3)), "50")
    assert [mark.btc for mark in track("Utopia", (said,), day(6), record).marks] == [10, 10, 11, 50]


def test_without_a_disclosure_the_record_stays_a_sum_of_announcements() -> None:
    """What was announced on the very day counts that day; and later days do not call the sum a disclosed figure."""
    record = Record(country="xx", name="Utopia", purchases=(purchase(0, "10"), purchase(6, "5")))
    own = track("Utopia", (), day(6), record)
    for later in (6, 7, 100):
        mark = own.on(day(later))
        assert mark is not None
        assert (mark.btc, mark.basis) == (15, Basis.ANNOUNCED)


def test_a_tracker_s_estimate_is_no_disclosure() -> None:
    """Only what the holder itself said is on its track."""
    guess = disclosed("2025-01-01", "5", kind=DisclosureKind.TRACKER)
    assert track("Utopia", (guess,), TODAY).marks == ()


def test_between_disclosures_runs_a_line_within_a_band() -> None:
    """Halfway is halfway; the band is that of the two figures, each with its printed precision."""
    own = track("Utopia", (disclosed("2025-01-01", "100"), disclosed("2025-01-11", "200", approximate=True)), TODAY)
    middle = own.on(dt.date(2025, 1, 6))
    assert middle is not None
    assert (middle.btc, middle.basis) == (150, Basis.LINE)
    assert middle.extent == Extent(Decimal("99.5"), Decimal("200.5"))
    last = own.on(dt.date(2025, 1, 11))
    assert last is not None
    assert (last.btc, last.basis) == (200, Basis.DISCLOSED)
    old = own.on(dt.date(2025, 6, 1))
    assert old is not None
    assert (old.btc, old.basis) == (200, Basis.OLD)
    assert own.on(dt.date(2024, 12, 31)) is None


@settings(deadline=None)
@given(coins=st.integers(min_value=5690, max_value=7508))
def test_every_count_a_line_passes_is_crossed_once_or_more(coins: int) -> None:
    """A count between the first and the last disclosure was the record's on some day, give or take a day's step."""
    crossings = TRACK.crossings(Extent(Decimal(coins), Decimal(coins)), Decimal(coins))
    assert crossings
    assert all(abs(mark.btc - coins) <= STEEPEST for mark in crossings)


def test_a_count_between_announcement_and_disclosure_is_never_crossed() -> None:
    """The first disclosure was twice what had been announced: that was no purchase, and no line leads there."""
    own = track(RECORD.name, RECORD.disclosures, TODAY, RECORD)
    assert own.crossings(Extent(Decimal(4000), Decimal(4000)), Decimal(4000)) == ()
