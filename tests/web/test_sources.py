"""Sources on a page: each once, by number, with its words, its address and how it is known."""

from __future__ import annotations

import pytest

from bitcoin_office.terms.source import Quality, Source
from bitcoin_office.web.sources import Notes


def test_each_source_stands_once() -> None:
    """The second naming of a source has the first one's number."""
    notes = Notes()
    first, second = Source(title="One"), Source(title="Two", url="https://two.example/a")
    assert [str(notes(each)).count("#source-") for each in ((first, second), first, ())] == [2, 1, 0]
    assert notes.lines == ((1, "One", "", ""), (2, "Two", "https://two.example/a", ""))


@pytest.mark.parametrize("quality", [quality for quality in Quality if quality is not Quality.DOCUMENTED])
@pytest.mark.parametrize("url", ["", "https://one.example/"])
def test_how_a_source_is_known_is_apart_from_its_words(quality: Quality, url: str) -> None:
    """So that it can be said in the reader's language, while the source's title is quoted."""
    notes = Notes()
    notes(Source(title="A [draft] paper", url=url or None, quality=quality))
    assert notes.lines == ((1, "A [draft] paper", url, str(quality)),)


def test_only_addresses_of_the_web_are_links() -> None:
    """Another scheme stays text, whoever wrote it."""
    notes = Notes()
    notes("Read <javascript:alert(1)> this")
    assert notes.lines == ((1, "Read <javascript:alert(1)> this", "", ""),)
