"""The vouchers of an office: added, listed, and read for the judging of movements."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bitcoin_office.adapters.vault_files import VOUCHERS, sha256_of, voucher_texts, write_new
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.vaults import VaultsError
from bitcoin_office.playbook.decode import decode
from bitcoin_office.reserve.voucher import Voucher, voucher_text, vouchers_that_hold
from bitcoin_office.terms.errors import ConflictError
from bitcoin_office.terms.finding import Finding


class VoucherAdded(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher that was added: its file in the office, and the voucher."""

    schema: str = "bitcoin-office/voucher-added/1"
    file: str
    voucher: Voucher


class VoucherList(msgspec.Struct, frozen=True, kw_only=True):
    """The vouchers that hold, by txid."""

    schema: str = "bitcoin-office/vouchers/1"
    vouchers: tuple[Voucher, ...]


def load_vouchers(office: OfficeDir) -> dict[str, Voucher]:
    """The voucher that holds for each transaction, by txid. Raises ``VaultsError``."""
    named, findings = _read_vouchers(office)
    held, more = vouchers_that_hold(named)
    if findings or more:
        raise VaultsError("vouchers", findings + more)
    return held


def list_vouchers(office: OfficeDir) -> VoucherList:
    """The vouchers that hold. Raises ``VaultsError``."""
    return VoucherList(vouchers=tuple(voucher for _, voucher in sorted(load_vouchers(office).items())))


def add_voucher(office: OfficeDir, draft: Voucher, document: Path, *, replace: bool = False) -> VoucherAdded:
    """Adds a voucher for the document, whose hash takes the place of the draft's.

    A second one for the same transaction takes the first one's place with ``replace``, which stays as it is. Raises
    ``ConflictError``, ``NotFoundError``, and ``VaultsError`` for a voucher that cannot be.
    """
    before = load_vouchers(office).get(draft.txid)
    if before is not None and not replace:
        raise ConflictError(
            f"The transaction {draft.txid[:16]}… has a voucher already, {before.file}.",
            remedy="Say --replace to let the new one hold; the old one stays in the folder.",
        )
    number = 1 if before is None else before.number + 1
    return write_voucher(
        office, msgspec.structs.replace(draft, sha256=sha256_of(document), file=document.name, number=number)
    )


def write_voucher(office: OfficeDir, voucher: Voucher) -> VoucherAdded:
    """The voucher as a new file of the office. Raises ``VaultsError`` for one that cannot be, and ``OfficeError``."""
    text = voucher_text(voucher)
    file = office.path / VOUCHERS / f"{voucher.txid[:16]}-{voucher.number}.toml"
    read, findings = decode(text, Voucher, file=str(file))
    if read is None:
        raise VaultsError("voucher", findings)
    write_new(file, text)
    return VoucherAdded(file=str(file), voucher=read)


def _read_vouchers(office: OfficeDir) -> tuple[list[tuple[str, Voucher]], tuple[Finding, ...]]:
    found: list[tuple[str, Voucher]] = []
    findings: tuple[Finding, ...] = ()
    for file, text in voucher_texts(office.path).items():
        voucher, wrong = decode(text, Voucher, file=file)
        findings += wrong
        if voucher is not None:
            found.append((file, voucher))
    return found, findings
