"""Disclosures torn and twisted at random: always an answer, never all well, never a traceback."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bitcoin_office.proof.canonical import write
from bitcoin_office.reserve.disclosure.building import disclosure_hash, note_text
from bitcoin_office.reserve.disclosure.checking import Given
from bitcoin_office.reserve.disclosure.document import SignedDisclosure
from bitcoin_office.reserve.disclosure.form import read_disclosure
from bitcoin_office.reserve.disclosure.result import Tally
from bitcoin_office.reserve.disclosure.series import verify
from tests.disclosing import Made
from tests.reserve.disclosure.verifying import reader

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.sampled_from([0, 1, -1, 2**32 - 1, 2**32, 21 * 10**14, 21 * 10**14 + 1])
    | st.text(max_size=8)
    | st.sampled_from(["00" * 32, "ff" * 32, "0" * 160, "00" * 32 + ":0", "00" * 32 + ":4294967296", "6a", "0", "a\n"])
)
values = scalars | st.lists(scalars, max_size=3) | st.dictionaries(st.text(max_size=3), scalars, max_size=3)
patient = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to every value inside."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, each in inside for found in places(each, (*path, key)))]


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with another one at a path."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = put(value[path[0]], path[1:], new)
    return copy


@patient
@given(data=st.data())
def test_any_value_in_any_place(small: Made, data: st.DataObject) -> None:
    """One value replaced by another of any kind: refused, or the same."""
    whole = json.loads(small.file)
    path = data.draw(st.sampled_from(places(whole)))
    twisted = write(put(whole, path, data.draw(values)))
    found = verify([Given(name="x", data=twisted, sidecar=small.headers.data)], reader())
    assert found.ok is (twisted == small.file)


@patient
@given(data=st.data())
def test_any_value_in_any_place_of_the_auditors_file(small: Made, data: st.DataObject) -> None:
    """As above, in the file that opens commitments."""
    whole = json.loads(write(small.auditor))
    path = data.draw(st.sampled_from(places(whole)))
    twisted = put(whole, path, data.draw(values))
    emptied = path == ("proofs",) and twisted["proofs"] == []
    found = verify([Given(name="x", data=small.file, auditor=write(twisted))], reader())
    assert found.ok is (write(twisted) == write(small.auditor) or emptied)


@patient
@given(cut=st.integers(0, 8_000), junk=st.binary(max_size=20), place=st.integers(0, 8_000))
def test_torn_bytes(small: Made, cut: int, junk: bytes, place: int) -> None:
    """Bytes lost at the end, and others pushed in: never all well."""
    torn = small.file[:cut]
    torn = torn[:place] + junk + torn[place:]
    found = verify([Given(name="x", data=torn, sidecar=junk)], reader())
    assert not found.ok


@patient
@given(data=st.data())
def test_what_is_read_is_canonical(small: Made, data: st.DataObject) -> None:
    """Whatever of these is read as a disclosure is written again in the same bytes, with the same hash."""
    whole = json.loads(small.file)
    path = data.draw(st.sampled_from([each for each in places(whole) if each and each[-1] in {"evidence", "made_on"}]))
    twisted = write(put(whole, path, data.draw(st.text(max_size=30))))
    signed = read_disclosure(twisted, Tally("x"))
    if signed is not None:
        assert isinstance(signed, SignedDisclosure)
        assert write(signed) == twisted
        assert disclosure_hash(signed.disclosure) in note_text(signed.disclosure)
