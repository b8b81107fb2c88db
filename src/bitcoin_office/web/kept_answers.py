"""Whole answers kept while nothing they show changed: entity tags, compression, ``HEAD`` and ``304`` in one place."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from bitcoin_office.web.visit import PUBLIC

# An answer larger than this is a download: it is streamed, and neither compressed nor kept.
MOST_BYTES: Final = 1_000_000
# All kept answers together, as they lie in memory.
MOST_KEPT_BYTES: Final = 64_000_000
_COMPRESSIBLE: Final = (b"text/", b"application/json", b"application/vnd.oai", b"image/svg+xml")
_LEAST_COMPRESSED: Final = 500
_TAG_DIGITS: Final = 32
_OK, _NOT_MODIFIED = 200, 304

Headers = list[tuple[bytes, bytes]]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A whole answer of status 200; ``packed`` is its body compressed, where that is worth while."""

    mark: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    packed: bytes | None
    tag: bytes

    @property
    def size(self) -> int:
        """How many bytes it takes in memory."""
        return len(self.body) + len(self.packed or b"")


class KeptAnswers:
    """Wraps an application: asks it once for each public address, and again when ``mark()`` has changed."""

    def __init__(self, app: ASGIApp, mark: Callable[[], Awaitable[str]]) -> None:
        self.app = app
        self.mark = mark
        self._kept: OrderedDict[tuple[str, bytes, bytes], Answer] = OrderedDict()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers from what is kept, or asks the application."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        language = headers.get(b"accept-language", b"") if scope["path"] == "/" else b""
        key = (scope["path"], scope["query_string"], language)
        mark = await self.mark()
        answer = self._kept.get(key)
        if answer is None or answer.mark != mark:
            captured = _Capture(send, head=scope["method"] == "HEAD")
            await self.app({**scope, "method": "GET"}, receive, captured)  # pyright: ignore[reportArgumentType]
            answer = captured.answer(mark)
            if answer is None:
                return
            if captured.is_public:
                self._keep(key, answer)
        else:
            self._kept.move_to_end(key)
        await _send_answer(answer, headers, send, head=scope["method"] == "HEAD")

    def _keep(self, key: tuple[str, bytes, bytes], answer: Answer) -> None:
        before = self._kept.pop(key, None)
        self._bytes += answer.size - (before.size if before else 0)
        self._kept[key] = answer
        while self._bytes > MOST_KEPT_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= oldest.size


class _Capture:
    """Holds an answer back while it may become a kept one; what cannot, goes out as it comes."""

    def __init__(self, send: Send, *, head: bool) -> None:
        self._send = send
        self._head = head
        self._headers: Headers = []
        self._pieces: list[bytes] = []
        self._start: Message | None = None
        self._passing = False
        self.is_public = False

    async def __call__(self, message: Message) -> None:
        """Takes one message of the application."""
        if message["type"] == "http.response.start":
            self.is_public = any(name == PUBLIC.encode() for name, _ in message["headers"])
            self._headers = [(name, value) for name, value in message["headers"] if name != PUBLIC.encode()]
            self._start = {**message, "headers": self._headers}
            length = int(dict(self._headers).get(b"content-length", b"0"))
            self._passing = message["status"] != _OK or length > MOST_BYTES or not self.is_public
            if self._passing:
                await self._send(self._start)
        elif message["type"] == "http.response.body":
            await self._take(message["body"], more=message.get("more_body", False))

    async def _take(self, piece: bytes, *, more: bool) -> None:
        if not self._passing:
            self._pieces.append(piece)
            if sum(map(len, self._pieces)) <= MOST_BYTES:
                return
            self._passing, piece = True, b"".join(self._pieces)
            if self._start is not None:
                await self._send(self._start)
        body = b"" if self._head else piece
        await self._send({"type": "http.response.body", "body": body, "more_body": more})

    def answer(self, mark: str) -> Answer | None:
        """The whole answer; ``None`` where it has gone out already."""
        if self._passing or self._start is None:
            return None
        body = b"".join(self._pieces)
        media = dict(self._headers).get(b"content-type", b"")
        packs = len(body) >= _LEAST_COMPRESSED and media.startswith(_COMPRESSIBLE)
        packed = gzip.compress(body, mtime=0) if packs else None
        return Answer(
            mark=mark,
            headers=tuple(item for item in self._headers if item[0] not in {b"content-length", b"etag"}),
            body=body,
            packed=packed,
            tag=hashlib.sha256(body).hexdigest()[:_TAG_DIGITS].encode(),
        )


async def _send_answer(answer: Answer, asked: dict[bytes, bytes], send: Send, *, head: bool) -> None:
    """Sends an answer, compressed where the reader takes that; or only that nothing has changed."""
    packed = answer.packed if b"gzip" in asked.get(b"accept-encoding", b"") else None
    tag = b'"%b%b"' % (answer.tag, b"" if packed is None else b"-gz")
    headers = [*answer.headers, (b"etag", tag), (b"vary", b"accept-encoding")]
    if _is_known(asked.get(b"if-none-match", b""), tag):
        await send({"type": "http.response.start", "status": _NOT_MODIFIED, "headers": headers})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    body = answer.body if packed is None else packed
    if packed is not None:
        headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": _OK, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body, "more_body": False})


def _is_known(header: bytes, tag: bytes) -> bool:
    """Whether ``If-None-Match`` names the tag; compared weakly, as RFC 9110 asks."""
    names = [name.strip().removeprefix(b"W/") for name in header.split(b",")]
    return tag in names or b"*" in names
