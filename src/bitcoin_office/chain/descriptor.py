"""Output descriptors, watched only: a text that stands for scripts, and the scripts of any of its indexes.

``addr()`` and ``raw()`` are read here; all others by btclib-wallet, which is loaded when the first of them is.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

import msgspec

from bitcoin_office.chain.address import normal_address, script_of_address
from bitcoin_office.chain.descriptor_checksum import CHECKSUM_CHARACTERS, SEPARATOR, descriptor_checksum, with_checksum
from bitcoin_office.chain.descriptor_keys import check_keys
from bitcoin_office.chain.errors import AddressError, DescriptorError
from bitcoin_office.chain.hashing import hash160, sha256
from bitcoin_office.chain.network import Network

if TYPE_CHECKING:
    from btclib_wallet.descriptors import Descriptor as LibraryDescriptor

# A hundred keys with their origins in a tree of scripts take 17,000 characters; reading takes time by the length.
MAX_DESCRIPTOR_CHARACTERS: Final = 20_000
# BIP-341: a tree of scripts is at most 128 deep; readers that call themselves need a bound in any case.
MAX_DESCRIPTOR_DEPTH: Final = 150
# BIP-389 names two, receiving and change; more are allowed, and each costs a derivation.
MAX_BRANCHES: Final = 16
# One address a second for a day; a script takes about a millisecond to derive, so this takes minutes and 50 MB.
MAX_RANGE: Final = 100_000
# BIP-32: the indexes from here on need the private key.
FIRST_HARDENED_INDEX: Final = 1 << 31

_LIBRARY_NETWORKS: Final = {"main": "mainnet", "test": "testnet"}
# The library repeats whole expressions; a reader knows a key by its beginning.
_LONG_WORD: Final = re.compile(r"\w{40,}")
_SINGLE: Final = re.compile(r"(addr|raw)\(([0-9A-Za-z]*)\)")


class WatchedScript(msgspec.Struct, frozen=True, gc=False):
    """A script of a descriptor: which branch (0 receiving, 1 change), which index, and its bytes."""

    branch: int
    index: int
    script: bytes


class KeyOrigin(msgspec.Struct, frozen=True, kw_only=True):
    """A public key as it stands in a script, and the path to it from the master key with this fingerprint.

    Steps of the path from 2**31 on are hardened.
    """

    public_key: bytes
    fingerprint: bytes
    path: tuple[int, ...]


class TapLeaf(msgspec.Struct, frozen=True, kw_only=True):
    """A script in a taproot tree, with the control block that proves it to be there (BIP-341)."""

    version: int
    script: bytes
    control_block: bytes


class Solution(msgspec.Struct, frozen=True, kw_only=True):
    """What a signer must be told to spend, or to prove control of, one script; empty bytes where there is none."""

    script: bytes
    redeem_script: bytes = b""
    witness_script: bytes = b""
    keys: tuple[KeyOrigin, ...] = ()
    internal_key: bytes = b""
    merkle_root: bytes = b""
    leaves: tuple[TapLeaf, ...] = ()


class WatchDescriptor(msgspec.Struct, frozen=True, dict=True):
    """A descriptor of ``network``. ``text`` ends in its checksum; ``branches`` are its single-path forms.

    Made by ``parse_descriptor``, which checks it.
    """

    text: str
    network: Network
    branches: tuple[str, ...]
    fixed_script: bytes | None = None

    @cached_property
    def is_ranged(self) -> bool:
        """Whether it stands for a script at every index, not for one alone."""
        return any(each.is_ranged for each in self._library)

    def scripts(self, first: int = 0, count: int = 1) -> tuple[WatchedScript, ...]:
        """The scripts of ``count`` indexes from ``first`` on, of every branch; index 0 alone where it is not ranged.

        ``combo()`` gives several a branch and index. Raises ``DescriptorError`` for more than ``MAX_RANGE`` indexes.
        """
        self._check_range(first, count)
        if self.fixed_script is not None:
            return (WatchedScript(0, 0, self.fixed_script),)
        indexes = range(first, first + count) if self.is_ranged else range(1)
        return tuple(
            [
                WatchedScript(branch, index, each.script)
                for branch, parsed in enumerate(self._library)
                for index in indexes
                for each in parsed.script_pub_keys(index)
            ]
        )

    def solution(self, branch: int, index: int) -> Solution:
        """The scripts and keys behind the script at ``index`` of ``branch``, which must stand for one script."""
        self._check_range(index, 1)
        if self.fixed_script is not None:
            return Solution(script=self.fixed_script)
        return _solution(self._library[branch], index)

    def _check_range(self, first: int, count: int) -> None:
        if not (0 <= count <= MAX_RANGE and 0 <= first <= FIRST_HARDENED_INDEX - count):
            problem = f"{count} indexes from {first} on; at most {MAX_RANGE} below 2**31 can be asked for at once"
            raise DescriptorError(text=self.text, problem=problem)

    @cached_property
    def _library(self) -> tuple[LibraryDescriptor, ...]:
        if self.fixed_script is not None:
            return ()
        from btclib_wallet.descriptors import parse  # noqa: PLC0415 - half a second, only where it is needed

        return tuple([parse(each, library_network(self.network)) for each in self.branches])


def parse_descriptor(text: str, network: Network) -> WatchDescriptor:
    """Reads a descriptor of ``network``, with its checksum or without, and derives its first script.

    Raises ``DescriptorError``: for a private key anywhere in it, which is not repeated; for a wrong checksum, a
    damaged or foreign key, an unknown form, and one past the limits.
    """
    bare = _without_checksum(text.strip(), network)
    single = _SINGLE.fullmatch(bare)
    if single is not None:
        kind, body = single.groups()
        script = _fixed_script(kind, body, bare, network)
        bare = f"addr({normal_address(body, network)})" if kind == "addr" else f"raw({script.hex()})"
        return WatchDescriptor(with_checksum(bare), network, (with_checksum(bare),), script)
    return _through_library(bare, network)


def descriptor_of_address(address: str, network: Network) -> WatchDescriptor:
    """The ``addr()`` descriptor that watches one address. Raises ``AddressError``, with the place of a mistake."""
    address = normal_address(address.strip(), network)
    text = with_checksum(f"addr({address})")
    return WatchDescriptor(text, network, (text,), script_of_address(address, network))


def library_network(network: Network) -> str:
    """What btclib-wallet calls this network."""
    return _LIBRARY_NETWORKS.get(network.name, network.name)


def _without_checksum(text: str, network: Network) -> str:
    if len(text) > MAX_DESCRIPTOR_CHARACTERS:
        problem = f"{len(text)} characters, more than the {MAX_DESCRIPTOR_CHARACTERS} allowed"
        raise DescriptorError(text="(not shown)", problem=problem)
    # First of all, so that no later message can repeat a private key.
    check_keys(text, network)
    bare, separator, checksum = text.partition(SEPARATOR)
    try:
        computed = descriptor_checksum(bare)
    except ValueError as error:
        raise DescriptorError(text=text, problem=str(error)) from error
    if separator and checksum != computed:
        problem = f"its checksum is {checksum[: 2 * CHECKSUM_CHARACTERS]!r}, and the text gives {computed!r}"
        raise DescriptorError(text=text, problem=problem, remedy="Copy it again: a character differs.")
    _check_depth(bare)
    return bare


def _check_depth(text: str) -> None:
    depth = 0
    for character in text:
        depth += (character in "({") - (character in ")}")
        if depth > MAX_DESCRIPTOR_DEPTH:
            raise DescriptorError(text=text, problem=f"brackets nest deeper than {MAX_DESCRIPTOR_DEPTH}")


def _fixed_script(kind: str, body: str, text: str, network: Network) -> bytes:
    if kind == "addr":
        try:
            return script_of_address(body, network)
        except AddressError as error:
            problem = f"the address in it is wrong: {error.problem}"
            raise DescriptorError(text=text, problem=problem, remedy=error.remedy) from error
    try:
        return bytes.fromhex(body)
    except ValueError as error:
        raise DescriptorError(text=text, problem="raw() holds hexadecimal digits, two a byte") from error


def _through_library(bare: str, network: Network) -> WatchDescriptor:
    from btclib.exceptions import BTClibException  # noqa: PLC0415 - half a second, only where it is needed
    from btclib_wallet.descriptors import multipath_descriptors  # noqa: PLC0415 - likewise

    try:
        branches = tuple(multipath_descriptors(bare, library_network(network)))
        found = WatchDescriptor(with_checksum(bare), network, branches)
        if len(branches) > MAX_BRANCHES:
            raise DescriptorError(text=bare, problem=f"{len(branches)} branches, more than the {MAX_BRANCHES} allowed")
        found.scripts(0, 1)
    except BTClibException as error:
        remedy = "" if "(" in bare else "Write addr(ADDRESS) to watch one address."
        problem = _LONG_WORD.sub(lambda word: f"{word[0][:12]}...", str(error))
        raise DescriptorError(text=bare, problem=problem, remedy=remedy) from error
    return found


def _solution(parsed: LibraryDescriptor, index: int) -> Solution:
    scripts, provider = parsed.expand(index)
    script = scripts[0].script
    redeem = next((each for each in provider.scripts if hash160(each) == script[2:22]), b"")
    program = (redeem or script)[2:]
    witness = next((each for each in provider.scripts if sha256(each) == program), b"")
    internal, root, leaves = provider.trees.get(script[2:], (b"", b"", {}))
    return Solution(
        script=script,
        redeem_script=redeem,
        witness_script=witness,
        keys=tuple(
            KeyOrigin(public_key=key, fingerprint=origin.master_fingerprint, path=tuple(origin.der_path))
            for key, origin in provider.keys.items()
            if origin is not None
        ),
        internal_key=internal,
        merkle_root=root,
        leaves=tuple(
            TapLeaf(version=version, script=leaf, control_block=control) for control, (leaf, version) in leaves.items()
        ),
    )
