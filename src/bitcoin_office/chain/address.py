"""Addresses and the scripts that they stand for; for a mistyped one, where the mistake probably is."""

from __future__ import annotations

from typing import Final

from bitcoin_office.chain.base58 import (
    ALPHABET,
    checksum_holds,
    decode_base58,
    encode_base58_check,
)
from bitcoin_office.chain.base58 import wrong_places as wrong_base58_places
from bitcoin_office.chain.bech32 import (
    SEPARATOR,
    Bech32Error,
    Checksum,
    decode_bech32,
    encode_bech32,
    from_five_bits,
    to_five_bits,
)
from bitcoin_office.chain.errors import AddressError
from bitcoin_office.chain.network import NETWORKS, Network
from bitcoin_office.chain.script import (
    WITNESS_PROGRAM_BYTES,
    ScriptKind,
    kind_of,
    p2pkh,
    p2sh,
    witness_program,
    witness_script,
)

# BIP-173: 90 characters; every other form of address is shorter. Bounds the search for a mistake as well.
MAX_ADDRESS_CHARACTERS: Final = 90
_BASE58_CHARACTERS: Final = range(25, 36)
# A version byte, a 20-byte hash, a 4-byte checksum.
_BASE58_BYTES: Final = 25
_HIGHEST_WITNESS_VERSION: Final = 16
# After the separator: version 0 ("q") or 1 ("p"), a program of 20 or 32 bytes, and the checksum.
_USUAL_VERSIONS: Final = ("q", "p")
_USUAL_CHARACTERS: Final = (39, 59)


def script_of_address(text: str, network: Network) -> bytes:
    """The locking script of an address of ``network``. Raises ``AddressError``, with the likely place of a mistake.

    >>> from bitcoin_office.chain.network import MAIN
    >>> script_of_address("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", MAIN).hex()
    '0014751e76e8199196d454941c45d1b3a323f1433bd6'
    """
    if not text or len(text) > MAX_ADDRESS_CHARACTERS:
        raise AddressError(text=text, problem=f"an address has 1 to {MAX_ADDRESS_CHARACTERS} characters")
    if _looks_like_bech32(text):
        return _script_of_bech32(text, network)
    return _script_of_base58(text, network)


def address_of_script(script: bytes, network: Network) -> str | None:
    """The address that stands for a locking script; ``None`` for kinds that have none."""
    kind = kind_of(script)
    if kind is ScriptKind.P2PKH:
        return encode_base58_check(bytes((network.p2pkh_version,)) + script[3:23])
    if kind is ScriptKind.P2SH:
        return encode_base58_check(bytes((network.p2sh_version,)) + script[2:22])
    program = None if kind is ScriptKind.NONSTANDARD else witness_program(script)
    if program is None:
        return None
    version, data = program
    checksum = Checksum.BECH32 if version == 0 else Checksum.BECH32M
    return encode_bech32(network.hrp, [version, *to_five_bits(data)], checksum)


def normal_address(text: str, network: Network) -> str:
    """The one form in which an address is stored and compared: bech32 in small letters. Raises ``AddressError``."""
    return text.lower() if witness_program(script_of_address(text, network)) else text


def _looks_like_bech32(text: str) -> bool:
    small = text.lower()
    # A base 58 address in letters of one size only is as good as never met: one in some hundred million.
    one_size = text in {small, text.upper()}
    return one_size or any(small.startswith(each.hrp + SEPARATOR) for each in NETWORKS.values())


def _script_of_bech32(text: str, network: Network) -> bytes:
    try:
        hrp, values, checksum = decode_bech32(text)
        if hrp != network.hrp:
            raise AddressError(text=text, problem=_foreign(network, [n for n in NETWORKS.values() if n.hrp == hrp]))
        if not values or values[0] > _HIGHEST_WITNESS_VERSION:
            raise Bech32Error("no witness version that there is", (len(hrp) + 1,) if values else ())
        version, program = values[0], from_five_bits(values[1:])
    except Bech32Error as error:
        raise _bech32_address_error(text, network, error) from error
    if checksum is not (Checksum.BECH32 if version == 0 else Checksum.BECH32M):
        name = "bech32" if version == 0 else "bech32m"
        raise AddressError(text=text, problem=f"version {version} must end in a {name} checksum")
    if len(program) not in WITNESS_PROGRAM_BYTES or (version == 0 and len(program) not in {20, 32}):
        raise AddressError(
            text=text, problem=f"a program of {len(program)} bytes, which version {version} does not have"
        )
    return witness_script(version, program)


def _bech32_address_error(text: str, network: Network, error: Bech32Error) -> AddressError:
    start = len(network.hrp) + len(SEPARATOR)
    usual = tuple(start + size for size in _USUAL_CHARACTERS)
    if error.is_checksum and text[start : start + 1].lower() in _USUAL_VERSIONS and len(text) not in usual:
        # With a character lost or added, the places that would make the checksum hold mean nothing.
        sizes = " or ".join(str(each) for each in usual)
        problem = f"{len(text)} characters where such an address has {sizes}: one is missing or too many"
        return AddressError(text=text, problem=problem)
    return AddressError(text=text, problem=error.problem, places=error.places)


def _script_of_base58(text: str, network: Network) -> bytes:
    foreign = tuple(place for place, character in enumerate(text) if character not in ALPHABET)
    if foreign:
        raise AddressError(text=text, problem="a character that no address has", places=foreign)
    if len(text) not in _BASE58_CHARACTERS:
        raise AddressError(text=text, problem=f"{len(text)} characters is no length of an address")
    data = decode_base58(text)
    if not checksum_holds(data):
        places = wrong_base58_places(text, _BASE58_BYTES)
        raise AddressError(text=text, problem="the checksum does not hold", places=places)
    if len(data) != _BASE58_BYTES:
        raise AddressError(text=text, problem=f"{len(data)} bytes where an address has {_BASE58_BYTES}")
    version, payload = data[0], data[1:21]
    if version == network.p2pkh_version:
        return p2pkh(payload)
    if version == network.p2sh_version:
        return p2sh(payload)
    owners = [each for each in NETWORKS.values() if version in {each.p2pkh_version, each.p2sh_version}]
    raise AddressError(text=text, problem=_foreign(network, owners))


def _foreign(network: Network, owners: list[Network]) -> str:
    found = " or ".join(each.title for each in owners) or "something else than Bitcoin"
    return f"it belongs to {found}, not to {network.title}"
