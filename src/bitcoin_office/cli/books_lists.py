"""Long lists of the books on the terminal: plain lines, quick for a hundred thousand of them, free text at the end."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from bitcoin_office.books.extracts import Journal, JournalLine, Lots
from bitcoin_office.cli.output import printable
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.units import unit

if TYPE_CHECKING:
    from rich.console import Console

# Lines that are handed to the terminal at once.
_BATCH = 500

Block = tuple[str, str, Sequence[tuple[str, str, str]]]
"""A number or line, a heading, and below it accounts with their amounts and what is to be said of them."""


def draw_journal(result: Journal, console: Console) -> None:
    """Of all accounts, each entry with its postings below it; of one, postings with the balance after each."""
    if not result.lines:
        console.print("No postings.", style="dim")
        return
    if result.more:
        console.print("Earlier postings are left out; ask for them with --last, --from and --to.\n", style="dim")
    if result.account is None:
        draw_blocks(
            [_block(list(lines)) for _, lines in itertools.groupby(result.lines, key=lambda line: line.seq)], console
        )
        return
    draw_columns(("No.", "Day", "Amount", "Balance", "What"), [_of_one(line) for line in result.lines], console)
    console.print(f"\nThe journal of {result.account}, in the order of booking.", style="dim")


def draw_lots(result: Lots, console: Console) -> None:
    """Lots by account, and what they come to in every unit."""
    if not result.lots:
        console.print("No lots are held.", style="dim")
        return
    rows = [
        (
            str(lot.acquired_on),
            f"{lot.age_days:,}",
            money(lot.quantity, lot.unit),
            money(lot.cost, lot.cost_unit),
            f"{lot.unit_cost:,}",
            printable(lot.lot),
        )
        for lot in result.lots
    ]
    widths = _widths((("Acquired", "Days", "Coins", "Cost", "Each", "Lot"), *rows))
    for account, lots in itertools.groupby(zip(result.lots, rows, strict=True), key=lambda pair: pair[0].account):
        console.print(f"{account}", style="bold", markup=False)
        draw_columns(("Acquired", "Days", "Coins", "Cost", "Each", "Lot"), [row for _, row in lots], console, widths)
        console.print()
    coins = _summed((lot.unit, lot.quantity) for lot in result.lots)
    cost = _summed((lot.cost_unit, lot.cost) for lot in result.lots)
    console.print(f"{len(result.lots):,} lots: {coins}, at a cost of {cost}.")


def draw_blocks(blocks: Sequence[Block], console: Console) -> None:
    """Headings with their rows, all amounts in one column."""
    number = max(len(block[0]) for block in blocks)
    account = max(len(row[0]) for block in blocks for row in block[2])
    amount = max(len(row[1]) for block in blocks for row in block[2])
    lines: list[str] = []
    for left, heading, rows in blocks:
        lines.append(f"{left:>{number}}  {heading}")
        lines += [
            f"{'':>{number}}    {name:<{account}}  {sum_:>{amount}}  {more}".rstrip() for name, sum_, more in rows
        ]
    _print(lines, console)


def draw_columns(
    titles: Sequence[str], rows: Sequence[Sequence[str]], console: Console, widths: Sequence[int] = ()
) -> None:
    """Columns with everything on the right but the last, which is free text and as long as it is."""
    widths = widths or _widths((titles, *rows))
    console.print(_aligned(titles, widths), style="dim", markup=False, soft_wrap=True)
    _print([_aligned(row, widths) for row in rows], console)


def money(quantity: int, code: str) -> str:
    """An amount as people write it."""
    return str(Amount(quantity, unit(code)))


def _block(lines: Sequence[JournalLine]) -> Block:
    first = lines[0]
    rows = [(line.account, money(line.quantity, line.unit), _valued(line)) for line in lines]
    return f"{first.seq:,}", f"{first.on}  {printable(first.narrative)}", rows


def _valued(line: JournalLine) -> str:
    """What a posting weighs where that is not the amount itself, and the lot that its coins are of."""
    if line.unit == line.weight_unit:
        return ""
    return f"at {money(abs(line.weight), line.weight_unit)}" + (f", lot {printable(line.lot)}" if line.lot else "")


def _of_one(line: JournalLine) -> tuple[str, ...]:
    balance = "" if line.balance is None else money(line.balance, line.unit)
    what = f"{printable(line.narrative)} ({', '.join(line.contra)})" if line.contra else printable(line.narrative)
    return f"{line.seq:,}", str(line.on), money(line.quantity, line.unit), balance, what


def _widths(rows: Iterable[Sequence[str]]) -> tuple[int, ...]:
    return tuple(max(map(len, column)) for column in zip(*rows, strict=True))


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    *left, last = row
    return "  ".join([*(f"{cell:>{width}}" for cell, width in zip(left, widths, strict=False)), last])


def _print(lines: Sequence[str], console: Console) -> None:
    for first in range(0, len(lines), _BATCH):
        console.print("\n".join(lines[first : first + _BATCH]), markup=False, soft_wrap=True)


def _summed(pairs: Iterable[tuple[str, int]]) -> str:
    totals: dict[str, int] = {}
    for code, quantity in pairs:
        totals[code] = totals.get(code, 0) + quantity
    return " and ".join(money(quantity, code) for code, quantity in totals.items())
