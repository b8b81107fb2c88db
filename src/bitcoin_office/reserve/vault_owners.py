"""Whose a watched script is, by the vaults as they are written down now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bitcoin_office.reserve.movements_log import ScriptPlace
from bitcoin_office.reserve.vault import Owner, Vault, watched_of


def owners_of(scripts: Mapping[bytes, ScriptPlace], vaults: Iterable[Vault]) -> dict[bytes, Owner]:
    """The owner of each script whose descriptor stands in a vault; scripts of vaults that are gone have none.

    Raises ``AddressError`` and ``DescriptorError`` for a vault that cannot be read.
    """
    names = {watched.text: watched.vault for vault in vaults for watched in watched_of(vault)}
    return {
        script: Owner(
            vault=names[place.descriptor], descriptor=place.descriptor, branch=place.branch, index=place.index
        )
        for script, place in scripts.items()
        if place.descriptor in names
    }
