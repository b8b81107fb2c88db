"""A small plan that answers about futures are asked of: ten days, one coin a day, in the interpreter."""

import datetime as dt
import functools

from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import plan_facts
from bitcoin_office.office.plan import PlanSetup, set_up
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.reserve_desk import Opening
from bitcoin_office.simulate.run import Piece, run_piece
from tests.simulate.programmes import plan, rule

DAYS, PATHS = 10, 16


@functools.cache
def setup() -> PlanSetup:
    """What is asked: Pakistan with El Salvador's reserve, whose one rule buys a coin a day."""
    facts = plan_facts("pk+sv-reserve", market_for(None))
    return set_up(facts, PlanQuestion(paths=PATHS, years=1, seed=3, as_of=dt.date(2025, 7, 17)))


@functools.cache
def small() -> Plan:
    """Ten days of the default weather with that rule."""
    return plan("fhs", days=DAYS, rules=(rule("fixed_coins", coins=1.0),), opening=Opening(), lanes=PATHS)


def run(made: Plan, paths: int) -> Piece:
    """In the interpreter: the compiler's bits, and nothing to compile."""
    return run_piece(made, plain_kernel(made), 0, paths)
