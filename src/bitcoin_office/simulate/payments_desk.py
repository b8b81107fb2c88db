"""Remittances and the convertibility trust in every future."""

from __future__ import annotations

import math

import msgspec

from bitcoin_office.simulate import draws
from bitcoin_office.simulate.elementary import log, nearest
from bitcoin_office.simulate.parts import Day, Part, State, Statistic
from bitcoin_office.simulate.reserve_steps import CENTS_PER_DOLLAR, SATS_PER_COIN
from bitcoin_office.simulate.sections import Section
from bitcoin_office.simulate.weather.price_models import DAYS_PER_YEAR
from bitcoin_office.simulate.weather.together import REMITTANCES, taken

DEPLETED = "trust_depleted"
REMITTED, WALLET, SAVED = "remittances_year_usd", "remittances_wallet_year_usd", "remittances_saved_year_usd"


class Remittances(msgspec.Struct, frozen=True, kw_only=True):
    """What comes in on each day without growth and noise, and how it goes on; shares are 0 to 1, a year.

    Costs are shares of what is sent: by what is usual, and by the wallet; where one of them is ``None``, nobody knows
    what the wallet saves, and it is not counted.
    """

    base_usd: tuple[float, ...]
    calendar_year_begins: tuple[float, ...]
    wallet_share: float
    growth: float = 0.0
    deviation: float = 0.0
    cost_now: float | None = None
    cost_wallet: float | None = None
    moved_together: frozenset[str] = frozenset()


class TrustTerms(msgspec.Struct, frozen=True, kw_only=True):
    """The trust on the evening before, and how its clients behave; dollars a day, shares 0 to 1.

    ``run_share`` of clients' coins is brought on a day on which the price falls by a tenth; ``converted_share`` of what
    comes by the wallet is converted at once; ``sale_share`` of its coins the trust sells every day, losing
    ``sale_cost`` of their worth.
    """

    dollars: int
    client_coins: float
    net_usd: float
    deviation_usd: float
    run_share: float
    sale_share: float
    sale_cost: float = 0.0
    converted_share: float = 0.0


def remittances_section(terms: Remittances) -> Section:
    """Remittances day by day, and the calendar year so far."""
    state = ("remittance_level", REMITTED, WALLET, SAVED)
    costs = (terms.cost_now, terms.cost_wallet)
    saved = (Statistic(name=SAVED, unit="USD", low=4, high=50, signed=True),) if None not in costs else ()
    year = (("year_remitted_usd", REMITTED), ("year_wallet_usd", WALLET), ("year_saved_usd", SAVED))
    return Section(
        day=Day(
            state=tuple(State(name=name) for name in state),
            draws=(draws.REMITTANCE_SHOCK,),
            steps=(
                Part(
                    function="remittance_day",
                    gives=("remittance_level", "remitted_usd", "wallet_usd"),
                    renamed=taken(REMITTANCES, terms.moved_together),
                ),
                Part(function="remittance_year", gives=(REMITTED, WALLET, SAVED), renamed=year),
            ),
            statistics=(
                Statistic(name=REMITTED, unit="USD", low=4, high=50),
                Statistic(name=WALLET, unit="USD", low=4, high=50),
                *saved,
            ),
        ),
        parameters=(
            ("remittance_deviation_day", terms.deviation / math.sqrt(DAYS_PER_YEAR)),
            ("remittance_growth_day", log(1.0 + terms.growth) / DAYS_PER_YEAR),
            ("wallet_share", terms.wallet_share),
            ("remittance_cost_now", terms.cost_now or 0.0),
            ("remittance_cost_wallet", terms.cost_wallet or 0.0),
        ),
        calendar=(
            ("remittance_base_usd", terms.base_usd),
            ("calendar_year_begins", terms.calendar_year_begins),
        ),
    )


def trust_section(terms: TrustTerms, *, with_remittances: bool) -> Section:
    """The trust day by day; after the section of remittances, where there is one."""
    begins = {"trust_cents": "first_trust_cents", "client_sats": "first_client_sats"}
    state = (
        "trust_cents", "client_sats", "trust_sats", "arrived_sats", "trust_price_before", "trust_paid_cents",
        "trust_received_cents", "trust_unmet_cents", "trust_sold_sats", "trust_proceeds_cents", DEPLETED,
    )  # fmt: skip
    paid = ("trust_cents", "trust_sats", "client_sats", "trust_paid_cents", "trust_unmet_cents", DEPLETED)
    sold = ("trust_cents", "trust_sats", "trust_sold_sats", "trust_proceeds_cents")
    steps = (
        Part(function="coins_arrived", gives=("client_sats", "arrived_sats")),
        Part(function="conversion_wanted", gives=("wanted_cents", "trust_price_before")),
        Part(function="trust_pays", gives=paid),
        Part(function="trust_gives", gives=("trust_cents", "trust_sats", "client_sats", "trust_received_cents")),
        Part(function="trust_sells", gives=sold),
    )
    parameters = (
        ("first_trust_cents", terms.dollars * CENTS_PER_DOLLAR),
        ("first_client_sats", nearest(terms.client_coins * SATS_PER_COIN)),
        ("trust_net_usd", terms.net_usd),
        ("trust_deviation_usd", terms.deviation_usd),
        ("trust_run_share", terms.run_share),
        ("trust_converted_share", terms.converted_share),
        ("trust_sale_share", terms.sale_share),
        ("trust_sale_kept", 1.0 - terms.sale_cost),
        *(() if with_remittances else (("wallet_usd", 0.0),)),
    )
    return Section(
        day=Day(
            state=tuple(State(name=name, begins=begins.get(name, "")) for name in state),
            draws=(draws.TRUST_SHOCK,),
            steps=steps,
            statistics=(
                Statistic(name="trust_usd", unit="USD", low=4, high=50),
                Statistic(name="trust_coins", unit="BTC", low=-10, high=25, fine=27),
                Statistic(name="trust_unmet_usd", unit="USD", low=4, high=50),
                Statistic(name=DEPLETED, unit="share", low=-1, high=1),
            ),
            reports=(Part(function="trust_report", gives=("trust_usd", "trust_coins", "trust_unmet_usd")),),
        ),
        parameters=parameters,
    )
