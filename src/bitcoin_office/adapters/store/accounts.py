"""The accounts of a database of books, and the numbers it knows them by."""

from __future__ import annotations

import sqlalchemy as sa

from bitcoin_office.adapters.store.rows import account_from, account_row
from bitcoin_office.adapters.store.schema import ACCOUNTS
from bitcoin_office.books.account import Account, Chart
from bitcoin_office.books.opening import newly_opened


class KnownAccounts:
    """The accounts as last read. Accounts are only ever added, so what is known stays true."""

    def __init__(self) -> None:
        self.by_name: dict[str, Account] = {}
        self.ids: dict[str, int] = {}
        self.names: dict[int, str] = {}

    def refresh(self, connection: sa.Connection) -> bool:
        """Reads the accounts again; whether there are new ones."""
        before = len(self.by_name)
        for row in connection.execute(sa.select(ACCOUNTS).where(ACCOUNTS.c.id > before)):
            self.by_name[row.name] = account_from(row)
            self.ids[row.name] = row.id
            self.names[row.id] = row.name
        return len(self.by_name) > before

    def open(self, connection: sa.Connection, chart: Chart) -> None:
        """Opens those of the chart's accounts that are not open."""
        self.refresh(connection)
        start = len(self.by_name) + 1
        new = newly_opened(chart, self.by_name)
        if new:
            rows = [account_row(number, account) for number, account in enumerate(new, start)]
            connection.execute(sa.insert(ACCOUNTS), rows)
