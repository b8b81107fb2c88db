"""The client of a node: patient where that helps, quick to say what is wrong, bounded in time and size."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from bitcoin_office.adapters.bitcoin_core import rpc
from bitcoin_office.adapters.bitcoin_core.errors import (
    AnswerTooLongError,
    NodeAnswerError,
    NodeMethodMissingError,
    NodeRefusedError,
)
from bitcoin_office.adapters.bitcoin_core.rpc import NodeClient
from bitcoin_office.adapters.bitcoin_core.settings import CookieFile, NodeSettings, Password
from bitcoin_office.reserve.chain_errors import ChainUnreachableError

CERTIFICATE = Path(__file__).with_name("server_for_tests.pem")


def result(value: Any) -> Callable:
    """The node answers every call with this."""
    return lambda asked: (200, [{"id": each["id"], "result": value, "error": None} for each in asked])


def fault(code: int, message: str = "said the node", status: int = 500) -> Callable:
    """The node answers with an error."""
    error = {"code": code, "message": message}
    return lambda asked: (status, [{"id": each["id"], "result": None, "error": error} for each in asked])


def text(status: int, body: str) -> Callable:
    """Something answers that is no node."""
    return lambda _: (status, body)


class Server(HTTPServer):
    """Answers each question with the next of its ``replies``, the last one for ever."""

    def __init__(self, *, tls: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: list[Callable] = [result(7)]
        self.authorizations: list[str | None] = []
        self.tls = tls
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http{'s' if self.tls else ''}://localhost:{self.server_address[1]}"

    def close(self) -> None:
        """Stops answering."""
        self.shutdown()
        self.server_close()
        self._thread.join()

    def handle_error(self, *_: Any) -> None:
        """A client that hangs up is part of the tests."""


class Handler(BaseHTTPRequestHandler):
    """One question."""

    server: Server

    def do_POST(self) -> None:
        """Gives the next reply."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.authorizations.append(self.headers["Authorization"])
        replies = self.server.replies
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        status, answer = reply(asked if isinstance(asked, list) else [asked])
        if isinstance(answer, list):
            answer = json.dumps(answer if isinstance(asked, list) else answer[0])
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    """Something that answers like a node."""
    server = Server()
    yield server
    server.close()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the client waited, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr(rpc.time, "sleep", waited.append)
    return waited


def client(server: Server, **changed: Any) -> NodeClient:
    """A client with a password."""
    patience = {"attempts": 4, "connect_seconds": 1.0, "read_seconds": 1.0}
    credentials = Password(user="office", secret="hush")
    return NodeClient(NodeSettings(url=server.url, credentials=credentials, **{**patience, **changed}))


def test_one_call_and_many(server: Server):
    """One call gives its result; many give theirs in the order asked, whatever the order of the replies."""
    assert client(server).call(int, "getblockcount") == 7
    server.replies = [lambda asked: (200, [{"id": each["id"], "result": each["params"][0]} for each in asked[::-1]])]
    calls = [(height,) for height in range(1234)]
    assert client(server).batch(int, "echo", calls) == list(range(1234))


def test_credentials_travel_and_are_not_shown(server: Server):
    """User and password are sent as a node wants them, and never stand in a message."""
    client(server).call(int, "getblockcount")
    assert server.authorizations == ["Basic b2ZmaWNlOmh1c2g="]
    assert "hush" not in repr(NodeSettings(url="http://localhost:1", credentials=Password(user="u", secret="hush")))


@pytest.mark.parametrize(
    "trouble",
    [text(503, "Work queue depth exceeded"), text(200, '{"result": 7, "id"'), result(7)],
    ids=["busy", "broken off", "other question"],
)
def test_passing_trouble_is_asked_again_after_longer_and_longer_waits(server: Server, waits: list[float], trouble):
    """A busy node, a broken-off answer and an answer to another question are asked again, each after a longer wait."""

    def spoiled(asked: list) -> tuple:
        return trouble([{**each, "id": each["id"] + 100} for each in asked])

    server.replies = [spoiled, spoiled, spoiled, result(7)]
    assert client(server, backoff_seconds=1.0, longest_wait_seconds=3.0).call(int, "getblockcount") == 7
    assert waits == [1.0, 2.0, 3.0]


def test_a_node_that_starts_is_waited_for(server: Server, waits: list[float]):
    """A node that loads its blocks is waited for without using up the attempts."""
    server.replies = [fault(-28, "Loading block index...")] * 9 + [result(7)]
    assert client(server).call(int, "getblockcount") == 7
    assert len(waits) == 9


def test_a_node_that_starts_for_ever_is_given_up(server: Server):
    """A node that does not finish starting is an error that says what it said last."""
    server.replies = [fault(-28, "Verifying blocks...")]
    with pytest.raises(ChainUnreachableError, match=r"still starting.*Verifying blocks"):
        client(server, warm_up_seconds=0.05, backoff_seconds=0.02).call(int, "getblockcount")


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (text(401, ""), NodeRefusedError, "credentials"),
        (text(403, ""), NodeRefusedError, "rpcallowip"),
        (fault(-32601, "Method not found", 404), NodeMethodMissingError, "does not know getblockcount"),
        (fault(-5, "Block not found"), NodeAnswerError, "error -5: Block not found"),
        (text(418, "<html>teapot"), NodeAnswerError, "status 418"),
        (result("seven"), NodeAnswerError, "Expected `int`, got `str`"),
    ],
    ids=["401", "403", "no method", "node's error", "no node", "wrong type"],
)
def test_what_asking_again_cannot_mend_is_said_at_once(server: Server, waits: list[float], reply, kind, said: str):
    """Refusals, unknown methods, the node's errors and answers of another kind are told after one question."""
    server.replies = [reply]
    with pytest.raises(kind, match=said):
        client(server).call(int, "getblockcount")
    assert (len(server.authorizations), waits) == (1, [])


def test_an_endless_answer_is_cut(server: Server):
    """An answer longer than we are ready to hold is refused."""
    server.replies = [result("x" * 10_000)]
    with pytest.raises(AnswerTooLongError, match="longer than 5,000 bytes"):
        client(server, longest_answer=5_000).call(str, "getblock")


def test_a_slow_drip_is_cut(server: Server):
    """A server that sends a little now and then is not borne with for ever."""
    server.replies = [result("x" * 600_000)]
    with pytest.raises(ChainUnreachableError, match="took longer than"):
        client(server, answer_seconds=0, attempts=2, backoff_seconds=0.01).call(str, "getblock")


def test_nobody_there(waits: list[float]):
    """Where nothing listens the error names the address and the remedy."""
    server = Server()
    server.close()
    with pytest.raises(ChainUnreachableError, match=f"{server.server_address[1]} in 4 attempts") as caught:
        client(server).call(int, "getblockcount")
    assert "start the node" in caught.value.remedy


def test_a_cookie_is_read_anew(server: Server, waits: list[float], tmp_path: Path):
    """After a restart the node has a new cookie: a refusal with the old one is followed by a try with the new."""
    cookie = tmp_path / ".cookie"
    cookie.write_text("__cookie__:old")

    def restarted(_: list) -> tuple:
        cookie.write_text("__cookie__:new")
        return 401, ""

    server.replies = [restarted, result(7)]
    node = NodeClient(NodeSettings(url=server.url, credentials=CookieFile(path=cookie)))
    assert node.call(int, "getblockcount") == 7
    assert len(set(server.authorizations)) == 2


def test_a_missing_cookie_is_named(server: Server, waits: list[float], tmp_path: Path):
    """Without its cookie file the node is taken to be down, and the file is named."""
    node = NodeClient(NodeSettings(url=server.url, credentials=CookieFile(path=tmp_path / ".cookie")))
    with pytest.raises(ChainUnreachableError, match=r"\.cookie is not there"):
        node.call(int, "getblockcount")


def test_certificates_are_checked():
    """Over TLS a certificate of nobody we trust is refused; of our own authority, accepted."""
    server = Server(tls=True)
    try:
        assert client(server, certificates=CERTIFICATE).call(int, "getblockcount") == 7
        with pytest.raises(NodeRefusedError, match="certificate"):
            client(server).call(int, "getblockcount")
    finally:
        server.close()
