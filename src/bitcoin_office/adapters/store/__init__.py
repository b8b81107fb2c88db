"""The books in a database: SQLite in one file, or PostgreSQL for more than one writer, behind one interface."""

from __future__ import annotations

from bitcoin_office.adapters.store.opening import open_books
from bitcoin_office.adapters.store.sql_books import SqlBooks

__all__ = ["SqlBooks", "open_books"]
