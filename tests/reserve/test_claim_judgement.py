"""What is consistent, stale, inconsistent and unknown: count and price apart, with the four reports of July 2025."""

import datetime as dt
from decimal import Decimal

import pytest

from bitcoin_office.reserve.claims.verdict import Verdict
from tests.reserve.claims_making import checked, only_claim


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("El Salvador holds 6,238 BTC, worth $745 million.", Verdict.CONSISTENT),
        ("El Salvador holds over 6,240 BTC, worth about $740 million.", Verdict.CONSISTENT),
        ("El Salvador holds over 6,200 BTC, worth about $745 million.", Verdict.CONSISTENT),
        ("El Salvador holds over 6,089 BTC, worth about $722 million.", Verdict.STALE),
    ],
)
@pytest.mark.parametrize("published", [dt.date(2025, 7, day) for day in (16, 17, 18)])
def test_the_four_reports_of_july_2025(sentence: str, verdict: Verdict, published: dt.date) -> None:
    """On each of the three days they were printed, three of the four agree with the record and one has an old count."""
    assert only_claim(sentence, published).verdict is verdict


def test_a_stale_count_can_carry_a_fresh_price() -> None:
    """6,089 BTC is the straight line's figure of 28 February; $722 million divided by it is a price of mid-July."""
    claim = only_claim("El Salvador holds over 6,089 BTC, worth about $722 million.")
    assert "The count is stale" in claim.explains
    assert "about 2025-02-28" in claim.explains
    assert "The price is fresh" in claim.explains
    assert claim.implied_usd_per_btc == round(Decimal(722_000_000) / 6089, 2)
    assert claim.market_usd_per_btc == 119313


def test_a_fresh_count_can_carry_a_stale_price() -> None:
    """6,240 BTC at the $106,000 of June is stale by its price alone."""
    claim = only_claim("El Salvador holds 6,240 BTC worth $661 million.")
    assert claim.verdict is Verdict.STALE
    assert "The count fits" in claim.explains
    assert "The price is stale: $105,929 a coin was last seen around 2025-06-28" in claim.explains


def test_a_sentence_copied_whole_is_stale_as_a_whole() -> None:
    """The announced 2,381 coins at the price of 2022 fit each other, long ago."""
    claim = only_claim("El Salvador holds 2,381 BTC worth $40 million.")
    assert claim.verdict is Verdict.STALE
    assert "Both fit 2022-12-28" in claim.explains


def test_a_count_that_was_never_right_is_inconsistent() -> None:
    """4,000 coins lie between the last announced sum and the first disclosure: no day had them."""
    claim = only_claim("El Salvador holds 4,000 BTC.")
    assert claim.verdict is Verdict.INCONSISTENT
    assert "matches no day up to 2025-07-17" in claim.explains


def test_a_count_of_a_later_day_is_inconsistent_and_says_so() -> None:
    """The record reaches 7,474 coins only in November."""
    claim = only_claim("El Salvador holds 7,474 BTC.")
    assert claim.verdict is Verdict.INCONSISTENT
    assert "The record reaches it only on 2025-11-18" in claim.explains


@pytest.mark.parametrize("value", ["$400 million", "$1.5 billion", "$74.5 million"])
def test_a_price_that_no_recent_day_had_is_inconsistent(value: str) -> None:
    """A right count does not save a value that is off by more than an old price could explain."""
    claim = only_claim(f"El Salvador holds 6,240 BTC worth {value}.")
    assert claim.verdict is Verdict.INCONSISTENT
    assert "The price contradicts the market" in claim.explains


def test_a_holder_without_a_record_is_unknown_and_its_price_still_judged() -> None:
    """Nothing is on record for Metaplanet; a wrong price is wrong all the same."""
    right = only_claim("Metaplanet holds 16,352 BTC worth $1.95 billion.")
    assert (right.subject, right.verdict, right.record_btc) == ("Metaplanet", Verdict.UNKNOWN, None)
    assert "there is no record of Metaplanet" in right.explains
    assert "The price is fresh" in right.explains
    assert only_claim("Metaplanet holds 16,352 BTC worth $3.9 billion.").verdict is Verdict.INCONSISTENT


def test_a_company_is_held_against_its_own_disclosures() -> None:
    """Strategy's 499,096 coins of February are stale in July; its 601,550 are right; the cost of them is no value."""
    assert only_claim("Strategy holds 601,550 BTC.").verdict is Verdict.CONSISTENT
    stale = only_claim("MicroStrategy holds 499,096 BTC.")
    assert (stale.subject, stale.verdict) == ("Strategy", Verdict.STALE)
    assert "2025-02-23" in stale.explains
    assert only_claim("Strategy holds 601,550 BTC worth $42.87 billion.").verdict is Verdict.INCONSISTENT


def test_a_value_alone_is_held_against_the_record_at_the_market() -> None:
    """Without a count no price is implied; the record's coins at the close say whether the value is right."""
    claim = only_claim("El Salvador's reserve is worth $745 million.")
    assert (claim.btc, claim.implied_usd_per_btc, claim.verdict) == (None, None, Verdict.CONSISTENT)
    assert only_claim("El Salvador's reserve is worth $650 million.").verdict is Verdict.STALE
    assert only_claim("El Salvador's reserve is worth $1.2 billion.").verdict is Verdict.INCONSISTENT


def test_a_sentence_that_dates_itself_is_judged_on_that_day() -> None:
    """Last year's figure is right for last year, at last year's price or at today's."""
    claim = only_claim("In November 2022 the country held 2,381 BTC, worth $39.3 million.")
    assert claim.verdict is Verdict.CONSISTENT
    assert claim.record_btc == 2381
    assert claim.market_usd_per_btc is not None
    assert only_claim("As of 14 July, El Salvador held 6,237 BTC.").verdict is Verdict.CONSISTENT
    assert only_claim("In November 2022 the country held 6,240 BTC.").verdict is Verdict.INCONSISTENT


def test_between_two_disclosures_the_record_is_a_band_and_says_so() -> None:
    """Nothing inside the band is contradicted, and the explanation calls the figure a straight line's."""
    claim = only_claim("El Salvador holds 5,900 BTC.", dt.date(2025, 4, 1))
    assert claim.verdict is Verdict.CONSISTENT
    assert "band between 5,689.68 BTC disclosed on 2024-03-14 and 6,190.18 BTC on 2025-05-28" in claim.explains
    assert "a straight line gives about" in claim.explains


def test_after_the_last_disclosure_more_is_unknown_and_far_more_is_not() -> None:
    """The record ends with 7,509 coins; 7,600 may have been bought since, 70,000 not; 7,509 is still the last word."""
    later = dt.date(2026, 3, 17)
    assert only_claim("El Salvador holds 7,509 BTC.", later).verdict is Verdict.CONSISTENT
    assert only_claim("El Salvador holds 7,600 BTC.", later).verdict is Verdict.UNKNOWN
    assert only_claim("El Salvador holds 70,000 BTC.", later).verdict is Verdict.INCONSISTENT
    assert only_claim("El Salvador holds 6,242 BTC.", later).verdict is Verdict.STALE


def test_before_the_record_begins_nothing_is_judged() -> None:
    """A text from before the first purchase has no record to be held against."""
    claim = only_claim("El Salvador holds 400 BTC.", dt.date(2021, 1, 1))
    assert claim.verdict is Verdict.UNKNOWN
    assert "begins on 2021-09-06" in claim.explains


def test_without_a_market_the_count_is_judged_alone() -> None:
    """In 2023 the test market has no closes: the price is unknown, and so is the claim."""
    claim = only_claim("El Salvador holds 2,381 BTC worth $60 million.", dt.date(2023, 6, 1))
    assert "no close of the market is known" in claim.explains
    assert claim.market_usd_per_btc is None
    assert claim.verdict is Verdict.UNKNOWN


def test_figures_without_a_claim_are_told_with_their_reason() -> None:
    """A purchase is set aside; a vague number is not understood; both keep their sentence."""
    found = checked("It bought 5 bitcoin for $600,000. It holds hundreds of bitcoin.")
    assert found.claims == ()
    assert [item.figure for item in found.set_aside] == ["5 bitcoin", "$600,000"]
    (vague,) = found.not_understood
    assert (vague.figure, vague.sentence) == ("hundreds of bitcoin", "It holds hundreds of bitcoin.")
    assert vague.why == "a number word that names no number"


def test_only_stale_and_inconsistent_claims_contradict() -> None:
    """The exit code of the command rests on this."""
    assert not checked("El Salvador holds 6,240 BTC. Bhutan holds 11,000 BTC.").is_contradicted
    assert checked("El Salvador holds 6,089 BTC.").is_contradicted
    assert checked("El Salvador holds 4,000 BTC.").is_contradicted
