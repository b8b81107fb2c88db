"""The books in a database: SQLite in one file, or PostgreSQL for more than one writer, behind one interface."""

from __future__ import annotations

from bitcoin_office.adapters.store.chain_log import SqlActivityLog
from bitcoin_office.adapters.store.opening import open_books, open_log, open_people, open_proposals
from bitcoin_office.adapters.store.people_store import SqlPeople
from bitcoin_office.adapters.store.proposal_log import SqlProposalLog
from bitcoin_office.adapters.store.sql_books import SqlBooks

__all__ = [
    "SqlActivityLog",
    "SqlBooks",
    "SqlPeople",
    "SqlProposalLog",
    "open_books",
    "open_log",
    "open_people",
    "open_proposals",
]
