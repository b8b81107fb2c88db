"""The statement adds up by hand, and its first line is the finding."""

import pytest

from bitcoin_office.reserve.proved import ProvedAt, ProvedReserve
from bitcoin_office.reserve.purchases import APPROPRIATIONS, PROVED, draft, priced_purchases
from bitcoin_office.reserve.statement import ReserveStatement, StatementInput, announced_parts, reserve_statement
from bitcoin_office.terms.errors import IncompleteDataError
from tests.reserve.making import closes, daily, day, disclosed, position, purchase, record

BTC = 10**8
RECORD = record(
    purchases=(purchase(0, "10", "50000"), purchase(1, "5")),
    standing=(daily(2, 4),),
    disclosures=(disclosed(3, "20"), disclosed(5, "30")),
)


def control(*proved: int) -> ProvedReserve:
    """Nine coins observed, and so much of them proved at each of some blocks."""
    blocks = tuple(
        ProvedAt(height=150 + place, block="00" * 32, day=day(3), coins=1, sats=sats, expires=day(9))
        for place, sats in enumerate(proved)
    )
    return ProvedReserve(
        height=200,
        observed_coins=9,
        observed_sats=9 * BTC,
        coins=len(proved),
        sats=sum(proved),
        share_percent=f"{sum(proved) * 1000 // (9 * BTC) / 10}",
        blocks=blocks,
        vaults=(),
        not_proved=(),
        spent_coins=0,
        spent_sats=0,
    )


def statement(
    at: int, *positions: object, given: object = RECORD, prices: object = None, control: ProvedReserve | None = None
) -> ReserveStatement:
    """A statement of the test record on a day, with a close of 50,000 for every day unless said otherwise."""
    series = prices or closes(*[50_000] * 6)
    return reserve_statement(
        StatementInput(
            record=given, closes=series, positions=tuple(positions), at=day(at), max_age_days=2, control=control
        )
    )


def test_the_first_line_is_the_finding() -> None:
    """Announced with its parts, disclosed (about, on a line between two figures), proved."""
    found = statement(4, position(18, 900_000)).finding
    assert found == "announced 18 (15 in two purchases + 3 at one a day), disclosed about 25, proved 0"


def test_the_first_line_knows_little_early() -> None:
    """One purchase and no disclosure yet; and before everything, nothing."""
    assert statement(0, position(10, 500_000)).finding == (
        "announced 10 (10 in one purchase), disclosed nothing, proved 0"
    )
    assert statement(-1).finding == "announced 0, disclosed nothing, proved 0"


def test_coins_cost_value_and_gain() -> None:
    """18 coins that cost 900,000 dollars are worth 1,080,000 at 60,000; the disclosed 25 are worth 1,500,000."""
    holding = statement(4, position(18, 900_000), prices=closes(*[60_000] * 6)).holding
    assert holding is not None
    assert (holding.sats, holding.cost_usd_cents) == (18 * BTC, 90_000_000)
    assert (holding.value_usd_cents, holding.gain_usd_cents) == (108_000_000, 18_000_000)
    assert holding.disclosed_value_usd_cents == 150_000_000


def test_only_a_proof_makes_coins_proved() -> None:
    """What proofs show of the chain is proved, to the satoshi and never rounded up; an account of the books is not."""
    booked = (position(18, 900_000), position(7, 1, PROVED, "b"))
    assert statement(4, *booked).proved_sats == 0
    found = statement(4, *booked, control=control(BTC - 1))
    assert (found.proved_sats, found.announced_sats) == (BTC - 1, 18 * BTC)
    assert found.finding.endswith("proved 0.99999999 BTC of 9 BTC observed (11.1 %) at block 150")
    both = statement(4, *booked, control=control(BTC, 2 * BTC))
    assert both.finding.endswith("proved 3 BTC of 9 BTC observed (33.3 %) at blocks 150 to 151")
    assert statement(4, *booked, control=control()).finding.endswith("proved 0")


def test_what_is_disclosed_beyond_the_proved_is_named() -> None:
    """Of the 25 disclosed, 3 are proved: the other 22 are not, and the sentence says so."""
    [left] = [each for each in statement(4, control=control(3 * BTC)).unexplained if each.code == "unproved"]
    assert left.sats == 22 * BTC
    assert "cover 3 BTC; nobody has proved the other 22 BTC" in left.sentence


def test_an_old_close_shows_its_age_and_a_very_old_one_is_refused() -> None:
    """A close two days old is used and says so; three days is too old, and the error says what to do."""
    old = closes(40_000, 41_000, 42_000)
    holding = statement(4, position(1, 1), prices=old).holding
    assert holding is not None
    assert (holding.price_age_days, holding.price_on) == (2, day(2))
    with pytest.raises(IncompleteDataError, match="market update"):
        statement(5, position(1, 1), prices=old)


def test_months_end_on_the_statements_day() -> None:
    """The history has each month's end once and then the day itself, and announced coins never fall."""
    months = statement(70, position(18, 1), prices=closes(*[50_000] * 71)).monthly
    assert [month.on.isoformat() for month in months] == ["2021-09-30", "2021-10-31", "2021-11-15"]
    assert [month.announced_sats for month in months] == [18 * BTC] * 3


def test_every_figure_says_why() -> None:
    """Each figure has a rule and at least one source; a figure on a line says that it was not disclosed."""
    figures = {figure.name: figure for figure in statement(4, position(18, 900_000)).figures}
    assert set(figures) == {"announced, single purchases", "announced, daily", "disclosed", "proved", "price"}
    assert all(figure.how and figure.sources for figure in figures.values())
    assert "not itself disclosed" in figures["disclosed"].how


def test_a_purchase_is_booked_at_its_announced_price_or_the_days_close() -> None:
    """Ten coins at the announced 50,000; five at the close of their day; a daily coin at its own day's close."""
    priced = list(priced_purchases(RECORD, closes(1, 47_000, 48_000, 49_000, 50_000), day(3)))
    assert [(item.sats // BTC, int(item.rate.price), item.at_market) for item in priced] == [
        (10, 50_000, False),
        (5, 47_000, True),
        (1, 48_000, True),
        (1, 49_000, True),
    ]
    entry = draft(priced[1])
    assert {leg.account: leg.amount.quantity for leg in entry.legs}[APPROPRIATIONS] == -5 * 47_000 * 100
    assert "market close" in entry.narrative
    assert len({draft(item).external_id for item in priced}) == len(priced)


def test_a_purchase_without_any_price_is_refused() -> None:
    """No announced price and no close on the day: an error that names the day, never a neighbour's price."""
    with pytest.raises(IncompleteDataError, match=str(day(1))):
        list(priced_purchases(RECORD, closes(1), day(1)))


def test_parts_end_where_the_last_source_does() -> None:
    """The daily purchase counts no day after the last one seen."""
    parts = announced_parts(RECORD, day(100))
    assert [(part.daily, part.count) for part in parts] == [(False, 2), (True, 3)]
