"""A citizen saves a disclosure, its headers and the page that checks, cuts the network, and is told the truth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from bitcoin_office.proof import canonical
from tests.web.browsing import Visit
from tests.web.served import Served

pytestmark = [pytest.mark.component("chromium"), pytest.mark.slow]

NAME = "disclosure-0001"
ENDED = "body:is([data-state=holds], [data-state=part], [data-state=wrong], [data-state=none])"
Body = dict[str, Any]


@pytest.fixture(scope="module")
def saved(browser: Browser, site: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which a reader saved the three files that a disclosure's page offers."""
    folder = tmp_path_factory.mktemp("saved")
    visit = Visit(browser, site)
    page = visit.go("/en/training/disclosures/1")
    for link in page.locator("ol.steps a").all():
        with page.expect_download() as waiting:
            link.click()
        waiting.value.save_as(folder / waiting.value.suggested_filename)
    visit.context.close()
    assert {file.name for file in folder.iterdir()} == {f"{NAME}.json", f"{NAME}.headers", "check.html"}
    return folder


def told(browser: Browser, saved: Path, folder: Path, files: dict[str, bytes]) -> Page:
    """The page from disk, with these files, once it has come to an end; its network is cut."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    page = browser.new_context(offline=True).new_page()
    page.goto((saved / "check.html").as_uri())
    page.set_input_files("input[type=file]", [str(folder / name) for name in files])
    page.wait_for_selector(ENDED)
    return page


def files_of(saved: Path) -> dict[str, bytes]:
    """The disclosure and its headers as they were saved."""
    return {name: (saved / name).read_bytes() for name in (f"{NAME}.json", f"{NAME}.headers")}


def test_a_good_disclosure_is_accepted(browser: Browser, saved: Path, tmp_path: Path) -> None:
    """With the network cut the page says that the disclosure holds, and that it is training."""
    page = told(browser, saved, tmp_path, files_of(saved))
    assert page.locator("article > h2").first.inner_text().startswith("This disclosure holds")
    assert page.locator("body").get_attribute("data-state") == "holds"
    page.context.close()


def _amount(body: Body) -> None:
    body["coins"][1]["sats"] -= 1


def _sum(body: Body) -> None:
    body["sats"] += 100_000_000


def _dropped_coin(body: Body) -> None:
    del body["coins"][0]


def _outpoint(body: Body) -> None:
    body["coins"][0]["outpoint"] = "0" * 64 + ":0"


def _script(body: Body) -> None:
    body["coins"][0]["script"] = body["coins"][0]["script"][:-2] + "00"


def _header(body: Body) -> None:
    header = body["blocks"][0]["header"]
    body["blocks"][0]["header"] = "f" + header[1:] if header[0] != "f" else "0" + header[1:]


def _branch(body: Body) -> None:
    entry = next(each for each in body["transactions"] if each["branch"])
    entry["branch"][0] = "1" * 64


def _movement(body: Body) -> None:
    body["movements"][1]["delta_sats"] += 1


def _dropped_movement(body: Body) -> None:
    del body["movements"][2]


def _proof(body: Body) -> None:
    proofs = [proof for part in body["control"] for proof in part["proofs"] if proof["proof"] is not None]
    first, second = proofs[0], next(each for each in proofs if each["script"] != proofs[0]["script"])
    first["proof"], second["proof"] = second["proof"], first["proof"]


def _country(body: Body) -> None:
    body["country"] = "sv"


def _value(body: Body) -> None:
    body["valuation"]["value_usd_cents"] *= 2


# What was changed, and words of the flaw that the page must name.
TAMPERED: dict[str, tuple[Callable[[Body], None], str]] = {
    "amount of a coin": (_amount, "coin"),
    "sum": (_sum, "sum"),
    "coin left out": (_dropped_coin, "the coins come to"),
    "outpoint": (_outpoint, "transaction"),
    "script": (_script, "script"),
    "header of a block": (_header, "the header at height"),
    "place in the block": (_branch, "block"),
    "movement": (_movement, "movement"),
    "movement left out": (_dropped_movement, "no movement needs this transaction"),
    "proofs exchanged": (_proof, "proof"),
    "country": (_country, "sign"),
    "value": (_value, "value"),
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_a_tampered_disclosure_is_refused_and_the_flaw_named(
    browser: Browser, saved: Path, tmp_path: Path, kind: str
) -> None:
    """One thing changed and written in the one byte form: the page says not to rely on it, and what is wrong."""
    files = files_of(saved)
    whole = msgspec.json.decode(files[f"{NAME}.json"])
    change, flaw = TAMPERED[kind]
    change(whole["disclosure"])
    page = told(browser, saved, tmp_path, {**files, f"{NAME}.json": canonical.write(whole)})
    assert page.locator("body").get_attribute("data-state") == "wrong"
    assert page.locator("article > h2").first.inner_text().startswith("Do not rely on this")
    wrong = page.locator("article.wrong .lines").first.inner_text()
    page.context.close()
    assert flaw in wrong.lower(), wrong


def test_other_headers_are_refused(browser: Browser, saved: Path, tmp_path: Path) -> None:
    """One byte of the headers changed: they are not those that the disclosure names."""
    files = files_of(saved)
    data = files[f"{NAME}.headers"]
    files[f"{NAME}.headers"] = data[:200] + bytes([data[200] ^ 1]) + data[201:]
    page = told(browser, saved, tmp_path, files)
    assert page.locator("body").get_attribute("data-state") == "wrong"
    assert "headers" in page.locator("article.wrong .lines").first.inner_text()
    page.context.close()
