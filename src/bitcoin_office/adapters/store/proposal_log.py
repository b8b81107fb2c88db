"""The log of proposals in the office's database, beside the books."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bitcoin_office.adapters.store.connection import Opened, transaction
from bitcoin_office.adapters.store.proposal_schema import PROPOSALS
from bitcoin_office.reserve.proposal_log import Act, Logged, Record, check_unmoved
from bitcoin_office.terms.errors import StoreError
from bitcoin_office.terms.sealed_line import sealed


class SqlProposalLog(Opened):
    """Implements ``ProposalLog`` in SQLite or PostgreSQL. Made by ``open_proposals``; close it, or use a ``with``."""

    def entries(self) -> tuple[Logged, ...]:
        """As ``ProposalLog.entries``."""
        with transaction(self._engine, self.where) as connection:
            rows = connection.execute(sa.select(PROPOSALS).order_by(PROPOSALS.c.seq))
            return tuple(self._read(row) for row in rows)

    def append(self, after: int, records: Sequence[Record]) -> tuple[Logged, ...]:
        """As ``ProposalLog.append``."""
        with transaction(self._engine, self.where, writes=True) as connection:
            last = connection.execute(
                sa.select(PROPOSALS.c.seq, PROPOSALS.c.hash).order_by(PROPOSALS.c.seq.desc()).limit(1)
            ).one_or_none()
            check_unmoved(0 if last is None else last.seq, after)
            new = sealed(None if last is None else (last.seq, bytes(last.hash).hex()), records)
            if new:
                connection.execute(sa.insert(PROPOSALS), [_row(entry) for entry in new])
        return new

    def _read(self, row: Any) -> Logged:
        try:
            act = Act(row.act)
        except ValueError:
            raise StoreError(
                f"The log of proposals at {self.where} has an entry of an unknown kind.",
                remedy="Update this program, or restore the database from a copy.",
            ) from None
        record = Record(
            act=act,
            proposal=bytes(row.proposal).hex(),
            by=row.who,
            at=row.second,
            body=bytes(row.body),
        )
        return Logged(
            seq=row.seq, record=record, previous_hash=bytes(row.previous_hash).hex(), hash=bytes(row.hash).hex()
        )


def _row(entry: Logged) -> dict[str, object]:
    record = entry.record
    return {
        "seq": entry.seq,
        "act": record.act.value,
        "proposal": bytes.fromhex(record.proposal),
        "who": record.by,
        "second": record.at,
        "body": record.body,
        "previous_hash": bytes.fromhex(entry.previous_hash),
        "hash": bytes.fromhex(entry.hash),
    }
