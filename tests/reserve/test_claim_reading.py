"""Whatever the text, reading it ends, raises nothing, loses no figure and points into the text."""

import datetime as dt
import string

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bitcoin_office.reserve.claims.plain import plain
from bitcoin_office.reserve.claims.quantity import Unit
from bitcoin_office.reserve.claims.scene import scene
from bitcoin_office.reserve.claims.sentence import LONGEST_SENTENCE, sentences
from bitcoin_office.reserve.claims.statement import read
from tests.reserve.claims_making import HOLDERS, RECORD, checked

WORDS = st.sampled_from(
    """
    El|Salvador|Bhutan|Strategy|holds|bought|6,240|6.24|745|0|00|1,00,000|6,2400|BTC|bitcoin|coins|sats|$|US$|€|million|bn
    |thousand|hundred|two|twenty-one|half|a|and|point|or|to|-|,|.|;|:|(|)|'|over|about|nearly|worth|valued|at|for|per|day
    |each|its|the|country|company|In|November|2022|as|of|14|July|31|February|not|would|if|from|up|together|another|dozen
    |several|hundreds|of|\n|\n\n|\u00a0|\u2014|\u20bf|\u0000|\U0001f4b0|5\u0661|\u00bd|\u2009|--|U.S.|Mr.|$1.2|bn.
    """.replace("\n    ", "").split("|")
)
NEWSLIKE = st.lists(WORDS, max_size=60).map(" ".join)
ANY_TEXT = st.one_of(st.text(max_size=300), NEWSLIKE, st.text(alphabet=string.digits + ",. $'-\u00a0", max_size=80))
ANY_DAY = st.dates()


@settings(deadline=None)
@given(text=ANY_TEXT, published=ANY_DAY)
@example(text="As of February 29, it held 5 BTC.", published=dt.date(2025, 7, 17))
@example(text="It held 5 BTC in May.", published=dt.date.min)
@example(text="0 BTC worth $0", published=dt.date.max)
def test_any_text_on_any_day_is_judged(text: str, published: dt.date) -> None:
    """No text and no day make the check raise, and every sentence it returns stands in the text."""
    found = checked(text, published)
    flat = " ".join(text.split())
    for claim in found.claims:
        assert claim.sentence in flat
    for item in found.no_claims:
        assert item.figure in item.sentence
        assert item.sentence in flat


@settings(deadline=None)
@given(text=ANY_TEXT)
def test_offsets_lie_inside_the_text_and_point_at_the_figure(text: str) -> None:
    """A statement's sentence and a passage's figure are pieces of the text, neither empty."""
    reading = read(text, holders=HOLDERS, default=RECORD.name, published=dt.date(2025, 7, 17))
    for item in reading.statements:
        assert 0 <= item.start < item.end <= len(text)
        assert text[item.start : item.end].strip()
    for item in reading.passages:
        assert 0 <= item.sentence_start <= item.start < item.end <= item.sentence_end <= len(text)


@settings(deadline=None)
@given(text=NEWSLIKE)
def test_every_figure_with_a_unit_is_told_once(text: str) -> None:
    """Every amount of bitcoin or money is in one statement or one passage: nothing vanishes, nothing counts twice."""
    reading = read(text, holders=HOLDERS, default=RECORD.name, published=dt.date(2025, 7, 17))
    told = [item for statement in reading.statements for item in (statement.btc, statement.usd) if item is not None]
    found = [item for part in sentences(plain(text)) for item in scene(part.text, is_told=False).quantities]
    with_unit = [item for item in found if item.unit is not Unit.NONE]
    bare = sum(item.unit is Unit.NONE for item in told) + sum(
        item.why.startswith("a number beside") for item in reading.passages
    )
    assert len(told) + len(reading.passages) - bare == len(with_unit)


@settings(deadline=None)
@given(text=ANY_TEXT)
def test_sentences_cover_the_text_in_order(text: str) -> None:
    """Sentences follow one another, none is longer than the limit, and only white space lies between them."""
    clear = plain(text)
    assert len(clear) == len(text)
    place = 0
    for part in sentences(clear):
        assert not clear[place : part.start].strip()
        assert 0 < part.end - part.start <= LONGEST_SENTENCE
        assert [part.origin(at) for at in range(len(part.text))] == sorted(
            {part.origin(at) for at in range(len(part.text))}
        )
        place = part.end
    assert not clear[place:].strip()


@settings(max_examples=20, deadline=None)
@given(
    filler=st.sampled_from(["one ", "6,240 BTC ", "$1 ", "(", "El ", "a, ", "6 240 ", "and a half ", "x" * 40 + " "])
)
def test_a_text_without_a_full_stop_is_cut_into_pieces(filler: str) -> None:
    """The longest stretch read at once is bounded, so that time grows with the text and not with its square."""
    parts = list(sentences(plain(filler * (4 * LONGEST_SENTENCE // len(filler)))))
    assert len(parts) >= 4
    assert max(len(part.text) for part in parts) <= LONGEST_SENTENCE
