"""``bitcoin-office claims``: what news texts say is held, against the record and the market of their day."""

from __future__ import annotations

import datetime as dt
import sys

import click

from bitcoin_office.app.claims import check_claims
from bitcoin_office.cli import claims_view
from bitcoin_office.cli.main import EXIT_FINDINGS
from bitcoin_office.cli.options import DAY
from bitcoin_office.cli.output import json_option, print_findings, printable, show


@click.group()
def command() -> None:
    """What others say is held: read from news texts, held against the record and the market."""


@command.command("check")
@click.argument("texts", nargs=-1, required=True, metavar="TEXT.txt...")
@click.option("--country", required=True, metavar="CODE|DIR", help="Whose record: a shipped country or a folder.")
@click.option("--published", type=DAY, required=True, help="The day the texts were published.")
@json_option
def check(texts: tuple[str, ...], country: str, published: dt.date, json_to: str | None) -> None:
    """Judges every statement of bitcoin held and its dollar value: consistent, stale or inconsistent.

    TEXT.txt is plain English text in UTF-8, or - for standard input. Count and price are judged apart. Figures that
    could not be understood are listed, on standard error with --json.

    Exit codes: 0 nothing is contradicted, 1 a claim is stale or inconsistent or a text is not UTF-8, 2 usage.
    """
    checked, findings = check_claims(texts, country, published)
    show(
        checked.claims,
        json_to,
        lambda console: claims_view.draw(checked, published, console),
        decimals_as_numbers=True,
    )
    print_findings(findings)
    if json_to is not None:
        for item in checked.not_understood:
            figure, sentence = claims_view.quoted(item.figure), claims_view.quoted(item.sentence)
            click.echo(f"{printable(item.source)}: not understood: {figure}: {item.why}. In: {sentence}", err=True)
    if findings or checked.is_contradicted:
        sys.exit(EXIT_FINDINGS)
