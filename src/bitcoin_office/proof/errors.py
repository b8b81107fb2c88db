"""What can be wrong with a text or bytes that claim to be a proof, a request or a message."""

from __future__ import annotations

from bitcoin_office.terms.errors import OfficeError, UsageError


class ProofFormatError(OfficeError):
    """Bytes or a text that are not what they claim to be. ``what`` names it, ``problem`` says what is wrong."""

    code = "proof-format"

    def __init__(self, *, what: str, problem: str, remedy: str = "Ask for it again from where it came.") -> None:
        super().__init__(f"Not a valid {what}: {problem}.", remedy=remedy)
        self.what = what
        self.problem = problem


class InclusionError(OfficeError):
    """A claim of inclusion that does not hold against the block's Merkle root."""

    code = "inclusion"

    def __init__(self, *, problem: str) -> None:
        super().__init__(f"The inclusion is not proved: {problem}.", remedy="Make the proof again from the block.")
        self.problem = problem


class RequestError(UsageError):
    """A proof that cannot be asked for: a coin without its transaction, a script nobody knows."""

    code = "proof-request"

    def __init__(self, *, problem: str, remedy: str = "") -> None:
        super().__init__(f"Cannot ask for this proof: {problem}.", remedy=remedy)
        self.problem = problem
