"""Signed notes: their one spelling, and what their signatures bind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.note import Note, NoteKey, NoteSigner

SIGNER = NoteSigner("office.example/sv", bytes(range(32)))
TEXT = "first line\nsecond line\n"
NOTE = SIGNER.sign(TEXT)

# golang.org/x/mod/sumdb/note, example of its documentation.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_of_go_is_verified_and_made_again_against_go() -> None:
    """The keys, the id and the signature are those that Go's own package documents."""
    key = NoteKey.parse(GO_KEY)
    note = Note.parse(GO_NOTE)
    assert note.verify(key)
    signer = NoteSigner.parse(GO_SECRET)
    assert signer.key == key
    assert signer.text == GO_SECRET
    assert signer.sign(note.text) == GO_NOTE


def test_a_note_holds_for_its_key_alone() -> None:
    """Another key, the same key under another name, another text: none holds."""
    note = Note.parse(NOTE)
    assert note.text == TEXT
    assert note.verify(SIGNER.key)
    assert not note.verify(NoteSigner("office.example/sv", bytes(32)).key)
    assert not note.verify(NoteKey(name="office.example/pk", public=SIGNER.key.public))


@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(1, 255))
def test_no_byte_of_a_note_can_change(place: int, change: int) -> None:
    """Whatever byte is changed to whatever else, the note no longer holds."""
    data = bytearray(NOTE.encode())
    data[place] ^= change
    try:
        note = Note.parse(data.decode())
    except (UnicodeDecodeError, ProofFormatError):
        return
    assert not note.verify(SIGNER.key)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        NOTE.removesuffix("\n"),
        f"{NOTE}\n",
        NOTE.replace("— ", "- "),
        NOTE.replace("\n\n", "\n"),
        f"{NOTE}{NOTE.rpartition(chr(10) * 2)[2]}",
        NOTE.replace("office.example/sv ", "office example/sv "),
        NOTE.replace("office.example/sv ", "office+example/sv "),
        NOTE[:-2] + "\n",
        f"{'a' * 4_000}{NOTE}",
    ],
)
def test_only_one_spelling_of_a_note_is_read(wrong: str) -> None:
    """No signature, two of them, other dashes, lost lines: refused."""
    with pytest.raises(ProofFormatError):
        Note.parse(wrong)


@pytest.mark.parametrize("wrong", ["", "a", "a+b", "a+00000000+AQ==", SIGNER.key.text + "=", SIGNER.key.text[1:]])
def test_only_keys_are_read_as_keys(wrong: str) -> None:
    """A key has a name, the id that follows from it, and 32 bytes."""
    with pytest.raises(ProofFormatError):
        NoteKey.parse(wrong)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "é", "x" * 101, "line\nbreak"])
def test_a_key_has_a_plain_name(name: str) -> None:
    """What a note could not hold, or what only looks like another name, is refused."""
    with pytest.raises(ProofFormatError):
        NoteSigner(name, bytes(32))


def test_an_error_never_shows_a_secret() -> None:
    """A private key with a wrong id is refused without being repeated."""
    secret = SIGNER.text.replace("+AQ", "+Ag")
    with pytest.raises(ProofFormatError) as caught:
        NoteSigner.parse(secret)
    assert SIGNER.text[-20:] not in str(caught.value)
