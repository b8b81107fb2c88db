"""A log of proposals in memory: the double that tests use, with exactly the behaviour of the one in a database."""

from __future__ import annotations

from collections.abc import Sequence

from bitcoin_office.reserve.proposal_log import Logged, Record, check_unmoved
from bitcoin_office.terms.sealed_line import sealed


class MemoryProposalLog:
    """Implements ``ProposalLog`` in a list."""

    def __init__(self) -> None:
        self._entries: list[Logged] = []

    def entries(self) -> tuple[Logged, ...]:
        """As ``ProposalLog.entries``."""
        return tuple(self._entries)

    def append(self, after: int, records: Sequence[Record]) -> tuple[Logged, ...]:
        """As ``ProposalLog.append``."""
        check_unmoved(len(self._entries), after)
        last = (self._entries[-1].seq, self._entries[-1].hash) if self._entries else None
        new = sealed(last, records)
        self._entries.extend(new)
        return new
