"""Vouchers of movements: what may stand in one, and which of several holds."""

import datetime as dt
from decimal import Decimal

import msgspec
import pytest

from bitcoin_office.playbook.decode import decode
from bitcoin_office.reserve.voucher import VOUCHED, MovementClass, Voucher, voucher_text, vouchers_that_hold

WHOLE = Voucher(
    txid="ab" * 32,
    kind=MovementClass.PURCHASE,
    sha256="cd" * 32,
    file='order "7".pdf',
    usd=Decimal("12345.67"),
    on=dt.date(2025, 7, 17),
    declared="sv:announced:2025-07-17:1",
    note="über die Börse",
    number=2,
)


@pytest.mark.parametrize("kind", VOUCHED)
def test_a_written_voucher_is_read_back(kind: MovementClass) -> None:
    """Every class that a document can vouch for, with everything or with the least."""
    whole = msgspec.structs.replace(WHOLE, kind=kind)
    least = Voucher(txid=WHOLE.txid, kind=kind, sha256=WHOLE.sha256, file="x")
    for voucher in (whole, least, msgspec.structs.replace(least, usd=Decimal(0))):
        assert decode(voucher_text(voucher), Voucher, file="v.toml") == (voucher, ())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("purchase", "unexplained"), "voucher-class"),
        (("purchase", "internal-split"), "voucher-class"),
        (("purchase", "theft"), "unknown-value"),
        (("12345.67", "1.005"), "out-of-range"),
        (("12345.67", "-1"), "out-of-range"),
        (("abab", "xyab"), "wrong-form"),
    ],
)
def test_what_no_document_can_say(change: tuple[str, str], code: str) -> None:
    """Classes that only the chain proves, sums that are none, ids that are none: findings."""
    found, findings = decode(voucher_text(WHOLE).replace(change[0], change[1], 1), Voucher, file="v.toml")
    assert found is None
    assert [finding.code for finding in findings] == [code]


def test_the_highest_number_holds_and_twins_are_found() -> None:
    """A later voucher of a transaction holds, in whichever order the files come; two of one number are a finding."""
    first, second = msgspec.structs.replace(WHOLE, number=1), WHOLE
    for order in ([("1", first), ("2", second)], [("2", second), ("1", first)]):
        assert vouchers_that_hold(order) == ({WHOLE.txid: second}, ())
    held, [finding] = vouchers_that_hold([("a", first), ("b", first)])
    assert (held[WHOLE.txid], finding.code, finding.place.file) == (first, "voucher-twice", "b")


def test_sums_in_cents() -> None:
    """Dollars to the cent; none where the document states none."""
    assert WHOLE.usd_cents == 1_234_567
    assert msgspec.structs.replace(WHOLE, usd=None).usd_cents is None
