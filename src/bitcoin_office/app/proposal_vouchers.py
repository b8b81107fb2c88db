"""An approved proposal as a document of the office, and the voucher by which its transaction is booked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from bitcoin_office.adapters.vault_files import sha256_of, write_new
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.vouchers import load_vouchers, write_voucher
from bitcoin_office.reserve.proposal import Side
from bitcoin_office.reserve.proposal_state import Case
from bitcoin_office.reserve.voucher import MovementClass, Voucher
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.errors import ConflictError
from bitcoin_office.terms.units import USD

PROPOSALS: Final = "proposals"


def written_document(office: OfficeDir, case: Case) -> Path:
    """The proposal's own bytes in ``proposals/``, whose SHA-256 is its hash; written once. Raises ``OfficeError``."""
    file = office.path / PROPOSALS / f"{case.id}.json"
    if file.is_file():
        if sha256_of(file) != case.hash:
            raise ConflictError(
                f"{file} is not what was proposed: its hash is another.",
                remedy="Move it away; the office writes it anew from its log.",
            )
        return file
    write_new(file, case.data.decode())
    return file


def vouch_for(office: OfficeDir, cases: Sequence[Case], txid: str, usd_cents: int | None, confirmed: str = "") -> str:
    """The voucher by which a transaction is booked: the approved proposal that it executed is its document.

    Of several proposals that one transaction executed, the first is the document and the note names the others. A
    later voucher for them takes the earlier one's place; the same one is not written twice. Returns the new file, or
    nothing. Raises ``ConflictError`` where a voucher of something else stands.
    """
    first, before = cases[0], load_vouchers(office).get(txid)
    if before is not None and before.sha256 not in {case.hash for case in cases}:
        raise ConflictError(
            f"The transaction {txid[:16]}… has a voucher already, {before.file}.",
            remedy="A transaction has one voucher; see: bitcoin-office voucher list",
        )
    others = f"; it executed {' and '.join(case.id for case in cases[1:])} as well" if len(cases) > 1 else ""
    people = " and ".join(dict.fromkeys(each.by for case in cases for each in case.approvals))
    voucher = Voucher(
        txid=txid,
        kind=MovementClass.PURCHASE if first.proposal.side is Side.BUY else MovementClass.SALE,
        sha256=first.hash,
        file=f"{PROPOSALS}/{first.id}.json",
        usd=None if usd_cents is None else Amount(usd_cents, USD).decimal(),
        on=first.proposal.day,
        note=f"Approved by {people}{others}{f'; {confirmed}' if confirmed else ''}",
        number=1 if before is None else before.number + 1,
    )
    if before is not None and msgspec.structs.replace(voucher, number=before.number) == before:
        return ""
    return write_voucher(office, voucher).file
