"""Claims on the terminal: a line of result, a table, each sentence with its reasons, and what made no claim."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from bitcoin_office.cli.output import printable
from bitcoin_office.reserve.claims.check import Checked, NoClaim
from bitcoin_office.reserve.claims.claim import Claim
from bitcoin_office.reserve.claims.verdict import Verdict

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {
    Verdict.CONSISTENT: "green",
    Verdict.STALE: "yellow",
    Verdict.INCONSISTENT: "bold red",
    Verdict.UNKNOWN: "dim",
}
_WIDEST = 110


def draw(checked: Checked, published: dt.date, console: Console) -> None:
    """Draws everything found in the texts."""
    console.print(_result(checked), style="bold", soft_wrap=True)
    console.print(f"Published {published}; market and record at the end of that day, UTC", style="dim")
    if checked.claims:
        _table(checked.claims, console)
        for number, claim in enumerate(checked.claims, start=1):
            _reasons(number, claim, console)
    _listed("Not understood", checked.not_understood, console)
    _listed("Read, but nobody's holding", checked.set_aside, console)


def _result(checked: Checked) -> str:
    """How many claims, and how they came out."""
    if not checked.claims:
        return "No statement of bitcoin held was found."
    counted = Counter(claim.verdict for claim in checked.claims)
    verdicts = ", ".join(f"{counted[verdict]} {verdict}" for verdict in Verdict if counted[verdict])
    missed = len(checked.not_understood)
    rest = f"; {missed} {'figure' if missed == 1 else 'figures'} not understood" if missed else ""
    return f"{len(checked.claims)} {'claim' if len(checked.claims) == 1 else 'claims'}: {verdicts}{rest}."


def _table(claims: tuple[Claim, ...], console: Console) -> None:
    """The figures of every claim beside those they are held against."""
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - as in output.console
    from rich.table import Table  # noqa: PLC0415 - as in output.console
    from rich.text import Text  # noqa: PLC0415 - as in output.console

    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("", "verdict", "who", "BTC said", "record", "$m said", "$ a coin", "market"):
        is_text = name in {"verdict", "who"}
        table.add_column(name, justify="left" if is_text else "right", no_wrap=name != "who", overflow="fold")
    for number, claim in enumerate(claims, start=1):
        has_decimals = claim.btc is not None and claim.btc != int(claim.btc)
        table.add_row(
            str(number),
            Text(claim.verdict, style=_STYLES[claim.verdict]),
            Text(printable(claim.subject)),
            _figure(claim.btc),
            _figure(claim.record_btc, places=2 if has_decimals else 0),
            _figure(claim.usd.scaleb(-6).normalize() if claim.usd is not None else None),
            _figure(claim.implied_usd_per_btc, places=0),
            _figure(claim.market_usd_per_btc, places=0),
        )
    console.print(table)


def _reasons(number: int, claim: Claim, console: Console) -> None:
    """The sentence of a claim and how it was judged."""
    from rich.padding import Padding  # noqa: PLC0415 - as in output.console
    from rich.text import Text  # noqa: PLC0415 - as in output.console

    width = min(console.width, _WIDEST)
    head = Text.assemble(
        (f"{number} ", "bold"), (claim.verdict, _STYLES[claim.verdict]), (f"  {printable(claim.source)}", "dim")
    )
    console.print(head)
    console.print(Padding(Text(quoted(claim.sentence), style="italic"), (0, 0, 0, 2), expand=False), width=width)
    console.print(Padding(Text(printable(claim.explains)), (0, 0, 1, 2), expand=False), width=width)


def _listed(title: str, items: tuple[NoClaim, ...], console: Console) -> None:
    """Figures without a claim, each with its reason and sentence."""
    from rich.padding import Padding  # noqa: PLC0415 - as in output.console
    from rich.text import Text  # noqa: PLC0415 - as in output.console

    if not items:
        return
    console.print(title, style="bold")
    for item in items:
        line = Text.assemble(
            (printable(item.figure), "bold"),
            f"  {item.why}",
            (f"  {quoted(item.sentence)} {printable(item.source)}", "dim"),
        )
        console.print(Padding(line, (0, 0, 0, 2), expand=False), width=min(console.width, _WIDEST))
    console.print()


def quoted(text: str) -> str:
    """A piece of a text from outside, in quotation marks, unable to command the terminal."""
    return f"\u201c{printable(text)}\u201d"


def _figure(value: Decimal | None, places: int | None = None) -> str:
    """A figure with thousands apart; a dash where there is none."""
    if value is None:
        return "-"
    return f"{value:,f}" if places is None else f"{value:,.{places}f}"
