"""The server as people start it, in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Self

STARTS_IN_SECONDS = 60


class Served:
    """``bitcoin-office serve`` for some offices on a free port; ends with the block."""

    def __init__(
        self,
        offices: Sequence[Path],
        *more: str,
        program: Sequence[str] = (sys.executable, "-m", "bitcoin_office"),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = int(listener.getsockname()[1])
        named = [word for office in offices for word in ("--office", str(office))]
        self.command = [*program, "serve", *named, "--port", str(self.port), *more]
        self.process: subprocess.Popen[bytes] | None = None
        self.tls = tls

    @property
    def address(self) -> str:
        """Where it is."""
        return f"{'http' if self.tls is None else 'https'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Starts it, in a group of its own, and waits until it answers."""
        self.process = subprocess.Popen(self.command, start_new_session=True, stderr=subprocess.DEVNULL)
        until = time.monotonic() + STARTS_IN_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/health", context=self.tls).close()
            except (urllib.error.URLError, ConnectionError):
                assert time.monotonic() < until, "the server did not start"
                time.sleep(0.05)
            else:
                return

    def stop(self) -> int:
        """Asks it to end, as Ctrl-C and service managers do; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill(self) -> None:
        """Kills it and all its workers at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)
