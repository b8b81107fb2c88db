"""Vouchers of movements: a document, known by its hash, that says what a transaction was."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.problem import Problem
from bitcoin_office.playbook.toml_text import toml_text
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.errors import AmountFormatError
from bitcoin_office.terms.finding import Finding, Place
from bitcoin_office.terms.pattern import END
from bitcoin_office.terms.units import USD


class MovementClass(enum.StrEnum):
    """What a movement was. ``MIXED`` spends coins of ours and of others; ``UNEXPLAINED`` needs a voucher."""

    PURCHASE = "purchase"
    MINED = "mined"
    DONATION = "donation"
    DUST = "dust"
    SEIZURE = "seizure"
    CONSOLIDATION = "internal-consolidation"
    SPLIT = "internal-split"
    TRANSFER = "transfer-between-vaults"
    SALE = "sale"
    PAYMENT = "payment"
    MIXED = "mixed"
    UNEXPLAINED = "unexplained"


# What a document can vouch for. All else the chain itself proves, or nobody can.
INCOMING = (MovementClass.PURCHASE, MovementClass.DONATION, MovementClass.SEIZURE, MovementClass.MINED)
OUTGOING = (MovementClass.SALE, MovementClass.PAYMENT)
VOUCHED = (*INCOMING, *OUTGOING)
INTERNAL = (MovementClass.CONSOLIDATION, MovementClass.SPLIT, MovementClass.TRANSFER)

_HEX_64 = "^[0-9a-f]{64}" + END


def _class_problems(value: Any) -> Iterable[Problem]:
    if value not in VOUCHED:
        remedy = f"A voucher can say: {', '.join(VOUCHED)}."
        yield Problem(code="voucher-class", message=f"No document makes a movement {value}.", remedy=remedy)


def _money_problems(value: Any) -> Iterable[Problem]:
    if value is None:
        return
    try:
        Amount.of(f"{value:f}", USD)
    except AmountFormatError as error:
        yield Problem(code="out-of-range", message=f"{error.problem}.", remedy='Write dollars as a text: "12345.67".')
        return
    if value < 0:
        yield Problem(code="out-of-range", message="Less than nothing was paid.", remedy="State the size of the sum.")


class Voucher(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of ``vouchers/``: the document with this SHA-256 says that the transaction was of this class.

    ``usd`` is the whole cost of coins bought or taken in, or the whole proceeds of coins sold or paid out. ``file``
    is the document's name for people; the office does not keep it. ``declared`` names the announced purchase that the
    coins are (such as ``sv:announced:2021-09-06:1``). ``number`` counts the vouchers of one transaction: the highest
    holds, the earlier ones stay.
    """

    txid: Annotated[str, Meta(pattern=_HEX_64)]
    kind: Annotated[MovementClass, Meta(extra={"check": _class_problems})] = msgspec.field(name="class")
    sha256: Annotated[str, Meta(pattern=_HEX_64)]
    file: Annotated[str, Meta(min_length=1)]
    usd: Annotated[Decimal | None, Meta(extra={"check": _money_problems})] = None
    on: dt.date | None = None
    declared: str = ""
    note: str = ""
    number: Annotated[int, Meta(ge=1)] = 1

    @property
    def usd_cents(self) -> int | None:
        """The sum in cents, where the document states one."""
        return None if self.usd is None else Amount.of(f"{self.usd:f}", USD).quantity


def vouchers_that_hold(
    vouchers: Iterable[tuple[str, Voucher]],
) -> tuple[dict[str, Voucher], tuple[Finding, ...]]:
    """The voucher that holds for each txid, of those given with their files' names; two of one number are a finding."""
    held: dict[str, Voucher] = {}
    files: dict[tuple[str, int], str] = {}
    findings: list[Finding] = []
    for file, voucher in vouchers:
        before = files.setdefault((voucher.txid, voucher.number), file)
        if before != file:
            message = f"{before} is voucher {voucher.number} of this transaction too."
            remedy = "Take the one away that is wrong, or give the later one a higher number."
            place = Place(file=file, key="number")
            findings.append(Finding(code="voucher-twice", place=place, message=message, remedy=remedy))
        elif voucher.txid not in held or held[voucher.txid].number < voucher.number:
            held[voucher.txid] = voucher
    return held, tuple(findings)


def voucher_text(voucher: Voucher) -> str:
    """The file of a voucher, which decodes to the same voucher."""
    given: dict[str, Any] = {
        "txid": voucher.txid,
        "class": voucher.kind.value,
        "sha256": voucher.sha256,
        "file": voucher.file,
        "usd": None if voucher.usd is None else f"{voucher.usd:f}",
        "on": voucher.on,
        "declared": voucher.declared,
        "note": voucher.note,
        "number": voucher.number,
    }
    head = "# What a transaction was, by the document with this SHA-256. See docs/vaults.md.\n"
    return head + toml_text({key: value for key, value in given.items() if value not in {None, ""}})
