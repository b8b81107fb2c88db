"""Whom a figure is said of: names, pronouns, and their memory over sentences."""

import datetime as dt

import pytest

from bitcoin_office.reserve.claims.statement import read
from tests.reserve.claims_making import HOLDERS, RECORD

PUBLISHED = dt.date(2025, 7, 17)


def subjects(text: str) -> list[str]:
    """The subject of every statement."""
    return [item.subject for item in read(text, holders=HOLDERS, default=RECORD.name, published=PUBLISHED).statements]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It holds 6,240 BTC.", ["El Salvador"]),
        ("EL SALVADOR HOLDS 6,240 BTC.", ["El Salvador"]),
        ("Bukele\u2019s government holds 6,240 BTC.", ["El Salvador"]),
        ("MicroStrategy holds 601,550 BTC.", ["Strategy"]),
        ("Strategy buys weekly. The company holds 601,550 BTC.", ["Strategy"]),
        ("Bhutan lies far away. It holds 6,240 BTC.", ["El Salvador"]),
        ("Bhutan holds power stations. Its reserve is 11,924 BTC.", ["Bhutan"]),
        ("Strategy holds 601,550 BTC. The country holds 6,240 BTC.", ["Strategy", "El Salvador"]),
        ("According to Arkham, the country holds 6,240 BTC.", ["El Salvador"]),
        ("El Salvador signed a letter with Pakistan and now holds 6,240 BTC.", ["El Salvador"]),
        ("The 11,924 BTC held by Bhutan are mined.", ["Bhutan"]),
        ("Behind Bhutan's 11,924 BTC comes El Salvador with 6,240 BTC.", ["Bhutan", "El Salvador"]),
        ("The Bhutanese government holds 11,924 BTC.", ["Bhutanese government"]),
        ("The company holds 5,000 BTC.", ["the company"]),
        ("Holdings stand at 6,240 BTC.", ["El Salvador"]),
        ("Strategy's treasury has 601,550 BTC. The Salvadoran one has 6,240 BTC.", ["Strategy", "El Salvador"]),
    ],
)
def test_subjects(text: str, expected: list[str]) -> None:
    """The nearest name before the figure, "held by", stand-ins of the right kind, else the country of the record."""
    assert subjects(text) == expected


def test_a_value_in_the_next_sentence_joins_its_count() -> None:
    """As "That is worth $740 million" prices the count before it; a new name or a second count does not."""
    (joined,) = read(
        "El Salvador holds 6,240 BTC. That is worth about $740 million.",
        holders=HOLDERS,
        default=RECORD.name,
        published=PUBLISHED,
    ).statements
    assert joined.btc is not None
    assert joined.usd is not None
    assert subjects("El Salvador holds 6,240 BTC. Strategy's reserve is worth $72 billion.") == [
        "El Salvador",
        "Strategy",
    ]
    assert len(subjects("El Salvador holds 6,240 BTC worth $740 million. It is worth $745 million.")) == 2
