"""The pages and the interface beside Datasette serving the same table of purchases, one process each, in one run.

Run it as ``python bench/web.py`` from the repository, with the environment of the tests. Four readers ask one after the
other over connections that stay open. "kept" is what nearly every reader gets; "made" asks for a day that nobody asked
for before, so that the page is worked out. One request goes ahead of each, for what is done once after a start: the
picture takes a second to draw. Prints requests a second, the median, p99, and the ratio to Datasette.
"""

from __future__ import annotations

import http.client
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from bitcoin_office.app.windows import windows
from bitcoin_office.web.api.reserve import announced
from bitcoin_office.web.site import Site

READERS = 4
SECONDS = 4.0
ROWS = 100
PYTHON = [sys.executable, "-m"]


@contextmanager
def running(command: list[str], port: int) -> Iterator[int]:
    """A server, once it listens; ended with the block."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """A port on which nothing listens just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def measured(port: int, path: Callable[[], str]) -> list[float]:
    """The seconds that each answer took, all readers together; the first one, which gets a server going, apart."""
    taken: list[float] = []
    first = http.client.HTTPConnection("127.0.0.1", port)
    first.request("GET", path(), headers={"Accept-Encoding": "gzip"})
    first.getresponse().read()
    end = time.perf_counter() + SECONDS

    def read() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.perf_counter() < end:
            started = time.perf_counter()
            connection.request("GET", path(), headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            taken.append(time.perf_counter() - started)
            assert answer.status == 200, (path(), answer.status)

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return taken


def database(folder: Path) -> Path:
    """The announced purchases of El Salvador in an SQLite file, as the interface has them."""
    site = Site([])
    rows = announced(next(window for window in windows([]) if window.slug == "sv"), site.today())
    file = folder / "purchases.db"
    with sqlite3.connect(file) as store:
        store.execute("CREATE TABLE purchases (name TEXT, day TEXT, sats INTEGER, price_usd TEXT, source TEXT)")
        values = [(each.name, each.on.isoformat(), each.sats, each.price_usd, each.source.title) for each in rows]
        store.executemany("INSERT INTO purchases VALUES (?, ?, ?, ?, ?)", values)
    return file


def told(name: str, taken: list[float], beside: float | None = None) -> float:
    """Prints a line; returns requests a second."""
    speed = len(taken) / SECONDS
    median, p99 = statistics.median(taken) * 1000, statistics.quantiles(taken, n=100)[98] * 1000
    ratio = "" if beside is None else f"   {speed / beside:6.1f} times"
    print(f"{name:42} {speed:8,.0f}/s   median {median:7.2f} ms   p99 {p99:7.2f} ms{ratio}")
    return speed


def main() -> int:
    days = count(1)

    def another_day() -> str:
        number = next(days)
        return f"/en/sv/reserve?at={2022 + number // 336 % 4}-{1 + number // 28 % 12:02}-{1 + number % 28:02}"

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = database(folder)
        ours, theirs = free_port(), free_port()
        # The measure of readers is for strangers; the bench is one reader who asks as often as he can.
        serve = (
            "from granian.server import Server; from granian.constants import Interfaces;"
            "from bitcoin_office.web.application import application;"
            f"Server('bench', port={ours}, interface=Interfaces.ASGI, websockets=False, log_enabled=False)"
            ".serve(target_loader=lambda: application([], burst=1e9), wrap_loader=False)"
        )
        datasette = [*PYTHON, "datasette", "serve", str(file), "--port", str(theirs)]
        with running([sys.executable, "-c", serve], ours), running(datasette, theirs):
            pages = told("Datasette, page of the table", measured(theirs, lambda: f"/purchases/purchases?_size={ROWS}"))
            told("ours, page of the reserve, kept", measured(ours, lambda: "/en/sv/reserve?at=2025-07-17"), pages)
            told("ours, page of the reserve, made", measured(ours, another_day), pages)
            parts = told(
                "Datasette, JSON", measured(theirs, lambda: f"/purchases/purchases.json?_size={ROWS}&_shape=array")
            )
            told("ours, JSON, kept", measured(ours, lambda: f"/api/v1/sv/purchases?limit={ROWS}"), parts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
