"""Sentences of the press, in our own words: what each claims, what is set aside, what is not understood."""

import tomllib
from pathlib import Path

import pytest

from bitcoin_office.reserve.claims.quantity import Quantity
from bitcoin_office.reserve.claims.statement import read
from tests.reserve.claims_making import HOLDERS, PUBLISHED, RECORD

PRESS = Path(__file__).parent / "press"
CASES = [
    pytest.param(
        case,
        id=f"{file.stem}-{number}",
        marks=[pytest.mark.xfail(reason=case["misread"], strict=True)] if "misread" in case else [],
    )
    for file in sorted(PRESS.glob("*.toml"))
    for number, case in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["case"], start=1)
]


def shown(quantity: Quantity | None) -> str:
    """A figure as the corpus writes it."""
    return "-" if quantity is None else f"{quantity.value.normalize():f}"


@pytest.mark.parametrize("case", CASES)
def test_a_sentence_is_read_as_a_reader_would(case: dict[str, object]) -> None:
    """Subject, coins and dollars of every claim are those written beside the sentence, and no figure is lost."""
    reading = read(str(case["text"]), holders=HOLDERS, default=RECORD.name, published=PUBLISHED)
    claims = [f"{item.subject} | {shown(item.btc)} | {shown(item.usd)}" for item in reading.statements]
    aside = [item for item in reading.passages if item.is_understood]
    unread = [item for item in reading.passages if not item.is_understood]
    assert claims == case.get("claims", [])
    assert (len(aside), len(unread)) == (case.get("aside", 0), case.get("unread", 0)), (aside, unread)


def test_the_corpus_is_large() -> None:
    """At least 120 sentences, 60 of them written before the rules."""
    assert len(CASES) >= 120
    assert sum("written_before" in str(case.id) for case in CASES) >= 60
