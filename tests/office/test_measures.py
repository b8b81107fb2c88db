"""One figure out of a run: means, quantiles, shares, and how sure a share is."""

import pytest

from bitcoin_office.office.figures import figure
from bitcoin_office.office.measures import Measure, check_measure, measured, told_by, unit_of, wilson
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import trace
from bitcoin_office.terms.errors import NotFoundError, UsageError
from tests.office.asked_plans import PATHS, run, small


def test_figures_are_those_of_the_paths():
    """Mean, middle and shares of the price on the last day, against the paths themselves."""
    plan = small()
    piece = run(plan, PATHS)
    prices = sorted(path[-1] for path in trace(plan, plain_kernel(plan), 0, PATHS)["price_usd"])
    line = (prices[3] + prices[4]) / 2

    def found(of):
        return measured(plan, piece, Measure(series="price_usd", of=of))

    assert found("mean") == pytest.approx(sum(prices) / PATHS, rel=1e-6)
    assert prices[6] < found("p50") < prices[9]
    assert found(f"below:{line:.0f}") == pytest.approx(4 / PATHS, abs=1 / PATHS)
    assert found(f"below:{line:.0f}") + found(f"above:{line:.0f}") == 1.0
    assert (found("below:1"), found("above:1e9")) == (0.0, 0.0)
    assert found("below:1_000_000_000") == 1.0


def test_what_is_no_figure_is_refused():
    """A series that the plan does not count, and a figure of no known kind."""
    with pytest.raises(NotFoundError, match="series"):
        check_measure(Measure(series="happiness", of="mean"), small())
    for of in ("median", "p", "p5.55", "below", "below:much"):
        with pytest.raises(UsageError, match="figure"):
            check_measure(Measure(series="coins", of=of), small())
    check_measure(Measure(series="coins", of="below:-1.5e3"), small())


def test_words_and_units():
    """As people say it; a share has no unit of its series."""
    assert Measure(series="coins", of="p05").words == "coins held in the future that 5 % lie below"
    assert unit_of(small(), Measure(series="coins", of="p05")) == "BTC"
    assert unit_of(small(), Measure(series="coins", of="below:3")) == "share"
    assert figure(1234567.0, "PKR/kWh") == "1,234,567 PKR/kWh"


def test_wilson_against_published_values():
    """The interval of 10 of 100 is 5.5 to 17.4 % (A. Agresti, B. Coull 1998); of none, it is not empty."""
    assert wilson(0.1, 100) == pytest.approx((0.0552, 0.1744), abs=1e-4)
    assert wilson(0.0, 50)[0] == 0.0
    assert wilson(0.0, 50)[1] == pytest.approx(0.0713, abs=1e-4)


def test_a_programme_without_coins_is_told_by_mining():
    """Unless coins are held, or no mining is counted."""
    both = ("value_over_cost_usd", "mining_net_usd")
    assert told_by(both, holds_coins=True) == told_by(both[:1], holds_coins=False) == both[0]
    assert told_by(both, holds_coins=False) == both[1]
