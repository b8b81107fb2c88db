"""Breaks, documents and books on the ministry's pages: bounded, of few kinds, kept by their hash."""

from __future__ import annotations

import hashlib
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest
from click.testing import CliRunner
from litestar.types import ASGIApp

from bitcoin_office.app import documents as app_documents
from bitcoin_office.app.books import balances
from bitcoin_office.app.documents import MOST_BYTES
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.people import people_of
from bitcoin_office.app.vouchers import list_vouchers
from bitcoin_office.cli.main import cli
from bitcoin_office.people.acts import Act
from bitcoin_office.people.person import Role
from bitcoin_office.web.ministry.reconciliation_page import brief
from tests.web.inside import Desk

TXID = "ab" * 32
INNER = ("/proposals", "/plans", "/reconciliation", "/books", "/me")
PDF = b"%PDF-1.7\nAn order of the ministry\n"


@pytest.fixture
def analyst(app: ASGIApp) -> Desk:
    """Who may attach documents, with the page loaded."""
    desk = Desk(app, "sv")
    assert desk.log_in(Role.ANALYST).status_code == 303
    assert desk.get("/reconciliation").status_code == 200
    return desk


def attached(desk: Desk, data: bytes, name: str = "order.pdf", **fields: str) -> httpx.Response:
    """The form sent with a document."""
    given: dict[str, Any] = {"form": desk.form, "txid": TXID, "class": "purchase", **fields}
    files = {"document": (name, data, "application/pdf")}
    return desk.ask("POST", "/reconciliation", data=given, files=files, headers={"origin": desk.address})


def test_breaks_are_told_with_what_to_do(analyst: Desk) -> None:
    """The finding counts them; unknown is said where nothing was read from the chain."""
    page = analyst.get("/reconciliation").text
    assert "do not agree" in page
    assert "watches no vault" in page
    assert "unknown" in page


def test_a_document_becomes_a_voucher(analyst: Desk, office: Path) -> None:
    """It is kept under its hash, named by the voucher and the log of acts, and can be had again byte by byte."""
    assert attached(analyst, PDF, usd="1,234.50", on="2025-07-17", note="As ordered").status_code == 303
    digest = hashlib.sha256(PDF).hexdigest()
    (voucher,) = list_vouchers(OfficeDir.load(office)).vouchers
    assert (voucher.sha256, voucher.file, voucher.usd_cents) == (digest, f"{digest}.pdf", 123_450)
    assert (office / "documents" / f"{digest}.pdf").read_bytes() == PDF
    again = analyst.get(f"/documents/{digest}.pdf")
    assert again.content == PDF
    assert again.headers["content-disposition"].startswith("attachment")
    assert again.headers["content-type"] == "application/octet-stream"
    with people_of(OfficeDir.load(office)) as people:
        last = people.acts()[-1].record
    assert (last.act, last.about) == (Act.UPLOADED, TXID)
    assert attached(analyst, PDF).status_code == 409
    assert attached(analyst, PDF, replace="yes").status_code == 303


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 400),
        (b"%PDF-" + b"x" * MOST_BYTES, 400),
        (b"%PDF-" + b"x" * (MOST_BYTES + 100_000), 413),
        (b"<html><script>alert(1)</script></html>", 400),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 400),
        (b"MZ\x90\x00\x03", 400),
        (b"PK\x03\x04\x00\x00", 400),
        (b"\xff\xfe\x00", 400),
    ],
    ids=["empty", "large", "larger", "page", "picture", "program", "archive", "bytes"],
)
def test_what_is_no_document(analyst: Desk, office: Path, data: bytes, status: int) -> None:
    """Empty, too large, or of a kind that a browser or a machine would run: nothing of it is kept."""
    assert attached(analyst, data).status_code == status
    assert list_vouchers(OfficeDir.load(office)).vouchers == ()
    assert not list((office / "documents").glob("*")) if (office / "documents").exists() else True


@pytest.mark.parametrize(
    "name", ["../../office.toml", "a/b.pdf", "x" * 300 + ".pdf", "\x00.pdf", 'a".pdf', "..\\x.pdf"]
)
def test_names_of_files_mean_nothing(analyst: Desk, office: Path, name: str) -> None:
    """Whatever the browser calls the file, it lies where its hash says and nowhere else."""
    before = {file for file in office.rglob("*") if file.is_file()}
    assert attached(analyst, PDF, name).status_code == 303
    new = {file.relative_to(office).parts[0] for file in office.rglob("*") if file.is_file() and file not in before}
    assert new <= {"documents", "vouchers", "books.db-wal", "books.db-shm"}


@pytest.mark.parametrize(
    "fields",
    [
        {"txid": "../../../etc/passwd"},
        {"txid": "ab" * 31},
        {"class": "consolidation"},
        {"class": "unexplained"},
        {"usd": "many"},
        {"usd": "NaN"},
        {"usd": "-5"},
        {"usd": "1e999999"},
        {"usd": "1.234"},
        {"on": "yesterday"},
        {"note": "x" * 501},
    ],
    ids=str,
)
def test_nonsense_is_no_voucher(analyst: Desk, office: Path, fields: dict[str, str]) -> None:
    """Every field is held against what it can be before anything is written."""
    assert attached(analyst, PDF, **fields).status_code == 400
    assert list_vouchers(OfficeDir.load(office)).vouchers == ()


@pytest.mark.parametrize(
    "name", ["..%2foffice.toml", "office.toml", "%2e%2e/office.toml", "0" * 64 + ".pdf", "0" * 64, "x.pdf"]
)
def test_no_path_leads_out_of_the_documents(analyst: Desk, office: Path, name: str) -> None:
    """Only names of documents are documents."""
    answer = analyst.get(f"/documents/{name}")
    assert answer.status_code in {400, 404}
    assert (office / "office.toml").read_bytes() not in answer.content


def test_a_break_leads_to_the_form_with_its_transaction(analyst: Desk) -> None:
    """An address with a transaction's id fills it in; anything else is left out, and never becomes markup."""
    assert f'id="txid" name="txid" value="{TXID}"' in analyst.get(f"/reconciliation?txid={TXID}").text
    for nonsense in ("x", '"><script>', TXID.upper(), f"{TXID}0"):
        assert 'id="txid" name="txid" value=""' in analyst.get(f"/reconciliation?txid={nonsense}").text


def test_long_ids_are_cut_in_sentences() -> None:
    """They stand whole below; what is shorter, or no id, stays."""
    assert brief(f"{'a' * 64} brought 30 BTC, {'b' * 40} did not") == f"{'a' * 12}… brought 30 BTC, {'b' * 40} did not"


def test_a_changed_document_is_not_handed_out(analyst: Desk, office: Path) -> None:
    """Bytes that are not what their name says are trouble, and are told as such."""
    attached(analyst, PDF)
    (kept,) = (office / "documents").iterdir()
    kept.write_bytes(PDF + b"!")
    assert analyst.get(f"/documents/{kept.name}").status_code == 503


def test_the_books_part_by_part(analyst: Desk) -> None:
    """Every entry is on one page and on one only, from the newest to the first."""
    seen: list[int] = []
    address = "/books"
    while address:
        page = analyst.get(address).text
        numbers = re.findall(r'rowgroup" colspan="2"><span class="figure"><bdi[^>]*>([\d,]+)</bdi>', page)
        seen += [int(each.replace(",", "")) for each in numbers]
        # Not the links to other languages, which lead to this very part.
        found = re.search(r'ministry(/books\?before=\d+)">Earlier', page)
        address = found[1] if found else ""
    assert seen == list(range(max(seen), 0, -1))
    assert len(seen) > 50
    assert analyst.get("/books?before=0").status_code == 200
    assert analyst.get("/books?before=-5").status_code == 200
    assert analyst.get("/books?before=x").status_code == 400


def test_the_books_can_be_taken_away(analyst: Desk, office: Path, tmp_path: Path) -> None:
    """Beancount as the command line writes it; CSV and Parquet have every posting, and add up to the balances."""
    for ending in ("beancount", "csv", "parquet"):
        answer = analyst.get(f"/books.{ending}")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert answer.headers["content-disposition"] == f'attachment; filename="sv-books.{ending}"'
        assert f"/ministry/books.{ending}" in analyst.get("/books").text
        (tmp_path / f"books.{ending}").write_bytes(answer.content)
    exported = CliRunner().invoke(cli, ["books", "--office", str(office), "export", "-"])
    assert (tmp_path / "books.beancount").read_text() == exported.stdout
    found = [
        duckdb.sql(f"SELECT seq, account, unit, quantity FROM '{tmp_path}/books.{ending}'").fetchall()
        for ending in ("csv", "parquet")
    ]
    assert found[0] == found[1]
    totals: Counter[tuple[str, str]] = Counter()
    for _, account, code, quantity in found[0]:
        totals[account, code] += quantity
    held = balances(OfficeDir.load(office), at=None, account=None)
    assert totals == {(each.account, each.unit): each.quantity for each in held.balances}
    assert {row[0] for row in found[0]} == set(range(1, held.head.seq + 1))


def test_each_page_says_in_its_title_what_it_is_about(analyst: Desk) -> None:
    """A reader with many open tells them apart (WCAG 2.4.2)."""
    titles = [re.search("<title>(.*?)</title>", analyst.get(rest).text, re.DOTALL) for rest in ("", *INNER)]
    assert all(titles)
    assert len({title[1] for title in titles if title}) == len(titles)


def test_documents_of_a_day_are_numbered(analyst: Desk, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has brought as many as one may brings no more that day, whether they were taken or refused."""
    monkeypatch.setattr(app_documents, "MOST_A_DAY", 2)
    assert attached(analyst, b"<html>").status_code == 400
    assert attached(analyst, PDF).status_code == 303
    third = attached(analyst, PDF + b"other")
    assert third.status_code == 400
    assert "within a day" in third.text
    assert len(list((office / "documents").iterdir())) == 1
    with people_of(OfficeDir.load(office)) as people:
        assert [entry.record.act for entry in people.acts()].count(Act.DOCUMENT_BROUGHT) == 2
    tomorrow = time.time() + 24 * 60 * 60 + 60
    monkeypatch.setattr(app_documents.time, "time", lambda: tomorrow)
    desk = Desk(analyst.app, "sv")
    desk.log_in(Role.ANALYST)
    desk.get("/reconciliation")
    assert attached(desk, PDF + b"other", txid="cd" * 32).status_code == 303


def test_all_documents_together_are_bounded(analyst: Desk, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk is not filled by the page."""
    monkeypatch.setattr(app_documents, "MOST_BYTES_KEPT", len(PDF))
    assert attached(analyst, PDF).status_code == 303
    full = attached(analyst, PDF + b"other", txid="cd" * 32)
    assert full.status_code == 400
    assert "as many documents as it may" in full.text
    assert len(list((office / "documents").iterdir())) == 1
