"""Answers of the interface: JSON as the command line writes it, and long lists in parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from litestar import Response
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter

from bitcoin_office.terms.pattern import END
from bitcoin_office.web.visit import PUBLIC

T = TypeVar("T")

CSV: Final = "text/csv"
PARQUET: Final = "application/vnd.apache.parquet"
BEANCOUNT: Final = "text/x-beancount"

VERSION: Final = "v1"
API: Final = f"/api/{VERSION}"
MOST_ITEMS: Final = 1_000
USUAL_ITEMS: Final = 100

# Public figures may be read by any site's scripts; nothing here depends on who asks.
OPEN: Final = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
_HEADERS: Final = {"cache-control": "no-cache", PUBLIC: "1", **OPEN}

Limit = Annotated[int, QueryParameter(ge=1, le=MOST_ITEMS, description="How many items at most.")]
After = Annotated[int, QueryParameter(ge=0, le=10_000_000, description="How many items to leave out; see ``next``.")]
At = Annotated[
    str | None,
    QueryParameter(
        pattern=f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{END}",
        description="The day, YYYY-MM-DD, as known at its end in UTC.",
    ),
]


class Part(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Some items of a longer list. ``next`` is the address of the part that follows, ``null`` at the end."""

    schema: str
    training: bool
    total: int
    items: tuple[T, ...]
    next: str | None


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong (RFC 9457); ``code`` is stable, ``detail`` is for people."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str = ""


def part(items: Sequence[T], *, schema: str, address: str, limit: int, after: int, training: bool) -> Part[T]:
    """The part of a list that was asked for."""
    end = after + limit
    more = f"{address}?limit={limit}&after={end}" if end < len(items) else None
    return Part(
        schema=f"bitcoin-office/{schema}",
        training=training,
        total=len(items),
        items=tuple(items[after:end]),
        next=more,
    )


def json_answer(result: Any, *, decimals_as_numbers: bool = False, public: bool = True) -> Response[bytes]:
    """A result as JSON: money as integers, exact decimals as texts unless said otherwise."""
    encoder = msgspec.json.Encoder(decimal_format="number" if decimals_as_numbers else "string")
    headers = _HEADERS if public else {"cache-control": "no-store", **OPEN}
    return Response(encoder.encode(result), media_type="application/json", headers=dict(headers))


def bytes_answer(content: bytes) -> Response[bytes]:
    """JSON that stands ready."""
    return Response(content, media_type="application/json", headers=dict(_HEADERS))


def file_answer(content: bytes, *, name: str, media_type: str) -> Response[bytes]:
    """A file to be saved under a name."""
    headers = {**_HEADERS, "content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def answers(
    kind: Any, description: str, *, media_type: str = "application/json", takes_body: bool = False
) -> dict[int, ResponseSpec]:
    """What an address may answer, for its description; one that takes a body can refuse that too."""
    of_body = {
        408: _problem("The body came too slowly."),
        413: _problem("The body is too large."),
        415: _problem("The body is of a type that is not read here."),
    }
    return {
        200: ResponseSpec(kind, description=description, media_type=media_type, generate_examples=False),
        400: _problem("It cannot be answered as it was asked."),
        404: _problem("There is no such thing, or no figure for the day."),
        414: ResponseSpec(
            str, description="The address is too long.", media_type="text/plain", generate_examples=False
        ),
        429: ResponseSpec(str, description="Too many requests.", media_type="text/plain", generate_examples=False),
        503: _problem("The office cannot answer just now."),
        **(of_body if takes_body else {}),
    }


def _problem(description: str) -> ResponseSpec:
    media_type = "application/problem+json"
    return ResponseSpec(Problem, description=description, media_type=media_type, generate_examples=False)
