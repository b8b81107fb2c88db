"""The page in a person's hands: files chosen and dropped, the network cut, a phone, a keyboard."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from bitcoin_office.reserve.disclosure.building import signed_file
from tests.adapters.check_page.driving import NAME, drop, headings, practice, small_files, wait
from tests.disclosing import SIGNER

pytestmark = pytest.mark.component("chromium")

PHONE_WIDTH = 390
DROP = """([name, text]) => {
    const bytes = Uint8Array.from(atob(text), each => each.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name));
    const event = kind => new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
    return ["dragenter", "dragover", "drop"].map(kind => document.body.dispatchEvent(event(kind)));
}"""


@dataclass
class Watched:
    """A page with everything that it asked for and complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def watched(browser: Browser, page_file: Path) -> Iterator[Watched]:
    """A page of its own on a phone, without any network."""
    context = browser.new_context(offline=True, viewport={"width": PHONE_WIDTH, "height": 844})
    found = Watched(context.new_page())
    found.page.on("request", lambda request: found.requests.append(request.url))
    found.page.on("console", lambda message: found.complaints.append(message.text))
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.goto(page_file.as_uri())
    yield found
    context.close()


def test_files_that_are_chosen(watched: Watched, tmp_path: Path, page_file: Path) -> None:
    """The finding stands on top; nothing but the page's own file was asked for, and nothing complained."""
    assert drop(watched.page, tmp_path, small_files()) == "holds"
    assert headings(watched.page) == ["This disclosure holds: 53.00999 BTC at block 104."]
    assert watched.page.locator("article > *").first.inner_text().startswith("Training: made-up chain")
    below = watched.page.locator(".below").first.inner_text()
    assert "Signed by training.example/office, a key that you have not confirmed." in below
    assert "Control proved for 2 of 3 vaults." in below
    assert watched.requests == [page_file.as_uri()]
    assert watched.complaints == []


def test_a_changed_file_that_is_chosen(watched: Watched, tmp_path: Path) -> None:
    """One byte of a value changed: the first words are that it is not to be relied on, and then what is wrong."""
    files = small_files()
    name = f"{NAME}.json"
    assert drop(watched.page, tmp_path, {**files, name: files[name].replace(b"5300999", b"5300998", 1)}) == "wrong"
    assert headings(watched.page)[0].startswith("Do not rely on this disclosure")
    assert watched.page.locator("article h3").first.inner_text() == "What is wrong"
    assert watched.complaints == []


def test_files_that_are_dropped_one_after_the_other(watched: Watched) -> None:
    """The disclosure alone is not enough; with the headers dropped later it holds; and one can start again."""
    page, files = watched.page, small_files()
    for name, verdict in ((f"{NAME}.json", "part"), (f"{NAME}.headers", "holds")):
        stopped = page.evaluate(DROP, [name, base64.b64encode(files[name]).decode()])
        assert stopped == [False] * 3, "a browser opens a dropped file unless it is told not to"
        assert wait(page) == verdict
    page.get_by_role("button", name="Start again").click()
    assert page.locator("#result").inner_text() == ""
    assert page.evaluate("document.activeElement.id") == "files"


def test_the_key_can_be_named_afterwards(watched: Watched, tmp_path: Path) -> None:
    """The field checks again: the office's own key confirms the signer, another makes it wrong."""
    page = watched.page
    drop(page, tmp_path, small_files())
    page.get_by_label("The office's key").fill(SIGNER.key.text)
    page.keyboard.press("Tab")
    page.locator(".below", has_text="with the key that you named").wait_for()
    page.get_by_label("The office's key").fill("somebody.example+00000000+AAAA")
    page.keyboard.press("Tab")
    page.locator("article.wrong .lines", has_text="It is signed with another key").first.wait_for()


def test_it_is_told_aloud_and_by_keyboard(watched: Watched, tmp_path: Path) -> None:
    """The first tab stop is the choice of files, every field has a name, and the finding is said in a live region."""
    page = watched.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "files"
    assert page.evaluate("[...document.querySelectorAll('input')].every(each => each.labels.length === 1)")
    drop(page, tmp_path, small_files())
    status = page.get_by_role("status")
    assert status.get_attribute("aria-live") == "polite"
    assert (status.text_content() or "").startswith("This disclosure holds")
    marks = page.locator(".lines li").all_text_contents()
    assert all(any(word in mark for word in ("Proved: ", "Not proved: ", "Wrong: ")) for mark in marks)


@pytest.mark.parametrize("width", [320, PHONE_WIDTH, 768, 1_280])
def test_nothing_sticks_out(watched: Watched, tmp_path: Path, width: int) -> None:
    """On every width the page is read by scrolling down only, its long tables open."""
    page = watched.page
    page.set_viewport_size({"width": width, "height": 800})
    drop(page, tmp_path, small_files())
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_texts_of_a_file_are_never_markup(watched: Watched, tmp_path: Path) -> None:
    """A movement's evidence that is written as markup, in a disclosure that is signed, is shown as it is written."""
    found = practice().small.disclosure
    attack = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    first = msgspec.structs.replace(found.movements[0], evidence=attack)
    disclosure = msgspec.structs.replace(found, movements=(first, *found.movements[1:]))
    files = {**small_files(), f"{NAME}.json": signed_file(disclosure, SIGNER)}
    del files[f"{NAME}.auditor.json"]
    assert drop(watched.page, tmp_path, files) == "holds"
    assert attack in (watched.page.locator("article").text_content() or "")
    assert watched.page.locator("img, article script").count() == 0
    assert watched.complaints == []


def test_the_policy_is_in_force(watched: Watched) -> None:
    """In the real browser: no script of others runs, no text becomes markup, nothing is asked of any address."""
    told = watched.page.evaluate(
        """async () => {
            const element = document.createElement("script");
            let refused = "no";
            try { element.textContent = "globalThis.foreign = 1"; } catch { refused = "yes"; }
            document.body.append(element);
            let markup = "no";
            try { document.body.insertAdjacentHTML("beforeend", "<b>x</b>"); } catch { markup = "yes"; }
            let asked = "no";
            try { await fetch("data:text/plain,x"); } catch { asked = "yes"; }
            return { refused, foreign: typeof foreign, markup, asked };
        }"""
    )
    assert told == {"refused": "yes", "foreign": "undefined", "markup": "yes", "asked": "yes"}


def test_a_browser_without_ed25519_says_so(browser: Browser, page_file: Path, tmp_path: Path) -> None:
    """Where the signature cannot be checked the disclosure does not hold, and the page says why."""
    for missing in (
        "crypto.subtle.importKey = async () => { throw new DOMException('no', 'NotSupportedError'); };",
        "Object.defineProperty(globalThis, 'crypto', { value: undefined });",
    ):
        context = browser.new_context(offline=True)
        context.add_init_script(missing)
        page = context.new_page()
        page.goto(page_file.as_uri())
        assert drop(page, tmp_path, small_files()) == "part"
        assert "not checked" in page.locator(".below").first.inner_text()
        context.close()


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (
            "File.prototype.arrayBuffer = () => Promise.reject(new DOMException('a folder'));",
            "Drop files, not a folder.",
        ),
        ("Object.defineProperty(File.prototype, 'size', { get: () => 160_000_001 });", "is too large"),
    ],
)
def test_what_cannot_be_read_is_said(browser: Browser, page_file: Path, tmp_path: Path, broken: str, said: str) -> None:
    """A folder or a film that was dropped by mistake gets a sentence, and one can start again."""
    context = browser.new_context(offline=True)
    context.add_init_script(broken)
    page = context.new_page()
    page.goto(page_file.as_uri())
    assert drop(page, tmp_path, small_files()) == "none"
    assert said in page.locator("#result").inner_text()
    assert page.get_by_role("button", name="Start again").is_visible()
    context.close()


def test_each_step_is_shown_as_it_goes(browser: Browser, page_file: Path, tmp_path: Path) -> None:
    """With a clock that always says that it is time, and a screen that always draws: every step, with its progress."""
    context = browser.new_context(offline=True)
    context.add_init_script(
        "let now = 0; performance.now = () => (now += 1000); requestAnimationFrame = (draw) => draw();"
    )
    page = context.new_page()
    page.goto(page_file.as_uri())
    page.evaluate(
        """() => {
            globalThis.seen = { said: [], progress: new Set() };
            const status = document.getElementById("status");
            const result = document.getElementById("result");
            new MutationObserver(() => {
                if (seen.said.at(-1) !== status.textContent) seen.said.push(status.textContent);
                for (const each of result.querySelectorAll("progress")) {
                    seen.progress.add(each.getAttribute("aria-label"));
                }
            }).observe(document.body, { childList: true, subtree: true });
        }"""
    )
    assert drop(page, tmp_path, small_files()) == "holds"
    seen = page.evaluate("({ said: seen.said, progress: [...seen.progress] })")
    assert any(", step 4: " in each for each in seen["said"])
    assert seen["said"][-1].startswith("This disclosure holds")
    assert {"Who can sign", "Coins, each in its block"} <= set(seen["progress"])
    context.close()
