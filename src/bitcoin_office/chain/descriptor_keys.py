"""The keys in a descriptor's text: private ones are refused, public ones checked, before anything else reads them."""

from __future__ import annotations

import re
from typing import Final

from bitcoin_office.chain.base58 import ALPHABET, checksum_holds, decode_base58, wrong_places
from bitcoin_office.chain.errors import DescriptorError
from bitcoin_office.chain.network import NETWORKS, Network

# BIP-32: version, depth, parent, number, chain code, key, and the checksum of base 58.
EXTENDED_KEY_BYTES: Final = 82
EXTENDED_KEY_CHARACTERS: Final = range(107, 113)
# A private key alone has 51 or 52 characters, a mistyped one a few more or fewer; nothing public is as long.
SECRET_KEY_CHARACTERS: Final = range(49, 55)
_SECRET_KEY_STARTS: Final = ("5", "K", "L", "9", "c")

# SLIP-132: the same keys under other names, from which some wallets read the kind of address.
_OTHER_NAMES: Final = re.compile(r"[yzuvYZUV]pub[1-9A-Za-z]{100,}")
_PRIVATE_NAME: Final = re.compile(r"[xyzuvtYZUV]prv.*")
_WORD: Final = re.compile(r"[0-9A-Za-z]+")
_BASE58_CHARACTERS: Final = frozenset(ALPHABET)


def check_keys(text: str, network: Network) -> None:
    """Raises ``DescriptorError`` where the text holds a private key, or a public one that is damaged or foreign.

    A private key is never repeated in the message.
    """
    words = _WORD.findall(text)
    if any(_is_private(word) for word in words):
        raise DescriptorError(
            text="(not shown)",
            problem="it holds a private key",
            remedy="Give the public form: xpub instead of xprv. Treat a private key that was typed here as known.",
        )
    for word in words:
        _check_public(word, text, network)


def _is_private(word: str) -> bool:
    if _PRIVATE_NAME.fullmatch(word):
        return True
    return len(word) in SECRET_KEY_CHARACTERS and word.startswith(_SECRET_KEY_STARTS)


def _check_public(word: str, text: str, network: Network) -> None:
    if _OTHER_NAMES.fullmatch(word):
        raise DescriptorError(
            text=text,
            problem=f"the key {word[:12]}... is in a wallet's own form",
            remedy="Export it as xpub (tpub on a test network); the descriptor already says the kind of address.",
        )
    if word[1:4] != "pub" or len(word) not in EXTENDED_KEY_CHARACTERS:
        return
    foreign = next((place for place, character in enumerate(word) if character not in _BASE58_CHARACTERS), None)
    if foreign is not None:
        raise _damaged(word, text, (foreign,))
    data = decode_base58(word)
    if not checksum_holds(data):
        raise _damaged(word, text, wrong_places(word, EXTENDED_KEY_BYTES))
    if data[:4] != network.public_key_version:
        owners = [each.title for each in NETWORKS.values() if each.public_key_version == data[:4]]
        found = " or ".join(owners) or "something else than Bitcoin"
        raise DescriptorError(text=text, problem=f"the key {word[:12]}... belongs to {found}, not to {network.title}")


def _damaged(word: str, text: str, places: tuple[int, ...]) -> DescriptorError:
    where = ", ".join(f"character {place + 1} ({word[place]!r})" for place in places)
    return DescriptorError(
        text=text,
        problem=f"the checksum of the key {word[:12]}... does not hold",
        remedy=f"Look at {where} of that key." if where else "Compare that key with where it was copied from.",
    )
