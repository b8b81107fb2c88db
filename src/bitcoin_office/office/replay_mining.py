"""What mining does day by day in a replayed future: its series, and what became of it where no coin is held."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bitcoin_office.office.measures import MINING_NET
from bitcoin_office.office.plan import PlanSetup
from bitcoin_office.office.plan_money import money
from bitcoin_office.office.replay_result import Daily

SEEN = ("mining_mw", "offered_mw", "found_coins", "day_mining_usd")
"""What a day of mining is told by that the engine keeps no row for unless something counts it."""
OF_SITES = "sites_offered_mw"
"""What several sites are offered together, where ``offered_mw`` is those on the grid."""
DRAWN, OFFERED, FOUND, WORTH, BILL = "mining_mw", "offered_mw", "found_coins", "found_usd", "mining_day_bill_usd"
"""Of each day: power drawn and offered to miners, coins found, what they are worth on it, and the power's bill."""


def mining_series(rows: Mapping[str, Sequence[float]]) -> dict[str, Daily]:
    """What mining does on each day, by itself and not as a sum of the year."""
    coins, price = rows["found_coins"], rows["price_usd"]
    offered = rows[OF_SITES] if OF_SITES in rows else rows["offered_mw"]
    return {
        DRAWN: Daily(unit="MW", values=tuple(rows["mining_mw"])),
        OFFERED: Daily(unit="MW", values=tuple(offered)),
        FOUND: Daily(unit="BTC", values=tuple(coins)),
        WORTH: Daily(unit="USD", values=tuple(found * usd for found, usd in zip(coins, price, strict=True))),
        BILL: Daily(unit="USD", values=tuple(rows["day_mining_usd"])),
    }


def mining_said(setup: PlanSetup, series: Mapping[str, Daily]) -> str:
    """What became of mining, in a sentence."""
    drawn, offered, coins, bill = (math.fsum(series[name].values) for name in (DRAWN, OFFERED, FOUND, BILL))
    used = drawn / offered if offered else 0.0
    said = (
        f"{setup.facts.label} holds no coin: it mines and sells. Its machines draw {used:.0%} of the power offered and "
        f"find {coins:,.0f} coins for {money(bill)} of power"
    )
    net = series.get(MINING_NET)
    if net is None:
        return f"{said}."
    worst = min(range(len(net.values)), key=net.values.__getitem__)
    return (
        f"{said}; in the end mining leaves {money(net.values[-1])}, sites and machines paid, and stands worst on "
        f"{setup.span.date(worst)}, at {money(net.values[worst])}."
    )
