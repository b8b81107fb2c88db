"""What does not add up is said, with its size; what adds up is not mentioned."""

import dataclasses

from bitcoin_office.reserve.record import ReportedAddress, Testimony
from bitcoin_office.reserve.unexplained import announced_between, unexplained
from tests.reserve.making import SOURCE, daily, day, disclosed, purchase, record

BTC = 10**8


def codes(items: tuple) -> dict[str, int]:
    """Code and size in whole coins of everything unexplained."""
    return {item.code: item.sats // BTC for item in items}


def test_a_record_that_adds_up_has_nothing_to_explain() -> None:
    """Announced, booked, disclosed and proved equal: silence."""
    sound = record(purchases=(purchase(0, "5"),), disclosures=(disclosed(1, "5"), disclosed(30, "5")))
    assert unexplained(sound, day(30), 5 * BTC, 5 * BTC) == ()


def test_coins_never_announced_are_counted() -> None:
    """Ten disclosed beside five announced leave five unexplained, both on the day and at the first disclosure."""
    given = record(purchases=(purchase(0, "5"),), disclosures=(disclosed(1, "10"),))
    found = codes(unexplained(given, day(1), 5 * BTC, 0))
    assert found == {"never-announced": 5, "first-disclosure": 5, "unproved": 10}


def test_growth_beyond_what_was_announced_is_counted() -> None:
    """Between two disclosures ten coins came in while three were announced: seven unexplained."""
    given = record(standing=(daily(2, 4),), disclosures=(disclosed(1, "10"), disclosed(5, "20")))
    step = next(item for item in unexplained(given, day(5), 3 * BTC, 0) if item.code == "growth-differs")
    assert step.sats == 7 * BTC
    assert "+10 BTC" in step.sentence
    assert "3 BTC were announced" in step.sentence


def test_an_approximate_figure_is_good_to_a_coin() -> None:
    """A difference of one coin beside a figure said to be approximate is not called unexplained."""
    given = record(disclosures=(disclosed(1, "10"), disclosed(5, "11", approximate=True)))
    assert "growth-differs" not in codes(unexplained(given, day(5), 0, 0))


def test_books_that_differ_from_the_record_are_named_first() -> None:
    """Two coins missing from the books come before anything else."""
    given = record(purchases=(purchase(0, "5"),))
    first = unexplained(given, day(0), 3 * BTC, 0)[0]
    assert (first.code, first.sats) == ("books-differ-from-record", -2 * BTC)


def test_testimony_stands_beside_what_was_announced_meanwhile() -> None:
    """Someone says nothing was bought; three purchases were announced in that time, counted from its first day."""
    said = Testimony(on=day(10), since=day(5), by="an auditor", says="Nothing was bought.", source=SOURCE)
    given = record(standing=(daily(0, 7),), testimony=(said,))
    found = {item.code: item for item in unexplained(given, day(10), 8 * BTC, 0)}
    assert found["testimony-differs"].sats == 3 * BTC
    assert "testimony-differs" not in codes(unexplained(given, day(9), 8 * BTC, 0))


def test_what_was_last_seen_long_ago_is_said() -> None:
    """After the last day that a source shows, the days since are counted and nothing is assumed for them."""
    given = record(standing=(daily(0, 7),), disclosures=(disclosed(8, "8"),))
    found = codes(unexplained(given, day(17), 8 * BTC, 0))
    assert found["not-seen-since"] == 10
    assert "no-later-disclosure" in found


def test_addresses_without_signatures_prove_nothing() -> None:
    """Reported addresses are counted in the sentence; the coins stay unproved."""
    address = ReportedAddress(address="32ix", source=SOURCE)
    given = record(disclosures=(disclosed(0, "8"),), addresses=(address, address))
    item = next(item for item in unexplained(given, day(0), 0, 0) if item.code == "unproved")
    assert item.sats == 8 * BTC
    assert item.sentence.startswith("2 addresses are reported; no valid signature by their keys")


def test_announcements_between_two_days_leave_out_the_first() -> None:
    """The stretch is open at its beginning and closed at its end, so that stretches add up."""
    given = record(purchases=(purchase(0, "5"), purchase(3, "7")), standing=(daily(0, 9),))
    assert announced_between(given, None, day(3)) == 16 * BTC
    assert announced_between(given, day(0), day(3)) == 10 * BTC
    assert announced_between(given, day(3), day(3)) == 0


def test_making_is_frozen() -> None:
    """Nothing in a record can be changed after it was read."""
    assert not dataclasses.is_dataclass(record())
    assert type(record()).__struct_config__.frozen
