"""``bitcoin-office books``: the office's double-entry books."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click
import msgspec

from bitcoin_office.app import books as office_books
from bitcoin_office.app import books_import
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.books.booking import Head
from bitcoin_office.books.posting_report import PostingReport
from bitcoin_office.cli import books_lists, books_view
from bitcoin_office.cli.books_options import COMMODITY, HEAD, PRICE, in_office, today
from bitcoin_office.cli.main import EXIT_FINDINGS
from bitcoin_office.cli.options import DAY, office_option
from bitcoin_office.cli.output import json_option, print_findings, show, write_pieces
from bitcoin_office.terms.finding import Finding
from bitcoin_office.terms.rate import Rate
from bitcoin_office.terms.units import Unit

# What fits on a few screens; more is asked for with --last.
LAST_LINES = 50
MOST_LINES = 1_000_000
# A wrong mapping makes every row a finding; the first ones tell.
MOST_FINDINGS = 100

at_option = click.option("--at", type=DAY, help="At the end of this day (default: after all entries).")
account_option = click.option("--account", help="Only this account and those below it.")
price_option = click.option(
    "--price", "prices", type=PRICE, multiple=True, help='Such as "BTC=118000 USD". Repeatable.'
)
dry_run_option = click.option("--dry-run", is_flag=True, help="Show what would be posted, and post nothing.")


@click.group(no_args_is_help=True)
@office_option
def command(office_path: Path) -> None:
    """Double-entry books in many currencies, with the cost of every coin.

    Debits are positive: what comes into an account. Nothing is ever changed or deleted; corrections are reversals.
    """
    del office_path


@command.command(short_help="What every account holds.")
@in_office
@at_option
@account_option
@json_option
def balance(office: OfficeDir, *, at: dt.date | None, account: str | None, json_to: str | None) -> None:
    """What every account holds."""
    result = office_books.balances(office, at=at, account=account)
    show(result, json_to, lambda console: books_view.draw_balances(result, console))


@command.command(short_help="Postings, or one account's with its running balance.")
@in_office
@click.option("--account", help="One account, with its running balance.")
@click.option("--from", "first", type=DAY, help="From this day on.")
@click.option("--to", "last", type=DAY, help="Up to and including this day.")
@click.option(
    "--last", "last_lines", type=click.IntRange(1, MOST_LINES), default=LAST_LINES, show_default=True,
    help="At most so many postings, the last ones booked.",
)  # fmt: skip
@json_option
def journal(
    office: OfficeDir,
    *,
    account: str | None,
    first: dt.date | None,
    last: dt.date | None,
    last_lines: int,
    json_to: str | None,
) -> None:
    """Postings in the order in which they were booked."""
    result = office_books.journal(office, account=account, first=first, last=last, last_lines=last_lines)
    show(result, json_to, lambda console: books_lists.draw_journal(result, console))


@command.command(short_help="The lots of coins that are held: cost and age.")
@in_office
@at_option
@account_option
@json_option
def lots(office: OfficeDir, *, at: dt.date | None, account: str | None, json_to: str | None) -> None:
    """The lots of coins that are held, oldest first: what they cost, and how old they are."""
    result = office_books.lots(office, at=at, aged_on=at or today(), account=account)
    show(result, json_to, lambda console: books_lists.draw_lots(result, console))


@command.command(short_help="The tree of accounts and the equation, checked.")
@in_office
@at_option
@price_option
@click.option("--market", is_flag=True, help="At the office's own close of bitcoin, as 'market show' has it.")
@json_option
def statement(
    office: OfficeDir, *, at: dt.date | None, prices: tuple[Rate, ...], market: bool, json_to: str | None
) -> None:
    """All accounts as a tree, coins at cost and at the prices given, and whether both sides are equal."""
    of_day = tuple(msgspec.structs.replace(price, on=at or price.on) for price in prices)
    if market:
        of_day = (*of_day, office_books.market_price(office, at or today()))
    result = office_books.statement(office, at=at, prices=of_day)
    show(result, json_to, lambda console: books_view.draw_statement(result, console))
    if not result.balanced:
        sys.exit(EXIT_FINDINGS)


@command.command(short_help="Recompute every hash, sum and lot.")
@in_office
@click.option("--known", type=HEAD, multiple=True, help="An earlier head, SEQ:HASH, that the chain must go through.")
@json_option
def verify(office: OfficeDir, *, known: tuple[Head, ...], json_to: str | None) -> None:
    """Recomputes every hash, sum and lot from the first entry on."""
    result = office_books.verify(office, known)
    show(result, json_to, lambda console: books_view.draw_verification(result, console))
    _end_with(result.findings)


@command.command(short_help="Correct an entry by its opposite.")
@in_office
@click.argument("external_id", metavar="ID")
@click.option("--why", required=True, help="The reason; it becomes the narrative of the new entry.")
@click.option("--on", type=DAY, help="The day it counts for (default: today, UTC).")
@click.option("--id", "new_id", help='Its own id (default: "reversal of ID").')
@json_option
def reverse(
    office: OfficeDir, *, external_id: str, why: str, on: dt.date | None, new_id: str | None, json_to: str | None
) -> None:
    """Books the exact opposite of the entry ID: how an entry is corrected."""
    result = office_books.reverse(office, external_id, on=on or today(), why=why, new_id=new_id)
    _finish(result, json_to)


@command.command("import", short_help="Post a bank's or an exchange's CSV file.")
@in_office
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", "mapping", type=click.Path(path_type=Path), required=True, help="What its columns mean.")
@dry_run_option
@json_option
def import_(office: OfficeDir, *, file: Path, mapping: Path, dry_run: bool, json_to: str | None) -> None:
    """Posts a bank's or an exchange's CSV FILE, all of it or nothing; what is posted already stays as it is."""
    _finish(books_import.import_csv(office, file, mapping, dry_run=dry_run), json_to)


@command.command(short_help="Post entries written in a TOML file.")
@in_office
@click.argument("file", type=click.Path(path_type=Path))
@dry_run_option
@json_option
def post(office: OfficeDir, *, file: Path, dry_run: bool, json_to: str | None) -> None:
    """Posts the entries written in a TOML FILE of vouchers, all of them or none."""
    _finish(books_import.post_vouchers(office, file, dry_run=dry_run), json_to)


@command.command(short_help="Write a Beancount file.")
@in_office
@click.argument("file", metavar="FILE|-", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--operating", type=COMMODITY, multiple=True, help="A currency that reports lead with (default: the chart's own)."
)
@price_option
@json_option
def export(
    office: OfficeDir, *, file: Path, operating: tuple[Unit, ...], prices: tuple[Rate, ...], json_to: str | None
) -> None:
    """Writes the books as a Beancount file, which bean-check and Fava read."""
    if json_to == "-" and str(file) == "-":
        raise click.UsageError(
            "The Beancount file and the JSON cannot both go to standard output. Name a file for one."
        )
    with office_books.beancount_file(office, operating=operating, prices=prices) as (result, pieces):
        encoded = (piece.encode() for piece in pieces)
        if str(file) == "-":
            sys.stdout.buffer.writelines(encoded)
        else:
            write_pieces(file, encoded)
    if json_to is not None:
        show(result, json_to, lambda _: None)
    elif str(file) != "-":
        click.echo(f"Wrote {result.entries:,} entries to {file}. See them with: fava {file}")


def _finish(result: PostingReport, json_to: str | None) -> None:
    """Shows what was posted, then everything that was wrong."""
    show(result, json_to, lambda console: books_view.draw_posting(result, console))
    _end_with(result.findings)


def _end_with(findings: tuple[Finding, ...]) -> None:
    """Prints findings, and ends the program with their exit code when there are any."""
    print_findings(findings[:MOST_FINDINGS])
    if len(findings) > MOST_FINDINGS:
        click.echo(f"... and {len(findings) - MOST_FINDINGS:,} more; --json shows all.", err=True)
    if findings:
        sys.exit(EXIT_FINDINGS)
