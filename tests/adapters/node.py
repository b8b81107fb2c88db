"""A private Bitcoin node for tests: its own folder and port, no peers, no wallet, gone afterwards."""

import base64
import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 60


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PrivateNode:
    """Starts the program named by BITCOIND. ``options`` are added to the command line.

    On another network than regtest it has the first block alone: nobody gives it others.
    """

    def __init__(self, *options: str, network: str = "regtest") -> None:
        self.network = network
        self.folder = Path(tempfile.mkdtemp(prefix="node-"))
        self.options = options
        self.port = free_port()
        self.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def cookie(self) -> Path:
        """The file with its credentials, new after every start."""
        return self.folder / ("" if self.network == "main" else self.network) / ".cookie"

    def start(self) -> None:
        """Starts it and waits until it answers."""
        command = [
            os.environ["BITCOIND"], f"-chain={self.network}", f"-datadir={self.folder}", f"-rpcport={self.port}",
            "-listen=0", "-dnsseed=0", "-fixedseeds=0", "-connect=0", "-disablewallet", "-par=1", "-dbcache=8",
            "-persistmempool=0", "-rpcthreads=2", "-printtoconsole=0", *self.options,
        ]  # fmt: skip
        # In a session of its own, so that an interrupt at the keyboard reaches the tests first and they stop it.
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            assert self._process.poll() is None, (self.folder / "output").read_text(errors="replace")
            try:
                self.ask("getblockcount")
            except (OSError, http.client.HTTPException, NodeSaidNoError):
                assert time.monotonic() < until, "the node does not answer"
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stops it in good order."""
        self._process.terminate()
        self._process.wait(PATIENCE_SECONDS)

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self._process.kill()
        self._process.wait(PATIENCE_SECONDS)

    def remove(self) -> None:
        """Ends it and deletes its folder."""
        if self._process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, method: str, *parameters: Any) -> Any:
        """One question, over a connection of its own and without the office's client."""
        credentials = base64.b64encode(self.cookie.read_bytes()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            body = json.dumps({"method": method, "params": parameters, "id": 1})
            connection.request("POST", "/", body, {"Authorization": f"Basic {credentials}"})
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        if answer["error"]:
            raise NodeSaidNoError(answer["error"])
        return answer["result"]

    def submit(self, blocks: Iterable[bytes]) -> None:
        """Gives it blocks; each must be accepted, if only as a side branch."""
        for block in blocks:
            said = self.ask("submitblock", block.hex())
            assert said in {None, "inconclusive", "duplicate"}, said


class NodeSaidNoError(Exception):
    """The node answered with an error."""
