"""One future replayed: the engine's own days, every rule's trade and reasons, and the future that was asked for."""

import datetime as dt
from decimal import Decimal

import msgspec
import pytest

from bitcoin_office.adapters.compiled_engine import shipped_rules_text, shipped_texts
from bitcoin_office.app import plan as wiring
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import ask_replay, plan_facts
from bitcoin_office.office.chart_style import shown
from bitcoin_office.office.plan import PlanSetup, input_of, plan_of, set_up
from bitcoin_office.office.plan_money import money
from bitcoin_office.office.plan_terms import PlanFacts, PlanQuestion
from bitcoin_office.office.replay import MINED_INTO, replay
from bitcoin_office.office.replay_choice import Choice, chosen
from bitcoin_office.office.replay_mining import BILL, DRAWN, FOUND, OFFERED, WORTH
from bitcoin_office.office.replay_page import replay_page
from bitcoin_office.playbook.reserve_rules import BuyFalls, DrawdownStop, FixedMoney, SellAboveCost
from bitcoin_office.playbook.wording import Interval, Standing
from bitcoin_office.simulate.plan import prepare
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import run_piece, trace
from bitcoin_office.simulate.summary import series
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.errors import NotFoundError, UsageError
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import USD, unit

AS_OF = dt.date(2025, 7, 17)
QUESTION = PlanQuestion(paths=40, years=1, seed=3, as_of=AS_OF, until=dt.date(2025, 10, 31))
SAYS = {"source": Source(title="a test"), "effective_from": AS_OF, "standing": Standing.PROPOSED}
RULES = (
    FixedMoney(id="rupees", amount=Amount.of("25000000.00", unit("PKR")), interval=Interval.WEEK, **SAYS),
    BuyFalls(id="falls", fall_percent=Decimal(15), window_days=20, amount=Amount.of("900000.00", USD), **SAYS),
    SellAboveCost(id="gains", gain_percent=Decimal(20), share_percent=Decimal(10), interval=Interval.MONTH, **SAYS),
    DrawdownStop(id="stop", drawdown_percent=Decimal(30), recovery_percent=Decimal(90), **SAYS),
)


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    """The interpreter in the compiler's place: the same bits, and nothing to compile."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)


def with_rules() -> PlanFacts:
    """Pakistan with four rules that look at weeks, windows, costs and heights."""
    facts = plan_facts("pk+sv-reserve", market_for(None))
    assert facts.programme.reserve is not None
    reserve = msgspec.structs.replace(facts.programme.reserve, rules=RULES)
    return msgspec.structs.replace(facts, programme=msgspec.structs.replace(facts.programme, reserve=reserve))


def explained(setup: PlanSetup) -> dict[str, str]:
    """The text of every rule, by its function."""
    return dict.fromkeys((rule.function for rule in setup.rules.used), shipped_rules_text())


@pytest.mark.parametrize("path", [0, 39])
def test_the_rules_trade_again_what_the_engine_traded(path):
    """Four rules, a stop among them: decisions add up to the engine's coins and cents on every day of the future."""
    setup, texts = set_up(with_rules(), QUESTION), shipped_texts()
    plan = plan_of(setup, texts)
    told = replay(setup, plan, path, "", (texts, explained(setup)))
    seen = {name: values[0] for name, values in trace(plan, plain_kernel(plan), path, 1).items()}
    bought = sold = spent = received = 0
    decisions = iter(told.decisions)
    for day in range(setup.span.days):
        today = [next(decisions) for _ in RULES]
        assert {decision.on for decision in today} == {setup.span.date(day)}
        bought += sum(max(d.traded_sats, 0) for d in today)
        sold += sum(max(-d.traded_sats, 0) for d in today)
        spent += sum(max(d.paid_usd_cents, 0) for d in today)
        received += sum(max(-d.paid_usd_cents, 0) for d in today)
        assert (bought, sold, spent, received) == tuple(
            seen[name][day] for name in ("bought_sats", "sold_sats", "spent_cents", "received_cents")
        )
    assert bought > 0
    assert told.series["price_usd"].values == tuple(seen["price_usd"])


def test_days_and_reports_agree():
    """On report days the daily values are those of which the plan counted: with one path, its lowest and highest."""
    setup, texts = set_up(with_rules(), QUESTION), shipped_texts()
    plan = plan_of(setup, texts)
    told = replay(setup, plan, 5, "", (texts, explained(setup)))
    counted = series(plan, run_piece(plan, plain_kernel(plan), 5, 1))
    for name in told.series.keys() - {MINED_INTO, DRAWN, OFFERED, FOUND, WORTH, BILL}:
        daily = told.series[name]
        on = dict(zip(told.dates, daily.values, strict=True))
        assert [on[day] for day in counted[name].dates] == [worst.value for worst in counted[name].lowest]


def test_the_worst_and_the_one_at_a_share_are_found():
    """The worst future ends where the plan's lowest does; the one at 20 % ends where a fifth end worse."""
    plan = prepare(msgspec.structs.replace(input_of(set_up(with_rules(), QUESTION), shipped_texts()), lanes=1))
    kernel = plain_kernel(plan)
    piece = run_piece(plan, kernel, 0, 40)
    fan = series(plan, piece, (("p20", 0.2),))
    ends = {path: trace(plan, kernel, path, 1)["value_over_cost_usd"][0][-1] for path in range(40)}
    worst, _ = chosen(plan, piece, kernel, Choice(worst=True))
    assert ends[worst] == min(ends.values()) == fan["value_over_cost_usd"].lowest[-1].value
    at, how = chosen(plan, piece, kernel, Choice(percent=Decimal(20)))
    assert abs(sum(end < ends[at] for end in ends.values()) - 8) <= 1
    assert how == "20 % of 40 futures end below it by value_over_cost_usd"
    deepest, _ = chosen(plan, piece, kernel, Choice(worst=True, by="worst_drawdown"))
    assert deepest == fan["worst_drawdown"].highest[-1].path


def test_every_decision_has_its_reasons():
    """A rule of one a day says on which condition it bought; before its first day it says that it does not hold."""
    told = ask_replay("pk+sv-reserve", QUESTION, Choice(path=2), threads=1)
    assert told.decisions[0].reasons == ("the rule does not hold on this day",)
    assert told.decisions[-1].reasons == ("yes: observation.due > 0.0 (due 1)",)
    assert told.decisions[-1].traded_sats == 100_000_000
    assert sum(bool(decision.traded_sats) for decision in told.decisions) == 92
    assert "trades 92 times and ends with 92 coins" in told.finding
    assert (
        told.manifest.plan_hash
        == plan_of(set_up(plan_facts("pk+sv-reserve", market_for(None)), QUESTION), shipped_texts()).hash
    )


def test_mined_coins_are_told_apart_from_bought_ones():
    """Coins held are those bought and those mined, on every day; mining has a column of its own."""
    winter = msgspec.structs.replace(QUESTION, as_of=dt.date(2025, 10, 31), until=dt.date(2025, 12, 31))
    told = ask_replay("pk+sv-reserve+mining.coins=reserve", winter, Choice(path=2), threads=1)
    mined, coins = told.series[MINED_INTO].values, told.series["coins"].values
    assert mined[-1] > 0
    bought = 0
    for place, decision in enumerate(told.decisions):
        bought += decision.traded_sats
        assert coins[place] == pytest.approx(bought / 1e8 + mined[place], abs=1e-8)


def test_a_programme_without_rules_is_replayed_too():
    """Whoever only holds decides nothing on any day, and the finding says so; mining is what is left to tell."""
    told = ask_replay("pk", QUESTION, Choice(path=2), threads=1)
    assert {decision.traded_sats for decision in told.decisions} == {0}
    assert "pk holds no coin: it mines and sells." in told.finding


def test_what_is_not_there_is_named():
    """A number beyond the futures, and a series that nobody counts: the nearest is named."""
    with pytest.raises(UsageError, match="No future has the number 40"):
        ask_replay("pk", QUESTION, Choice(path=40), threads=1)
    with pytest.raises(NotFoundError, match="value_usd"):
        ask_replay("pk", QUESTION, Choice(by="value_us"), threads=1)


def test_mining_is_told_where_no_coin_is_held():
    """Pakistan mines and sells: the days of mining add up to the year's sums, and the finding says what is left."""
    winter = msgspec.structs.replace(QUESTION, as_of=dt.date(2026, 6, 30), until=dt.date(2026, 12, 31))
    told = ask_replay("pk", winter, Choice(path=2), threads=1)
    assert not told.holds_coins
    values = {name: daily.values for name, daily in told.series.items()}
    assert sum(values["found_coins"]) == pytest.approx(values["mining_coins"][-1])
    assert sum(values["found_usd"]) == pytest.approx(values["mining_revenue_usd"][-1])
    assert sum(values["mining_day_bill_usd"]) == pytest.approx(values["mining_bill_usd"][-1])
    assert 24 * sum(values["mining_mw"]) == pytest.approx(values["mining_energy_mwh"][-1])
    used = sum(values["mining_mw"]) / sum(values["offered_mw"])
    assert used > 0
    assert used == pytest.approx(values["mining_utilisation"][-1])
    assert f"draw {used:.0%} of the power offered" in told.finding
    assert money(values["mining_net_usd"][-1]) in told.finding


def test_the_page_of_mining_begins_with_what_mining_leaves():
    """Without coins the page's number is mining's worst day, its first charts mining's, and no chart is all nought."""
    winter = msgspec.structs.replace(QUESTION, as_of=dt.date(2026, 6, 30), until=dt.date(2026, 12, 31))
    told = ask_replay("pk", winter, Choice(path=2), threads=1)
    page = replay_page(told)
    net = told.series["mining_net_usd"].values
    assert page.number == shown(min(net), "USD")
    assert "what mining has left" in page.number_says
    names = [chart.name for part in page.parts for chart in part.charts]
    assert names[:3] == ["mining_net_usd", "mining_mw", "found_coins"]
    assert "coins" not in names
    held = replay_page(ask_replay("pk+sv-reserve", QUESTION, Choice(path=2), threads=1))
    assert held.parts[0].charts[0].name == "value_over_cost_usd"
