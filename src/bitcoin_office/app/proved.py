"""Wires the proved figure to one office: its log, its vaults, and every kept proof of control, verified anew."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from bitcoin_office.adapters.vault_files import vault_texts
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.reserve.judged_proof import JudgedProof
from bitcoin_office.reserve.proved import ProvedReserve, proved_reserve

if TYPE_CHECKING:
    from bitcoin_office.app.chain_views import View


def office_proved(office: OfficeDir, at: dt.date) -> ProvedReserve | None:
    """What is proved of the office's coins on a day, as known by what was read of the chain.

    ``None`` where the office watches no vault, or has not read the chain for all of them.
    """
    if not vault_texts(office.path):
        return None
    # A statement without vaults needs neither descriptors nor signatures, which take long to load.
    from bitcoin_office.app.chain_views import NotSyncedError, office_view  # noqa: PLC0415

    try:
        with office_view(office) as view:
            return proved_in(view, judged_in(office, view, at), at)
    except NotSyncedError:
        return None


def proved_in(view: View, judged: tuple[JudgedProof, ...], at: dt.date) -> ProvedReserve:
    """What is proved, from a log that is open and proofs that were judged as of the same day."""
    read = view.log.transactions(upto=view.at.height)
    found = proved_reserve(view.at, read, view.owners, judged, at)
    read_vaults = {owner.vault for owner in view.owners.values()}
    return msgspec.structs.replace(
        found, unread=tuple(vault.name for vault in view.vaults if vault.name not in read_vaults)
    )


def judged_in(office: OfficeDir, view: View, at: dt.date) -> tuple[JudgedProof, ...]:
    """Every kept proof, verified and judged as of a day. Raises ``OfficeError`` for a file that cannot be read."""
    from bitcoin_office.app.country_code import country_code  # noqa: PLC0415 - as above
    from bitcoin_office.app.disclosure import script_engine  # noqa: PLC0415
    from bitcoin_office.app.proofs import given_proofs  # noqa: PLC0415
    from bitcoin_office.reserve.control import Judging, judge_proofs  # noqa: PLC0415

    judging = Judging(
        country=country_code(office),
        network=office.network().name,
        at=at,
        known=view.log.known,
        engine=script_engine(),
    )
    return judge_proofs(given_proofs(office), judging)
