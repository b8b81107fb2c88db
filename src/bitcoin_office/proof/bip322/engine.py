"""The port to a Bitcoin node's own script engine, which judges every script that no template covers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bitcoin_office.proof.sighash import Spending


class ScriptEngine(Protocol):
    """Runs scripts by the rules of the chain, all soft forks included; BIP-322's own rules are checked before it."""

    @property
    def name(self) -> str:
        """Which engine this is, for the record: its name and version."""
        ...

    def refused(self, spending: Spending, indexes: Sequence[int]) -> tuple[int, ...]:
        """Those of the inputs whose scripts do not hold. An engine that cannot tell raises an ``OfficeError``."""
        ...
