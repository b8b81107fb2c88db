"""The consensus library behind a small typed wall: everything that the office asks of ``pbk``, and its traps.

The library is an alpha version and may change: only this file uses its chain, and only `script_engine.py` its scripts.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any, Final

from bitcoin_office.adapters.embedded_chain.errors import BlockRejectedError, ChainFolderError
from bitcoin_office.chain.hashing import sha256d, shown
from bitcoin_office.chain.header import HEADER_BYTES
from bitcoin_office.chain.transaction import TxOut
from bitcoin_office.reserve.chain_errors import BlockUnavailableError, NotOnChainError
from bitcoin_office.terms.errors import MissingComponentError

_EXTRA: Final = "kernel"


class Kernel:
    """A regtest chain in ``folder``; with ``in_memory`` only the blocks themselves are written there.

    One program at a time may open a folder. Not for use by several threads at once.
    """

    def __init__(self, folder: Path, *, in_memory: bool) -> None:
        self._library = _library()
        self._rejected: dict[bytes, str] = {}
        pbk = self._library
        callbacks = pbk.ValidationInterfaceCallbacks(block_checked=self._checked)
        context = pbk.make_context(pbk.ChainType.REGTEST, callbacks)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            options = pbk.ChainstateManagerOptions(context, str(folder.resolve()), str(folder.resolve() / "blocks"))
            options.update_block_tree_db_in_memory(in_memory)
            options.update_chainstate_db_in_memory(in_memory)
            # Blocks of a training chain are small: threads would cost more than they save.
            options.set_worker_threads_num(0)
            self._manager: Any = pbk.ChainstateManager(options)
        except (OSError, RuntimeError) as error:
            raise ChainFolderError(
                f"Cannot open the training chain in {folder}: {error}.",
                remedy="Only one program at a time can use it: close the other, or name another folder.",
            ) from error
        # Without this call the library has no active chain, not even the first block.
        self._manager.import_blocks([])
        self._chain: Any = self._manager.get_active_chain()

    def close(self) -> None:
        """Writes what is in memory and lets go of the folder."""
        # Views into the chain must be gone before the manager: it frees what they point to.
        self._chain = None
        self._manager = None

    def height(self) -> int:
        """The height of the tip."""
        return int(self._chain.height)

    def hash(self, height: int) -> bytes:
        """The block's hash at ``height``, internal order. Raises ``NotOnChainError``."""
        return bytes(self._entry(height).block_hash)

    def header(self, height: int) -> bytes:
        """The 80 bytes of the header at ``height``. Raises ``NotOnChainError``."""
        return bytes(self._entry(height).block_header)

    def height_of(self, block_hash: bytes) -> int | None:
        """The height of a block on any branch; ``None`` for one that was never accepted."""
        try:
            return int(self._manager.block_tree_entries[self._library.BlockHash(block_hash)].height)
        except KeyError:
            return None

    def block(self, height: int) -> bytes:
        """The whole block at ``height``. Raises ``NotOnChainError`` and ``BlockUnavailableError``."""
        entry = self._entry(height)
        try:
            # Asking first whether it is there would read it a second time and never free that copy.
            return bytes(self._manager.blocks[entry])
        except RuntimeError as error:
            raise _lost(error, height) from error

    def spent(self, height: int) -> tuple[tuple[TxOut, ...], ...]:
        """For each transaction but the coinbase, the outputs that its inputs spend, in their order.

        Raises ``NotOnChainError`` and ``BlockUnavailableError``.
        """
        if height == 0:
            return ()
        entry = self._entry(height)
        try:
            undo = self._manager.block_spent_outputs[entry]
        except RuntimeError as error:
            raise _lost(error, height) from error
        return tuple(tuple(_output(coin.output) for coin in each.coins) for each in undo.transactions)

    def process(self, data: bytes) -> None:
        """Gives the library a block: to become the tip, a side branch, or part of a better one.

        Giving the same block again changes nothing. Raises ``BlockRejectedError``.
        """
        block_hash = sha256d(data[:HEADER_BYTES])
        self._rejected.clear()
        try:
            self._manager.process_block(self._library.Block(data))
        except (RuntimeError, self._library.KernelException) as error:
            raise BlockRejectedError(block_shown=shown(block_hash), reason=self._reason(block_hash)) from error
        # The library is content with a block whose transactions break the rules: it only does not connect it.
        if self._rejected:
            first = next(iter(self._rejected))
            raise BlockRejectedError(block_shown=shown(first), reason=self._reason(first))

    def _checked(self, _data: object, block: Any, state: Any) -> None:
        if state.validation_mode != self._library.ValidationMode.VALID:
            self._rejected[bytes(block.block_hash)] = state.block_validation_result.name.lower().replace("_", " ")

    def _reason(self, block_hash: bytes) -> str:
        return self._rejected.get(block_hash, "no reason given")

    def _entry(self, height: int) -> Any:
        if not 0 <= height <= self.height():
            raise NotOnChainError(f"The training chain has no block at height {height}.", remedy="Mine it first.")
        return self._chain.block_tree_entries[height]


def _library() -> Any:
    try:
        return importlib.import_module("pbk")
    except ImportError as error:
        raise MissingComponentError(extra=_EXTRA, needed_for="The training chain") from error


def _output(output: Any) -> TxOut:
    return TxOut(int(output.amount), bytes(output.script_pubkey))


def _lost(error: RuntimeError, height: int) -> BlockUnavailableError:
    return BlockUnavailableError(
        what=str(error), height=height, remedy="The training chain's folder is damaged: make a new one."
    )
