"""What stands before every address: headers on every answer, bounds on every request, a measure for every reader."""

from __future__ import annotations

import asyncio
from itertools import product
from pathlib import Path

import pytest

from bitcoin_office.web import guard
from bitcoin_office.web.application import MOST_BODY_BYTES, application
from bitcoin_office.web.claims_page import MOST_CHARACTERS
from bitcoin_office.web.guard import Guard, Measure, reader_of
from tests.web.client import Client
from tests.web.pages import PAGES

ANSWERS = (
    *(f"/en{page}" for page in PAGES),
    "/",
    "/nothing",
    "/en/sv/reserve?at=x",
    "/files/training/disclosure-0001.json",
    "/files/check.html",
    "/api/v1/sv/statement",
    "/api/v1/nowhere/statement",
    "/api/v1/openapi.json",
    "/health",
    "/ready",
)


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_binds_the_browser(client: Client, address: str) -> None:
    """Pages, files, errors and the interface alike: a policy without any "unsafe", no sniffing, no framing."""
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["strict-transport-security"].startswith("max-age=63072000")
    assert "set-cookie" not in headers


@pytest.mark.parametrize("address", [each for each in ANSWERS if each.startswith("/api/")])
def test_answers_to_machines_are_attachments(client: Client, address: str) -> None:
    """Also errors and the description: whoever is led there by a link saves a file, and is shown nothing."""
    headers = client.get(address).headers
    assert headers["content-disposition"] == 'attachment; filename="api.json"'
    named = client.get("/api/v1/sv/purchases.csv").headers["content-disposition"]
    assert named.endswith('.csv"')


def test_only_public_figures_are_open_to_other_sites(client: Client) -> None:
    """Scripts of other sites may read the interface and the files, and no page."""
    assert client.get("/api/v1/sv/statement").headers["access-control-allow-origin"] == "*"
    assert client.get("/files/training/disclosure-0001.json").headers["access-control-allow-origin"] == "*"
    page = client.get("/en/sv/reserve").headers
    assert "access-control-allow-origin" not in page
    assert page["cross-origin-resource-policy"] == "same-origin"


def test_a_long_address_is_refused(client: Client) -> None:
    """Before anything is worked out."""
    assert client.get(f"/en/sv/reserve?at={'9' * guard.MOST_ADDRESS_BYTES}").status_code == 414


@pytest.mark.parametrize(
    ("address", "kind"), list(product(("/en/sv/claims", "/api/v1/sv/claims"), ("form", "json", "raw")))
)
def test_large_bodies_are_refused(client: Client, address: str, kind: str) -> None:
    """However it is packed, a body beyond the bound is 413 and nothing of it is read as text."""
    body = "x" * (MOST_BODY_BYTES + 1)
    sent = {"form": {"data": {"text": body}}, "json": {"json": {"text": body}}, "raw": {"content": body.encode()}}[kind]
    assert client.post(address, **sent).status_code in {413, 415}


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", b"text=%ff%fe&published=%00", b"&&&===", b"text=a&text=b&published=2025-07-17", b"\x00" * 500],
)
def test_malformed_forms_are_no_accident(client: Client, content: bytes) -> None:
    """Bytes that are no form never end in a mistake of ours."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/en/sv/claims", content=content, headers=headers).status_code < 500


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"text": 5}', b'{"text": "' + b"[" * 900 + b'"}', b"\xff"])
def test_malformed_json_is_no_accident(client: Client, content: bytes) -> None:
    """Bytes that are no question to the interface are told as the reader's mistake, in its own form."""
    answer = client.post("/api/v1/sv/claims", content=content, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 413}
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["status"] == answer.status_code


def test_a_text_that_is_too_long_is_refused(client: Client) -> None:
    """Within the bound of bytes the number of characters is bounded too."""
    answer = client.post("/en/sv/claims", data={"text": "a" * (MOST_CHARACTERS + 1), "published": "2025-07-17"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "name",
    [
        "../office.toml",
        "..%2foffice.toml",
        "..%2f..%2foffice.toml",
        "%2e%2e/office.toml",
        "..\\office.toml",
        "disclosure-0001.json%00.txt",
        "disclosure-0001.json/",
        "disclosure-0001.auditor.json",
        "../auditor/disclosure-0001.auditor.json",
        "disclosure-0001.toml",
        "disclosure-1.json",
        "office.toml",
        "%2fetc%2fpasswd",
        "disclosure-٠٠٠١.json",
    ],
)
def test_no_path_leads_out_of_what_is_published(client: Client, offices: tuple[Path, Path], name: str) -> None:
    """Only names of disclosures and their headers are files; neither settings nor what is the auditor's can be had."""
    answer = client.get(f"/files/training/{name}")
    secrets = [(offices[1] / "office.toml").read_bytes()]
    secrets += [file.read_bytes() for file in (offices[1] / "auditor").iterdir()]
    assert all(secret not in answer.content for secret in secrets)
    if name != "disclosure-0001.json/":
        assert answer.status_code in {400, 404}


def test_a_link_in_the_folder_is_not_followed(offices: tuple[Path, Path], tmp_path: Path) -> None:
    """A symbolic link where a disclosure would be is not served."""
    import shutil

    shutil.copytree(offices[1], tmp_path / "office")
    (tmp_path / "office" / "disclosures" / "disclosure-0009.json").symlink_to(tmp_path / "office" / "office.toml")
    reader = Client(application([tmp_path / "office"], burst=1e9))
    assert reader.get("/files/training/disclosure-0009.json").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "POST"])
def test_pages_take_only_what_they_are_for(client: Client, method: str) -> None:
    """A page is read; every other method is refused, and changes nothing."""
    answer = client.ask(method, "/en/sv/reserve")
    assert answer.status_code in {204, 405}


def test_a_reader_who_asks_too_much_waits(offices: tuple[Path, Path]) -> None:
    """Work is measured for each reader; what is kept costs nothing; another reader is not held up."""
    app = application(offices, burst=5, each_second=0.001)
    greedy, other = Client(app), Client(app, reader="198.51.100.2")
    days = [f"/en/sv/reserve?at=2024-01-{day:02}" for day in range(1, 10)]
    statuses = [greedy.get(day).status_code for day in days]
    assert statuses == [200] * 5 + [429] * 4
    assert greedy.get(days[0]).status_code == 200
    assert greedy.get(days[8]).headers["retry-after"]
    assert other.get(days[8]).status_code == 200


def test_a_text_costs_as_much_as_ten_pages(offices: tuple[Path, Path]) -> None:
    """Judging is the dearest thing that a stranger can ask for, so fewer of it go into the measure."""
    reader = Client(application(offices, burst=25, each_second=0.001))
    asked = {"text": "El Salvador holds 5 BTC.", "published": "2025-07-17"}
    assert [reader.post("/en/sv/claims", data=asked).status_code for _ in range(3)] == [200, 200, 429]
    assert reader.post("/api/v1/sv/claims", json=asked).status_code == 429
    assert reader.get("/en/sv/reserve?at=2024-02-02").status_code == 200


def test_the_measure_fills_again_and_forgets() -> None:
    """After a pause there is room again, never more than the burst; the number of readers kept is bounded."""
    measure = Measure(lambda *_: None, burst=2, each_second=1, most_readers=10)  # type: ignore[arg-type, return-value]
    assert [measure.takes("a", 0.0) for _ in range(3)] == [True, True, False]
    assert measure.takes("a", 1.0)
    assert not measure.takes("a", 1.5)
    assert [measure.takes("a", 100.0) for _ in range(3)] == [True, True, False]
    for number in range(50):
        measure.takes(str(number), 200.0)
    assert len(measure._left) == 10


@pytest.mark.parametrize(
    ("host", "reader"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("unix", "unix"),
    ],
)
def test_who_a_reader_is(host: str, reader: str) -> None:
    """An IPv4 address, or the network of an IPv6 one, of which everybody has as many as they like."""
    assert reader_of({"client": (host, 1)}) == reader  # type: ignore[typeddict-item]
    assert reader_of({"client": None}) == ""  # type: ignore[typeddict-item]


def test_a_body_that_dawdles_is_given_up(monkeypatch: pytest.MonkeyPatch, offices: tuple[Path, Path]) -> None:
    """A body that does not arrive in its time is answered with 408; the server does not wait for it."""
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.05)
    app = application(offices, burst=1e9)
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        await asyncio.sleep(60)
        return {}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/en/sv/claims",
        "raw_path": b"/en/sv/claims",
        "query_string": b"",
        "scheme": "http",
        "http_version": "1.1",
        "headers": [(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"10")],
        "client": ("198.51.100.1", 1),
        "server": ("office.example", 80),
        "root_path": "",
        "asgi": {"version": "3.0"},
        "extensions": {},
        "state": {},
    }
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    assert sent[0]["status"] == 408


def test_headers_of_an_answer_win() -> None:
    """What an address says of itself is not overwritten: the page that checks has its own policy."""
    assert Guard(lambda *_: None)  # type: ignore[arg-type, return-value]
    mine = [(b"content-security-policy", b"default-src 'none'")]
    found = guard.with_headers(mine, secure=False)
    assert [value for name, value in found if name == b"content-security-policy"] == [b"default-src 'none'"]
    assert b"strict-transport-security" not in dict(found)
    assert b"strict-transport-security" in dict(guard.with_headers(mine, secure=True))
