"""A reserve's statement on the terminal: the finding first, then coins, money, history, what is open, and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bitcoin_office.cli.chart import Column, column_chart
from bitcoin_office.reserve.statement import Holding, ReserveStatement, whole
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.units import SAT, USD

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from bitcoin_office.reserve.proved import ProvedReserve

CHART_HEIGHT = 12
WIDEST = 110


class Notes:
    """Sources by number, in the order in which they are first named."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def marks(self, sources: tuple[str, ...]) -> str:
        """The numbers of some sources: ``[1, 3]``; nothing for none."""
        numbers = [self._numbers.setdefault(source, len(self._numbers) + 1) for source in sources]
        return f"[{', '.join(map(str, numbers))}]" if numbers else ""

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Every number with its source."""
        return tuple((f"[{number}]", source) for source, number in self._numbers.items())


def draw(statement: ReserveStatement, console: Console) -> None:
    """Draws the whole statement. The first line is the finding, alone, so that it can be read and cut out."""
    notes = Notes()
    console.print(statement.finding, style="bold", soft_wrap=True)
    console.print(f"{statement.name}, reserve of bitcoin on {statement.at}\n", style="dim")
    if statement.holding is not None:
        console.print(_money(statement, statement.holding))
    if statement.control is not None:
        _chain(statement.control, console)
    _history(statement, console)
    if statement.unexplained:
        rows = [("•", f"{item.sentence} {notes.marks(item.sources)}".rstrip()) for item in statement.unexplained]
        _section("What the record cannot explain", rows, console)
    if statement.figures:
        console.print("\nWhere each figure comes from", style="bold")
        console.print(_figures(statement, notes), width=min(console.width, WIDEST))
        _section("Sources", notes.lines(), console)


def _section(title: str, rows: list[tuple[str, str]] | tuple[tuple[str, str], ...], console: Console) -> None:
    """A title and hanging paragraphs."""
    from rich.text import Text  # noqa: PLC0415 - only where a table is drawn

    console.print(f"\n{title}", style="bold")
    table = _plain_table("", "")
    table.show_header = False
    table.columns[0].no_wrap = True
    table.columns[1].overflow = "fold"
    for mark, text in rows:
        table.add_row(Text(mark), Text(text))
    console.print(table, width=min(console.width, WIDEST))


def _plain_table(*headers: str) -> Table:
    """A table without lines."""
    from rich.table import Table  # noqa: PLC0415 - only where a table is drawn

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for header in headers:
        table.add_column(header)
    return table


def _money(statement: ReserveStatement, holding: Holding) -> Table:
    """Coins, lots, cost, value and gain."""
    table = _plain_table("", "", "")
    table.show_header = False
    table.columns[1].justify = "right"
    aged = "" if holding.price_age_days == 0 else f", {holding.price_age_days} days old"
    lots = f"{holding.lots:,} lots; {holding.at_market_lots:,} of them without an announced price, at that day's close"
    table.add_row("Coins announced", sats(holding.sats).short(), lots)
    each = dollars(holding.cost_usd_cents * SAT.per_whole // holding.sats)
    table.add_row("Cost", dollars(holding.cost_usd_cents), f"{each} a coin")
    close = dollars(Amount.of(holding.price_usd, USD).quantity)
    table.add_row("Market value", dollars(holding.value_usd_cents), f"at {close}, close of {holding.price_on}{aged}")
    percent = holding.gain_usd_cents * 100 / holding.cost_usd_cents if holding.cost_usd_cents else 0.0
    word = "Gain" if holding.gain_usd_cents >= 0 else "Loss"
    table.add_row(word, dollars(holding.gain_usd_cents), f"{percent:+.1f} % on cost, not realised")
    if statement.disclosed is not None and holding.disclosed_value_usd_cents is not None:
        gap = statement.disclosed.mid_sats - holding.sats
        label = "disclosed that day" if statement.disclosed.exact else "on a line between two disclosures"
        if statement.disclosed.after is None and not statement.disclosed.exact:
            label = f"last disclosed on {statement.disclosed.before.on}"
        table.add_row("Coins disclosed", sats(statement.disclosed.mid_sats).short(), label)
        open_cost = f"; the cost of {whole(gap)} coins is unknown" if gap > 0 else ""
        table.add_row("Their value", dollars(holding.disclosed_value_usd_cents), f"at the same close{open_cost}")
    return table


def _chain(control: ProvedReserve, console: Console) -> None:
    """What the vaults hold: proved by block, then what is not and why, then what was proved and is gone."""
    console.print(f"\nOn the chain, after block {control.height:,}", style="bold")
    table = _plain_table("", "", "", "")
    table.show_header = False
    table.columns[1].justify = table.columns[2].justify = "right"
    table.add_row("Observed in vaults", *_coins(control.observed_sats, control.observed_coins), "")
    for each in control.blocks:
        why = f"at block {each.height:,} of {each.day}, to be believed until {each.expires}"
        table.add_row("Proved", *_coins(each.sats, each.coins), why)
    for each in control.not_proved:
        table.add_row("Not proved", *_coins(each.sats, each.coins), each.sentence)
    if control.spent_coins:
        table.add_row("Proved once, and gone", *_coins(control.spent_sats, control.spent_coins), "spent since")
    for name in control.unread:
        table.add_row("Not read", "", "", f"the vault {name}, until the next sync")
    console.print(table, width=min(console.width, WIDEST))


def _coins(quantity_sats: int, count: int) -> tuple[str, str]:
    return sats(quantity_sats).short(), f"{count:,} coin{'' if count == 1 else 's'}"


def _history(statement: ReserveStatement, console: Console) -> None:
    """The months as columns: announced solid, disclosed beyond that shaded."""
    from rich.text import Text  # noqa: PLC0415 - only where a chart is drawn

    columns: list[Column] = []
    for month in statement.monthly:
        beyond = max(0, (month.disclosed_sats or 0) - month.announced_sats)
        label = str(month.on.year) if month.on.month == 1 or not columns else ""
        columns.append(Column(solid=month.announced_sats / SAT.per_whole, shaded=beyond / SAT.per_whole, label=label))
    lines = column_chart(columns, height=CHART_HEIGHT, width=min(console.width, WIDEST), unit="BTC")
    if lines:
        console.print("\nMonth by month", style="bold", end="")
        console.print("   █ announced   ░ disclosed beyond that")
        for line in lines:
            text = Text(line, no_wrap=True, overflow="crop")
            text.highlight_regex("░+", "yellow")
            console.print(text)


def _figures(statement: ReserveStatement, notes: Notes) -> Table:
    """Figure, value, how, and the numbers of its sources."""
    from rich.text import Text  # noqa: PLC0415 - only where a table is drawn

    table = _plain_table("figure", "value", "how", "sources")
    table.columns[0].no_wrap = True
    table.columns[1].no_wrap = True
    table.columns[1].justify = "right"
    for figure in statement.figures:
        table.add_row(figure.name, figure.value, figure.how, Text(notes.marks(figure.sources)))
    return table


def dollars(cents: int) -> str:
    """US cents as ``$1,234.56``; whole dollars from ten thousand on."""
    sign = "-" if cents < 0 else ""
    amount = Amount(abs(cents), USD).decimal()
    return f"{sign}${amount:,.0f}" if amount >= 10_000 else f"{sign}${amount:,.2f}"
