"""The fit of an office: kept, read, and used on days on which it could be known."""

import datetime as dt

import pytest

from bitcoin_office.app.weather import fit_market, keep_fit, own_file, read_fit, with_weather
from bitcoin_office.office.plan_terms import PlanQuestion, WeatherName
from bitcoin_office.terms.errors import NotFoundError, OfficeError

AS_OF = dt.date(2025, 7, 17)
QUESTION = PlanQuestion(paths=1, years=1, seed=1, as_of=AS_OF)


def test_a_kept_fit_is_read_again(tmp_path):
    """What is written is read, and a folder that cannot be written is said so."""
    found = fit_market(None, AS_OF)
    keep_fit(found, own_file(tmp_path))
    assert read_fit(own_file(tmp_path)) == found
    (tmp_path / "file").touch()
    with pytest.raises(OfficeError, match="Cannot write"):
        keep_fit(found, tmp_path / "file" / "fitted.toml")


def test_an_offices_own_fit_is_used_from_its_day_on(tmp_path):
    """A plan of a later day uses it, one of an earlier day fits anew; another weather can be named."""
    keep_fit(fit_market(None, AS_OF), own_file(tmp_path))
    assert with_weather(QUESTION, "filtered-history", tmp_path).fitted == fit_market(None, AS_OF)
    earlier = PlanQuestion(paths=1, years=1, seed=1, as_of=AS_OF - dt.timedelta(days=1))
    assert with_weather(earlier, "filtered-history", tmp_path).fitted is None
    assert with_weather(QUESTION, "bates", tmp_path / "none").weather is WeatherName.BATES


def test_a_file_is_a_weather(tmp_path):
    """A file's fit is the default weather's; a name that is neither is refused with what is known."""
    keep_fit(fit_market(None, AS_OF), tmp_path / "mine.toml")
    assert with_weather(QUESTION, str(tmp_path / "mine.toml"), tmp_path).fitted == fit_market(None, AS_OF)
    with pytest.raises(NotFoundError, match="weather"):
        with_weather(QUESTION, "sunny", tmp_path)
