"""Answers that are kept: right for HEAD, tags and compression; new when something changed; never private ones."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

import pytest
from litestar.types import Message, Receive, Scope, Send

from bitcoin_office.web.kept_answers import MOST_BYTES, KeptAnswers
from bitcoin_office.web.visit import PUBLIC
from tests.web.client import Client

PUBLIC_ADDRESSES = ("/en/", "/en/sv/reserve", "/api/v1/sv/statement", "/api/v1/sv/history.parquet", "/files/check.html")


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_a_reader_who_has_it_gets_no_body(client: Client, address: str) -> None:
    """With the entity tag that was given, and only with it, the answer is 304 without a body."""
    first = client.get(address)
    tag = first.headers["etag"]
    again = client.get(address, headers={"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("address", [*PUBLIC_ADDRESSES, "/files/training/disclosure-0001.json"])
def test_head_is_get_without_a_body(client: Client, address: str) -> None:
    """HEAD has the status and headers of GET, its length as well."""
    plain = {"accept-encoding": "identity"}
    get, head = client.get(address, headers=plain), client.ask("HEAD", address, headers=plain)
    assert head.content == b""
    assert head.status_code == 200
    assert {**head.headers} == {**get.headers}
    assert int(head.headers["content-length"]) == len(get.content)


def test_compressed_only_where_the_reader_takes_it(client: Client) -> None:
    """Packed and plain have the same text, other tags, and say on what that depends."""
    plain = client.get("/en/sv/reserve", headers={"accept-encoding": "identity"})
    packed = client.get("/en/sv/reserve", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert packed.text == plain.text
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"


def test_assets_never_change_at_their_address(client: Client) -> None:
    """The style has its digest in its address and may be kept for ever; a made-up digest is not there."""
    page = client.get("/en/").text
    address = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    answer = client.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/static/office.0000000000000000.css").status_code == 404


class Counting:
    """An application that counts how often it is asked, and answers with the count."""

    def __init__(self, *, public: bool, body: int = 0) -> None:
        self.asked = 0
        self.public = public
        self.body = body

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """One answer, in two pieces."""
        self.asked += 1
        headers = [(b"content-type", b"text/plain")] + ([(PUBLIC.encode(), b"1")] if self.public else [])
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": str(self.asked).encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b" " * self.body, "more_body": False})


def test_public_answers_are_kept_until_something_changes() -> None:
    """The application is asked once for an address, again when the mark has changed, and for every other address."""
    marks = ["one"]

    async def mark() -> str:
        return marks[-1]

    inner = Counting(public=True)
    reader = Client(KeptAnswers(inner, mark))  # type: ignore[arg-type]
    assert [reader.get("/a").text.strip() for _ in range(3)] == ["1", "1", "1"]
    assert reader.get("/a?b=1").text.strip() == "2"
    marks.append("two")
    assert reader.get("/a").text.strip() == "3"
    assert PUBLIC not in reader.get("/a").headers


@pytest.mark.parametrize("inner", [Counting(public=False), Counting(public=True, body=MOST_BYTES)])
def test_private_and_large_answers_are_not_kept(inner: Counting) -> None:
    """An answer that does not say that it is for everybody, or is a download, is asked for every time."""

    async def mark() -> str:
        return "same"

    reader = Client(KeptAnswers(inner, mark))  # type: ignore[arg-type]
    assert reader.get("/a").text.strip() == "1"
    assert reader.get("/a").text.strip() == "2"


def test_what_is_kept_stays_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many addresses are asked for, what is kept does not outgrow its bound."""
    monkeypatch.setattr("bitcoin_office.web.kept_answers.MOST_KEPT_BYTES", 10_000)

    async def mark() -> str:
        return "same"

    kept = KeptAnswers(Counting(public=True, body=400), mark)  # type: ignore[arg-type]
    reader = Client(kept)
    for number in range(60):
        reader.get(f"/{number}")
    sizes = [answer.size for answer in kept._kept.values()]
    assert sum(sizes) == kept._bytes <= 10_000
    assert len(sizes) > 10


def test_a_new_disclosure_is_seen(offices: tuple[Path, Path], tmp_path: Path) -> None:
    """A file that is published while the server runs is on the page within a second or so."""
    import shutil
    import time

    from bitcoin_office.web.application import application

    office = tmp_path / "training"
    shutil.copytree(offices[1], office)
    third = office / "disclosures" / "disclosure-0003.json"
    aside = tmp_path / "aside.json"
    third.rename(aside)
    reader = Client(application([office], burst=1e9))
    assert "/disclosures/3" not in reader.get("/en/training/disclosures").text
    aside.rename(third)
    until = time.monotonic() + 10
    while "/disclosures/3" not in reader.get("/en/training/disclosures").text:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_packed_bodies_are_whole() -> None:
    """What is sent compressed unpacks to what was answered."""

    async def mark() -> str:
        return "same"

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}  # type: ignore[return-value]

    kept = KeptAnswers(Counting(public=True, body=5_000), mark)  # type: ignore[arg-type]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/a",
        "query_string": b"",
        "headers": [(b"accept-encoding", b"gzip")],
    }
    asyncio.run(kept(scope, receive, send))  # type: ignore[arg-type]
    assert gzip.decompress(sent[1]["body"]) == b"1" + b" " * 5_000  # type: ignore[typeddict-item]
