"""Many disclosures on one page: the newest on top, none dropped, edited or forked, corrections visible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Page

from bitcoin_office.proof.note import NoteSigner
from bitcoin_office.reserve.disclosure.building import signed_file
from bitcoin_office.reserve.disclosure.document import Reason, Supersedes
from tests.adapters.check_page.driving import Said, drop, verify
from tests.disclosing import MINER, Made
from tests.reserve.disclosure.test_series import Told, after, all_of, resigned

pytestmark = pytest.mark.component("chromium")


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    """Three disclosures in a row."""
    found = Told()
    yield found
    found.practice.chain.close()


def files(*made: Made) -> dict[str, bytes]:
    """Their files and sidecars, the newest first: the page puts them in order."""
    found = {}
    for place, each in enumerate(reversed(made)):
        found[f"{each.disclosure.number}-{place}.json"] = each.file
        found[f"{each.disclosure.number}-{place}.headers"] = each.headers.data
    return found


def judged(tab: Page, *made: Made) -> list[Said]:
    """What the page says; whether something is wrong is held against the program."""
    found = verify(tab, files(*made))
    assert any(each.verdict == "wrong" for each in found) is not all_of(*made).ok
    return found


def test_a_whole_series_holds(tab: Page, told: Told) -> None:
    """Each with its own headers; each follows the one before, and its coins those of its basis."""
    found = judged(tab, *told.made)
    assert [each.verdict for each in found] == ["holds"] * 3
    assert [each.name[0] for each in found] == ["3", "2", "1"]
    assert all("previous" in each.codes("proved") and "basis" not in each.codes("open") for each in found)


def test_one_alone_leaves_the_others_open(tab: Page, told: Told) -> None:
    """What came before it, and the coins of its basis, were not given."""
    (found,) = judged(tab, told.made[1])
    assert found.verdict == "holds"
    assert {"previous", "basis", "later"} <= found.codes("open")


def test_gaps_edits_and_forks_are_wrong(tab: Page, told: Told) -> None:
    """A missing number, a file that was signed anew, two of one number, another office's."""
    first, second, third = told.made
    assert "number 2 is missing" in judged(tab, first, third)[0].texts("wrong").lower()
    edited = resigned(first, made_on="2026-01-01")
    assert "one was changed" in judged(tab, edited, second, third)[1].texts("wrong")
    assert "they differ" in judged(tab, *told.made, resigned(third, made_on="2026-01-01"))[0].texts("wrong")
    assert "another office's" in judged(tab, first, resigned(second, country="pk", control=()))[0].texts("wrong")


def test_what_is_wrong_with_an_earlier_one_is_wrong_with_all(tab: Page, told: Told) -> None:
    """The newest does not hold where one that it builds on does not."""
    first, second, third = told.made
    broken = resigned(first, sats=first.disclosure.sats + 1)
    assert [each.verdict for each in judged(tab, broken, second, third)] == ["wrong"] * 3


def test_a_copy_is_no_fork(tab: Page, told: Told) -> None:
    """The same file twice says nothing else."""
    assert judged(tab, *told.made, told.made[2])[0].verdict == "holds"


def test_a_new_key_is_told(tab: Page, told: Told) -> None:
    """It may be honest; the reader is told."""
    other = NoteSigner("training.example/other", bytes(32))
    disclosure = msgspec.structs.replace(told.made[2].disclosure, signer=other.key.text)
    third = Made(
        disclosure=disclosure, file=signed_file(disclosure, other), headers=told.made[2].headers,
        auditor=told.made[2].auditor,
    )  # fmt: skip
    assert "signer-changed" in judged(tab, *told.made[:2], third)[0].codes("open")


def test_a_correction_is_visible(tab: Page, page_file: Path, tmp_path: Path) -> None:
    """The corrected ones say by which they are replaced; one that goes on from a replaced one is wrong."""
    told = Told()
    why = Supersedes(number=2, reason=Reason.CORRECTION, text="A voucher was found.")
    fourth = told.practice.disclose(after(*told.made, supersedes=why))
    assert "A voucher was found." in judged(tab, *told.made, fourth)[0].texts("open")
    fifth = told.practice.disclose(after(*told.made, fourth))
    assert judged(tab, *told.made, fourth, fifth)[0].verdict == "holds"
    basis = told.practice.disclose(after(*told.made)).disclosure.basis
    wrong = resigned(fourth, basis=basis, supersedes=None)
    assert judged(tab, *told.made, wrong)[0].verdict == "wrong"
    page = tab.context.new_page()
    page.goto(page_file.as_uri())
    assert drop(page, tmp_path, files(*told.made, fourth)) == "holds"
    summaries = page.locator("details.earlier > summary").all_inner_texts()
    assert [("Superseded" in each) for each in summaries] == [True, True, False]
    page.close()
    told.practice.chain.close()


def test_a_reorganisation_is_visible(tab: Page) -> None:
    """Headers of another branch: the disclosure that was orphaned is superseded, and the new one holds."""
    told = Told()
    chain = told.practice.chain
    times = [chain.headers(104, 104).header(104).time + 607 * step for step in range(1, chain.tip().height - 102)]
    chain.reorganise(104, MINER.script, times=times, mark=b"reorganised")
    why = Supersedes(number=2, reason=Reason.REORGANISATION, text="Blocks from 105 on are orphaned.")
    fourth = told.practice.disclose(after(*told.made, supersedes=why))
    found = judged(tab, *told.made, fourth)
    assert found[0].verdict == "holds", found[0].texts("wrong")
    assert "reorganisation" in found[0].texts("open")
    chain.close()
