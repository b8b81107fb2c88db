"""The checksum of descriptors, against BIP-380's vectors."""

import pytest

from bitcoin_office.chain.descriptor_checksum import INPUT_CHARACTERS, descriptor_checksum, with_checksum


def test_the_published_checksum() -> None:
    """BIP-380's own example."""
    assert with_checksum("raw(deadbeef)") == "raw(deadbeef)#89f8spxm"


def test_every_change_of_one_character_changes_the_checksum() -> None:
    """Each character in turn becomes each other one: never the same checksum."""
    text = "wsh(pk([d34db33f/48h]xpub/<0;1>/*))"
    right = descriptor_checksum(text)
    for place in range(len(text)):
        for other in INPUT_CHARACTERS:
            if other != text[place]:
                assert descriptor_checksum(text[:place] + other + text[place + 1 :]) != right


@pytest.mark.parametrize("text", ["raw(Ü)", "raw(\t)", "raw(€)"])
def test_characters_outside_its_set_are_refused(text: str) -> None:
    """The checksum does not cover them, so they cannot stand in a descriptor."""
    with pytest.raises(ValueError, match="cannot contain"):
        descriptor_checksum(text)
