"""Vaults as texts: the TOML file of a vault, and lists of addresses as people keep them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bitcoin_office.playbook.decode import decode
from bitcoin_office.playbook.toml_text import toml_text
from bitcoin_office.reserve.record_files import AddressesFile
from bitcoin_office.reserve.vault import Vault, VaultAddress
from bitcoin_office.terms.finding import Finding, Place

_HEAD = (
    "# A vault of the office, watched only: public keys and addresses, never a private key.\n"
    "# See docs/vaults.md for what may stand here.\n"
)


def read_vault(text: str, *, file: str) -> tuple[Vault | None, tuple[Finding, ...]]:
    """The vault that a file of ``vaults/`` states, with everything that is wrong with it."""
    return decode(text, Vault, file=file)


def vault_text(vault: Vault) -> str:
    """The file of a vault; ``read_vault`` gives the same vault back."""
    tree: dict[str, Any] = {"name": vault.name, "network": vault.network}
    if vault.note:
        tree["note"] = vault.note
    if vault.from_height:
        tree["from_height"] = vault.from_height
    if vault.descriptor:
        tree["descriptor"] = [
            {"text": each.text, "count": each.count} | ({"note": each.note} if each.note else {})
            for each in vault.descriptor
        ]
    if vault.address:
        tree["address"] = [
            {"address": each.address} | ({"note": each.note} if each.note else {}) for each in vault.address
        ]
    return _HEAD + toml_text(tree)


def read_addresses(text: str, *, file: str) -> tuple[tuple[VaultAddress, ...], tuple[Finding, ...]]:
    """The addresses of a country's ``addresses.toml``, or of a plain list: one a line, ``#`` starts a remark.

    In a plain list whatever follows the address after a blank, comma or semicolon is its note.
    """
    if "[[address]]" in text:
        found, findings = decode(text, AddressesFile, file=file)
        listed = found.address if found is not None else ()
        return _without_twins(VaultAddress(address=each.address, note=each.note) for each in listed), findings
    addresses: list[VaultAddress] = []
    for line in text.splitlines():
        words, _, remark = line.partition("#")
        address, _, note = words.replace(",", " ").replace(";", " ").strip().partition(" ")
        if address:
            addresses.append(VaultAddress(address=address, note=note.strip() or remark.strip()))
    if not addresses:
        message, remedy = "The file holds no address.", "Write one address a line."
        return (), (Finding(code="no-addresses", place=Place(file=file), message=message, remedy=remedy),)
    return _without_twins(addresses), ()


def _without_twins(addresses: Iterable[VaultAddress]) -> tuple[VaultAddress, ...]:
    by_address: dict[str, VaultAddress] = {}
    for each in addresses:
        by_address.setdefault(each.address, each)
    return tuple(by_address.values())
