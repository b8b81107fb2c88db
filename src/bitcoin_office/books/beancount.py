"""The books as a Beancount file: a second, independent program adds them up again.

Written for Beancount 3. Its own rules that shape the file:

* Coins carry their whole cost in ``{{...}}``. Beancount divides it by the quantity to 28 digits and multiplies it
  back, so that every posting weighs exactly its cost once rounded to the minor unit. Dividing it ourselves would lose
  the last cent.
* Accounts that keep lots are opened with booking ``"NONE"``: which lot is taken was decided here, and is stated.
* The weights differ in the 26th digit or so from what they stand for; Beancount accepts that only within a tolerance,
  which it infers from the decimals it sees and takes as nought for a currency that the entry writes without decimals
  or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from bitcoin_office.books.account import Account, Chart
from bitcoin_office.books.entry import Entry, Posting
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.rate import Rate
from bitcoin_office.terms.units import Unit, unit

# Half of the smallest minor unit of any ISO 4217 currency (0.001): an entry that is one minor unit off is still
# refused.
_TOLERANCE = "0.0005"

# Beancount reads \n, \t, \\ and \" and takes any other character as it is; control characters would end up in
# terminals.
_ESCAPES = {
    **dict.fromkeys((*range(32), *range(127, 160), *range(0xD800, 0xE000)), "\N{REPLACEMENT CHARACTER}"),
    ord("\n"): "\\n",
    ord("\t"): "\\t",
    ord("\\"): "\\\\",
    ord('"'): '\\"',
}


class _Use(msgspec.Struct):
    """What the entries do with one account: the first day, the commodities, and whether coins in it have lots."""

    first: dt.date
    commodities: dict[str, None]
    lots: bool = False


def export(
    entries: Iterable[Entry],
    chart: Chart,
    *,
    title: str = "Books",
    operating: tuple[Unit, ...] = (),
    prices: Iterable[Rate] = (),
) -> Iterator[str]:
    """The file in pieces, one for each directive, in the order of the entries.

    ``operating`` are the currencies that reports lead with. The accounts follow at the end, where their first day is
    known without holding the entries in memory; Beancount reads directives in any order.
    """
    yield _header(title, operating)
    used: dict[str, _Use] = {}
    lot_days: dict[str, dt.date] = {}
    for entry in entries:
        _note_use(entry, used, lot_days)
        yield _transaction(entry, lot_days)
    for rate in prices:
        yield f"{rate.on} price {rate.base.commodity} {rate.price:f} {rate.quote.commodity}\n"
    known = chart.by_name()
    for name in sorted(used):
        yield _open(known.get(name) or Account(name=name), used[name])


def quoted(text: str) -> str:
    """A text as Beancount writes strings."""
    return f'"{text.translate(_ESCAPES)}"'


def _header(title: str, operating: tuple[Unit, ...]) -> str:
    lines = [
        f";; {quoted(title)}, from Bitcoin Office. The books are the record: correct them there, and export again.",
        f'option "title" {quoted(title)}',
        *(f'option "operating_currency" "{each.commodity}"' for each in operating),
        f'option "inferred_tolerance_default" "*:{_TOLERANCE}"',
    ]
    return "\n".join(lines) + "\n\n"


def _note_use(entry: Entry, used: dict[str, _Use], lot_days: dict[str, dt.date]) -> None:
    for posting in entry.postings:
        use = used.setdefault(posting.account, _Use(entry.on, {}))
        use.first = min(use.first, entry.on)
        use.commodities.setdefault(unit(posting.unit).commodity)
        if posting.lot is not None:
            use.lots = True
            lot_days.setdefault(posting.lot, entry.on)


def _transaction(entry: Entry, lot_days: dict[str, dt.date]) -> str:
    lines = [
        f"{entry.on} * {quoted(entry.narrative)}{' #reversal' if entry.reverses else ''}",
        f"  seq: {entry.seq}",
        f"  external-id: {quoted(entry.external_id)}",
        f"  source: {quoted(entry.source)}",
        *([f"  reverses: {quoted(entry.reverses)}"] if entry.reverses else []),
        f'  hash: "{entry.hash}"',
        *(f"  {posting.account}  {_amount(posting, lot_days)}" for posting in entry.postings),
    ]
    return "\n".join(lines) + "\n\n"


def _amount(posting: Posting, lot_days: dict[str, dt.date]) -> str:
    """The quantity, with the cost of its lot or the value that it was converted at."""
    text = _number(posting.quantity, unit(posting.unit))
    if posting.lot is None and (posting.quantity, posting.unit) == (posting.weight, posting.weight_unit):
        return text
    value = _number(abs(posting.weight), unit(posting.weight_unit))
    if posting.lot is not None:
        return f"{text} {{{{{value}, {lot_days[posting.lot]}, {quoted(posting.lot)}}}}}"
    return f"{text} @@ {value}"


def _number(quantity: int, of: Unit) -> str:
    return f"{Amount(quantity, of).plain()} {of.commodity}"


def _open(account: Account, use: _Use) -> str:
    commodities = [unit(code).commodity for code in account.units] or list(use.commodities)
    booking = ' "NONE"' if use.lots else ""
    title = f"  title: {quoted(account.title)}\n" if account.title else ""
    return f"{use.first} open {account.name}  {','.join(dict.fromkeys(commodities))}{booking}\n{title}"
