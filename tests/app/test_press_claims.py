"""What the press printed of El Salvador's reserve, judged by the office's own rules."""

import datetime as dt

from bitcoin_office.app.claims import press_claims
from bitcoin_office.app.countries import load_record

PRESS = load_record("sv").press


def test_the_press_on_record_is_judged_claim_by_claim() -> None:
    """Each is read as one claim of the same coins and value, about the country, with a judgement of count and price."""
    judged = press_claims("sv")
    assert [item.printed for item in judged] == list(PRESS)
    for item in judged:
        assert item.claim.subject == "El Salvador"
        assert item.claim.btc == item.printed.btc
        assert item.claim.usd == (item.printed.usd_million or 0) * 1_000_000
        assert [each.of for each in item.judged] == ["count", "price"]
        assert (item.claim.verdict == "inconsistent") is any(each.verdict == "inconsistent" for each in item.judged)


def test_some_of_it_fits_and_some_does_not() -> None:
    """Coins worth 750 million dollars at 400 million, and 6,500 coins of 6,269, do not fit; most others do."""
    by = {(item.printed.by, item.printed.on): str(item.claim.verdict) for item in press_claims("sv")}
    assert by["Bitcoin Magazine, on Nasdaq's pages", dt.date(2025, 7, 16)] == "inconsistent"
    assert by["WEEX", dt.date(2025, 8, 22)] == "inconsistent"
    assert by["Geo News", dt.date(2025, 7, 17)] == "consistent"
