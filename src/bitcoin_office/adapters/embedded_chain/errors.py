"""Trouble with the training chain."""

from __future__ import annotations

from bitcoin_office.reserve.chain_errors import ChainError


class BlockRejectedError(ChainError):
    """The consensus library, or a node, did not accept a block. ``reason`` is its own word, where it gives one."""

    code = "block-rejected"

    def __init__(self, *, block_shown: str, reason: str) -> None:
        super().__init__(
            f"Block {block_shown} breaks the rules of the chain ({reason}).",
            remedy="The chain is as it was before; look at the block's transactions.",
        )
        self.block_shown = block_shown
        self.reason = reason


class ChainFolderError(ChainError):
    """The folder of a training chain cannot be opened."""

    code = "chain-folder"
