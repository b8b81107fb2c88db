"""The wiring of answers: stresses of one's own beside the shipped ones."""

import datetime as dt

import pytest

from bitcoin_office.app.answers import ask_stress
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError

QUESTION = PlanQuestion(paths=1, years=1, seed=1, as_of=dt.date(2025, 7, 17))
OWN = """
schema = "bitcoin-office/stresses/1"
[[stress]]
id = "ours"
says = "half gone in a month"
source = "assumed"
price = [{ day = 30, factor = 0.5 }]
"""


def test_a_file_of_ones_own(tmp_path):
    """Alone when nothing is named, beside the shipped ones when something is."""
    file = tmp_path / "ours.toml"
    file.write_text(OWN)
    alone = ask_stress("sv", QUESTION, (), None, file)
    assert [item.id for item in alone.stresses] == ["ours"]
    price = alone.stresses[0].series["price_usd"]
    assert price.last == pytest.approx(0.5 * alone.calm.series["price_usd"].last)
    assert price.lowest_on <= QUESTION.as_of + dt.timedelta(days=30)
    both = ask_stress("sv", QUESTION, ("ours", "flat"), None, file)
    assert [item.id for item in both.stresses] == ["ours", "flat"]


def test_a_file_that_cannot_be_read(tmp_path):
    """A missing file and one that holds something else are said to be that."""
    with pytest.raises(NotFoundError, match="file of stresses"):
        ask_stress("sv", QUESTION, (), None, tmp_path / "none.toml")
    (tmp_path / "wrong.toml").write_text("[[strees]]\n")
    with pytest.raises(IncompleteDataError, match="no file of stresses"):
        ask_stress("sv", QUESTION, (), None, tmp_path / "wrong.toml")
