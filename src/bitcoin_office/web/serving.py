"""Serves the site: Granian's processes, each with the application for the offices that are named to it."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
from granian.constants import Interfaces
from granian.errors import ConfigurationError
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from bitcoin_office.terms.errors import OfficeError
from bitcoin_office.web.application import Before, application

# Whoever sends a head slower or larger than this is no browser.
_HEAD_MILLISECONDS: Final = 10_000
_HEAD_BYTES: Final = 64 * 1024
# Requests that one worker holds at once; more wait in the system's queue.
_AT_ONCE: Final = 256
# How long answers under way may take once the server is told to stop.
_STOP_SECONDS: Final = 10


class Serving(msgspec.Struct, frozen=True, kw_only=True):
    """How to serve: for which offices' folders, where, with how many processes, and with which certificate."""

    offices: tuple[Path, ...]
    host: str
    port: int
    workers: int = 1
    certificate: Path | None = None
    key: Path | None = None
    before: Before = Before()


def serve(serving: Serving, begins: Callable[[], None]) -> None:
    """Serves until it is told to stop; ``begins`` is called when nothing stands in the way any more.

    Raises ``OfficeError`` where it cannot begin.
    """
    # Here first, so that an office that cannot be read is told as an error and not by processes that die.
    application(serving.offices, before=serving.before)
    try:
        _refuse_taken(serving.host, serving.port)
        server = Server(
            "bitcoin_office.web.serving:application",
            address=serving.host,
            port=serving.port,
            interface=Interfaces.ASGI,
            workers=serving.workers,
            backpressure=_AT_ONCE,
            websockets=False,
            http1_settings=HTTP1Settings(header_read_timeout=_HEAD_MILLISECONDS, max_buffer_size=_HEAD_BYTES),
            log_level=LogLevels.warning,
            ssl_cert=serving.certificate,
            ssl_key=serving.key,
            respawn_failed_workers=True,
            workers_kill_timeout=_STOP_SECONDS,
        )
        begins()
        server.serve(target_loader=_Loader(serving), wrap_loader=False)
    except (ConfigurationError, OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        remedy = "Choose another --port or --host; look whether another program listens there."
        raise OfficeError(f"Cannot serve on {serving.host}, port {serving.port}: {reason}.", remedy=remedy) from error


def _refuse_taken(host: str, port: int) -> None:
    """Raises ``OSError`` where another program listens: the server's workers share their port, with anybody."""
    with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
        pass


class _Loader:
    """Makes the application in a worker's process; a plain object, so that it can be handed to a new process."""

    def __init__(self, serving: Serving) -> None:
        self.serving = serving

    def __call__(self) -> Any:
        """The application."""
        logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
        return application(self.serving.offices, before=self.serving.before, ahead=True)
