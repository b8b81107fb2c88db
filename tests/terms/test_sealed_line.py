"""Lines of hashes can be followed without this program."""

import hashlib
import json

import msgspec

from bitcoin_office.terms.sealed_line import NO_HASH, sealed, walked


class Word(msgspec.Struct, frozen=True):
    """What the tests seal."""

    text: str
    at: int

    def sealed_parts(self) -> tuple[str | int, ...]:
        """Both."""
        return self.text, self.at


def test_the_hash_is_of_plain_json() -> None:
    """It is the SHA-256 of a JSON array: the hash before, the number, the parts. Anybody can compute it again."""
    first, second = sealed(None, [Word("ایک", 1), Word('a "b"\n', 2)])
    for entry, previous in ((first, NO_HASH), (second, first.hash)):
        array = [previous, entry.seq, entry.record.text, entry.record.at]
        text = json.dumps(array, ensure_ascii=False, separators=(",", ":"))
        assert entry.hash == hashlib.sha256(text.encode()).hexdigest()


def test_a_line_goes_on_where_it_ended() -> None:
    """Sealed at once or one by one, the entries are the same."""
    words = [Word("one", 1), Word("two", 2), Word("three", 3)]
    entries = sealed(None, words)
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert sealed((entries[0].seq, entries[0].hash), words[1:]) == entries[1:]


def test_only_what_is_out_of_its_place_is_named() -> None:
    """An entry that was sealed with a wrong number is not whole; neither is what follows one taken away."""
    entries = sealed(None, [Word("one", 1), Word("two", 2), Word("three", 3)])
    assert [whole for _, whole in walked(entries)] == [True, True, True]
    assert [whole for _, whole in walked((entries[0], entries[2]))] == [True, False]
    begun_elsewhere = sealed((7, NO_HASH), [Word("one", 1)])
    assert [whole for _, whole in walked(begun_elsewhere)] == [False]
