"""Asks a node over JSON-RPC: bounded in time and size, tried again where harmless, errors in the office's words."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from typing import Any, Final, TypeVar

import msgspec
import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError, SSLError
from urllib3.response import BaseHTTPResponse

from bitcoin_office import __version__
from bitcoin_office.adapters.bitcoin_core.errors import (
    AnswerTooLongError,
    NodeAnswerError,
    NodeMethodMissingError,
    NodeRefusedError,
)
from bitcoin_office.adapters.bitcoin_core.settings import (
    MEBIBYTE,
    PASSWORD_VARIABLE,
    USER_VARIABLE,
    CookieFile,
    NodeSettings,
)
from bitcoin_office.reserve.chain_errors import ChainUnreachableError

T = TypeVar("T")

# The node's own numbers (Bitcoin Core, rpc/protocol.h).
METHOD_NOT_FOUND: Final = -32601
STARTING: Final = -28

# A batch keeps one of the node's few worker threads busy: 500 hashes take it some milliseconds.
_LONGEST_BATCH = 500

# Statuses of a node or of a proxy before it that has too much to do right now.
_BUSY = frozenset({429, 502, 503, 504})
# A thread that reads waits for its turn after each: long ones cost a busy program less time, and some memory.
_CHUNK = 4 * MEBIBYTE
_SHOWN_OF_A_BAD_ANSWER = 80


class _Fault(msgspec.Struct):
    code: int
    message: str


class _Reply(msgspec.Struct):
    id: int | None = None
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: _Fault | None = None


class _PassingError(Exception):
    """Trouble that may be over at the next attempt."""


class NodeClient:
    """One node. Only for calls that change nothing, or nothing when repeated: any of them may reach the node twice."""

    def __init__(self, settings: NodeSettings) -> None:
        self._settings = settings
        self._ids = itertools.count(1)
        self._pool = urllib3.PoolManager(
            headers={"User-Agent": f"bitcoin-office/{__version__}", "Content-Type": "application/json"},
            ca_certs=str(settings.certificates) if settings.certificates else None,
            cert_reqs="CERT_REQUIRED",
            retries=False,
            # One connection for each of the three threads that read: two fetch, the other checks.
            maxsize=3,
        )

    @property
    def where(self) -> str:
        """The node's address, for messages."""
        return self._settings.url

    def call(self, answer: type[T], method: str, *parameters: object, slow: bool = False) -> T:
        """The node's answer to one call, as the type it should have.

        ``slow`` bears with the silence of a scan. Raises ``ChainUnreachableError``, ``NodeRefusedError``,
        ``NodeAnswerError`` and its kinds.
        """
        number = next(self._ids)
        replies = self._replies(method, _request(number, method, parameters), [number], slow=slow)
        return self._result(replies[0], answer, method)

    def batch(self, answer: type[T], method: str, calls: Sequence[Sequence[object]]) -> list[T]:
        """The answers to many calls of one method, in their order; errors as ``call``, of the first that failed."""
        results: list[T] = []
        for start in range(0, len(calls), _LONGEST_BATCH):
            part = calls[start : start + _LONGEST_BATCH]
            numbers = [next(self._ids) for _ in part]
            body = [_request(number, method, each) for number, each in zip(numbers, part, strict=True)]
            replies = self._replies(method, body, numbers, slow=False)
            results.extend(self._result(reply, answer, method) for reply in replies)
        return results

    def _result(self, reply: _Reply, answer: type[T], method: str) -> T:
        if reply.error is not None:
            raise _rpc_error(reply.error, method, self.where)
        try:
            return msgspec.json.decode(reply.result, type=answer)
        except msgspec.DecodeError as error:
            raise self._unexpected(method, bytes(reply.result), str(error)) from error

    def _replies(self, method: str, body: object, numbers: list[int], *, slow: bool) -> list[_Reply]:
        """The replies in the order of ``numbers``, after as many attempts as it takes or as we have patience for."""
        encoded = msgspec.json.encode(body)
        failed = 0
        started_waiting: float | None = None
        while True:
            try:
                return self._attempt(method, encoded, numbers, slow=slow)
            except _StartingError as error:
                started_waiting = started_waiting or time.monotonic()
                if time.monotonic() - started_waiting > self._settings.warm_up_seconds:
                    raise ChainUnreachableError(
                        f"The node at {self.where} is still starting after {self._settings.warm_up_seconds:.0f} s: "
                        f"{error}.",
                        remedy="Wait until it is up (debug.log tells) and run the same command again.",
                    ) from error
                time.sleep(min(self._settings.backoff_seconds, self._settings.longest_wait_seconds))
            except _PassingError as error:
                failed += 1
                if failed >= self._settings.attempts:
                    raise ChainUnreachableError(
                        f"No usable answer from the node at {self.where} in {failed} attempts ({method}): {error}.",
                        remedy="What was read before is kept; start the node and run the same command again.",
                    ) from error
                time.sleep(self._wait(failed))

    def _wait(self, failed: int) -> float:
        return min(self._settings.backoff_seconds * 2 ** (failed - 1), self._settings.longest_wait_seconds)

    def _attempt(self, method: str, encoded: bytes, numbers: list[int], *, slow: bool) -> list[_Reply]:
        authorization = self._authorization()
        status, body = self._post(encoded, authorization, method, slow=slow)
        if status in {401, 403}:
            if authorization != self._authorization():
                raise _PassingError("it started again and has a new cookie")
            raise self._refused(status)
        if status in _BUSY:
            raise _PassingError(f"it is busy (status {status})")
        try:
            listed = _decoded(body)
        except msgspec.DecodeError as error:
            if status in {200, 404, 500}:
                raise _PassingError(f"its answer breaks off or is no JSON-RPC: {_shown(body)}") from error
            raise self._unexpected(method, body, f"status {status}") from error
        starting = next((each.error for each in listed if each.error and each.error.code == STARTING), None)
        if starting is not None:
            raise _StartingError(starting.message)
        by_number = {reply.id: reply for reply in listed}
        if len(listed) != len(numbers) or set(by_number) != set(numbers):
            raise _PassingError("it answered other questions than those asked")
        return [by_number[number] for number in numbers]

    def _post(self, encoded: bytes, authorization: dict[str, str], method: str, *, slow: bool) -> tuple[int, bytes]:
        settings = self._settings
        silence = settings.scan_seconds if slow else settings.read_seconds
        try:
            response = self._pool.request(
                "POST",
                settings.url,
                body=encoded,
                headers={**self._pool.headers, **authorization},
                timeout=urllib3.Timeout(connect=settings.connect_seconds, read=silence),
                preload_content=False,
                redirect=False,
            )
            try:
                return response.status, self._body(response, method)
            finally:
                response.release_conn()
        except SSLError as error:
            raise NodeRefusedError(
                f"The node at {self.where} does not show a certificate that we trust: {error}.",
                remedy="Check the address, or name the certificate of your own authority in the settings.",
            ) from error
        except HTTPError as error:
            raise _PassingError(_reason(error)) from error

    def _body(self, response: BaseHTTPResponse, method: str) -> bytes:
        limit, deadline = self._settings.longest_answer, time.monotonic() + self._settings.answer_seconds
        parts: list[bytes] = []
        length = 0
        try:
            while chunk := response.read1(_CHUNK):
                parts.append(chunk)
                length += len(chunk)
                if length > limit:
                    raise AnswerTooLongError(method=method, limit=limit)
                if time.monotonic() > deadline:
                    raise _PassingError(f"its answer took longer than {self._settings.answer_seconds:.0f} s")
        except BaseException:
            response.close()
            raise
        return b"".join(parts)

    def _authorization(self) -> dict[str, str]:
        """Read anew for every call: a node that starts again writes a new cookie."""
        credentials = self._settings.credentials
        if not isinstance(credentials, CookieFile):
            return _basic(f"{credentials.user}:{credentials.secret}")
        try:
            return _basic(credentials.path.read_text(encoding="ascii").strip())
        except FileNotFoundError as error:
            raise _PassingError(f"its cookie file {credentials.path} is not there") from error
        except (OSError, UnicodeDecodeError) as error:
            raise NodeRefusedError(
                f"Cannot read the node's cookie file {credentials.path}: {error}.",
                remedy="Run as a user who may read it, or set rpccookieperms=group in bitcoin.conf.",
            ) from error

    def _refused(self, status: int) -> NodeRefusedError:
        if status == 403:
            return NodeRefusedError(
                f"The node at {self.where} does not allow our address.", remedy="Add it to rpcallowip in bitcoin.conf."
            )
        return NodeRefusedError(
            f"The node at {self.where} does not accept our credentials.",
            remedy=f"Check --cookie (its path changes with the network), or {USER_VARIABLE} and {PASSWORD_VARIABLE}.",
        )

    def _unexpected(self, method: str, body: bytes, problem: str) -> NodeAnswerError:
        return NodeAnswerError(
            f"{self.where} answered {method} with something else than expected ({problem}): {_shown(body)}.",
            method=method,
            remedy="Is it a Bitcoin Core or Knots node? Check the address and port.",
        )


class _StartingError(_PassingError):
    """The node answers that it is loading."""


def _request(number: int, method: str, parameters: Sequence[object]) -> dict[str, Any]:
    return {"jsonrpc": "1.0", "id": number, "method": method, "params": list(parameters)}


def _decoded(body: bytes) -> list[_Reply]:
    """The replies of a batch, or the one reply; a whole batch may be answered by one error."""
    if body[:1] == b"[":
        return msgspec.json.decode(body, type=list[_Reply])
    return [msgspec.json.decode(body, type=_Reply)]


def _basic(text: str) -> dict[str, str]:
    return urllib3.make_headers(basic_auth=text)


def _rpc_error(fault: _Fault, method: str, where: str) -> NodeAnswerError:
    if fault.code == METHOD_NOT_FOUND:
        return NodeMethodMissingError(
            f"The node at {where} does not know {method}.",
            method=method,
            rpc_code=fault.code,
            remedy="Run a newer node: Bitcoin Core 29, or Knots of that age, has all that the office asks.",
        )
    return NodeAnswerError(
        f"The node at {where} answered {method} with error {fault.code}: {fault.message.strip()}",
        method=method,
        rpc_code=fault.code,
    )


def _reason(error: HTTPError) -> str:
    return str(error.reason if isinstance(error, MaxRetryError) and error.reason else error)


def _shown(body: bytes) -> str:
    """The beginning of an answer, fit for one line of a message."""
    text = " ".join(body[: 4 * _SHOWN_OF_A_BAD_ANSWER].decode("utf-8", "replace").split())
    return repr(text[:_SHOWN_OF_A_BAD_ANSWER])
