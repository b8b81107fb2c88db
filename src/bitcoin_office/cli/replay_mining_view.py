"""The months or days of a replayed future without coins: what its mining does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bitcoin_office.office.measures import MINING_NET
from bitcoin_office.office.plan_money import money
from bitcoin_office.office.replay_mining import BILL, DRAWN, FOUND, OFFERED, WORTH
from bitcoin_office.office.replay_result import Replay

if TYPE_CHECKING:
    from rich.table import Table

HOURS_A_DAY = 24
MWH_PER_GWH = 1e3


def mines_and_sells(result: Replay) -> bool:
    """Whether a future is told by its mining: no coin is held, and there is some."""
    return not result.holds_coins and DRAWN in result.series


def mining_table(result: Replay, spans: Sequence[range], what: str) -> Table:
    """One row for each span of days; ``what`` they are. Prices are those of its last day."""
    from rich.table import Table  # noqa: PLC0415 - not for --json

    value = {name: daily.values for name, daily in result.series.items()}
    local = result.manifest.currency
    table = Table(what, "bitcoin", f"break-even {local}/kWh", "tariff", "ran", "GWh", "coins", "worth", "power", "left")
    if MINING_NET in value:
        table.add_column("since the start")
    for column in table.columns[1:]:
        column.justify = "right"
    for span in spans:
        end = span[-1]
        drawn, offered, coins, worth, bill = (
            math.fsum(value[name][span[0] : end + 1]) for name in (DRAWN, OFFERED, FOUND, WORTH, BILL)
        )
        table.add_row(
            str(result.dates[end]) if what == "day" else f"{result.dates[end]:%Y-%m}",
            money(value["price_usd"][end]),
            f"{value['break_even_local'][end]:,.2f}",
            f"{value['mining_tariff_local'][end]:,.2f}",
            f"{drawn / offered:.0%}" if offered else "",
            *((f"{drawn * HOURS_A_DAY / MWH_PER_GWH:,.0f}", f"{coins:,.1f}") if drawn else ("", "")),
            *(map(money, (worth, bill, worth - bill)) if drawn else ("", "", "")),
            *((money(value[MINING_NET][end]),) if MINING_NET in value else ()),
        )
    return table
