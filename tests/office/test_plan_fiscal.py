"""The fiscal part of a plan: chances out of sourced limits only; what a missed review does to money and reserves."""

import datetime as dt
import math
import statistics
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from bitcoin_office.adapters.compiled_engine import compiled_kernel, shipped_texts
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import plan_facts, recorded_power
from bitcoin_office.app.playbook import Asked
from bitcoin_office.office.plan import plan_of, plan_result, set_up
from bitcoin_office.office.plan_fiscal import fiscal_of
from bitcoin_office.office.plan_result import CriterionChance, PlanResult
from bitcoin_office.office.plan_terms import PlanQuestion, WeatherName, known_by
from bitcoin_office.playbook.reserve_policy import Payer
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import Kernel, run_piece, trace
from bitcoin_office.simulate.sections import Span

PLANS = Path(__file__).parents[1] / "fixtures" / "plans"
SOURCED, BOND_MARKET = str(PLANS / "sourced-limits.toml"), str(PLANS / "bond-market.toml")
AS_OF = dt.date(2025, 7, 17)
PURCHASE = dt.date(2025, 10, 14)
NIR = "net-international-reserves"
PATHS = 4_000
QUESTION = PlanQuestion(
    paths=PATHS, years=3, seed=11, as_of=AS_OF, drift_deviation_percent=Decimal(0), weather=WeatherName.GBM
)


def asked(*settings: str, overlays: tuple[str, ...] = (SOURCED,), country: str = "pk") -> Asked:
    """Pakistan under the made-up arrangement."""
    return Asked(country=country, overlays=overlays, settings=settings)


def made(programme: Asked, question: PlanQuestion, kernel: type | object = plain_kernel) -> tuple[Plan, PlanResult]:
    """A plan and its result."""
    setup = set_up(plan_facts(programme, market_for(None)), question)
    plan = plan_of(setup, shipped_texts())
    run: Kernel = kernel(plan)  # pyright: ignore[reportCallIssue]
    return plan, plan_result(setup, plan, run_piece(plan, run, 0, question.paths), recorded_power, shipped_texts())


def rows(result: PlanResult, name: str) -> dict[str, CriterionChance]:
    """A criterion's rows by review."""
    return {item.review: item for item in result.criteria if item.name == name}


@pytest.fixture(scope="module")
def sourced() -> tuple[Plan, PlanResult]:
    """The plan of the made-up arrangement, compiled."""
    return made(asked(), QUESTION, compiled_kernel)


def exact(plan: Plan) -> float:
    """The chance that a thousand coins cost at most 120 million dollars on the day of purchase, under this GBM."""
    numbers = plan.numbers
    days = (PURCHASE - AS_OF).days
    distance = math.log(120_000.0) - numbers["first_log_price"] - numbers["drift_mean"] * days / 365
    return statistics.NormalDist().cdf(distance / (numbers["volatility_day"] * math.sqrt(days)))


def test_a_sourced_floor_against_black_and_scholes(sourced):
    """The floor of December holds as often as the coins cost less than what the baseline is above it, as GBM has it."""
    plan, result = sourced
    item = rows(result, NIR)["eff: second review"]
    assert item.status == "evaluated"
    assert item.on == dt.date(2025, 12, 31)
    assert item.limit == "-8650000000"
    assert item.probability == pytest.approx(exact(plan), abs=4 * math.sqrt(0.25 / PATHS))
    assert item.low < item.probability < item.high
    assert item.high - item.low < 0.05
    assert item.margin.p05 < 0 < item.margin.p95
    assert "2025-06-30 carried on to 2025-12-31, taken as certain" in item.rests_on


def test_a_limit_of_another_review_gives_no_chance(sourced):
    """The June limit is far and always holds; reviews after it have no limit of their own and are not evaluated."""
    found = rows(sourced[1], NIR)
    assert found["eff: third review"].probability == 1.0
    later = found["eff: fourth review"]
    assert (later.status, later.probability) == ("not evaluated", None)
    assert later.missing == ("limit: none is on file for this review; the last is of 2026-06-30",)
    unsourced = {item.name for item in sourced[1].criteria if item.probability is None}
    assert {"net-domestic-assets", "primary-balance", "external-arrears"} <= unsourced


def test_a_missed_review_makes_the_tranche_late_and_the_last_is_lost(sourced):
    """Where December is missed, every tranche comes half a year later and the seventh is lost: SDR 760 million."""
    result = sourced[1]
    missed = 1.0 - rows(result, NIR)["eff: second review"].probability
    reviews = {(item.facility, item.review): item for item in result.fiscal.reviews}
    second = reviews["eff", "second review"]
    assert second.probability == pytest.approx(1.0 - missed)
    assert second.judged == (NIR,)
    assert "net-domestic-assets" in second.not_judged
    eff = next(item for item in result.fiscal.tranches if item.facility == "eff")
    assert eff.missed_share == pytest.approx(missed)
    assert (eff.months_late_median, eff.months_late_worst) == (6, 6)
    assert eff.late_median == eff.late_worst == 760e6
    assert eff.lost_median == eff.lost_worst == eff.lost_mean == 760e6
    rsf = next(item for item in result.fiscal.tranches if item.facility == "rsf")
    assert (rsf.missed_share, rsf.lost_worst) == (pytest.approx(missed), 0.0)
    by_calendar = next(
        item for item in result.fiscal.missed if (item.facility, item.review) == ("eff", "second review")
    )
    assert (by_calendar.late, by_calendar.lost, by_calendar.unit) == (4 * 760e6, 760e6, "SDR")
    assert [item.to for item in by_calendar.moved][-1] is None
    assert by_calendar.lost_usd == pytest.approx(1.346 * 760e6)
    assert by_calendar.share_of_reserves == pytest.approx(1.346 * 760e6 / 14.64e9)


def test_gross_reserves_hold_purchases_and_tranches(sourced):
    """On average, gross reserves are the level, less what coins cost, plus the tranches that are released by then."""
    result = sourced[1]
    kept = rows(result, NIR)["eff: second review"].probability
    gross, net = result.series["reserves_usd"], result.series["net_moved_usd"]
    end = gross.dates.index(dt.date(2027, 12, 31))
    released = (4 + kept) * 760e6 + 154e6
    assert gross.mean[end] == pytest.approx(14.64e9 + net.mean[end] + 1.346 * released, rel=1e-9)
    assert net.mean[end] == pytest.approx(-result.series["cost_usd"].mean[end])
    for level in ("p05", "p50", "p95"):
        moved = result.series["gross_moved_usd"].quantiles[level][end]
        assert gross.quantiles[level][end] == 14.64e9 + moved
    assert gross.lowest[end].value == 14.64e9 + result.series["gross_moved_usd"].lowest[end].value
    waiting = result.series["tranches_waiting_usd"]
    january = waiting.dates.index(dt.date(2026, 1, 31))
    assert waiting.mean[january] == pytest.approx((1 - kept) * 1.346 * 914e6, rel=1e-9)


def test_who_pays_decides_what_moves():
    """The same purchase out of the budget leaves reserves alone, and costs the primary balance what the coins cost."""
    few = msgspec.structs.replace(QUESTION, paths=20, years=1)
    plan, result = made(asked("reserve.paid_by=treasury"), few)
    assert result.fiscal.paid_by is Payer.TREASURY
    assert rows(result, NIR)["eff: second review"].probability == 1.0
    assert set(result.series["net_moved_usd"].mean) == {0.0}
    seen = trace(plan, plain_kernel(plan), 0, 3)
    day = (PURCHASE - AS_OF).days
    for path in range(3):
        cost = seen["spent_cents"][path][day] / 100 * seen["local_per_usd"][path][day - 1]
        assert seen["budget_moved_local"][path][day] == pytest.approx(-cost, rel=1e-9)
        assert seen["budget_moved_local"][path][day - 2] == 0.0


def test_a_ceiling_on_coins_is_broken_by_one_coin_a_day():
    """El Salvador's ceiling has a source for limit and baseline: a coin a day breaks it in every future."""
    few = msgspec.structs.replace(QUESTION, paths=20, years=1, as_of=dt.date(2025, 8, 1))
    _, result = made(asked(country="sv", overlays=()), few)
    every_day = next(iter(rows(result, "bitcoin-accumulation").values()))
    assert (every_day.status, every_day.probability) == ("evaluated", 0.0)
    condition = rows(result, "no-accumulation")["every day"]
    assert (condition.status, condition.probability, condition.low) == ("broken", 0.0, 0.0)
    assert rows(result, "no-bitcoin-debt")["every day"].status == "kept"
    _, held = made(asked("reserve.rules.one-a-day.standing=suspended", country="sv", overlays=()), few)
    assert next(iter(rows(held, "bitcoin-accumulation").values())).probability == 1.0
    assert rows(held, "no-accumulation")["every day"].status == "kept"


@pytest.mark.parametrize("country", ["pk", "sv"])
def test_nothing_that_is_not_sourced_gets_a_chance(country):
    """As shipped, only El Salvador's ceiling on coins has a limit and a baseline from a source."""
    facts = plan_facts(country, market_for(None))
    fiscal = fiscal_of(facts, dt.date(2025, 8, 1), Span(dt.date(2025, 8, 2), 1000), 284.0)
    able = {item.criterion.id for item in fiscal.measured if not item.missing}
    assert able == ({"bitcoin-accumulation"} if country == "sv" else set())
    assert all(item.missing for item in fiscal.measured if item.criterion.id not in able)


def test_an_overdue_review_says_what_came_out_and_moves_no_money():
    """What is known of December 2025 is said of the third review, which is not on file; its tranche is in no future."""
    few = msgspec.structs.replace(QUESTION, paths=8, years=1, as_of=dt.date(2026, 8, 1))
    _, result = made(asked(overlays=()), few)
    swaps = rows(result, "swap-book")["eff: third review, overdue"]
    assert (swaps.known, swaps.probability, swaps.margin.p50) == (True, 1.0, 140e6)
    assert swaps.rests_on.startswith("the outturn of 2025-12-31, derived (Nukta")
    surplus = rows(result, "primary-balance")["eff: third review, overdue"]
    assert (surplus.known, surplus.margin.p05) == (True, 905.5e9)
    reserves = rows(result, NIR)["eff: third review, overdue"]
    assert reserves.probability is None
    assert reserves.missing == ("the outturn of 2025-12-31: -6,000,000,000 USD is only an estimate",)
    assert "tranches_waiting_usd" not in result.series
    assert next(item.review for item in result.fiscal.reviews if item.facility == "eff") == "fourth review"
    assert all(item.probability is None for item in result.fiscal.reviews)


def test_what_was_published_later_is_not_seen():
    """On the day before the ministry's update the half-year's outturn is missing; on that day it is known."""
    few = msgspec.structs.replace(QUESTION, paths=4, years=1, as_of=dt.date(2026, 3, 2))
    before, after = (
        rows(made(asked(overlays=()), msgspec.structs.replace(few, as_of=day))[1], "primary-balance")
        for day in (dt.date(2026, 3, 2), dt.date(2026, 3, 3))
    )
    assert before["eff: third review"].missing == ("the outturn of 2025-12-31, which lies before the plan",)
    assert after["eff: third review"].probability == 1.0


def test_a_declared_bond_is_priced_and_runs_in_the_futures():
    """El Salvador's bond, once proposed: priced by its terms, a broken condition, and gains or losses by the future."""
    few = msgspec.structs.replace(QUESTION, paths=60, years=2, as_of=dt.date(2025, 8, 1))
    _, result = made(asked(country="sv", overlays=(BOND_MARKET,)), few)
    (bond,) = result.fiscal.bonds
    assert bond.coupons_and_principal == pytest.approx(64.7, abs=0.05)
    assert bond.bitcoin_dividend == pytest.approx(7.64, abs=0.01)
    assert bond.price == pytest.approx(72.37, abs=0.05)
    assert bond.service_usd == 65e6
    net = result.series["bonds_net_usd"]
    assert net.lowest[-1].value < 0 < net.highest[-1].value
    assert 0 < result.fiscal.bonds_loss_share < 1
    condition = rows(result, "no-bitcoin-debt")["every day"]
    assert (condition.status, condition.probability) == ("broken", 0.0)
    assert result.series["budget_bonds_local"].mean[0] == pytest.approx(-1e9, abs=1e5)
    assert result.series["budget_interest_local"].mean[-1] == pytest.approx(65e6)
    assert any("Who issues Volcano bond (EBB1) is not declared; taken here: the treasury" in it for it in result.notes)
    others, settings = (BOND_MARKET,), "bonds.volcano.issuer=other"
    _, result = made(asked(settings, country="sv", overlays=others), msgspec.structs.replace(few, paths=4, years=1))
    assert "budget_bonds_local" not in result.series
    assert result.series["bonds_net_usd"]


def test_a_bond_without_a_market_has_no_price():
    """Where nobody states yield, volatility or rates, the price is missing by name and the bond runs all the same."""
    facts = plan_facts(asked("bonds.volcano.standing=proposed", country="sv", overlays=()), market_for(None))
    fiscal = fiscal_of(facts, dt.date(2025, 8, 1), Span(dt.date(2025, 8, 2), 400), None)
    (bond,) = fiscal.bonds.answers
    assert bond.price is None
    assert len(bond.missing) == 4
    assert len(fiscal.bonds.in_engine) == 1


def test_a_bond_is_other_debt_and_in_its_last_year_short_term():
    """A billion owed from the day of issue, due within a year in the tenth, and nothing once it is repaid."""
    facts = plan_facts(asked("bonds.volcano.standing=proposed", country="sv", overlays=()), market_for(None))
    span = Span(dt.date(2025, 8, 2), 3_700)
    bonds = fiscal_of(facts, dt.date(2025, 8, 1), span, None).bonds
    owed = bonds.owed(span)
    last_year = span.number(dt.date(2035, 8, 2)) - 365
    assert owed[0] == owed[last_year - 1] == (0.0, 1e9)
    assert owed[last_year] == owed[last_year + 364] == (1e9, 0.0)
    assert owed[last_year + 365] == (0.0, 0.0)
    assert fiscal_of(plan_facts("pk", market_for(None)), dt.date(2025, 8, 1), span, 284.0).bonds.owed(span) == ()


def test_a_declared_trust_runs_out_in_some_futures():
    """With flows that are stated, the trust's dollars run out in a share of futures, with an interval and dates."""
    few = msgspec.structs.replace(QUESTION, paths=60, years=1, as_of=dt.date(2025, 8, 1))
    _, result = made(asked(country="sv", overlays=(str(PLANS / "trust.toml"),)), few)
    trust = result.fiscal.trust
    assert trust is not None
    assert (trust.name, trust.dollars) == ("Fidebitcoin", 150e6)
    assert 0 < trust.low < trust.depletion < trust.high < 1
    assert few.as_of is not None
    assert few.as_of < trust.first_by <= trust.middle_by
    assert result.series["trust_depleted"].mean[-1] == pytest.approx(trust.depletion)
    december = result.series["remittances_wallet_year_usd"].dates.index(dt.date(2025, 12, 31))
    saved = result.series["remittances_saved_year_usd"].mean[december]
    assert saved == pytest.approx(0.01 * result.series["remittances_wallet_year_usd"].mean[december], rel=1e-6)


def test_a_trust_without_stated_flows_is_not_in_the_futures():
    """A trust at work of which nobody states the flows is left out, and each missing name is said."""
    facts = plan_facts(asked("payments.trust.standing=in_force", country="sv", overlays=()), market_for(None))
    fiscal = fiscal_of(facts, dt.date(2025, 8, 1), Span(dt.date(2025, 8, 2), 400), None)
    assert fiscal.payments.trust is None
    assert "trust_net_conversion" in fiscal.payments.missing
    assert any("Fidebitcoin is not in the futures" in note.says for note in fiscal.payments.notes)


def test_the_year_of_remittances_is_the_sourced_sum():
    """A calendar year of days adds up to what the source has for the year; December is the largest month on file."""
    facts = plan_facts("sv", market_for(None))
    fiscal = fiscal_of(facts, dt.date(2025, 12, 31), Span(dt.date(2026, 1, 1), 365), None)
    remittances = fiscal.payments.remittances
    assert remittances is not None
    assert math.fsum(remittances.base_usd) == pytest.approx(8_479_700_000, rel=1e-12)
    assert max(remittances.base_usd) == remittances.base_usd[-1] == pytest.approx(8_479_700_000 * 0.0982 / 31)


def test_gains_are_taxed_by_rules_in_force_only():
    """El Salvador taxes no gain; Pakistan's tax is proposed and has no rate on file: unknown, not zero."""
    few = msgspec.structs.replace(QUESTION, paths=8, years=1, as_of=dt.date(2025, 8, 1))
    _, ours = made(asked(country="sv", overlays=()), few)
    assert [item.tax_usd for item in ours.fiscal.taxes] == [0.0]
    _, theirs = made(asked(overlays=("sv-reserve",)), few)
    (item,) = theirs.fiscal.taxes
    assert item.tax_usd is None
    assert "proposed" in item.why


def test_power_reaches_the_budget_as_stated():
    """Half of each year's gap and a tenth of what mining earns beyond power: what the budget moves, path by path."""
    few = msgspec.structs.replace(QUESTION, paths=2, years=1, as_of=dt.date(2026, 5, 1))
    plan, result = made(asked(overlays=(str(PLANS / "budget-power.toml"),)), few)
    assert any("the budget pays 50%" in note and "gets 10%" in note for note in result.notes)
    seen = trace(plan, plain_kernel(plan), 0, 2)
    for path in range(2):
        of = {name: values[path] for name, values in seen.items()}
        gaps = earned = 0.0
        year = (0.0, 0.0)
        for day in range(365):
            begins = plan.span.date(day).month == 7 and plan.span.date(day).day == 1
            gap, margin = of["as_dispatched_gap_high"][day], of["year_revenue_usd"][day] - of["year_mining_usd"][day]
            before = (0.0, 0.0) if begins else year
            gaps += gap - before[0]
            earned += max(margin - before[1], 0.0) * of["local_per_usd"][day]
            year = (gap, margin)
        assert gaps > 0
        assert earned > 0
        assert of["budget_moved_local"][-1] == pytest.approx(0.1 * earned - 0.5 * gaps, rel=1e-9)
        assert of["budget_subsidy_local"][-1] == pytest.approx(0.5 * gaps, rel=1e-9)
        assert of["budget_income_local"][-1] == pytest.approx(0.1 * earned, rel=1e-9)


def test_a_special_tariff_is_held_against_every_yardstick_in_the_futures():
    """A tariff far below all costs breaks the condition wherever machines run; one above all of them never does."""
    few = msgspec.structs.replace(QUESTION, paths=20, years=1, as_of=dt.date(2026, 5, 1))
    low = made(asked("parameters.tariff_mining.2024-11-01=1", overlays=()), few)[1]
    high = made(asked("parameters.tariff_mining.2024-11-01=90", overlays=()), few)[1]
    broken, kept = (rows(result, "no-special-tariff")["every day"] for result in (low, high))
    assert (broken.status, broken.high) == ("broken", 0.0)
    assert (kept.status, kept.low, kept.high) == ("kept", 1.0, 1.0)


def test_a_path_of_gross_reserves_lacks_only_what_waits():
    """The path has the tranches in it: passed, it is followed less purchases; missed, it lacks their money."""
    few = msgspec.structs.replace(QUESTION, paths=24, years=1)
    plan, result = made(asked(overlays=(str(PLANS / "gross-path.toml"),)), few)
    chance = rows(result, "gross-reserves")["eff: second review"].probability
    assert 0 < chance < 1
    seen = trace(plan, plain_kernel(plan), 0, 24)
    january, path = plan.span.number(dt.date(2026, 1, 31)), 15e9 + 3e9 * 31 / 181
    passed = 0
    for number in range(24):
        of = {name: values[number] for name, values in seen.items()}
        cost = of["spent_cents"][january] / 100
        kept = of["passed_of_0"][january] == 1.0
        assert kept == (cost <= 120e6)
        lacks = 0.0 if kept else 1.346 * 914e6
        assert of["reserves_usd"][january] == pytest.approx(path - cost - lacks, rel=1e-12)
        passed += kept
    assert passed / 24 == pytest.approx(chance)


def test_a_loan_that_is_not_approved_yet_has_no_reviews():
    """A plan of a day before the Board's approval knows no review of that loan; one of a day after knows them all."""
    facts = plan_facts(asked(), market_for(None))
    before, after = (
        fiscal_of(known_by(facts, day), day, Span(day + dt.timedelta(days=1), 1000), 280.0)
        for day in (dt.date(2024, 9, 24), dt.date(2025, 7, 17))
    )
    assert before.facilities == ()
    assert not [row for row in before.measured if row.slot]
    assert [item.facility.id for item in after.facilities] == ["eff", "rsf"]
