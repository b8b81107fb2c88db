"""Bitcoin Core's own script engine, in the program: judges the scripts for which there is no template.

The library is an alpha version and may change: only this file uses its scripts, and only `kernel.py` its chain.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Sequence
from typing import Any, Final

from bitcoin_office.proof.sighash import Spending
from bitcoin_office.terms.errors import MissingComponentError, OfficeError

_EXTRA: Final = "kernel"
_PACKAGE: Final = "py-bitcoinkernel"


class ScriptEngineError(OfficeError):
    """The engine could not judge: neither yes nor no may be taken from it."""

    code = "script-engine"


class KernelEngine:
    """Implements ``proof.bip322.engine.ScriptEngine``. Raises ``MissingComponentError`` where it is not installed."""

    def __init__(self) -> None:
        try:
            self._library: Any = importlib.import_module("pbk")
            self._script: Any = importlib.import_module("pbk.script")
        except ImportError as error:
            raise MissingComponentError(extra=_EXTRA, needed_for="Judging scripts that have no template") from error
        self.name: str = f"bitcoin-kernel ({_PACKAGE} {importlib.metadata.version(_PACKAGE)})"

    def refused(self, spending: Spending, indexes: Sequence[int]) -> tuple[int, ...]:
        """Those of the inputs whose scripts do not hold by the rules of the chain. Raises ``ScriptEngineError``."""
        # The library ends the whole program where counts do not match.
        assert len(spending.spent) == len(spending.transaction.inputs)  # noqa: S101
        pbk = self._library
        every_rule = pbk.ScriptVerificationFlags.ALL
        try:
            transaction = pbk.Transaction(spending.transaction.to_bytes())
            scripts = [pbk.ScriptPubkey(each.script) for each in spending.spent]
            outputs = [
                pbk.TransactionOutput(script, each.sats) for script, each in zip(scripts, spending.spent, strict=True)
            ]
            shared = self._script.PrecomputedTransactionData(transaction, outputs)
            return tuple(
                [
                    index
                    for index in indexes
                    if not scripts[index].verify(spending.spent[index].sats, transaction, shared, index, every_rule)
                ]
            )
        except (RuntimeError, pbk.KernelException) as error:
            raise ScriptEngineError(f"Bitcoin Core's script engine could not judge: {error}.") from error
