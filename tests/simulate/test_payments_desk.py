"""Remittances and the trust in the futures: nothing is lost, and a trust runs out as often as it must."""

import math
import statistics

import msgspec
import pytest

from bitcoin_office.adapters.compiled_engine import compiled_kernel
from bitcoin_office.simulate.payments_desk import (
    DEPLETED,
    REMITTED,
    SAVED,
    WALLET,
    Remittances,
    TrustTerms,
    remittances_section,
    trust_section,
)
from bitcoin_office.simulate.plan import Plan, PlanInput, prepare
from bitcoin_office.simulate.record import SUMS
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.reserve_desk import Opening, reserve_section
from bitcoin_office.simulate.run import run_piece, trace
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.simulate.weather.price_models import Drift, Gbm, Start
from bitcoin_office.simulate.weather.rate_models import DOLLAR
from tests.simulate.programmes import FIRST, texts

DAYS = 100
TRUST = TrustTerms(
    dollars=30_000_000,
    client_coins=2_000.0,
    net_usd=300_000.0,
    deviation_usd=900_000.0,
    run_share=0.2,
    sale_share=0.05,
    sale_cost=0.01,
    converted_share=0.5,
)
REMITTANCES = Remittances(
    base_usd=(20_000_000.0,) * DAYS,
    calendar_year_begins=tuple(1.0 if day == 60 else 0.0 for day in range(DAYS)),
    wallet_share=0.01,
    growth=0.05,
    deviation=0.1,
    cost_now=0.02,
    cost_wallet=0.005,
)


def made(desks: Section, volatility: float = 0.9) -> Plan:
    """A programme of these desks."""
    span = Span(FIRST, DAYS)
    section = Gbm(volatility=volatility).section(Start(price_usd=90_000.0), Drift()) + DOLLAR
    section += reserve_section((), Opening(), span, texts()) + desks
    return prepare(PlanInput(section=section, span=span, reports=(30, DAYS - 1), seed=3, texts=texts()))


def both() -> Plan:
    """Remittances and the trust that converts half of what comes by the wallet."""
    return made(remittances_section(REMITTANCES) + trust_section(TRUST, with_remittances=True))


def test_dollars_and_coins_of_the_trust_are_conserved_to_the_last_unit():
    """On every path and day: what is there is what was there, plus what came, less what went; in cents and satoshis."""
    plan = both()
    seen = trace(plan, plain_kernel(plan), 0, 12)
    runs = unmet = 0
    for path in range(12):
        of = {name: values[path] for name, values in seen.items()}
        for day in range(DAYS):
            paid, received, proceeds = (of[f"trust_{name}_cents"][day] for name in ("paid", "received", "proceeds"))
            assert of["trust_cents"][day] == 3e9 - paid + received + proceeds >= 0
            coins = of["trust_sats"][day] + of["client_sats"][day] + of["trust_sold_sats"][day]
            assert coins == 2e11 + of["arrived_sats"][day]
            assert min(of["trust_sats"][day], of["client_sats"][day]) >= 0
            assert (of["trust_unmet_cents"][day] > 0) == (of[DEPLETED][day] == 1.0)
            unmet += of["trust_unmet_cents"][day] > 0
            runs += received > 0
    assert runs
    assert 0 < unmet < 12 * DAYS


def test_the_compiled_engine_gives_the_same_bits():
    """Plain and compiled counts of remittances and trust are equal."""
    plan = both()
    assert run_piece(plan, plain_kernel(plan), 0, 70) == run_piece(plan, compiled_kernel(plan), 0, 70)


def test_depletion_against_the_normal_distribution():
    """Without runs and sales, dollars last as long as the sum of daily flows, which is normal."""
    number = 4_000
    flow, deviation = 1e6, 3e5
    spare = 0.5 * deviation * math.sqrt(DAYS)
    terms = TrustTerms(
        dollars=round(flow * DAYS + spare),
        client_coins=1e6,
        net_usd=flow,
        deviation_usd=deviation,
        run_share=0.0,
        sale_share=0.0,
    )
    plan = made(trust_section(terms, with_remittances=False))
    piece = run_piece(plan, compiled_kernel(plan), 0, number)
    names = [statistic.name for statistic in plan.layout.statistics]
    cell = len(names) + names.index(DEPLETED)
    share = piece.sums[cell * SUMS + 1] / 2**10 / number
    exact = statistics.NormalDist().cdf(-0.5)
    assert share == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / number))


def test_a_run_brings_the_share_of_coins_that_is_declared():
    """A price that falls by a tenth in a day brings a fifth of clients' coins; one that rises brings none."""
    terms = msgspec.structs.replace(TRUST, net_usd=0.0, deviation_usd=0.0, sale_share=0.0, dollars=10**12)
    plan = made(trust_section(terms, with_remittances=False), volatility=2.0)
    of = {name: values[0] for name, values in trace(plan, plain_kernel(plan), 0, 1).items()}
    falls = 0
    for day in range(1, DAYS):
        fall = max(1 - of["price_usd"][day] / of["price_usd"][day - 1], 0.0)
        brought = of["client_sats"][day - 1] - of["client_sats"][day]
        assert brought == pytest.approx(2 * fall * of["client_sats"][day - 1], abs=50)
        falls += fall > 0
    assert 0 < falls < DAYS - 1


def test_remittances_add_up_by_calendar_year():
    """Without noise and growth, each year's sum is its days', the wallet's is its share, the saving its cost."""
    plain = msgspec.structs.replace(REMITTANCES, growth=0.0, deviation=0.0)
    plan = made(remittances_section(plain))
    of = {name: values[0] for name, values in trace(plan, plain_kernel(plan), 0, 1).items()}
    assert [of[REMITTED][day] for day in (0, 59, 60, 99)] == pytest.approx([2e7, 12e8, 2e7, 8e8])
    assert of[WALLET][99] == pytest.approx(8e6)
    assert of[SAVED][99] == pytest.approx(8e6 * 0.015)
