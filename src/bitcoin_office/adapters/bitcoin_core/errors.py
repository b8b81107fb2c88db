"""Trouble that only a node over RPC can give."""

from __future__ import annotations

from bitcoin_office.reserve.chain_errors import ChainError


class NodeRefusedError(ChainError):
    """The node does not let us in: wrong credentials, or our address is not allowed."""

    code = "node-refused"


class NodeAnswerError(ChainError):
    """The node answered with an error or with something else than expected. ``rpc_code`` is the node's own, if any."""

    code = "node-answer"

    def __init__(self, message: str, *, method: str, rpc_code: int | None = None, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.method = method
        self.rpc_code = rpc_code


class NodeMethodMissingError(NodeAnswerError):
    """The node does not know the method: it is too old, or was built without it."""

    code = "node-method-missing"


class WrongNetworkError(ChainError):
    """The node follows another network than the office."""

    code = "wrong-network"


class AnswerTooLongError(NodeAnswerError):
    """An answer longer than we are ready to hold in memory."""

    code = "node-answer-too-long"

    def __init__(self, *, method: str, limit: int) -> None:
        super().__init__(
            f"The node's answer to {method} is longer than {limit:,} bytes.",
            method=method,
            remedy="Nothing of it was used. Is it a Bitcoin node?",
        )
