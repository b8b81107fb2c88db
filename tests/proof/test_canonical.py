"""JSON with one byte form: what is written reads back, and no other spelling of it is read."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.proof.canonical import MAX_INTEGER, CanonicalError, Limits, parse, read, write

LIMITS = Limits(length=100_000, depth=8, commas=1_000)

keys = st.text(st.characters(min_codepoint=0, max_codepoint=127), max_size=5)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
scalars = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=20
)


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A typed value: two fields."""

    left: int
    right: str | None


def problem_of(data: bytes, kind: Any = None) -> CanonicalError:
    """The error that reading raises."""
    with pytest.raises(CanonicalError) as caught:
        parse(data, LIMITS, "test") if kind is None else read(data, kind, LIMITS, "test")
    return caught.value


@given(values)
def test_what_is_written_is_read_back_and_written_the_same(value: Any) -> None:
    """parse(write(x)) is x, and its bytes are the same again."""
    data = write(value)
    assert parse(data, LIMITS, "test") == value
    assert write(parse(data, LIMITS, "test")) == data


@given(values)
def test_the_bytes_are_those_of_json_against_python(value: Any) -> None:
    """Python's own writer, asked for sorted keys and no spaces, gives the same bytes."""
    ours = write(value)
    assert json.loads(ours) == value
    assert json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() == ours


@given(values, st.integers(1, 3), st.sampled_from([None, ", ", ","]))
def test_other_spellings_of_the_same_value_are_refused(value: Any, indent: int, item: str | None) -> None:
    """Indented, spaced, escaped to ASCII or with reversed keys: read only where the bytes happen to be the same."""
    ours = write(value)
    others = [
        json.dumps(value, indent=indent, sort_keys=True),
        json.dumps(value, separators=(item or ",", ": "), sort_keys=True),
        json.dumps(value, separators=(",", ":"), ensure_ascii=True, sort_keys=True),
        json.dumps(reversed_keys(value), separators=(",", ":"), ensure_ascii=False),
    ]
    for other in others:
        if other.encode() != ours:
            problem_of(other.encode())


def reversed_keys(value: Any) -> Any:
    """The same value with the keys of its objects in falling order."""
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in sorted(value, reverse=True)}
    return [reversed_keys(each) for each in value] if isinstance(value, list) else value


@given(st.binary(max_size=60))
def test_bytes_of_any_kind_are_read_or_refused(data: bytes) -> None:
    """Whatever comes in, the reader gives a value with these very bytes or its own error."""
    for kind in (None, Pair):
        try:
            value = parse(data, LIMITS, "test") if kind is None else read(data, kind, LIMITS, "test")
        except CanonicalError:
            continue
        assert write(value) == data


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "truncated"),
        (b"\xef\xbb\xbf1", "invalid character"),
        (b" 1", "canonical"),
        (b"1\n", "canonical"),
        (b"[1 ]", "canonical"),
        (b"1.0", "fraction"),
        (b"1e3", "fraction"),
        (b"-0", "canonical"),
        (b"01", "invalid number"),
        (b"+1", "invalid character"),
        (b"NaN", "invalid character"),
        (b"9007199254740992", "beyond the integers"),
        (b"-9007199254740992", "beyond the integers"),
        (b"1" * 400, "beyond the integers"),
        (b'{"a":1,"a":1}', "stands twice"),
        (b'{"b":1,"a":1}', "ordered otherwise"),
        ('{"é":1}'.encode(), "not ASCII"),
        (b'"\\u0041"', "canonical"),
        (b'"\\/"', "canonical"),
        (b'"\\u000A"', "canonical"),
        (b'"\\ud800 and more"', "surrogate"),
        (b'"\xed\xa0\x80"', "UTF-8"),
        (b'"\xc0\x80"', "UTF-8"),
        (b'"\x01"', "character"),
        (b'"a', "truncated"),
        (b"[1,]", "trailing"),
        (b"[" * 9 + b"]" * 9, "in one another"),
        (b'"' + b"[" * 50 + b'"x', "JSON"),
        (b"[" + b"1," * 1_001 + b"1]", "commas"),
        (b'"' + b"a" * 100_000 + b'"', "bytes"),
    ],
)
def test_what_is_not_canonical_is_refused_with_its_reason(data: bytes, problem: str) -> None:
    """Each way to be wrong has its own sentence."""
    assert problem in problem_of(data).problem


def test_brackets_in_texts_do_not_count_as_depth() -> None:
    """A text may hold brackets, escaped quotation marks and backslashes."""
    value = ["[" * 100 + '"' + "\\" + "{" * 100]
    assert parse(write(value), LIMITS, "test") == value


def test_a_long_text_that_does_not_end_takes_no_long_time() -> None:
    """Half a million escaped quotation marks are looked at once each."""
    limits = Limits(length=2_000_000, depth=8, commas=10)
    with pytest.raises(CanonicalError):
        parse(b'"' + b'\\"' * 500_000, limits, "test")


def test_a_typed_value_says_where_it_is_wrong() -> None:
    """The path to the value of the wrong type comes with the error."""
    assert read(b'{"left":1,"right":null}', Pair, LIMITS, "test") == Pair(1, None)
    assert problem_of(b'{"left":"1","right":null}', Pair).key == "$.left"
    assert problem_of(b'{"left":1,"right":null,"third":0}', Pair).problem.startswith("object contains unknown field")
    assert problem_of(b'{"left":1}', Pair).problem.startswith("object missing required field")


def test_a_wrong_spelling_goes_before_a_wrong_type() -> None:
    """A file that was changed on the way says so before it says that a field is odd."""
    error = problem_of(b'{"left":"1", "right":null}', Pair)
    assert error.offset == len(b'{"left":"1",')
    assert "canonical" in error.problem


def test_a_double_key_of_a_typed_value_is_found() -> None:
    """The decoder would take the last of two; the bytes tell."""
    assert "stands twice" in problem_of(b'{"left":1,"left":1,"right":null}', Pair).problem
