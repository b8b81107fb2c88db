"""Asks public interfaces over HTTPS: with time-outs, retries that wait as told, and a bound on the answer's size."""

from __future__ import annotations

import time
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import msgspec
import urllib3
from urllib3.exceptions import DecodeError, HTTPError, MaxRetryError, ProtocolError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from bitcoin_office import __version__
from bitcoin_office.terms.errors import SourceError, UsageError

T = TypeVar("T")

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_WORTH_ANOTHER_TRY = (408, 429, 500, 502, 503, 504)
_CHUNK = 64 * 1024
_SHOWN_OF_A_BAD_ANSWER = 60


class HttpSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How patient the client is.

    The longest answer we ask for, all daily hash rates since 2009, is under half a megabyte. ``longest_body`` leaves
    room for decades and keeps a broken or hostile server from filling the memory, ``answer_seconds`` one that sends a
    byte now and then from holding us up. ``longest_wait_seconds`` bounds what a server may ask for in ``Retry-After``:
    who has to wait longer does better to come back later, and loses nothing.
    """

    attempts: int = 5
    backoff_seconds: float = 0.5
    longest_wait_seconds: int = 60
    connect_seconds: float = 10
    read_seconds: float = 30
    answer_seconds: float = 120
    longest_body: int = 8 * 1024 * 1024
    redirects: int = 3


class HttpClient:
    """One pool of connections for all sources."""

    def __init__(self, settings: HttpSettings) -> None:
        self._settings = settings
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=settings.connect_seconds, read=settings.read_seconds),
            headers={"User-Agent": f"bitcoin-office/{__version__}"},
        )

    def json(self, url: str, answer: type[T]) -> T:
        """The answer at ``url`` as the type it should have. Raises ``SourceError``."""
        return decoded(self.text(url), answer, url)

    def text(self, url: str) -> bytes:
        """The body of the answer at ``url``. Raises ``SourceError``."""
        body = self.text_if_any(url)
        if body is None:
            raise SourceError(f"{url} was not found (404).", remedy="The interface may have moved; see docs/market.md.")
        return body

    def text_if_any(self, url: str) -> bytes | None:
        """The body of the answer at ``url``, or ``None`` for 404. Raises ``SourceError``."""
        for _ in range(self._settings.redirects + 1):
            status, location, body = self._answer(url)
            if status == 404:
                return None
            if location is None:
                if status != 200:
                    raise SourceError(f"{url} answered with status {status}: {_shown(body)}", remedy="Try again later.")
                return body
            url = _redirected(url, location)
        raise SourceError(
            f"{url} redirects again and again.", remedy="The interface may have moved; see docs/market.md."
        )

    def _answer(self, url: str) -> tuple[int, str | None, bytes]:
        """Status, target of a redirect and body; a body that breaks off is asked for again like any other failure."""
        retries = urllib3.Retry(
            total=self._settings.attempts - 1,
            redirect=False,
            status_forcelist=_WORTH_ANOTHER_TRY,
            backoff_factor=self._settings.backoff_seconds,
            backoff_max=self._settings.longest_wait_seconds,
            retry_after_max=self._settings.longest_wait_seconds,
        )
        while True:
            try:
                response = self._pool.request("GET", url, retries=retries, redirect=False, preload_content=False)
                try:
                    return response.status, response.get_redirect_location() or None, self._body(response, url)
                except (ProtocolError, ReadTimeoutError, DecodeError) as error:
                    response.close()
                    retries = (response.retries or retries).increment("GET", url, error=error)
                    retries.sleep()
                finally:
                    response.release_conn()
            except HTTPError as error:
                raise SourceError(
                    f"No usable answer from {url} in {self._settings.attempts} attempts: {_reason(error)}.",
                    remedy="What was fetched so far is kept; run the update again later.",
                ) from error

    def _body(self, response: BaseHTTPResponse, url: str) -> bytes:
        limit, deadline = self._settings.longest_body, time.monotonic() + self._settings.answer_seconds
        body = b""
        while chunk := response.read1(_CHUNK):
            body += chunk
            if len(body) > limit or time.monotonic() > deadline:
                response.close()
                problem = f"is longer than {limit:,} bytes" if len(body) > limit else "comes too slowly"
                raise SourceError(f"The answer of {url} {problem}.", remedy="Leave this source out with --sources.")
        return body


def checked_base_url(url: str) -> str:
    """A base URL without its final slash: HTTPS, or HTTP to this very machine. Raises ``UsageError``."""
    parts = urlsplit(url)
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
        raise UsageError(f"Cannot use the address {url!r}.", remedy="Give an https:// address.")
    return url.rstrip("/")


def decoded(body: bytes, answer: type[T], url: str) -> T:
    """JSON as the type it should have; numbers stay exact where the type says Decimal. Raises ``SourceError``."""
    try:
        return msgspec.json.decode(body, type=answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SourceError(
            f"{url} answered with something else than expected ({error}): {_shown(body)}",
            remedy="The interface may have changed; leave this source out with --sources.",
        ) from error


def _redirected(url: str, location: str) -> str:
    target = urljoin(url, location)
    if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
        raise SourceError(f"{url} redirects to the unprotected {target}.", remedy="Leave this source out.")
    return target


def _shown(body: bytes) -> str:
    """The beginning of an answer, fit for one line of a message."""
    text = " ".join(body[: 4 * _SHOWN_OF_A_BAD_ANSWER].decode("utf-8", "replace").split())
    return repr(text[:_SHOWN_OF_A_BAD_ANSWER])


def _reason(error: HTTPError) -> str:
    return str(error.reason if isinstance(error, MaxRetryError) and error.reason else error)
