"""What a plan rests on: exactly the figures with which the numbers that feed a series change."""

import datetime as dt

import pytest

from bitcoin_office.adapters.compiled_engine import shipped_texts
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import ask_why, plan_facts
from bitcoin_office.app.playbook import asked_with, load_playbook
from bitcoin_office.office.plan import input_of, set_up
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.office.why import Why, why
from bitcoin_office.simulate.origins import origins
from bitcoin_office.terms.errors import NotFoundError

QUESTION = PlanQuestion(paths=5, years=1, seed=3, as_of=dt.date(2026, 8, 1))
PROGRAMME = "pk+sv-reserve"


@pytest.fixture(scope="module")
def mined() -> Why:
    """What the coins of the mine rest on."""
    return ask_why(PROGRAMME, QUESTION, "mining_coins_total")


def test_coins_of_the_mine_rest_on_power_and_tariff_not_on_debts(mined):
    """Coins mined change with the power offered and its tariff; never with external debt or what a hall earns."""
    told = {figure.key for figure in mined.figures}
    assert {"mining.power", "parameters.tariff_mining.2024-11-01", "parameters.block_fees.2026-02-02"} <= told
    assert not {key for key in told if "external_debt" in key or "hall_revenue" in key}


def test_an_address_is_one_that_set_takes(mined):
    """Every address can be set on the command line, in a list by its id, month or day."""
    settings = tuple(f"{figure.key}={figure.value.replace(',', '')}" for figure in mined.figures)
    assert load_playbook(asked_with(PROGRAMME, (), settings)).settings == settings


def test_each_figure_says_who_and_how_far(mined):
    """Value, unit, trust and source stand beside each, and the finding counts those that are not documented."""
    assert all(figure.source and figure.value and figure.unit and figure.trust for figure in mined.figures)
    weak = [figure for figure in mined.figures if figure.trust not in {"proved", "documented"}]
    assert mined.finding.startswith(f"mining_coins_total of {PROGRAMME} rests on {len(mined.figures)} figures")
    assert f"; {len(weak)} of them are not documented" in mined.finding


def test_the_price_rests_on_the_market_alone():
    """No figure of a playbook feeds the price; its draws are named."""
    told = ask_why(PROGRAMME, QUESTION, "price_usd")
    assert (told.figures, told.rules) == ((), ())
    assert {"past_day", "drift_shock"} <= set(told.drawn)


def test_coins_held_rest_on_their_rule():
    """The rule is named with its standing and who declared it."""
    (rule,) = ask_why(PROGRAMME, QUESTION, "coins").rules
    assert (rule.rule, rule.standing) == ("one-a-day", "proposed")
    assert "17 November 2022" in rule.source


def test_the_whole_is_what_any_series_rests_on():
    """Without a series all figures are told; those of a series are among them."""
    facts = plan_facts("sv", market_for(None))
    whole = {figure.key for figure in why(facts, QUESTION, "", shipped_texts()).figures}
    assert {figure.key for figure in why(facts, QUESTION, "coins", shipped_texts()).figures} <= whole


def test_origins_go_through_yesterday():
    """What a state was before feeds it: the worst fall is fed by the height's beginning."""
    setup = set_up(plan_facts("sv", market_for(None)), QUESTION)
    texts = shipped_texts()
    section = input_of(setup, texts).section
    assert {"worst_drawdown", "drawdown", "height_usd", "first_height_usd"} <= origins(section, texts, "worst_drawdown")
    assert "sats" not in origins(section, texts, "price_usd")


def test_an_unknown_series_names_the_nearest():
    """A slip of the finger is told."""
    with pytest.raises(NotFoundError, match="value_usd"):
        ask_why("sv", QUESTION, "value_us")
