"""Stands between the office and a node and makes trouble: cuts, stalls, truncates, rewrites answers, hides methods."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LONGEST_STALL_SECONDS = 30

# A fault gets the server's handler, the question and the node's true answer, and answers as it likes.
type_of_fault = Callable[["Handler", Any, bytes], None]


def cut(handler: Handler, question: Any, answer: bytes) -> None:
    """Nothing comes: the connection ends."""
    handler.close_connection = True


def truncate(handler: Handler, question: Any, answer: bytes) -> None:
    """The answer breaks off in the middle."""
    handler.give(answer, only=len(answer) // 2)
    handler.close_connection = True


def stall(handler: Handler, question: Any, answer: bytes) -> None:
    """Nothing comes, and the connection stays open."""
    handler.server.gone.wait(LONGEST_STALL_SECONDS)
    handler.close_connection = True


def garble(handler: Handler, question: Any, answer: bytes) -> None:
    """Something else than JSON."""
    handler.give(b"<html>hotel network: please log in</html>")


def busy(handler: Handler, question: Any, answer: bytes) -> None:
    """A node whose work queue is full."""
    handler.give(b"Work queue depth exceeded", status=503)


def refuse(code: int, message: str) -> type_of_fault:
    """The node's own kind of error."""

    def fault(handler: Handler, question: Any, answer: bytes) -> None:
        error = {"code": code, "message": message}
        asked = question if isinstance(question, list) else [question]
        replies = [{"result": None, "error": error, "id": each["id"]} for each in asked]
        handler.give(json.dumps(replies if isinstance(question, list) else replies[0]).encode(), status=500)

    return fault


def rewrite(change: Callable[[Any], Any]) -> type_of_fault:
    """The answer's result (of each part of a batch) is changed by ``change``."""

    def fault(handler: Handler, question: Any, answer: bytes) -> None:
        replies = json.loads(answer)
        for reply in replies if isinstance(replies, list) else [replies]:
            reply["result"] = change(reply["result"])
        handler.give(json.dumps(replies).encode())

    return fault


class Proxy(ThreadingHTTPServer):
    """Passes questions on to the node at ``port``, except where a fault waits for the method."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.node_port = port
        self.asked: list[str] = []
        self.gone = threading.Event()
        self._faults: list[tuple[str, type_of_fault]] = []
        self._hidden: set[str] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def fail(self, method: str, fault: type_of_fault, *, times: int = 1, after: int = 0) -> None:
        """Lets ``times`` questions for the method fail, after ``after`` of them went through."""
        self._faults += [(method, _passed_on)] * after + [(method, fault)] * times

    def hide(self, *methods: str) -> None:
        """The node seems not to know these methods."""
        self._hidden |= set(methods)

    def fault_for(self, method: str) -> type_of_fault | None:
        """The next fault for a method, used up."""
        with self._lock:
            self.asked.append(method)
            if method in self._hidden:
                return refuse(-32601, "Method not found")
            for place, (name, fault) in enumerate(self._faults):
                if name == method:
                    del self._faults[place]
                    return fault
        return None

    def close(self) -> None:
        """Stops answering."""
        self.gone.set()
        self.shutdown()
        self.server_close()
        self._thread.join()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away in the middle is what many tests are about."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    # Headers and body leave in one piece: apart, each answer would wait 40 ms for an acknowledgement.
    wbufsize = -1
    server: Proxy

    def do_POST(self) -> None:
        """Passes a question on, or makes the trouble that waits for it."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        question = json.loads(body)
        method = question[0]["method"] if isinstance(question, list) else question["method"]
        fault = self.server.fault_for(method)
        try:
            status, answer = self._ask(body)
        except OSError:
            self.close_connection = True
            return
        if fault is None or fault is _passed_on:
            self.give(answer, status=status)
        else:
            fault(self, question, answer)

    def _ask(self, body: bytes) -> tuple[int, bytes]:
        node = http.client.HTTPConnection("127.0.0.1", self.server.node_port, timeout=LONGEST_STALL_SECONDS)
        try:
            node.request("POST", "/", body, {"Authorization": self.headers.get("Authorization", "")})
            response = node.getresponse()
            return response.status, response.read()
        finally:
            node.close()

    def give(self, answer: bytes, *, status: int = 200, only: int | None = None) -> None:
        """Sends an answer, or only its first bytes under the length of the whole."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer[:only])
        self.wfile.flush()

    def log_message(self, *arguments: Any) -> None:
        """Quiet."""


def _passed_on(handler: Handler, question: Any, answer: bytes) -> None:
    """Marks a question that goes through before a fault."""
