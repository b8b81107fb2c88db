"""``bitcoin-office market``: what the office knows of the market, where it has gaps, and fetching what is missing."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from bitcoin_office.app.market import market_check, market_for
from bitcoin_office.cli import market_view
from bitcoin_office.cli.main import EXIT_FINDINGS, EXIT_OPERATIONAL
from bitcoin_office.cli.options import DAY, load_office
from bitcoin_office.cli.output import json_option, print_findings, show
from bitcoin_office.market.crosscheck import TOLERANCE_PERCENT
from bitcoin_office.market.report import Gaps, series_gaps, shown
from bitcoin_office.market.series import Series
from bitcoin_office.terms.errors import IncompleteDataError, OfficeError, UsageError

SERIES = {"price": "btc_usd", "fx": "usd_pkr", "difficulty": "difficulty", "hashrate": "hashrate"}
SHOWN_DAYS = 14


class Percent(click.ParamType[Decimal]):
    """A positive decimal number of percent."""

    name = "PCT"

    def convert(self, value: str | Decimal, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Reads the number."""
        try:
            percent = Decimal(value)
        except InvalidOperation:
            percent = Decimal(0)
        if not percent.is_finite() or percent <= 0:
            self.fail(f"{value!r} is not a positive number.", param, ctx)
        return percent


from_option = click.option("--from", "first", type=DAY, default=None, help="The first day.")
to_option = click.option("--to", "last", type=DAY, default=None, help="The last day.")
tolerance_option = click.option(
    "--tolerance", type=Percent(), default=TOLERANCE_PERCENT, help="Report differences above this (default: 1 %)."
)
office_option = click.option(
    "--office",
    "office_path",
    type=click.Path(path_type=Path),
    default=None,
    metavar="DIR",
    help="The office whose fetched series are used (default: the current folder, if it is one).",
)


@click.group()
def command() -> None:
    """Price, exchange rate, difficulty and hash rate by day, each with its source; gaps stay gaps."""


@command.command("show")
@click.argument("series", type=click.Choice(list(SERIES)))
@from_option
@to_option
@click.option("--carry", type=click.IntRange(min=0), default=0, help="Carry a figure forward at most so many days.")
@office_option
@json_option
def show_series(
    *,
    series: str,
    first: dt.date | None,
    last: dt.date | None,
    carry: int,
    office_path: Path | None,
    json_to: str | None,
) -> None:
    """Figures by day, with the source; a day without a figure is shown as a gap unless --carry allows an older one."""
    known: Series = getattr(market_for(_office(office_path)), SERIES[series])
    last = last or known.last or _today()
    result = shown(known, first or last - dt.timedelta(days=SHOWN_DAYS - 1), last, carry)
    if not result.rows:
        raise IncompleteDataError(
            f"No figure of {known.kind} from {result.first} to {result.last}.",
            remedy=f"It is known from {known.first} to {known.last}; bitcoin-office market update fetches more.",
        )
    show(result, json_to, lambda console: market_view.draw_rows(result, console))


@command.command("gaps")
@from_option
@to_option
@office_option
@json_option
def gaps(first: dt.date | None, last: dt.date | None, office_path: Path | None, json_to: str | None) -> None:
    """What is missing of every series, from its first figure to yesterday; exit code 1 when something is."""
    market = market_for(_office(office_path))
    last = last or _today() - dt.timedelta(days=1)
    all_series = (market.btc_usd, market.usd_pkr, market.difficulty, market.hashrate)
    result = Gaps(last=last, series=tuple(series_gaps(series, first, last) for series in all_series))
    show(result, json_to, lambda console: market_view.draw_gaps(result, console))
    sys.exit(EXIT_FINDINGS if any(series.gaps for series in result.series) else 0)


@command.command("check")
@tolerance_option
@office_option
@json_option
def check(tolerance: Decimal, office_path: Path | None, json_to: str | None) -> None:
    """How many figures two series support, and where sources disagree; exit code 1 when fetched ones do."""
    result = market_check(_office(office_path), tolerance)
    show(result, json_to, lambda console: market_view.draw_check(result, console))
    print_findings(result.findings)
    sys.exit(EXIT_FINDINGS if result.findings else 0)


@command.command("update")
@click.option("--sources", default="", metavar="NAME,NAME", help="Only these sources (default: all).")
@from_option
@tolerance_option
@click.option("--base-url", "base_urls", multiple=True, metavar="NAME=URL", help="Ask a source at another address.")
@click.option("--attempts", type=click.IntRange(1, 20), default=5, help="Attempts for each request (default: 5).")
@office_option
@json_option
def update(
    *,
    sources: str,
    first: dt.date | None,
    tolerance: Decimal,
    base_urls: tuple[str, ...],
    attempts: int,
    office_path: Path | None,
    json_to: str | None,
) -> None:
    """Fetch full series from public interfaces into the office; stopped or failed, it goes on where it was.

    Exit code 1 when sources disagree by more than the tolerance, 3 when a source did not answer.
    """
    from bitcoin_office.adapters.prices.http_client import HttpSettings  # noqa: PLC0415 - the network only here
    from bitcoin_office.app.market_update import UpdateOrder, update_market  # noqa: PLC0415 - likewise

    office = load_office(office_path or Path())
    order = UpdateOrder(
        sources=tuple(name.strip() for name in sources.split(",") if name.strip()),
        first=first,
        tolerance_percent=tolerance,
        base_urls=dict(_pair(text) for text in base_urls),
        http=HttpSettings(attempts=attempts),
    )
    try:
        with market_view.progress_bars() as progress:
            result = update_market(office.path, order, today=_today(), progress=progress)
    except KeyboardInterrupt:
        raise OfficeError("Stopped.", remedy="What was fetched is kept; the same command goes on from there.") from None
    show(result, json_to, lambda console: market_view.draw_update(result, console))
    print_findings(result.findings)
    if any(source.problem for source in result.sources):
        sys.exit(EXIT_OPERATIONAL)
    sys.exit(EXIT_FINDINGS if result.findings else 0)


@command.command("fit")
@click.option("--as-of", type=DAY, default=None, help="Sees nothing later (default: the last day with a close).")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Keep it here (default: in the office).",
)
@office_option
@json_option
def fit(as_of: dt.date | None, out: Path | None, office_path: Path | None, json_to: str | None) -> None:
    """Fit the weather of plans anew: volatility and tails of bitcoin, drift and devaluations of the rupee.

    With the days fitted to, method and standard errors. Plans of the office use what is kept in it; any plan uses a
    file by --weather FILE.
    """
    from bitcoin_office.app.weather import fit_market, keep_fit, own_file  # noqa: PLC0415 - --help does not pay for it

    office = _office(office_path)
    found = fit_market(office, as_of)
    path = out or (own_file(office) if office is not None else None)
    if path is not None:
        keep_fit(found, path)
        click.echo(f"Wrote {path}", err=True)
    show(found, json_to, lambda console: market_view.draw_fit(found, console))


def _office(path: Path | None) -> Path | None:
    """The folder of the office whose fetched series count: the named one, else the current one if it is an office."""
    if path is None and not Path("office.toml").exists():
        return None
    return load_office(path or Path()).path


def _pair(text: str) -> tuple[str, str]:
    name, sign, url = text.partition("=")
    if not sign:
        raise UsageError(f"Cannot read --base-url {text!r}.", remedy="Write it as NAME=URL.")
    return name, url


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
