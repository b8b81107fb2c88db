"""Vaults: named sets of scripts that the office watches, as people write them down. Never a private key."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from bitcoin_office.chain.address import normal_address
from bitcoin_office.chain.descriptor import MAX_RANGE, descriptor_of_address, parse_descriptor
from bitcoin_office.chain.descriptor_checksum import SEPARATOR
from bitcoin_office.chain.descriptor_keys import check_keys
from bitcoin_office.chain.errors import AddressError, DescriptorError
from bitcoin_office.chain.network import NETWORKS, Network, network
from bitcoin_office.playbook.problem import Problem
from bitcoin_office.terms.finding import Finding, Place
from bitcoin_office.terms.pattern import END

# Wallets look this far ahead at most (Bitcoin Core's keypool); what is used beyond it is found as the range grows.
DEFAULT_RANGE: Final = 1_000
# So many unused indexes are kept watched behind the last used one. BIP-44 asks for 20; offices hand out lists of them.
LOOK_AHEAD: Final = 200
# Every address is one script to ask the node about; a nation's published list has some dozens.
MAX_ADDRESSES: Final = 100_000

# What follows becomes part of an account's name, so the rule is that of accounts, but for the first letter's size.
NAME_PATTERN: Final = "^[A-Za-z0-9][A-Za-z0-9-]{0,39}" + END


def _network_problems(name: str) -> Iterable[Problem]:
    if name not in NETWORKS:
        yield Problem(code="unknown-network", message=f"No network {name!r}.", remedy=f"Known: {', '.join(NETWORKS)}.")


class VaultDescriptor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[[descriptor]]``: an output descriptor with public keys only.

    Of each branch the first ``count`` indexes are watched from the start, and more once those near the end are used.
    """

    text: Annotated[str, Meta(min_length=1)]
    count: Annotated[int, Meta(ge=1, le=MAX_RANGE)] = DEFAULT_RANGE
    note: str = ""


class VaultAddress(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[[address]]``: one address that is watched by itself."""

    address: Annotated[str, Meta(min_length=1)]
    note: str = ""


class Vault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of ``vaults/``. No coin of it is older than the block at ``from_height``: reading starts there."""

    name: Annotated[str, Meta(pattern=NAME_PATTERN)]
    network: Annotated[str, Meta(extra={"check": _network_problems})]
    note: str = ""
    from_height: Annotated[int, Meta(ge=0)] = 0
    descriptor: tuple[VaultDescriptor, ...] = ()
    address: Annotated[tuple[VaultAddress, ...], Meta(max_length=MAX_ADDRESSES)] = ()

    def problems(self) -> Iterable[Problem]:
        """A vault watches something."""
        if not self.descriptor and not self.address:
            yield Problem(
                code="empty-vault", message="It watches nothing.", remedy="Add a [[descriptor]] or [[address]]."
            )

    @property
    def account_part(self) -> str:
        """The vault's name as the last part of its accounts' names."""
        return self.name[0].upper() + self.name[1:]


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """One descriptor of a vault by its text without checksum, and how many indexes of each branch to watch at first."""

    vault: str
    text: str
    count: int
    from_height: int

    @property
    def is_ranged(self) -> bool:
        """Whether it stands for a script at every index."""
        return "*" in self.text


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """Whose a script is: a vault's, as index ``index`` of ``branch`` (0 receiving, 1 change) of a descriptor."""

    vault: str
    descriptor: str
    branch: int
    index: int


@functools.lru_cache(maxsize=64)
def watched_of(vault: Vault) -> tuple[Watched, ...]:
    """The vault's descriptors and addresses by their texts; only their form is looked at, which takes little time.

    Raises ``AddressError`` and ``DescriptorError`` for some of what ``vault_findings`` finds.
    """
    of = network(vault.network)
    counts: dict[str, int] = {}
    for each in vault.descriptor:
        text = _named(each.text, of)
        counts[text] = max(counts.get(text, 1), each.count if "*" in text else 1)
    for address in vault.address:
        check_keys(address.address, of)
        counts.setdefault(f"addr({normal_address(address.address.strip(), of)})", 1)
    return tuple(
        Watched(vault=vault.name, text=text, count=count, from_height=vault.from_height)
        for text, count in counts.items()
    )


def vault_findings(vaults: Iterable[tuple[str, Vault]]) -> tuple[Finding, ...]:
    """Everything that is wrong with vaults, each given with its file's name: what each watches, and them together."""
    findings: list[Finding] = []
    names: dict[str, str] = {}
    owners: dict[bytes, str] = {}
    for file, vault in vaults:
        before = names.setdefault(vault.name.lower(), file)
        if before != file:
            findings.append(_twice(Place(file=file, key="name"), f"{before} is a vault of this name too."))
        for place, script in _first_scripts(vault, file, findings):
            owner = owners.setdefault(script, vault.name)
            if owner != vault.name:
                findings.append(_twice(place, f"The vault {owner!r} watches this too."))
    return tuple(findings)


def _first_scripts(vault: Vault, file: str, findings: list[Finding]) -> Iterator[tuple[Place, bytes]]:
    """The first script of every descriptor and address, with its place; what cannot be read is a finding."""
    of = network(vault.network)
    texts = [(f"descriptor[{place}].text", each.text) for place, each in enumerate(vault.descriptor)]
    texts += [(f"address[{place}].address", each.address) for place, each in enumerate(vault.address)]
    for key, text in texts:
        place = Place(file=file, key=key)
        try:
            # First of all, so that no message can repeat a private key that stands where an address should.
            check_keys(text, of)
            read = parse_descriptor(text, of) if key.startswith("descriptor") else descriptor_of_address(text, of)
            yield place, read.scripts(0, 1)[0].script
        except (DescriptorError, AddressError) as error:
            findings.append(Finding(code=error.code, place=place, message=error.message, remedy=error.remedy))


def wanted_range(watched: Watched, known: int, last_used: int) -> range:
    """The indexes that should be watched and are not yet, where the first ``known`` are, and ``last_used`` is used.

    ``last_used`` is -1 where none is. Once fewer than ``LOOK_AHEAD`` unused ones are left, as many as at first follow.

    >>> ranged = Watched(vault="x", text="wpkh(xpub/*)", count=300, from_height=0)
    >>> wanted_range(ranged, 0, -1), wanted_range(ranged, 300, 99), wanted_range(ranged, 300, 100)
    (range(0, 300), range(300, 300), range(300, 401))
    """
    wanted = max(watched.count, known)
    if watched.is_ranged and last_used >= 0 and wanted - 1 - last_used < LOOK_AHEAD:
        wanted = last_used + 1 + max(LOOK_AHEAD, watched.count)
    return range(known, wanted)


def shared_texts(vaults: Iterable[Vault]) -> tuple[Finding, ...]:
    """A finding for each text that stands in two vaults; what ``vault_findings`` finds besides takes longer."""
    owners: dict[str, str] = {}
    findings: list[Finding] = []
    for vault in vaults:
        for each in watched_of(vault):
            owner = owners.setdefault(each.text, vault.name)
            if owner != vault.name:
                message = f"The vault {owner!r} watches {each.text[:60]} too."
                findings.append(_twice(Place(file=vault.name), message))
    return tuple(findings)


def vault_named(vaults: Iterable[Vault], name: str) -> Vault | None:
    """The vault of this name, however it is capitalised."""
    return next((vault for vault in vaults if vault.name.lower() == name.lower()), None)


def of_network(vaults: Iterable[Vault], wanted: Network) -> tuple[Finding, ...]:
    """A finding for each vault that is of another network than the office."""
    return tuple(
        Finding(
            code="wrong-network",
            place=Place(file=vault.name, key="network"),
            message=f"The vault is on {network(vault.network).title}, the office on {wanted.title}.",
            remedy="Real and practised coins are never mixed: keep it in an office of its own.",
        )
        for vault in vaults
        if vault.network != wanted.name
    )


def _twice(place: Place, message: str) -> Finding:
    remedy = "A coin belongs to one vault: take it out of one of them."
    return Finding(code="watched-twice", place=place, message=message, remedy=remedy)


def _named(text: str, of: Network) -> str:
    """The one text that stands for a descriptor: without its checksum, single addresses and scripts in one form."""
    bare = text.partition(SEPARATOR)[0].strip()
    check_keys(bare, of)
    if bare.startswith("addr(") and bare.endswith(")"):
        return f"addr({normal_address(bare[5:-1], of)})"
    return bare.lower() if bare.startswith("raw(") else bare
