"""The attestation: its one form, and that nothing else is read as one."""

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.network import NETWORKS
from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.message import MAX_HEIGHT, MAX_MESSAGE_CHARACTERS, Attestation, Purpose

EXAMPLE = Attestation(
    country="sv",
    vault="treasury-2",
    network="main",
    height=909_458,
    block_hash=bytes(range(32)),
    block_time=1_754_819_143,
    purpose=Purpose.RECOVERY,
    expires=dt.date(2026, 12, 31),
)

attestations = st.builds(
    Attestation,
    country=st.from_regex(r"[a-z]{2}", fullmatch=True),
    vault=st.from_regex(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?", fullmatch=True),
    network=st.sampled_from(sorted(NETWORKS)),
    height=st.integers(0, MAX_HEIGHT),
    block_hash=st.binary(min_size=32, max_size=32),
    block_time=st.integers(0, 0xFFFFFFFF),
    purpose=st.sampled_from(Purpose),
    expires=st.dates(),
)


@given(attestations)
def test_text_and_contents_are_each_others_inverse(attestation: Attestation) -> None:
    """What is written reads back the same, and fits what a signing device shows: printable ASCII, 330 characters."""
    text = attestation.text()
    assert Attestation.parse(text) == attestation
    assert len(text) <= MAX_MESSAGE_CHARACTERS
    assert all(" " <= character <= "~" or character == "\n" for character in text)
    assert "   " not in text
    assert attestation.message == text.encode()


@given(attestations, st.data())
def test_every_field_is_bound(attestation: Attestation, data: st.DataObject) -> None:
    """Another country, vault, network, height, block, purpose or day gives another text."""
    other = data.draw(attestations.filter(lambda each: each != attestation))
    assert other.text() != attestation.text()


@given(st.data())
def test_a_changed_text_never_reads_as_the_same(data: st.DataObject) -> None:
    """Any one character changed, left out or added: refused, or another attestation; never a second text for one."""
    text = EXAMPLE.text()
    place = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 1))
    changed = text[:place] + data.draw(st.text(max_size=2)) + text[place + cut :]
    try:
        found = Attestation.parse(changed)
    except ProofFormatError:
        return
    assert found.text() == changed


@given(st.text(max_size=400))
def test_arbitrary_text_raises_only_the_documented_error(text: str) -> None:
    """Nothing but ``ProofFormatError`` comes out of reading a stranger's text."""
    with pytest.raises(ProofFormatError):
        Attestation.parse(text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("vault", "x\npurpose: both"),
        ("vault", ""),
        ("vault", "Treasury"),
        ("vault", "v" * 41),
        ("vault", "-v"),
        ("country", "SV"),
        ("country", "slv"),
        ("network", "mainnet"),
        ("height", -1),
        ("height", MAX_HEIGHT + 1),
        ("block_hash", b"short"),
        ("block_time", -1),
        ("block_time", 2**32),
    ],
)
def test_contents_without_a_form_are_not_written(field: str, value: object) -> None:
    """A vault's name cannot forge a second field, and nothing is written that would not be read."""
    with pytest.raises(ProofFormatError):
        msgspec.structs.replace(EXAMPLE, **{field: value}).text()


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("block: 909458 ", "block: 0909458 "),
        ("block: 909458 ", "block: 9٠9 "),
        ("2025-08-10T09:45:43Z", "2025-08-10T09:45:43+00:00"),
        ("2025-08-10T09:45:43Z", "2025-08-32T09:45:43Z"),
        ("2025-08-10T09:45:43Z", "1969-08-10T09:45:43Z"),
        ("2025-08-10T09:45:43Z", "2106-08-10T09:45:43Z"),
        ("expires: 2026-12-31", "expires: 2026-02-30"),
        ("expires: 2026-12-31", "expires: 2026-W53-4"),
        ("purpose: recovery", "purpose: Recovery"),
        (shown(bytes(range(32))), shown(bytes(range(32))).upper()),
        ("country: sv\nvault: treasury-2", "vault: treasury-2\ncountry: sv"),
    ],
)
def test_a_second_spelling_is_refused(line: str, instead: str) -> None:
    """One attestation has one text: no leading zeros, no other digits, no other order, no capital letters."""
    text = EXAMPLE.text()
    assert line in text
    with pytest.raises(ProofFormatError):
        Attestation.parse(text.replace(line, instead))
