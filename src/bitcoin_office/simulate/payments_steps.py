"""One day of remittances and of the trust that turns bitcoin into dollars on demand.

The trust's dollars are whole cents and all coins whole satoshis, so both are conserved to the last unit.
"""

from __future__ import annotations

from bitcoin_office.payments.remittance import corridor_saving
from bitcoin_office.simulate.elementary import exp
from bitcoin_office.simulate.reserve_steps import CENTS_PER_DOLLAR, SATS_PER_COIN, whole

RUN_AT_FALL = 0.1
"""The fall in a day at which the declared share of clients' coins is brought."""


def remittance_day(
    remittance_level: float,
    remittance_shock: float,
    remittance_deviation_day: float,
    remittance_growth_day: float,
    remittance_base_usd: float,
    wallet_share: float,
) -> tuple[float, float, float]:
    """The log of what remittances have grown by, those of the day, and those that come through the wallet."""
    level = remittance_level + remittance_growth_day + remittance_deviation_day * remittance_shock
    inflow = remittance_base_usd * exp(level)
    return level, inflow, inflow * wallet_share


def remittance_year(
    year_remitted_usd: float,
    year_wallet_usd: float,
    year_saved_usd: float,
    remitted_usd: float,
    wallet_usd: float,
    calendar_year_begins: float,
    remittance_cost_now: float,
    remittance_cost_wallet: float,
) -> tuple[float, float, float]:
    """The calendar year so far: remittances, those through the wallet, and what these saved."""
    kept = 0.0 if calendar_year_begins > 0.0 else 1.0
    saved = corridor_saving(wallet_usd, 1.0, remittance_cost_now, remittance_cost_wallet)
    return kept * year_remitted_usd + remitted_usd, kept * year_wallet_usd + wallet_usd, kept * year_saved_usd + saved


def coins_arrived(client_sats: float, arrived_sats: float, wallet_usd: float, price_usd: float) -> tuple[float, float]:
    """Coins that come by the wallet are clients' coins."""
    came = whole(wallet_usd / price_usd * SATS_PER_COIN)
    return client_sats + came, arrived_sats + came


def conversion_wanted(
    client_sats: float,
    trust_price_before: float,
    price_usd: float,
    wallet_usd: float,
    trust_shock: float,
    trust_net_usd: float,
    trust_deviation_usd: float,
    trust_run_share: float,
    trust_converted_share: float,
) -> tuple[float, float]:
    """Cents that clients want for coins today, negative where they want coins, and the price for tomorrow.

    The usual flow and its noise, remittances that are converted at once, and a run when the price falls in a day.
    """
    fall = max(1.0 - price_usd / trust_price_before, 0.0) if trust_price_before > 0.0 else 0.0
    brought = min(trust_run_share * fall / RUN_AT_FALL, 1.0) * client_sats / SATS_PER_COIN * price_usd
    wanted = trust_net_usd + trust_deviation_usd * trust_shock + trust_converted_share * wallet_usd + brought
    return whole(wanted * CENTS_PER_DOLLAR), price_usd


def trust_pays(
    wanted_cents: float,
    trust_cents: float,
    trust_sats: float,
    client_sats: float,
    trust_paid_cents: float,
    trust_unmet_cents: float,
    trust_depleted: float,
    price_usd: float,
) -> tuple[float, float, float, float, float, float]:
    """Dollars for coins, as long as there are dollars: what cannot be paid is unmet, and the trust is depleted."""
    per_sat = price_usd / SATS_PER_COIN * CENTS_PER_DOLLAR
    brought = min(max(whole(wanted_cents / per_sat), 0.0), client_sats)
    asked = whole(brought * per_sat)
    short = asked > trust_cents
    taken = min(max(whole(trust_cents / per_sat - 0.5), 0.0), brought) if short else brought
    paid = min(whole(taken * per_sat), trust_cents) if short else asked
    return (
        trust_cents - paid,
        trust_sats + taken,
        client_sats - taken,
        trust_paid_cents + paid,
        trust_unmet_cents + asked - paid,
        1.0 if short else trust_depleted,
    )


def trust_gives(
    wanted_cents: float,
    trust_cents: float,
    trust_sats: float,
    client_sats: float,
    trust_received_cents: float,
    price_usd: float,
) -> tuple[float, float, float, float]:
    """Coins for dollars, as long as the trust has coins."""
    per_sat = price_usd / SATS_PER_COIN * CENTS_PER_DOLLAR
    given = min(max(whole(-wanted_cents / per_sat), 0.0), trust_sats)
    received = whole(given * per_sat)
    return trust_cents + received, trust_sats - given, client_sats + given, trust_received_cents + received


def trust_sells(
    trust_cents: float,
    trust_sats: float,
    trust_sold_sats: float,
    trust_proceeds_cents: float,
    price_usd: float,
    trust_sale_share: float,
    trust_sale_kept: float,
) -> tuple[float, float, float, float]:
    """The trust sells a share of its coins in the market, to have dollars again."""
    sold = min(whole(trust_sats * trust_sale_share), trust_sats)
    proceeds = whole(sold * price_usd / SATS_PER_COIN * CENTS_PER_DOLLAR * trust_sale_kept)
    return trust_cents + proceeds, trust_sats - sold, trust_sold_sats + sold, trust_proceeds_cents + proceeds


def trust_report(trust_cents: float, trust_sats: float, trust_unmet_cents: float) -> tuple[float, float, float]:
    """Dollars and coins in the trust, and dollars that it owed and did not pay."""
    return trust_cents / CENTS_PER_DOLLAR, trust_sats / SATS_PER_COIN, trust_unmet_cents / CENTS_PER_DOLLAR
