"""The books on the terminal: balances, the statement, and what was verified or posted, within 100 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bitcoin_office.books.account import AccountClass
from bitcoin_office.books.extracts import Balances
from bitcoin_office.books.ledger import Verification
from bitcoin_office.books.posting_report import PostingReport, ReportedEntry
from bitcoin_office.books.statement import BooksStatement, EquationLine, Money, TreeLine
from bitcoin_office.cli.books_lists import Block, draw_blocks, money
from bitcoin_office.cli.output import printable
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.units import unit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

# A reader checks a few rows of a file; all of them are in the JSON.
MOST_ROWS = 30
# As many columns of amounts as fit beside the words on a terminal of 100 columns.
UNITS_ABREAST = 4
# What people are used to seeing positive stands on the right-hand side, and is negative in the books.
CREDIT_CLASSES = {AccountClass.LIABILITIES, AccountClass.EQUITY, AccountClass.INCOME}


def draw_balances(result: Balances, console: Console) -> None:
    """Account and amount, an account's name only once."""
    if not result.balances:
        console.print("Nothing is held.", style="dim")
        return
    table = _table(("Account", "left"), ("Holds", "right"))
    before = ""
    for balance in result.balances:
        table.add_row("" if balance.account == before else balance.account, money(balance.quantity, balance.unit))
        before = balance.account
    console.print(table, markup=False)
    _as_of(result.at, result.head.seq, console)


def draw_statement(result: BooksStatement, console: Console) -> None:
    """The tree, the coins, the equation and whether it holds."""
    _draw_tree(result, console)
    _draw_coins(result, console)
    for first in range(0, len(result.equation), UNITS_ABREAST):
        _draw_equation(result.equation[first : first + UNITS_ABREAST], console)
    if result.balanced:
        console.print("\nBoth sides are equal in every unit.", style="bold")
    else:
        console.print("\nThe two sides differ. Run: bitcoin-office books verify", style="bold red")
    _as_of(result.at, result.head.seq, console)


def _draw_tree(result: BooksStatement, console: Console) -> None:
    priced = bool(result.prices)
    table = _table(("Account", "left"), ("Holds", "right"), ("At cost", "right"))
    if priced:
        table.add_column("At market", justify="right", no_wrap=True)
    for line in result.tree:
        if line.depth == 0 and table.row_count:
            table.add_row()
        cells = [_lines(line, line.holds), _lines(line, line.at_cost), _lines(line, line.at_market)]
        name = "  " * line.depth + line.account.rpartition(":")[2]
        table.add_row(name, *cells[: 3 if priced else 2], style="bold" if line.depth == 0 else "")
    console.print(table, markup=False)


def _draw_coins(result: BooksStatement, console: Console) -> None:
    if not result.coins:
        return
    console.print("\nCoins in lots", style="bold")
    table = _table(("Account", "left"), ("Coins", "right"), ("Cost", "right"), ("Market", "right"))
    table.add_column("Not realised", justify="right", no_wrap=True)
    for coins in result.coins:
        market = "no price" if coins.market is None else money(coins.market, coins.cost_unit)
        gain = "" if coins.unrealised is None else money(coins.unrealised, coins.cost_unit)
        table.add_row(
            coins.account,
            Amount(coins.quantity, unit(coins.unit)).short(),
            money(coins.cost, coins.cost_unit),
            market,
            gain,
        )
    console.print(table, markup=False)
    for price in result.prices:
        words = f"{price.price:,f} {price.quote.commodity} for one {price.base.commodity}, {price.on}: {price.source}"
        console.print(words, style="dim", markup=False)


def _draw_equation(lines: Sequence[EquationLine], console: Console) -> None:
    """Left and right side, one column for each unit."""
    console.print("\nThe equation, coins at cost", style="bold")
    table = _table(("", "left"))
    for line in lines:
        table.add_column(unit(line.unit).commodity, justify="right", no_wrap=True)
    rows = {
        "  Assets": [line.assets for line in lines],
        "+ Expenses": [line.expenses for line in lines],
        "= Liabilities": [-line.liabilities for line in lines],
        "+ Equity": [-line.equity for line in lines],
        "+ Income": [-line.income for line in lines],
        "+ Converted": [-line.converted for line in lines],
        "  Difference": [line.difference for line in lines],
    }
    for title, numbers in rows.items():
        cells = [_number(number, line.unit) for number, line in zip(numbers, lines, strict=True)]
        table.add_row(title, *cells, style="dim" if title == "  Difference" else "")
    console.print(table, markup=False)


def draw_verification(result: Verification, console: Console) -> None:
    """How far the chain was walked, and its end, which one may note or publish."""
    sound = "no fault found" if not result.findings else f"{len(result.findings):,} faults found"
    console.print(f"{result.entries:,} entries walked, {sound}.", style="bold")
    console.print(f"The chain ends at {result.head.seq}:{result.head.hash}", soft_wrap=True)


def draw_posting(result: PostingReport, console: Console) -> None:
    """What was posted, or would be; nothing but the reason where nothing was."""
    if result.findings:
        told = f"{len(result.findings):,} finding{'s' if len(result.findings) > 1 else ''}"
        console.print(f"Nothing was posted: {told}.", style="bold", soft_wrap=True)
        return
    new = [entry for entry in result.entries if not entry.known]
    if new and (result.dry_run or len(new) == 1):
        _draw_entries(new, console, of_file=bool(result.file))
    console.print(_posted(result), markup=False, style="bold", soft_wrap=True)


def _draw_entries(entries: Sequence[ReportedEntry], console: Console, *, of_file: bool) -> None:
    """The first entries, by their line in the file or their number in the books."""
    blocks: list[Block] = []
    for entry in entries[:MOST_ROWS]:
        number = entry.line if of_file else entry.seq
        place = f"line {number}" if of_file else f"{number:,}"
        rows = [(posting.account, money(posting.quantity, posting.unit), "") for posting in entry.postings]
        blocks.append((place, f"{entry.on}  {printable(entry.narrative)}", rows))
    draw_blocks(blocks, console)
    if len(entries) > MOST_ROWS:
        console.print(f"... and {len(entries) - MOST_ROWS:,} more; --json shows all.", style="dim")
    console.print()


def _posted(result: PostingReport) -> str:
    noun = "entry" if result.new == 1 else "entries"
    parts = [f"{result.new:,} {noun} {'would be ' if result.dry_run else ''}posted" if result.new else "Nothing new"]
    if result.known:
        parts.append(f"{result.known:,} in the books already")
    if result.skipped:
        parts.append(f"{result.skipped:,} {'row' if result.skipped == 1 else 'rows'} left out by the mapping")
    return ", ".join(parts) + "."


def _table(*columns: tuple[str, str]) -> Table:
    """A table without lines; columns on the right hold amounts and are never wrapped."""
    from rich.table import Table  # noqa: PLC0415 - only where a table is drawn

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for title, side in columns:
        if side == "right":
            table.add_column(title, justify="right", no_wrap=True)
        else:
            table.add_column(title, overflow="fold")
    return table


def _lines(line: TreeLine, amounts: Sequence[Money]) -> str:
    """Amounts one below the other, those of the right-hand side positive."""
    sign = -1 if line.account.partition(":")[0] in CREDIT_CLASSES else 1
    return "\n".join(money(sign * each.quantity, each.unit) for each in amounts)


def _number(quantity: int, code: str) -> str:
    return money(quantity, code).partition(" ")[0] if quantity else "-"


def _as_of(at: dt.date | None, seq: int, console: Console) -> None:
    day = "after all entries" if at is None else f"at the end of {at}"
    console.print(f"\n{day.capitalize()}; the last entry is number {seq:,}.", style="dim")
