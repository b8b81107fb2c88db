"""The vaults of an office: added, listed, and read for everything that works on them."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bitcoin_office.adapters.country_files import TRAINING_COUNTRY, read_text
from bitcoin_office.adapters.vault_files import VAULTS, vault_texts, write_new
from bitcoin_office.app.office_dir import OfficeDir, OfficeKind
from bitcoin_office.chain.address import normal_address
from bitcoin_office.chain.descriptor import parse_descriptor
from bitcoin_office.chain.errors import AddressError, DescriptorError
from bitcoin_office.chain.network import Network
from bitcoin_office.reserve.movements_accounts import observed, unexplained
from bitcoin_office.reserve.vault import (
    DEFAULT_RANGE,
    Vault,
    VaultAddress,
    VaultDescriptor,
    of_network,
    shared_texts,
    vault_findings,
    vault_named,
)
from bitcoin_office.reserve.vault_text import read_addresses, read_vault, vault_text
from bitcoin_office.terms.errors import ConflictError, NotFoundError, OfficeError
from bitcoin_office.terms.finding import Finding, Severity, worst

# What says that a key or address is of another network than asked for.
_FOREIGN = "belongs to"


class VaultsError(OfficeError):
    """The office's vaults or vouchers have findings that make them unusable."""

    code = "vaults"

    def __init__(self, what: str, findings: tuple[Finding, ...]) -> None:
        lines = "\n".join(str(finding) for finding in findings)
        super().__init__(f"The {what} cannot be used:\n{lines}\n", remedy="Mend the files; nothing was changed.")
        self.findings = findings


class WatchedVault(msgspec.Struct, frozen=True, kw_only=True):
    """A vault: what it watches, by descriptor, and in which accounts its coins are booked."""

    name: str
    network: str
    note: str
    from_height: int
    descriptors: tuple[str, ...]
    addresses: int
    accounts: tuple[str, ...]
    file: str


class WatchedVaults(msgspec.Struct, frozen=True, kw_only=True):
    """The vaults of an office."""

    schema: str = "bitcoin-office/vaults/1"
    network: str
    vaults: tuple[WatchedVault, ...]


class NewVault(msgspec.Struct, frozen=True, kw_only=True):
    """A vault as it is asked for: descriptors, or addresses among them; ``addresses`` is a file that lists some."""

    name: str
    descriptors: tuple[str, ...] = ()
    addresses: Path | None = None
    note: str = ""
    from_height: int = 0
    count: int = DEFAULT_RANGE


class VaultAdded(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a new vault: ``null`` and findings where it was refused, and then nothing was written."""

    schema: str = "bitcoin-office/vault-added/1"
    vault: WatchedVault | None
    findings: tuple[Finding, ...]


def load_vaults(office: OfficeDir) -> tuple[Vault, ...]:
    """The office's vaults by name. Raises ``VaultsError`` with everything that is wrong with their files."""
    named = _read_vaults(office)
    vaults = tuple(vault for _, vault in named)
    findings = of_network(vaults, office.network())
    try:
        findings += () if findings else shared_texts(vaults)
    except (AddressError, DescriptorError):
        findings += vault_findings(named)
    if findings:
        raise VaultsError("vaults", findings)
    return vaults


def check_vaults(office: OfficeDir) -> tuple[Vault, ...]:
    """As ``load_vaults``, with every key and address looked at, and held against all others."""
    vaults = load_vaults(office)
    findings = vault_findings(_read_vaults(office))
    if findings:
        raise VaultsError("vaults", findings)
    return vaults


def list_vaults(office: OfficeDir) -> WatchedVaults:
    """What the office watches. Raises ``VaultsError``."""
    load_vaults(office)
    found = tuple(_told(vault, file) for file, vault in _read_vaults(office))
    return WatchedVaults(network=office.network().name, vaults=found)


def show_vault(office: OfficeDir, name: str) -> WatchedVaults:
    """One vault. Raises ``NotFoundError`` with the nearest known name."""
    found = list_vaults(office)
    chosen = tuple(vault for vault in found.vaults if vault.name.lower() == name.lower())
    if not chosen:
        raise _no_vault(name, [vault.name for vault in found.vaults])
    return msgspec.structs.replace(found, vaults=chosen)


def add_vault(office: OfficeDir, asked: NewVault) -> VaultAdded:
    """Adds a vault, or says everything that is wrong with it. Raises ``ConflictError`` for a name that is taken."""
    network = office.network()
    taken = vault_named(load_vaults(office), asked.name)
    if taken is not None:
        raise ConflictError(
            f"There is a vault {taken.name!r} already.", remedy="Choose another name; vaults are not changed in place."
        )
    addresses: tuple[VaultAddress, ...] = ()
    findings: tuple[Finding, ...] = ()
    if asked.addresses is not None:
        addresses, findings = read_addresses(_text_of(asked.addresses), file=str(asked.addresses))
    texts = [text.strip() for text in asked.descriptors]
    descriptors, single = [text for text in texts if "(" in text], [text for text in texts if "(" not in text]
    vault = Vault(
        name=asked.name,
        network=network.name,
        note=asked.note,
        from_height=asked.from_height,
        descriptor=tuple(VaultDescriptor(text=text, count=asked.count) for text in descriptors),
        address=(*(VaultAddress(address=text) for text in single), *addresses),
    )
    file = office.path / VAULTS / f"{asked.name}.toml"
    findings += _findings_of(vault, office, str(file))
    if worst(findings) is Severity.ERROR:
        return VaultAdded(vault=None, findings=findings)
    whole = _with_checksums(vault, network)
    write_new(file, vault_text(whole))
    return VaultAdded(vault=_told(whole, str(file)), findings=findings)


def _read_vaults(office: OfficeDir) -> tuple[tuple[str, Vault], ...]:
    found: list[tuple[str, Vault]] = []
    findings: tuple[Finding, ...] = ()
    for file, text in vault_texts(office.path).items():
        vault, wrong = read_vault(text, file=file)
        findings += wrong
        if vault is not None:
            found.append((file, vault))
    if worst(findings) is Severity.ERROR:
        raise VaultsError("vaults", findings)
    return tuple(found)


def _findings_of(vault: Vault, office: OfficeDir, file: str) -> tuple[Finding, ...]:
    """What is wrong with a new vault by itself and beside the others."""
    _, findings = read_vault(vault_text(vault), file=file)
    if worst(findings) is Severity.ERROR:
        return findings
    findings += tuple(
        each for each in vault_findings([*_read_vaults(office), (file, vault)]) if each.place.file == file
    )
    return tuple(_with_way_out(each, office) for each in findings)


def _with_way_out(finding: Finding, office: OfficeDir) -> Finding:
    """For keys of a test network in a real country's office: how to make an office for them."""
    if _FOREIGN not in finding.message or office.settings.kind is not OfficeKind.RECORD:
        return finding
    remedy = (
        "This office is a record, of real coins only. For made-up coins: "
        f"bitcoin-office init DIR --country {TRAINING_COUNTRY} --network regtest."
    )
    return msgspec.structs.replace(finding, remedy=remedy)


def _with_checksums(vault: Vault, network: Network) -> Vault:
    """The vault with every descriptor and address in the one form in which it is kept."""
    descriptors = tuple(
        msgspec.structs.replace(each, text=parse_descriptor(each.text, network).text) for each in vault.descriptor
    )
    addresses = tuple(
        msgspec.structs.replace(each, address=normal_address(each.address.strip(), network)) for each in vault.address
    )
    return msgspec.structs.replace(vault, descriptor=descriptors, address=addresses)


def _told(vault: Vault, file: str) -> WatchedVault:
    return WatchedVault(
        name=vault.name,
        network=vault.network,
        note=vault.note,
        from_height=vault.from_height,
        descriptors=(
            *(each.text for each in vault.descriptor),
            *(f"addr({each.address})" for each in vault.address),
        ),
        addresses=len(vault.address),
        accounts=(observed(vault.account_part), unexplained(vault.account_part)),
        file=file,
    )


def _text_of(file: Path) -> str:
    if not file.is_file():
        raise NotFoundError(kind="file", name=str(file), remedy="Name a list of addresses, one a line.")
    return read_text(file)


def _no_vault(name: str, known: list[str]) -> NotFoundError:
    return NotFoundError(kind="vault", name=name, known=tuple(known), remedy="See: bitcoin-office vault list")
