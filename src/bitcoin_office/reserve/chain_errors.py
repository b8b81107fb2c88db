"""What can go wrong between the office and a chain, whichever adapter answers."""

from __future__ import annotations

from bitcoin_office.terms.errors import OfficeError


class ChainError(OfficeError):
    """The chain could not be read."""

    code = "chain"


class ChainUnreachableError(ChainError):
    """Nothing answered in time, however often it was asked. Nothing was changed."""

    code = "chain-unreachable"


class BlockUnavailableError(ChainError):
    """A block of the chain that this source no longer keeps, or not yet. ``height`` is ``None`` where only its hash is
    known.
    """

    code = "block-unavailable"

    def __init__(self, *, what: str, height: int | None, remedy: str) -> None:
        place = "" if height is None else f" at height {height}"
        super().__init__(f"The block{place} cannot be read: {what}.", remedy=remedy)
        self.height = height


class NotOnChainError(ChainError):
    """A height or hash that the best chain does not have."""

    code = "not-on-chain"


class ReorganisedError(ChainError):
    """A block that the office stood on is no longer on the best chain. ``height`` is the highest one asked about."""

    code = "reorganised"

    def __init__(self, *, height: int, hash_shown: str) -> None:
        super().__init__(
            f"Block {hash_shown} at height {height} is no longer on the best chain.",
            remedy="Go back to the last common block and read on from there; `sync` does so by itself.",
        )
        self.height = height
        self.hash_shown = hash_shown


class ContradictionError(ChainError):
    """A source contradicts itself or Bitcoin's rules: what it said is not used. ``what`` names what did not fit."""

    code = "chain-contradiction"

    def __init__(self, *, what: str) -> None:
        super().__init__(
            f"The node's answers do not fit together: {what}.",
            remedy="Nothing of this was kept. Check the node's disk and software, or ask another node.",
        )
        self.what = what


class ChainBehindError(ChainError):
    """The chain ends below what the office has read: a node that still catches up, not a reorganisation."""

    code = "chain-behind"

    def __init__(self, *, height: int, known_height: int) -> None:
        super().__init__(
            f"The node's chain ends at height {height}, and the office has read up to {known_height}.",
            remedy="Nothing was forgotten. Wait until the node has caught up, and run the same command again.",
        )
        self.height = height
        self.known_height = known_height
