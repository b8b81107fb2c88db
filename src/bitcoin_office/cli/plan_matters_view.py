"""What matters most to a plan's figures, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bitcoin_office.cli.output import printable
from bitcoin_office.office.figures import figure
from bitcoin_office.office.plan_result import PlanResult

if TYPE_CHECKING:
    from rich.console import Console

SHOWN = ("value_over_cost_usd", "value_usd", "mining_coins_total", "mining_net_usd")
TOLD = 3


def matters_part(result: PlanResult, console: Console) -> None:
    """For a few series the assumptions that move their middle most; all series are in --json."""
    if result.matters is None:
        return
    console.print("\nWhat matters most: the middle, as one assumption goes from end to end of its range", style="bold")
    for name in SHOWN:
        told = result.matters.get(name, ())[:TOLD]
        for item in told:
            ends = " to ".join(figure(value, item.unit) for value in (item.low, item.high))
            moved = " to ".join(figure(value, item.series_unit) for value in (item.at_low, item.at_high))
            console.print(f"  {name}: {moved}, by {printable(item.says)} ({ends})", markup=False)
