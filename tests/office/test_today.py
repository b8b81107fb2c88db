"""The rules on one day: when they are due, what they remember, what is missing, what is cut, what would be broken."""

import datetime as dt
from decimal import Decimal

import pytest

from bitcoin_office.office.observations import Observed, ObservedKind, flows_of, stock_of
from bitcoin_office.office.today import look
from bitcoin_office.office.today_observation import StaleMarketError
from bitcoin_office.playbook.arrangement import (
    Arrangement,
    Condition,
    ConditionKind,
    Criterion,
    CriterionKind,
    Facility,
    FacilityKind,
    Limit,
    Met,
    Sense,
    Subject,
)
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.playbook.programme import Country, Programme
from bitcoin_office.playbook.reserve_policy import Payer, ReservePolicy
from bitcoin_office.playbook.wording import Interval, Standing
from bitcoin_office.reserve.proposal import Side
from bitcoin_office.reserve.proposal_log import LookedBody
from bitcoin_office.terms.source import Source
from tests.office.today_making import facts, held, series
from tests.simulate.programmes import FIRST, rule

ONE_DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 1, 12)
SOURCE = Source(title="test")
WEEKLY = rule("fixed_money", amount_usd=700_000.0, amount_local=0.0, interval=Interval.WEEK)


def closes(prices: list[float], last: dt.date = MONDAY):
    """Closes up to a day."""
    return series(last - ONE_DAY * (len(prices) - 1), prices)


def looked(day: dt.date, *, asked: tuple[str, ...] = ("fixed-money",), due: tuple[str, ...] = ()) -> LookedBody:
    """That the rules were run on a day."""
    return LookedBody(day=day, programme_hash="", asked=asked, due=due)


@pytest.mark.parametrize(
    ("day", "looks", "since"),
    [
        (MONDAY, (), MONDAY),
        (MONDAY + ONE_DAY, (), None),
        (MONDAY + ONE_DAY, (looked(MONDAY, due=("fixed-money",)),), None),
        (MONDAY + 2 * ONE_DAY, (looked(MONDAY - 3 * ONE_DAY),), MONDAY),
        (MONDAY + 2 * ONE_DAY, (looked(MONDAY, asked=("another",)), looked(MONDAY - 3 * ONE_DAY)), MONDAY),
        (MONDAY + 2 * ONE_DAY, (looked(MONDAY), looked(MONDAY - 3 * ONE_DAY)), None),
    ],
)
def test_a_weekly_rule_is_due_once_a_week(day: dt.date, looks: tuple[LookedBody, ...], since: dt.date | None) -> None:
    """On Monday; or on the next day on which the rules are run, where nobody ran them since; never twice."""
    found = look(facts(day, closes([100_000.0], day), [WEEKLY], looks=looks))
    assert found.answers[0].due_since == since
    assert [each.sats for each in found.proposals] == ([] if since is None else [700_000_000])


def test_a_price_that_is_old_is_said_and_one_that_is_too_old_is_refused() -> None:
    """Yesterday's close serves in the morning; an older one is warned of; after four days nothing is proposed."""
    for age, warned in ((0, 0), (1, 0), (2, 1), (4, 1)):
        found = look(facts(MONDAY, closes([100_000.0], MONDAY - age * ONE_DAY), [WEEKLY]))
        assert found.price.age_days == age
        assert len(found.warnings) == warned
    with pytest.raises(StaleMarketError, match="market update"):
        look(facts(MONDAY, closes([100_000.0], MONDAY - 5 * ONE_DAY), [WEEKLY]))


def test_a_rule_is_never_run_on_a_guess() -> None:
    """What it looks at and nobody says is named, and nothing is proposed; once it is known, it runs."""
    selling = rule("sell_to_cover_power", share=1.0, interval=Interval.WEEK)
    found = look(facts(MONDAY, closes([100_000.0]), [selling]))
    assert found.proposals == ()
    assert ["mined" in each or "power bill" in each for each in found.answers[0].missing] == [True, True]
    flows = {
        "mined_coins": tuple((MONDAY - ONE_DAY * back, 1.0) for back in (9, 7, 6, 0)),
        "power_bill_usd": ((MONDAY - ONE_DAY, 150_000.0), (MONDAY + ONE_DAY, 1e9)),
    }
    known = look(facts(MONDAY, closes([100_000.0]), [selling], flows=flows, holding=held((FIRST, 10**9, 10**7))))
    assert [(each.side, each.sats, each.usd_cents) for each in known.proposals] == [
        (Side.SELL, 150_000_000, 15_000_000)
    ]
    seen = dict(known.answers[0].observation)
    assert (seen["mined_coins"], seen["power_bill_usd"]) == (2.0, 150_000.0)
    later = look(
        facts(
            MONDAY,
            closes([100_000.0]),
            [selling],
            flows=flows,
            looks=(looked(MONDAY - 8 * ONE_DAY, due=("sell-to-cover-power",)),),
            holding=held((FIRST, 10**9, 10**7)),
        )
    )
    assert dict(later.answers[0].observation)["mined_coins"] == 3.0


def test_the_stop_remembers_by_the_record_alone() -> None:
    """A fall of months ago stops purchases until the recovery, by the closes on file and nothing else."""
    stop = rule("drawdown_stop", fall=0.3, recovery=0.9)
    prices = [100_000.0] * 5 + [69_000.0] + [80_000.0] * 4
    last = FIRST + ONE_DAY * (len(prices) - 1)
    buying = rule("fixed_coins", coins=1.0)
    found = look(facts(last, closes(prices, last), [buying, stop]))
    assert found.proposals == ()
    assert [answer.rule for answer in found.answers] == ["drawdown-stop", "fixed-coins"]
    assert "stopped by drawdown-stop" in found.answers[1].limited[0]
    assert found.answers[1].wanted_sats == 100_000_000
    again = [*prices, 90_000.0]
    assert len(look(facts(last + ONE_DAY, closes(again, last + ONE_DAY), [buying, stop])).proposals) == 1


def test_what_is_cut_is_said() -> None:
    """The granted cash pays for no more than it buys, to the cent; no more is sold than held."""
    buying = rule("fixed_coins", coins=2.0)
    found = look(facts(MONDAY, closes([100_000.0]), [buying], cash_usd=50_000.0))
    assert [(each.sats, each.usd_cents) for each in found.proposals] == [(50_000_000, 5_000_000)]
    assert "cash" in found.proposals[0].limited[0]
    selling = rule("fixed_coins", coins=-2.0)
    sold = look(facts(MONDAY, closes([100_000.0]), [selling], holding=held((FIRST, 5, 1))))
    assert [(each.side, each.sats) for each in sold.proposals] == [(Side.SELL, 5)]
    assert "No more is held" in sold.proposals[0].limited[0]


def test_each_rule_sees_what_the_one_before_left() -> None:
    """The second purchase of a day is held against the coins and the cash after the first."""
    both = [rule("fixed_coins", coins=1.0), rule("fixed_money", amount_usd=1e9, amount_local=0.0)]
    found = look(facts(MONDAY, closes([100_000.0]), both, cash_usd=150_000.0))
    assert [(each.sats, each.held_sats) for each in found.proposals] == [(100_000_000, 0), (50_000_000, 100_000_000)]
    assert found.held.sats == 0


def test_a_condition_on_accumulation_would_be_broken_by_buying_only() -> None:
    """Buying says so, with the source; selling does not; before the condition stood, nothing is said."""
    condition = Condition(
        id="no-accumulation", kind=ConditionKind.CONTINUOUS, says="Nothing is bought.", met=Met.UNKNOWN, source=SOURCE,
        about=Subject.BITCOIN_ACCUMULATION, since=MONDAY,
    )  # fmt: skip
    facility = Facility(
        id="eff", kind=FacilityKind.EFF, name="Loan", approved_on=FIRST, source=SOURCE,
        amount=Figure(value=Decimal(1), unit="SDR", source=SOURCE),
        length=Figure(value=Decimal(1), unit="months", source=SOURCE),
    )  # fmt: skip
    target = Figure(value=Decimal(1), unit="BTC", source=SOURCE)
    made = Programme(
        schema="bitcoin-office/programme/1",
        country=Country(code="pk", name="Pakistan", currency="PKR", languages=("en",)),
        reserve=ReservePolicy(name="x", standing=Standing.IN_FORCE, source=SOURCE, target=target),
        arrangement=Arrangement(facilities=(facility,), conditions=(condition,)),
    )
    buying, selling = rule("fixed_coins", coins=2.0), rule("fixed_coins", coins=-1.0)
    (bought,) = look(facts(MONDAY, closes([1e5]), [buying], programme=made)).proposals
    assert [(each.kept, each.source) for each in bought.conditions] == [("broken", "test")]
    assert "declared target of 1" in bought.warnings[-1]
    (sold,) = look(facts(MONDAY, closes([1e5]), [selling], programme=made, holding=held((FIRST, 10**9, 1)))).proposals
    assert sold.conditions == ()
    early = MONDAY - ONE_DAY
    (before,) = look(facts(early, closes([1e5], early), [buying], programme=made)).proposals
    assert before.conditions == ()


@pytest.mark.parametrize(
    ("baseline", "limit", "kept", "why"),
    [
        (None, "0", "not evaluated", "missing: nobody counted"),
        ("0", None, "not evaluated", "no limit is known"),
        ("0", "0", "broken", "2 BTC against a ceiling of 0"),
        ("1", "3", "kept", "3 BTC against a ceiling of 3"),
    ],
)
def test_a_criterion_in_coins(baseline: str | None, limit: str | None, kept: str, why: str) -> None:
    """Judged with a sourced limit and baseline, else what is missing is said; criteria of other things are left out."""

    def figure(value: str | None, missing: str) -> Figure:
        known = {"missing": missing} if value is None else {"value": Decimal(value), "source": SOURCE}
        return Figure(unit="BTC", **known)

    criterion = Criterion(
        id="coins", name="Coins", kind=CriterionKind.CONTINUOUS, sense=Sense.CEILING, unit="BTC", source=SOURCE,
        baseline=figure(baseline, "nobody counted"),
        limits=(Limit(on=FIRST, limit=figure(limit, "no limit is known")),),
    )  # fmt: skip
    other = Criterion(
        id="balance", name="Balance", kind=CriterionKind.CONTINUOUS, sense=Sense.FLOOR, unit="USD", source=SOURCE,
        baseline=Figure(missing="x", unit="USD"),
    )  # fmt: skip
    made = Programme(
        schema="bitcoin-office/programme/1",
        country=Country(code="pk", name="Pakistan", currency="PKR", languages=("en",)),
        reserve=ReservePolicy(name="x", standing=Standing.IN_FORCE, source=SOURCE, paid_by=Payer.CENTRAL_BANK),
        arrangement=Arrangement(facilities=(), criteria=(criterion, other)),
    )
    (bought,) = look(facts(MONDAY, closes([1e5]), [rule("fixed_coins", coins=2.0)], programme=made)).proposals
    assert [(each.condition, str(each.kept)) for each in bought.conditions] == [("coins", kept)]
    assert why in " ".join(bought.conditions[0].why)
    assert "net reserves fall by 200,000.00 USD" in bought.warnings[0]


def test_the_same_day_gives_the_same_bytes() -> None:
    """Two looks at one day are equal to the last bit."""
    made = facts(
        MONDAY,
        closes([91_234.5 + number for number in range(30)]),
        [WEEKLY, rule("buy_falls", fall=0.1, amount_usd=1.0, amount_local=0.0)],
    )
    assert look(made) == look(made)


def test_observations_of_people() -> None:
    """Flows are kept by day up to the day, stocks are the last known; a name of which nothing is said is absent."""

    def seen(kind: ObservedKind, value: str, on: dt.date) -> Observed:
        return Observed(kind=kind, value=Decimal(value), on=on, source=SOURCE)

    found = (
        seen(ObservedKind.SURPLUS_USD, "-5.5", MONDAY),
        seen(ObservedKind.SURPLUS_USD, "7", MONDAY - ONE_DAY),
        seen(ObservedKind.MINED_COINS, "1", MONDAY + ONE_DAY),
        seen(ObservedKind.RESERVES_USD, "9", MONDAY - ONE_DAY),
        seen(ObservedKind.RESERVES_USD, "8", MONDAY - 2 * ONE_DAY),
        seen(ObservedKind.RESERVES_USD, "10", MONDAY + ONE_DAY),
    )
    assert flows_of(found, MONDAY) == {
        "surplus_usd": ((MONDAY - ONE_DAY, 7.0), (MONDAY, -5.5)),
        "mined_coins": (),
    }
    latest = stock_of(found, ObservedKind.RESERVES_USD, MONDAY)
    assert latest is not None
    assert latest.value == 9
    assert stock_of(found, ObservedKind.CASH_USD, MONDAY) is None


def test_a_stop_that_cannot_be_asked_stops() -> None:
    """Where a close is missing that a stop would have to remember, nothing is bought, and the reason is said."""
    stop = rule("drawdown_stop", fall=0.3, recovery=0.9)
    both = [rule("fixed_coins", coins=1.0), stop, rule("fixed_coins", coins=-1.0)]
    found = look(facts(MONDAY, closes([100_000.0]), both, holding=held((FIRST, 10**9, 1))))
    assert "No close" in found.answers[0].missing[0]
    assert "could not be asked" in found.answers[1].limited[0]
    assert [each.side for each in found.proposals] == [Side.SELL]
