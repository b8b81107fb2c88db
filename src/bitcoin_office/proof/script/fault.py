"""Why a script does not hold, in words that stay the same."""

from __future__ import annotations

import enum


class Fault(enum.StrEnum):
    """What a script, a signature or a witness breaks. Names in brackets are Bitcoin Core's flags."""

    FALSE = "false"
    UNDERFLOW = "stack-underflow"
    OPERATION = "operation"
    BRANCHES = "unbalanced-branches"
    LIMIT = "limit"
    NUMBER = "number"
    LOCK_TIME = "lock-time"
    SEQUENCE = "sequence"
    SIGNATURE = "signature"
    """A signature that is not by the key, where an empty one is the only way to fail (``NULLFAIL``)."""
    SIGNATURE_ENCODING = "signature-encoding"
    """``DERSIG``, ``STRICTENC``."""
    HIGH_S = "high-s"
    """``LOW_S``."""
    SIGHASH = "sighash"
    """A hash type other than ``ALL``, or ``DEFAULT`` for taproot."""
    KEY_ENCODING = "key-encoding"
    DUMMY = "null-dummy"
    """``NULLDUMMY``."""
    MINIMAL_DATA = "minimal-data"
    """``MINIMALDATA``."""
    MINIMAL_IF = "minimal-if"
    """``MINIMALIF``."""
    CLEAN_STACK = "clean-stack"
    """``CLEANSTACK``."""
    CODE_SEPARATOR = "code-separator"
    """``CONST_SCRIPTCODE``."""
    SCRIPT_SIG = "script-sig"
    WITNESS = "witness"
    COMMITMENT = "commitment"
    """A redeem script, witness script or taproot leaf that the address does not commit to."""


class ScriptFault(Exception):  # noqa: N818 - the house's word for it
    """Ends the run of a script; never leaves this room."""

    def __init__(self, fault: Fault, problem: str) -> None:
        super().__init__(problem)
        self.fault = fault
        self.problem = problem
