"""The server as a process: it starts, says where, ends when told, and after a kill under load goes on as if nothing."""

from __future__ import annotations

import hashlib
import http.client
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from tests.web.served import Served


def fetched(address: str) -> bytes:
    """The body of an answer."""
    with urllib.request.urlopen(address) as answer:
        return bytes(answer.read())


def digests(folder: Path) -> dict[str, str]:
    """Every file of an office with its digest; the database's own log apart."""
    files = [file for file in folder.rglob("*") if file.is_file() and "books.db" not in file.name]
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.mark.slow
def test_killed_under_load_and_started_again(offices: tuple[Path, Path]) -> None:
    """Killed while readers ask, and started again on the same port: the same answers, and the offices untouched."""
    before = digests(offices[0]) | digests(offices[1])
    served = Served(offices)
    served.start()
    pages = [f"{served.address}/en/sv/reserve?at=2024-0{month}-01" for month in range(1, 10)]
    first = [fetched(page) for page in pages]
    stop = threading.Event()

    def load() -> None:
        while not stop.is_set():
            try:
                fetched(pages[0])
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)

    readers = [threading.Thread(target=load) for _ in range(4)]
    for reader in readers:
        reader.start()
    time.sleep(0.5)
    served.kill()
    served.start()
    assert [fetched(page) for page in pages] == first
    stop.set()
    for reader in readers:
        reader.join()
    assert served.stop() == 0
    assert digests(offices[0]) | digests(offices[1]) == before


@pytest.mark.slow
def test_a_port_that_is_taken_is_told(offices: tuple[Path, Path]) -> None:
    """A second server on the same port ends with a message and code 3, without a traceback."""
    with Served(offices[:1]) as served:
        done = subprocess.run(served.command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert str(served.port) in done.stderr
    assert "Look at" not in done.stderr


def test_an_office_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Before anything listens."""
    command = [sys.executable, "-m", "bitcoin_office", "serve", "--office", str(tmp_path / "none"), "--port", "0"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "No office" in done.stderr
    assert "Look at" not in done.stderr


@pytest.mark.slow
def test_a_head_that_is_too_large_is_refused(offices: tuple[Path, Path]) -> None:
    """A head of many kilobytes never reaches the application, and the server goes on."""
    with Served(offices[:1]) as served:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
        connection.putrequest("GET", "/en/")
        connection.putheader("X-Long", "x" * 200_000)
        try:
            connection.endheaders()
            status = connection.getresponse().status
        except OSError:
            status = 431
        assert status in {400, 431}
        assert fetched(f"{served.address}/health")


@pytest.mark.slow
def test_tls_is_of_version_1_3_alone(offices: tuple[Path, Path]) -> None:
    """With a certificate older versions are refused, plain HTTP gets no answer, browsers are told to stay with TLS."""
    pem = Path(__file__).parents[1] / "adapters" / "bitcoin_core" / "server_for_tests.pem"
    trusting = ssl.create_default_context(cafile=str(pem))
    with Served(offices[:1], "--certificate", str(pem), "--key", str(pem), tls=trusting) as served:
        with urllib.request.urlopen(f"{served.address}/en/", context=trusting) as answer:
            assert answer.headers["strict-transport-security"].startswith("max-age=63072000")
        here = ("127.0.0.1", served.port)
        with socket.create_connection(here) as plain, trusting.wrap_socket(plain, server_hostname=here[0]) as secured:
            assert secured.version() == "TLSv1.3"
        older = ssl.create_default_context(cafile=str(pem))
        older.maximum_version = ssl.TLSVersion.TLSv1_2
        with socket.create_connection(here) as plain, pytest.raises(ssl.SSLError):
            older.wrap_socket(plain, server_hostname=here[0])
        with pytest.raises((OSError, http.client.HTTPException)):
            fetched(f"http://127.0.0.1:{served.port}/en/")
