"""Vaults as texts: the TOML file of a vault, and lists of addresses as people keep them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bitcoin_office.playbook.decode import decode
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
    lines = [_HEAD, f"name = {_quoted(vault.name)}", f"network = {_quoted(vault.network)}"]
    if vault.note:
        lines.append(f"note = {_quoted(vault.note)}")
    if vault.from_height:
        lines.append(f"# No coin of this vault is older than this block.\nfrom_height = {vault.from_height}")
    for each in vault.descriptor:
        lines += ["", "[[descriptor]]", f"text = {_quoted(each.text)}", f"count = {each.count}"]
        lines += [f"note = {_quoted(each.note)}"] if each.note else []
    for address in vault.address:
        lines += ["", "[[address]]", f"address = {_quoted(address.address)}"]
        lines += [f"note = {_quoted(address.note)}"] if address.note else []
    return "\n".join(lines) + "\n"


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


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's form is one, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
