"""Measures the books: posting, balances of a large book, and a balance side by side with Beancount.

Run it as ``python bench/books.py`` (a few minutes), or with ``--entries 100000`` for a smaller book. Everything is
measured in one run on one machine; what counts are the ratios.
"""

import argparse
import datetime as dt
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from beancount import loader
from beancount.core import inventory, realization

from bitcoin_office.adapters.store import SqlBooks, open_books
from bitcoin_office.books.account import Account, Chart, LotMethod
from bitcoin_office.books.entry import Draft, Leg
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.units import USD

BATCH = 5_000
ACCOUNTS = tuple(f"Assets:Till{number:02}" for number in range(20))
VAULT, CASH, GAINS = "Assets:Vault", "Assets:Cash", "Income:Gains"
FIRST, DAYS = dt.date(2016, 1, 1), 3_650
TARGETS = {"batch": 20_000, "single": 2_000, "balance_s": 0.5, "beancount": 20}


def payments(number: int) -> Iterator[Draft]:
    """So many balanced two-leg entries between twenty accounts, spread over ten years."""
    for n in range(number):
        amount = Amount(n % 9_973 + 1, USD)
        source, target = ACCOUNTS[n % 20], ACCOUNTS[(n * 7 + 1) % 20]
        yield Draft(
            external_id=f"payment-{n:09}",
            on=FIRST + dt.timedelta(days=n * DAYS // number),
            narrative=f"Payment {n}",
            source="Register of vouchers",
            legs=(Leg(account=target, amount=amount), Leg(account=source, amount=-amount)),
        )


def purchases(number: int) -> Iterator[Draft]:
    """Purchases of coins, and after every third one a sale of two and a half lots, first in, first out."""
    for n in range(number):
        on = FIRST + dt.timedelta(days=n * DAYS // number)
        cost = Amount(10_000 + n % 977, USD)
        legs = (Leg(account=VAULT, amount=sats(100_000), cost=cost), Leg(account=CASH, amount=-cost))
        if n % 4 == 3:
            gain = Amount(25_500, USD)
            legs = (Leg(account=VAULT, amount=sats(-250_000)), Leg(account=CASH, amount=gain))
        yield Draft(external_id=f"coins-{n:09}", on=on, narrative="Coins", source="Dealer", legs=legs, balance_to=GAINS)


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds of real time, and what came of it."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def post(books: SqlBooks, drafts: list[Draft], batch: int) -> float:
    """Posts in batches; entries a second."""
    parts = [drafts[start : start + batch] for start in range(0, len(drafts), batch)]
    seconds, _ = timed(lambda: [books.post(part) for part in parts])
    return len(drafts) / seconds


def new_books(folder: Path, name: str) -> SqlBooks:
    """Empty books with the accounts of this benchmark."""
    books = open_books(folder / f"{name}.db", create=True)
    plain = [Account(name=name) for name in (*ACCOUNTS, CASH, GAINS)]
    books.open_accounts(Chart((*plain, Account(name=VAULT, lots=LotMethod.FIFO))))
    return books


def line(what: str, value: str, ratio: float, target: str) -> None:
    print(f"{what:<64} {value:>18} {ratio:>9.1f} x {target}")


def large_book(folder: Path, entries: int) -> None:
    """Posting in batches, and balances of the book that comes of it."""
    books = new_books(folder, "large")
    rate, done = 0.0, 0
    drafts: list[Draft] = []
    seconds = 0.0
    for draft in payments(entries):
        drafts.append(draft)
        if len(drafts) == BATCH * 10:
            seconds += len(drafts) / post(books, drafts, BATCH)
            done += len(drafts)
            drafts.clear()
    if drafts:
        seconds += len(drafts) / post(books, drafts, BATCH)
        done += len(drafts)
    rate = done / seconds
    line(f"post {done:,} entries in batches of {BATCH:,}", f"{rate:,.0f} /s", rate / TARGETS["batch"], "of 20,000 /s")
    books.close()
    for what, at in (("today", None), ("in the middle of a month", FIRST + dt.timedelta(days=DAYS // 2 + 13))):

        def asked(at: dt.date | None = at) -> object:
            with open_books(folder / "large.db") as again:
                return again.balances(at)

        seconds, _ = timed(asked)
        share = TARGETS["balance_s"] / seconds
        line(f"open, and balances of {done:,} entries {what}", f"{seconds * 1e3:,.1f} ms", share, "faster than 0.5 s")
    with open_books(folder / "large.db") as again:
        seconds, verification = timed(again.verify)
        assert verification.findings == ()
        line(f"verify {done:,} entries", f"{done / seconds:,.0f} /s", done / seconds / rate, "of posting them")


def small_posts(folder: Path, number: int) -> None:
    """Entries posted one by one, each on the disk before the next; and coins with their lots."""
    books = new_books(folder, "single")
    rate = post(books, list(payments(number)), 1)
    line(f"post {number:,} entries one by one, durable", f"{rate:,.0f} /s", rate / TARGETS["single"], "of 2,000 /s")
    books.close()
    books = new_books(folder, "coins")
    rate = post(books, list(purchases(number * 5)), BATCH)
    line(
        f"post {number * 5:,} purchases and FIFO sales in batches",
        f"{rate:,.0f} /s",
        rate / TARGETS["batch"],
        "of 20,000 /s",
    )
    books.close()


def beside_beancount(folder: Path, entries: int) -> None:
    """From a closed book to its balances: ours, and Beancount's with the same entries in the leanest file."""
    drafts = list(payments(entries))
    books = new_books(folder, "small")
    posting, _ = timed(lambda: post(books, drafts, BATCH))
    books.close()
    path = folder / "small.beancount"
    with path.open("w") as file:
        file.writelines(f"{FIRST} open {name} USD\n" for name in ACCOUNTS)
        for draft in drafts:
            file.write(f'{draft.on} * "{draft.narrative}"\n')
            file.writelines(f"  {leg.account} {leg.amount.plain()} USD\n" for leg in draft.legs)

    def theirs() -> dict[str, int]:
        loaded, errors, _ = loader.load_file(str(path))
        assert not errors
        found: dict[str, int] = {}
        for account in realization.iter_children(realization.realize(loaded)):
            total = inventory.Inventory(account.balance).get_currency_units("USD").number
            found[account.account] = int(total * 100)
        return found

    def ours() -> dict[str, int]:
        with open_books(folder / "small.db") as again:
            return {balance.account: balance.quantity for balance in again.balances()}

    loader.initialize(use_cache=False)
    their_seconds, their_balances = timed(theirs)
    loader.initialize(use_cache=True)
    theirs()
    cached_seconds, _ = timed(theirs)
    our_seconds, our_balances = timed(ours)
    assert our_balances == {name: total for name, total in their_balances.items() if total}
    what = f"open, and balances of {entries:,} entries"
    line(what, f"{our_seconds * 1e3:,.1f} ms", their_seconds / our_seconds, "faster than Beancount (wanted: 20)")
    line("  Beancount 3: load the file and add it up", f"{their_seconds:,.2f} s", 1.0, "")
    line(
        "  Beancount 3 from its own cache of the file",
        f"{cached_seconds:,.2f} s",
        cached_seconds / our_seconds,
        "as long",
    )
    what = "  ours, when the entries are posted first"
    line(what, f"{posting:,.2f} s", their_seconds / (posting + our_seconds), "faster than Beancount")


def main() -> None:
    """Runs everything in a temporary folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000, help="of the large book")
    parser.add_argument("--beside", type=int, default=50_000, help="entries given to Beancount too")
    parser.add_argument("--single", type=int, default=5_000, help="entries posted one by one")
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        small_posts(Path(folder), options.single)
        beside_beancount(Path(folder), options.beside)
        large_book(Path(folder), options.entries)


if __name__ == "__main__":
    main()
