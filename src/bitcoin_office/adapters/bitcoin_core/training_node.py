"""The port ``TrainingChain`` on a Bitcoin node of our own: regtest, no peers, no wallet, started and stopped here."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self, cast

from bitcoin_office.adapters.bitcoin_core.chain import BitcoinCoreChain
from bitcoin_office.adapters.bitcoin_core.errors import NodeAnswerError
from bitcoin_office.adapters.bitcoin_core.settings import CookieFile, NodeSettings
from bitcoin_office.adapters.embedded_chain.errors import BlockRejectedError, ChainFolderError
from bitcoin_office.adapters.embedded_chain.mining import Miner
from bitcoin_office.chain.block import Block
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.reserve.chain_errors import ChainUnreachableError
from bitcoin_office.reserve.chain_port import BlockStamp

NODE_VARIABLE: Final = "BITCOIND"
# Where tools/get-bitcoind puts a node, in the user's cache folder.
_FETCHED: Final = Path("bitcoin-office/node/bin/bitcoind")
_HOST: Final = "127.0.0.1"
_OUTPUT: Final = "output"
# A node with an empty folder answers within a second or two, on a slow disk within ten.
_PATIENCE_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 0.1
_SAID: Final = cast("type[str | None]", str | None)
# Accepted as the best block; known before; a side branch, or nothing that could be judged.
_TAKEN_IN: Final = frozenset({None, "duplicate", "inconclusive", "duplicate-inconclusive"})


def find_node() -> Path | None:
    """The program of a Bitcoin node: named by BITCOIND, on the path, or brought by the project's own fetcher."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    found = os.environ.get(NODE_VARIABLE) or shutil.which("bitcoind") or str(cache / _FETCHED)
    return Path(found) if os.access(found, os.X_OK) else None


class NodeTrainingChain(BitcoinCoreChain, Miner):
    """A regtest node as a training chain."""

    def submit(self, data: bytes) -> BlockStamp:
        """Takes in a block from elsewhere, whose predecessor is known. Raises ``BlockRejectedError``."""
        block_hash = Block.parse(data).hash
        said = self._client.call(_SAID, "submitblock", data.hex())
        if said not in _TAKEN_IN:
            raise BlockRejectedError(block_shown=shown(block_hash), reason=str(said))
        return BlockStamp(self._height_of(block_hash), block_hash)

    def _height_of(self, block_hash: bytes) -> int:
        try:
            found = self._client.call(dict[str, object], "getblockheader", shown(block_hash))
        except NodeAnswerError as error:
            reason = "the block before it is not known"
            raise BlockRejectedError(block_shown=shown(block_hash), reason=reason) from error
        return int(str(found["height"]))


class TrainingNode:
    """A node in ``folder``, running while the ``with`` block does. One program at a time may open a folder."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._program = program
        self._folder = folder
        self._port = _free_port()
        self._apart = Path()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{_HOST}:{self._port}"

    @property
    def cookie(self) -> Path:
        """The file with its credentials, new at every start, away from the folder that a second node may ask for."""
        return self._apart / "cookie"

    def chain(self) -> NodeTrainingChain:
        """Its chain."""
        return NodeTrainingChain(NodeSettings(url=self.url, credentials=CookieFile(path=self.cookie)), REGTEST)

    def __enter__(self) -> Self:
        """Starts it and waits until it answers. Raises ``ChainFolderError`` and ``ChainUnreachableError``."""
        self._apart = Path(tempfile.mkdtemp(prefix="training-node-"))
        command = [
            str(self._program), "-regtest", f"-datadir={self._folder.resolve()}", f"-rpcport={self._port}", "-listen=0",
            "-dnsseed=0", "-fixedseeds=0", "-disablewallet", "-blockfilterindex=1", "-persistmempool=0", "-par=1",
            "-dbcache=8", "-printtoconsole=0", f"-rpccookiefile={self.cookie}",
        ]  # fmt: skip
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / _OUTPUT).open("wb") as output:
                # In a session of its own: an interrupt at the keyboard reaches this program, which then stops the node.
                self._process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
        except OSError as error:
            shutil.rmtree(self._apart, ignore_errors=True)
            raise ChainFolderError(
                f"Cannot start {self._program} in {self._folder}: {error.strerror}.",
                remedy=f"Name a node's program with {NODE_VARIABLE}, and a folder that you may write.",
            ) from error
        try:
            self._wait()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops it in good order; what it has is on disk."""
        self._stop()

    def _wait(self) -> None:
        until = time.monotonic() + _PATIENCE_SECONDS
        while not (self.cookie.is_file() and self._answers()):
            if self._process.poll() is not None:
                said = (self._folder / _OUTPUT).read_text(encoding="utf-8", errors="replace").strip()
                raise ChainFolderError(
                    f"The node in {self._folder} ended as soon as it was started: {said[-500:] or 'it said nothing'}",
                    remedy="Only one program at a time can use the folder: close the other, or name another folder.",
                )
            if time.monotonic() > until:
                raise ChainUnreachableError(
                    f"The node in {self._folder} does not answer within {_PATIENCE_SECONDS:.0f} s.",
                    remedy=f"See {self._folder / REGTEST.name / 'debug.log'}.",
                )
            time.sleep(_PAUSE_SECONDS)

    def _answers(self) -> bool:
        try:
            socket.create_connection((_HOST, self._port), timeout=1).close()
        except OSError:
            return False
        return True

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._apart, ignore_errors=True)


def _free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])
