"""What the press printed: every claim on record is read back as it stands there, and has a source with an address."""

import datetime as dt
from decimal import Decimal

import pytest

from bitcoin_office.app.countries import load_record
from bitcoin_office.reserve.press import sentence_of
from bitcoin_office.reserve.record import Bound, PressClaim
from bitcoin_office.reserve.record_files import check_record
from bitcoin_office.terms.source import Source

PRESS = load_record("sv").press


@pytest.mark.parametrize("bound", list(Bound))
def test_a_figure_is_bound_as_it_was_printed(bound: Bound) -> None:
    """Plain, about or over: of the coins and of their worth, which may be missing."""
    word = {Bound.PLAIN: "", Bound.ABOUT: "about ", Bound.OVER: "over "}[bound]
    claim = PressClaim(
        on=dt.date(2025, 7, 17), by="A paper", btc=Decimal("6240.5"), btc_bound=bound, source=Source(title="A paper")
    )
    assert sentence_of(claim, "Atlantis") == f"Atlantis holds {word}6,240.5 BTC."


def test_every_claim_has_an_address_and_the_day_it_was_looked_at() -> None:
    """Nobody is quoted without a page that others can open."""
    assert PRESS
    assert all(str(item.source.url).startswith("https://") and item.source.verified_on for item in PRESS)


def test_claims_out_of_order_are_found() -> None:
    """The file is kept in order of days."""
    one = '[[claim]]\non = {}\nby = "A"\nbtc = "1"\nsource = {{ title = "A" }}\n'
    texts = {"country.toml": 'name = "Atlantis"', "press.toml": one.format("2025-07-17") + one.format("2025-07-16")}
    record, findings = check_record("at", texts)
    assert record is not None
    assert [(finding.code, finding.place.file) for finding in findings] == [("order", "press.toml")]
