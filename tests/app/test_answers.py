"""The wiring of answers: stresses of one's own beside the shipped ones."""

import datetime as dt

import pytest

from bitcoin_office.app import plan as wiring
from bitcoin_office.app.answers import Sought, ask_optimum, ask_stress, planned
from bitcoin_office.app.playbook import Asked
from bitcoin_office.office.convergence import convergence
from bitcoin_office.office.measures import Measure
from bitcoin_office.office.optimise import Direction
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import run_piece
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


WINTER = PlanQuestion(paths=16, years=1, seed=1, as_of=dt.date(2025, 10, 31), until=dt.date(2025, 11, 10))


def test_the_loss_of_a_programme_without_coins_is_that_of_mining():
    """Pakistan mines and sells: how sure its loss is, is asked of what mining leaves; in ten days nothing pays back."""
    setup, plan = planned("pk", WINTER, None)

    def batches(made, paths, number):
        return [run_piece(made, plain_kernel(made), place, paths // number) for place in range(number)]

    told = convergence(setup, plan, 1.0, batches)
    assert (told.loss.says, told.loss.share) == ("mining does not earn what its power, sites and machines cost", 1.0)


def test_the_best_for_a_programme_without_coins_is_asked_of_mining(monkeypatch):
    """Without a series the lowest tariff is best for what mining leaves; coins that are not there say nothing."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)
    sought = Sought(
        vary=("mining_tariff=5..15",),
        measure=Measure(series="", of="mean"),
        direction=Direction.MAX,
        steps=3,
        seeds=2,
    )
    told = ask_optimum(Asked(country="pk"), WINTER, sought, threads=1)
    assert (told.series, told.best) == ("mining_net_usd", (5.0,))
