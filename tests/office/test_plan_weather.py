"""The weathers of a plan: each by its name, a fit of one's own, and none that saw what came later."""

import datetime as dt

import msgspec
import pytest

from bitcoin_office.app.market import market_for
from bitcoin_office.office.plan_terms import PlanQuestion, WeatherName
from bitcoin_office.office.plan_weather import START, weather_of
from bitcoin_office.simulate.weather.fitted import fit_weather
from bitcoin_office.terms.errors import IncompleteDataError

AS_OF = dt.date(2025, 7, 17)
QUESTION = PlanQuestion(paths=1, years=1, seed=1, as_of=AS_OF)
STEPS = {
    WeatherName.FILTERED_HISTORY: "fhs_day",
    WeatherName.BOOTSTRAP: "bootstrap_day",
    WeatherName.GBM: "gbm_day",
    WeatherName.BATES: "bates_day",
}


@pytest.mark.parametrize("name", WeatherName)
def test_each_weather_is_what_its_name_says(name):
    """The step of the model runs, from the same price on, and its numbers are told."""
    weather = weather_of(market_for(None), "PKR", msgspec.structs.replace(QUESTION, weather=name), AS_OF)
    functions = {getattr(step, "function", "") for step in weather.section.day.steps}
    assert functions & set(STEPS.values()) == {STEPS[name]}
    assert weather.used.name == name
    assert weather.used.numbers
    assert not weather.used.numbers.keys() & START
    assert dict(weather.section.parameters)["first_height_usd"] >= weather.used.price_usd
    assert weather.used.past_last_day == AS_OF


def test_a_fit_of_ones_own_is_used_and_told():
    """A fit to an earlier day gives its numbers to the plan, and the notes say whose they are."""
    market = market_for(None)
    fitted = fit_weather(market, dt.date(2024, 12, 31))
    weather = weather_of(market, "PKR", msgspec.structs.replace(QUESTION, fitted=fitted), AS_OF)
    assert weather.used.numbers["garch_news"] == fitted.price.news
    assert weather.used.past_last_day == dt.date(2024, 12, 31)
    assert any("By a fit of your own" in note.says for note in weather.notes)


def test_a_fit_that_saw_later_days_is_refused():
    """A plan cannot see through its weather what came after its day."""
    market = market_for(None)
    fitted = fit_weather(market, dt.date(2026, 1, 31))
    with pytest.raises(IncompleteDataError, match="may not see"):
        weather_of(market, "PKR", msgspec.structs.replace(QUESTION, fitted=fitted), AS_OF)
