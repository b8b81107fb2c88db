"""Makes the small tables of market facts that come with the office, and cross-checks every row before writing it.

Each table has a first series, whose figures it holds, and second series that it is held against. ``series`` in a row is
2 where the second series agrees within one percent, 1 where it does not or where there is none; every disagreement is
listed in ``disagreements.csv``. All inputs are files given by path:

--price        CSV: ``date``, ``close_usd`` (the first series), and columns ``<name>_close`` by order of preference
--headers      bitcoinj's checkpoint file: the header of the first block of each difficulty epoch
--targets      Electrum's checkpoint file: the target of each difficulty epoch after the first
--epochs       CSV: ``epoch`` and ``start_time_utc``
--fx           CSV: ``month`` and ``pkr_per_usd``
--fx-second    CSV: ``series`` (``usdPkr``), ``period`` (a month) and ``value``
--fx-yearly    CSV: ``iso3``, ``indicator``, ``year`` and ``value`` (World Bank PA.NUS.FCRF: the year's average)

``--out`` is the folder of the tables; with ``--check`` nothing is written and the files there are compared instead.
"""

from __future__ import annotations

import argparse
import base64
import csv
import datetime as dt
import json
import statistics
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from bitcoin_office.market.crosscheck import TOLERANCE_PERCENT, percent_apart
from bitcoin_office.terms.period import month_end

FIRST_DAILY = dt.date(2021, 9, 6)  # El Salvador's first purchase
# Before, a whole dollar was more than one percent of most closes: whole dollars would say less than they seem to.
FIRST_MONTH_END = dt.date(2013, 3, 31)
FIRST_QUARTER = dt.date(2010, 1, 1)
DIFFICULTY_ONE = 0xFFFF << 208
BLOCKS_PER_EPOCH = 2016


class Row(NamedTuple):
    """One figure of a table, how it is printed, and what second series say."""

    on: dt.date
    value: Decimal
    seconds: tuple[tuple[str, Decimal], ...]

    @property
    def agreeing(self) -> int:
        """2 where the preferred second series agrees, else 1."""
        return 2 if self.seconds and percent_apart(self.value, self.seconds[0][1]) <= TOLERANCE_PERCENT else 1


class Table(NamedTuple):
    """A table to be written: its name, the name of its column of figures, its rows and the step it rounds to."""

    name: str
    column: str
    rows: list[Row]
    quantum: Decimal


def rows_of(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV file by column name."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def price_tables(path: Path) -> tuple[Table, Table]:
    """Daily closes from ``FIRST_DAILY``, and the closes of the last days of the months before."""
    lines = rows_of(path)
    others = [name for name in lines[0] if name.endswith("_close")]
    rows = [
        Row(
            dt.date.fromisoformat(line["date"]),
            Decimal(line["close_usd"]),
            tuple((name.removesuffix("_close"), Decimal(line[name])) for name in others if line[name]),
        )
        for line in lines
    ]
    daily = [row for row in rows if row.on >= FIRST_DAILY]
    ends = [row for row in rows if FIRST_MONTH_END <= row.on < FIRST_DAILY and row.on == month_end(row.on)]
    return (
        Table("btc_usd_daily", "close_usd", daily, Decimal(1)),
        Table("btc_usd_month_end", "close_usd", ends, Decimal(1)),
    )


def difficulty(target: int) -> Decimal:
    """The difficulty that a target stands for, to two decimals."""
    return (Decimal(DIFFICULTY_ONE) / Decimal(target)).quantize(Decimal("0.01"))


def target_of(bits: int) -> int:
    """The target that a header's compact nBits stand for."""
    return (bits & 0xFFFFFF) << (8 * ((bits >> 24) - 3))


def header_targets(path: Path) -> dict[int, int]:
    """Target by epoch from bitcoinj's text checkpoints: base64 of 12 bytes of work, 4 of height and a header."""
    targets: dict[int, int] = {}
    for line in path.read_text(encoding="ascii").split("\n")[3:]:
        if line.strip():
            raw = base64.b64decode(line)
            height = int.from_bytes(raw[-84:-80], "big")
            targets[height // BLOCKS_PER_EPOCH] = target_of(int.from_bytes(raw[-8:-4], "little"))
    return targets


def electrum_targets(path: Path) -> dict[int, int]:
    """Target by epoch from Electrum's checkpoints: entry ``i`` holds the target of epoch ``i + 1``."""
    return {place + 1: int(target) for place, (_, target) in enumerate(json.loads(path.read_text(encoding="ascii")))}


def difficulty_table(headers: Path, targets: Path, epochs: Path) -> Table:
    """The difficulty in force at 00:00 UTC of each quarter's first day."""
    first, second = electrum_targets(targets), header_targets(headers)
    starts = [(dt.datetime.fromisoformat(line["start_time_utc"]), int(line["epoch"])) for line in rows_of(epochs)]
    rows: list[Row] = []
    day = FIRST_QUARTER
    while (moment := dt.datetime.combine(day, dt.time(), dt.UTC)) <= starts[-1][0]:
        epoch = max(number for start, number in starts if start <= moment)
        header = second.get(epoch)
        seconds = () if header is None else (("bitcoinj", difficulty(header)),)
        rows.append(Row(day, difficulty(first[epoch]), seconds))
        day = dt.date(day.year + (day.month == 10), (day.month + 2) % 12 + 1, 1)
    return Table("difficulty_quarterly", "difficulty", rows, Decimal("0.01"))


def fx_table(path: Path, second: Path) -> Table:
    """Rupees for a dollar by month, on the first day of the month."""
    others = {line["period"]: Decimal(line["value"]) for line in rows_of(second) if line["series"] == "usdPkr"}
    rows = [
        Row(
            dt.date.fromisoformat(f"{line['month']}-01"),
            Decimal(line["pkr_per_usd"]),
            (("sbp", others[line["month"]]),) if line["month"] in others else (),
        )
        for line in rows_of(path)
    ]
    return Table("usd_pkr_monthly", "pkr_per_usd", rows, Decimal("0.01"))


def yearly(table: Table, path: Path) -> list[Row]:
    """The mean of each full year of the monthly rates beside the year's official average."""
    official = {
        int(line["year"]): Decimal(line["value"])
        for line in rows_of(path)
        if (line["iso3"], line["indicator"]) == ("PAK", "PA.NUS.FCRF")
    }
    rows: list[Row] = []
    for year, average in official.items():
        months = [row.value for row in table.rows if row.on.year == year]
        if len(months) == 12:
            mean = Fraction(sum(months)) / 12
            rows.append(Row(dt.date(year, 1, 1), Decimal(mean.numerator) / mean.denominator, (("wdi", average),)))
    return rows


def table_text(table: Table) -> str:
    """The CSV text of a table."""
    lines = [f"{row.on},{row.value.quantize(table.quantum)},{row.agreeing}" for row in table.rows]
    return "\n".join([f"date,{table.column},series", *lines]) + "\n"


def disagreement_lines(name: str, rows: list[Row], quantum: Decimal) -> list[str]:
    """A line for every second series that is more than the tolerance away from the first."""
    return [
        f"{row.on},{name},{row.value.quantize(quantum)},{value.quantize(quantum)},{apart:.2f},{second}"
        for row in rows
        for second, value in row.seconds
        if (apart := percent_apart(row.value, value)) > TOLERANCE_PERCENT
    ]


def summary(table: Table) -> str:
    """One line on how the first and the preferred second series of a table compare."""
    apart = [percent_apart(row.value, row.seconds[0][1]) for row in table.rows if row.seconds]
    agreed = sum(row.agreeing == 2 for row in table.rows)
    return (
        f"{table.name}: {len(table.rows)} rows {table.rows[0].on}..{table.rows[-1].on}, {agreed} agreed by two series, "
        f"{len(apart)} compared, median {statistics.median(apart):.3f} %, worst {max(apart):.2f} %"
    )


def main() -> int:
    """Writes the tables, or with ``--check`` compares them with those that are there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("price", "headers", "targets", "epochs", "fx", "fx-second", "fx-yearly", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    fx = fx_table(given.fx, given.fx_second)
    tables = (*price_tables(given.price), difficulty_table(given.headers, given.targets, given.epochs), fx)
    years = yearly(fx, given.fx_yearly)
    listed = ["date,table,a,b,percent,second"]
    for table in tables:
        listed += disagreement_lines(table.name, table.rows, table.quantum)
    listed += disagreement_lines("usd_pkr_yearly_mean", years, Decimal("0.01"))
    texts = {table.name: table_text(table) for table in tables} | {"disagreements": "\n".join(listed) + "\n"}
    print(*(summary(table) for table in tables), f"disagreements: {len(listed) - 1}", sep="\n")
    return check(given.out, texts) if given.check else write(given.out, texts)


def write(out: Path, texts: dict[str, str]) -> int:
    """Writes every text as a CSV file."""
    for name, text in texts.items():
        (out / f"{name}.csv").write_text(text, encoding="ascii")
    return 0


def check(out: Path, texts: dict[str, str]) -> int:
    """1 when a file differs from what it would be, naming it."""
    differing = [name for name, text in texts.items() if (out / f"{name}.csv").read_text(encoding="ascii") != text]
    print(*(f"differs: {name}.csv" for name in differing), sep="\n")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
