"""Every public page in every language: it answers, says its finding, marks what is made up, reveals nothing else."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import httpx
import pytest
from markupsafe import Markup

from bitcoin_office import __version__
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.web import history_picture
from bitcoin_office.web.languages import ENGLISH, LANGUAGES
from bitcoin_office.web.reserve_matter import Held
from bitcoin_office.web.said_notes import worded
from bitcoin_office.web.site import Site
from bitcoin_office.web.texts import Texts
from bitcoin_office.web.visit import Visit
from tests.web.client import Client
from tests.web.outline import Outline
from tests.web.pages import PAGES

CODES = [each.code for each in LANGUAGES]


def outline(client: Client, address: str) -> Outline:
    """A page that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return Outline(answer.text)


@pytest.mark.parametrize(("code", "page"), list(product(CODES, PAGES)))
def test_every_page_in_every_language(client: Client, code: str, page: str) -> None:
    """A page answers in its language and direction with one heading, and names itself in the others."""
    found = outline(client, f"/{code}{page}")
    (html,) = found.all("html")
    assert html == {"lang": code, "dir": "rtl" if code == "ur" else "ltr"}
    assert len(found.all("h1")) == 1
    alternates = {link["hreflang"]: link["href"] for link in found.all("link") if link.get("rel") == "alternate"}
    assert alternates == {each: f"/{each}{page}" for each in CODES}


@pytest.mark.parametrize("page", PAGES)
def test_pages_ask_nobody_else(client: Client, page: str) -> None:
    """Whatever a page loads is the site's own; nothing in it runs or is styled inline."""
    found = outline(client, f"/en{page}")
    loaded = [link["href"] for link in found.all("link") if link.get("rel") in {"stylesheet", "icon"}]
    loaded += [tag["src"] for name, tag in found.tags if "src" in tag and name]
    assert loaded
    assert [address for address in loaded if not str(address).startswith("/static/")] == []
    assert [name for name, tag in found.tags if name in {"style", "script", "iframe"} or "style" in tag] == []
    assert [key for _, tag in found.tags for key in tag if key.startswith("on")] == []


def led_to(client: Client, address: str) -> httpx.Response:
    """What an address leads to: its answer, or where that sends a reader, such as to the door of the ministry."""
    answer = client.get(address)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_ours_leads_somewhere(client: Client, page: str) -> None:
    """No link inside the site is dead, and every note has its source."""
    found = outline(client, f"/en{page}")
    ids = {tag["id"] for _, tag in found.tags if "id" in tag}
    for link in found.all("a"):
        address = str(link["href"])
        if address.startswith("#"):
            assert address[1:] in ids
        elif address.startswith("/") and not address.startswith("/api"):
            assert led_to(client, address).status_code == 200, (page, address)


def test_the_finding_of_the_reserve(client: Client) -> None:
    """The first heading says what no newspaper printed, in every language with the same figures."""
    findings = [outline(client, f"/{code}/sv/reserve?at=2025-07-17").text for code in CODES]
    assert (
        "El Salvador says it holds about 6,241 bitcoin. It announced buying 3,354 of them and has proved 0."
        in findings[0]
    )
    for text in findings:
        assert all(figure in text for figure in ("6,241", "3,354", "6,240.75 BTC", "US$161,272,934", "+148.1%"))


def test_every_figure_of_the_statement_is_on_the_page(client: Client) -> None:
    """What cannot be explained, each source and the price's day stand on the page as the statement has them."""
    statement = client.get("/api/v1/sv/statement?at=2025-07-17").json()
    text = outline(client, "/en/sv/reserve?at=2025-07-17").text
    english = Texts(ENGLISH)
    for item in statement["unexplained"]:
        assert (
            english(
                f"unexplained.{item['key']}",
                **{name: worded(english, name, value) for name, value in item["values"].items()},
            ).striptags()
            in text
        )
        assert item["sentence"] == english.plain(f"unexplained.{item['key']}").format(**item["values"])
    for figure in statement["figures"]:
        for source in figure["sources"]:
            words = source.partition(" <")[0]
            assert words in text or "this office" in words


@pytest.mark.parametrize("code", CODES)
def test_training_is_marked_on_every_page_of_it(client: Client, code: str) -> None:
    """Every page of a training office says that all of it is made up; no page of a record does."""
    marks = {"en": "Everything here is made up", "es": "todo es inventado", "ur": "سب کچھ فرضی ہے"}
    for page in PAGES:
        if page not in {"/", "/data"}:
            text = outline(client, f"/{code}{page}").text
            assert (marks[code] in text) is page.startswith("/training"), page


def test_a_disclosure_shows_movements_proof_and_files(client: Client) -> None:
    """A disclosure's page has each movement's class, what is proved and not, and its files byte by byte."""
    text = outline(client, "/en/training/disclosures/1").text
    for words in ("mined", "bought", "moved: gathered", "moved: split", "received as a gift", "unexplained"):
        assert words in text
    assert "What this proves" in text
    assert "What this cannot prove" in text
    assert "A key shows control" in text or "a key shows control" in text


def test_the_files_are_those_on_disk(client: Client, offices: tuple[Path, Path]) -> None:
    """A disclosure and its headers are served as they were published, and so is the page that checks them."""
    from bitcoin_office.adapters.check_page import check_page

    folder = OfficeDir.load(offices[1]).path / "disclosures"
    for name in ("disclosure-0001.json", "disclosure-0001.headers", "disclosure-0003.json"):
        assert client.get(f"/files/training/{name}").content == (folder / name).read_bytes()
    assert client.get("/files/check.html").text == check_page()


def test_an_unpublished_proof_stays_inside(client: Client, offices: tuple[Path, Path]) -> None:
    """What the office knows of its coins beyond its disclosures is in no public answer."""
    statement = client.get("/api/v1/training/statement").json()
    assert statement["control"] is None
    auditor = sorted((offices[1] / "auditor").iterdir())
    assert auditor
    for file in auditor:
        for opened in json.loads(file.read_text())["proofs"]:
            for page in ("/en/training/disclosures/1", "/files/training/disclosure-0001.json"):
                assert opened["proof"] not in client.get(page).text


def test_claims_are_judged_and_not_kept(client: Client) -> None:
    """A sentence is held against record and market; the page with it may not be stored by anybody."""
    sentence = "El Salvador now holds 6,240 BTC worth $745 million."
    answer = client.post("/en/sv/claims", data={"text": sentence, "published": "2025-07-17"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    text = Outline(answer.text).text
    assert "Nothing on record contradicts this claim." in text
    assert "6,240 BTC" in text
    wrong = client.post("/en/sv/claims", data={"text": sentence.replace("6,240", "9,900"), "published": "2025-07-17"})
    assert "does not fit" in Outline(wrong.text).text


def test_the_press_is_judged_before_anybody_asks(client: Client) -> None:
    """The page begins with how many claims in print fit; each stands with its day, figures, source and judgement."""
    text = outline(client, "/en/sv/claims").text
    assert "Of 9 claims in print, 7 fit the record and the market of their day." in text
    assert "over 6,500 BTC" in text
    assert "The coins fit the record on no day until then." in text
    assert "over US$753.1 million" in text
    assert "claims in print" not in outline(client, "/en/pk/claims").text


def test_what_a_country_declares_is_said_by_field(client: Client) -> None:
    """Names of fields, days, words and figures are in the reader's language; what is said in words is quoted."""
    page = client.get("/es/sv/programme/bonds").text
    for said in ("Plazo", "10</bdi> años", "20 de noviembre de 2021", "Denominación"):
        assert said in page
    assert "Tarifa propuesta para la minería" in outline(client, "/es/pk/programme/mining").text


def test_the_history_is_drawn_once_and_the_day_marked_in_it(client: Client) -> None:
    """Every day has the same drawing, with an upright line at the day that was asked for, and none at the last."""
    pages = [client.get(f"/en/sv/reserve{at}").text for at in ("", "?at=2024-03-14", "?at=2025-07-17")]
    marks = [re.findall(r'<path class="asked" d="M([\d.]+) 0V', page) for page in pages]
    assert [len(found) for found in marks] == [0, 2, 2]
    assert float(marks[1][0]) < float(marks[2][0])
    drawings = [
        re.sub(r'<path class="asked"[^>]*>', "", page.partition("<svg")[2].partition("</svg>")[0]) for page in pages
    ]
    assert drawings[0] == drawings[1] == drawings[2]


def test_what_a_reader_writes_stays_a_text(client: Client) -> None:
    """Markup in a claim is shown and never becomes part of the page."""
    answer = client.post(
        "/en/sv/claims", data={"text": "</textarea><script>alert(1)</script> holds 5 BTC", "published": "2025-07-17"}
    )
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/sv/reserve?at=yesterday", 400),
        ("/en/sv/reserve?at=1999-01-01", 400),
        ("/en/sv/reserve?at=2999-01-01", 400),
        ("/fr/", 404),
        ("/en/nowhere/reserve", 404),
        ("/es/sv/disclosures/1", 404),
        ("/ur/training/claims", 404),
        ("/en/training/programme", 404),
        ("/en/sv/programme/nothing", 404),
        ("/en/training/disclosures/0", 404),
        ("/en/training/disclosures/99999999999999999999", 404),
        ("/nothing/at/all/here", 404),
    ],
)
def test_errors_are_pages_in_the_language_of_the_address(client: Client, address: str, status: int) -> None:
    """What cannot be answered is told in words, without a trace of the inside."""
    answer = client.get(address)
    assert answer.status_code == status
    found = Outline(answer.text)
    assert found.all("html")[0]["lang"] == (address[1:3] if address[1:3] in CODES else "en")
    assert "Traceback" not in answer.text
    assert not re.search(r"/(work|tmp|home|root|src)/", answer.text)


@pytest.mark.parametrize(("wish", "code"), [("ur-PK,ur;q=0.9,en;q=0.8", "ur"), ("es", "es"), ("fr", "en"), ("", "en")])
def test_the_way_in_leads_to_the_readers_language(client: Client, wish: str, code: str) -> None:
    """The root sends a reader to the language that the browser likes best."""
    answer = client.get("/", headers={"accept-language": wish})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/{code}/"


def test_versions_are_for_those_inside(client: Client) -> None:
    """No public page or header names the program's version; the interface states its own, as its addresses do."""
    for address in PAGES:
        answer = client.get(f"/en{address}")
        assert f"version <bdi>{__version__}" not in answer.text
        assert "server" not in answer.headers
        assert "x-powered-by" not in answer.headers
    assert client.get("/api/v1/openapi.json").json()["info"]["version"] == "1"
    assert client.get("/en/nothing").status_code == 404
    assert __version__ not in client.get("/en/nothing").text


def test_what_the_first_readers_would_wait_for_is_drawn_ahead(
    offices: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every window has its picture in every language then; many who ask for one at once get one drawing."""
    drawn: list[str] = []
    site = Site(offices)

    def drawing(visit: Visit, whole: Held) -> Markup:
        del whole
        drawn.append(f"{visit.place.slug}-{visit.texts.language.code}")
        return Markup("<svg></svg>")

    monkeypatch.setattr(history_picture, "_drawn", drawing)
    history_picture.draw_ahead(site)
    ahead = list(drawn)
    assert sorted(ahead) == sorted(set(ahead))
    assert {"sv-en", "sv-es", "sv-ur"} <= set(ahead)
    history_picture.draw_ahead(site)
    assert drawn == ahead
    with ThreadPoolExecutor(8) as many:
        found = list(many.map(lambda _: site.drawn(("one",), lambda: drawn.append("one") or "picture"), range(40)))
    assert found == ["picture"] * 40
    assert drawn.count("one") == 1
