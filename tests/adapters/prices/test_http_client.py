"""The client: waits and tries again where that helps, refuses what cannot be used, and never hangs."""

import time

import pytest
import urllib3.util.retry

from bitcoin_office.adapters.prices.http_client import HttpClient, HttpSettings, checked_base_url, decoded
from bitcoin_office.terms.errors import SourceError, UsageError
from tests.market_server import Handler, MarketServer, body, hung_up, redirect, silent, status, truncated

NAMES = ["500", "503 or 429", "truncated", "hung up", "silent"]
PATH = "/api/v1/mining/difficulty-adjustments"


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the client waited between attempts, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr(urllib3.util.retry.time, "sleep", waited.append)
    return waited


def client(**settings: float) -> HttpClient:
    """A client with short time-outs."""
    return HttpClient(HttpSettings(**{"connect_seconds": 1, "read_seconds": 0.1, **settings}))


@pytest.mark.parametrize("fault", [status(500), status(503), truncated, hung_up, silent], ids=NAMES)
def test_a_passing_failure_is_tried_again(server: MarketServer, waits: list[float], fault):
    """Server errors, broken-off bodies, dropped connections and time-outs are followed by another attempt."""
    server.fail(PATH, fault, times=2)
    assert client().text(server.url + PATH).startswith(b"[[")
    assert len(server.asked) == 3


def test_waits_grow(server: MarketServer, waits: list[float]):
    """The client backs off: each wait is twice the one before."""
    server.fail(PATH, status(500), times=4)
    client().text(server.url + PATH)
    assert waits == [1.0, 2.0, 4.0]


def test_too_many_requests_waits_as_told(server: MarketServer, waits: list[float]):
    """Retry-After is honoured, up to the longest wait."""
    server.fail(PATH, status(429, Retry_After="7"))
    server.fail(PATH, status(429, Retry_After="86400"))
    client().text(server.url + PATH)
    assert waits == [7, 60]


@pytest.mark.parametrize("fault", [status(500), status(429, Retry_After="1"), truncated, hung_up, silent], ids=NAMES)
def test_a_lasting_failure_ends_with_a_message(server: MarketServer, waits: list[float], fault):
    """After the stated number of attempts the failure is reported with the address."""
    server.fail(PATH, fault, times=99)
    with pytest.raises(SourceError, match="in 3 attempts") as raised:
        client(attempts=3).text(server.url + PATH)
    assert len(server.asked) == 3
    assert server.url in str(raised.value)


def test_nobody_there_is_a_message(server: MarketServer, waits: list[float]):
    """A refused connection is a source error too."""
    with pytest.raises(SourceError, match="No usable answer"):
        client(attempts=2).text("http://127.0.0.1:9/")


def test_a_nonsense_retry_after_is_a_message(server: MarketServer, waits: list[float]):
    """A Retry-After that is neither seconds nor a date ends in a message, not a traceback."""
    server.fail(PATH, status(429, Retry_After="soon"))
    with pytest.raises(SourceError, match="Retry-After"):
        client().text(server.url + PATH)


def test_a_refusal_is_not_tried_again(server: MarketServer, waits: list[float]):
    """A status that another attempt cannot change is reported at once, with what the server said."""
    server.fail(PATH, status(403))
    with pytest.raises(SourceError, match="status 403"):
        client().text(server.url + PATH)
    assert len(server.asked) == 1


def test_not_found_is_an_answer_only_where_it_may_be(server: MarketServer):
    """404 means no data where the caller allows it, and is an error elsewhere."""
    assert client().text_if_any(server.url + "/nothing") is None
    with pytest.raises(SourceError, match="404"):
        client().text(server.url + "/nothing")


def test_redirects_are_followed_a_few_times(server: MarketServer):
    """A redirect leads to the answer; an endless one to a message."""
    server.fail("/old", redirect(PATH))
    assert client().text(server.url + "/old").startswith(b"[[")
    server.fail("/round", redirect("/round"), times=99)
    with pytest.raises(SourceError, match="again and again"):
        client().text(server.url + "/round")


def test_an_endless_body_is_cut_off(server: MarketServer):
    """An answer longer than the bound is refused, whatever it promised."""
    server.fail(PATH, body(b"x" * 2000))
    with pytest.raises(SourceError, match="longer than 1,000 bytes"):
        client(longest_body=1000).text(server.url + PATH)


def test_a_body_in_drops_is_cut_off(server: MarketServer):
    """A server that sends a byte now and then cannot hold the client up for ever."""

    def drops(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "50")
        handler.end_headers()
        for _ in range(50):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.02)

    server.fail(PATH, drops)
    with pytest.raises(SourceError, match="too slowly"):
        client(answer_seconds=0.1).text(server.url + PATH)


@pytest.mark.parametrize(
    "content", [b"<!DOCTYPE html><title>Just a moment", b'{"data": [1,', b"", b"\xff\xfe", b"null"]
)
def test_something_else_than_the_expected_json_is_quoted(server: MarketServer, content: bytes):
    """HTML, cut JSON, nothing and other types give a message that shows how the answer begins."""
    server.fail(PATH, body(content))
    with pytest.raises(SourceError, match="something else than expected"):
        client().json(server.url + PATH, list[int])


def test_numbers_stay_exact():
    """A JSON number becomes the Decimal of its digits, not of a float."""
    from decimal import Decimal

    assert decoded(b"[0.1, 236499762108771800001]", list[Decimal], "x") == [
        Decimal("0.1"),
        Decimal(236499762108771800001),
    ]


@pytest.mark.parametrize("url", ["ftp://x", "http://example.org", "https://", "x", "http://127.0.0.1.example.org"])
def test_only_protected_addresses_are_used(url: str):
    """Prices are never asked for in the clear, except from this very machine."""
    with pytest.raises(UsageError, match="https"):
        checked_base_url(url)
    assert checked_base_url("https://example.org/") == "https://example.org"
    assert checked_base_url("http://127.0.0.1:80") == "http://127.0.0.1:80"


def test_a_redirect_never_drops_the_protection():
    """From HTTPS to HTTP is refused."""
    from bitcoin_office.adapters.prices.http_client import _redirected

    with pytest.raises(SourceError, match="unprotected"):
        _redirected("https://example.org/a", "http://example.org/a")
    assert _redirected("https://example.org/a", "/b") == "https://example.org/b"
