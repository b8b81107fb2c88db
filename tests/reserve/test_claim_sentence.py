"""Sentences end where they do, not at every full stop."""

import pytest

from bitcoin_office.reserve.claims.plain import plain
from bitcoin_office.reserve.claims.sentence import sentences


def parts(text: str) -> list[str]:
    """The sentences of a text."""
    return [part.text for part in sentences(plain(text))]


@pytest.mark.parametrize(
    "sentence",
    [
        "The U.S. Treasury holds 198,000 BTC.",
        "The reserve is worth $1.2 bn. in all.",
        "Mr. Bukele and Dr. Ng met J. P. Silva on Jan. 3.",
        "It holds 6,240.18 BTC vs. 6,089 before.",
        "Strategy Inc. Chairman Saylor spoke at 10 a.m. Eastern time.",
        "It holds approx. 6,240 BTC (i.e. $740 million).",
        "No. 6 on the list is El Salvador.",
    ],
)
def test_abbreviations_do_not_end_a_sentence(sentence: str) -> None:
    """Titles, initials, "U.S.", "bn.", months and decimals stay inside."""
    assert parts(f"{sentence} The next begins here.") == [sentence, "The next begins here."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It moved to the U.S. The price fell.", ["It moved to the U.S.", "The price fell."]),
        ("It is worth $1.2 bn. In May it was less.", ["It is worth $1.2 bn.", "In May it was less."]),
        ("Did it buy? Yes! It did.", ["Did it buy?", "Yes!", "It did."]),
        ('"We hold." He left.', ['"We hold."', "He left."]),
        ("One.\n\nTwo", ["One.", "Two"]),
        ("Plan A. Plan B.", ["Plan A. Plan B."]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_sentences_end(text: str, expected: list[str]) -> None:
    """At a full stop before a word that begins sentences, a question, a quote's end, a blank line, not an initial."""
    assert parts(text) == expected


def test_wrapped_lines_are_one_sentence_and_lists_are_not() -> None:
    """A paragraph of long lines is prose; one of short lines is a list, and so are bullets."""
    wrapped = "El Salvador, the first country to make bitcoin legal tender, holds\n  6,240 BTC in its reserve."
    assert parts(wrapped) == [" ".join(wrapped.split())]
    assert parts("Holders:\nBhutan: 11,924 BTC\nEl Salvador: 6,240 BTC") == [
        "Holders:",
        "Bhutan: 11,924 BTC",
        "El Salvador: 6,240 BTC",
    ]
    bullets = "- El Salvador holds 6,240 BTC and goes on buying one of them every single day\n- Bhutan holds 11,924"
    assert len(parts(bullets)) == 2


def test_white_space_is_made_single_and_places_lead_back() -> None:
    """The figure's place in the sentence leads to its place in the text, whatever white space was between."""
    text = "By the middle of the month its reserve was said to  hold more than\n\t 6\u202f240 \u00a0 BTC."
    (part,) = sentences(plain(text))
    assert part.text == "By the middle of the month its reserve was said to hold more than 6\u00a0240 BTC."
    place = part.text.index("6\u00a0240")
    assert text[part.origin(place) : part.origin(place + 4) + 1] == "6\u202f240"
    assert part.origin(len(part.text)) == len(text)
