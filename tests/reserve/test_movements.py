"""Rows of movements: sums, fees, vaults, evidence."""

import datetime as dt

import msgspec

from bitcoin_office.reserve.movements import movement
from tests.reserve.movements_making import (
    BITCOIN,
    COLD,
    COLD_CHANGE,
    DAY,
    EXCHANGE,
    HOT,
    STRANGER,
    MovementClass,
    coin,
    judge,
    tx,
    vouched,
)


def test_a_row_has_what_others_rely_on() -> None:
    """The published names: class, evidence, voucher, delta_sats, fee_sats, txid, height, block_hash, date, vaults."""
    [case] = judge(
        tx("t", [(coin("a"), 3 * BITCOIN, COLD)], [(BITCOIN, EXCHANGE), (BITCOIN, HOT), (BITCOIN - 500, COLD_CHANGE)]),
        vouchers=vouched("t", MovementClass.SALE, "123456.78", declared="x"),
    )
    row = msgspec.json.decode(msgspec.json.encode(movement(case)))
    assert row["class"] == "sale"
    assert (row["delta_sats"], row["fee_sats"]) == (-BITCOIN - 500, 500)
    assert (row["height"], row["date"], row["txid"], row["block_hash"]) == (
        100, DAY.isoformat(), case.facts.transaction.txid[::-1].hex(), case.facts.transaction.block.hash[::-1].hex(),
    )  # fmt: skip
    assert row["vaults"] == [
        {"name": "cold", "received_sats": BITCOIN - 500, "spent_sats": 3 * BITCOIN, "delta_sats": -2 * BITCOIN - 500},
        {"name": "hot", "received_sats": BITCOIN, "spent_sats": 0, "delta_sats": BITCOIN},
    ]
    assert row["evidence"]["rule"] == "voucher"
    assert (row["evidence"]["inputs_ours"], row["evidence"]["outputs_foreign"]) == (1, 1)
    assert (row["voucher"]["class"], row["voucher"]["usd"], row["voucher"]["sha256"]) == (
        "sale",
        "123456.78",
        "ab" * 32,
    )


def test_a_voucher_that_did_not_decide_is_not_shown_as_if_it_had() -> None:
    """A contradicted voucher leaves the row without one, and the evidence says why."""
    [case] = judge(tx("t", [], [(BITCOIN, COLD)]), vouchers=vouched("t", MovementClass.SALE))
    row = movement(case)
    assert (row.kind, row.voucher) == (MovementClass.UNEXPLAINED, None)
    assert "1 BTC came into the vaults" in row.evidence.contradiction


def test_fees_of_others_are_not_ours() -> None:
    """Who pays us pays the fee: it is 0, not unknown; where inputs are mixed it is unknown, not 0."""
    [received] = judge(tx("r", [(coin("x"), 2 * BITCOIN, STRANGER)], [(BITCOIN, COLD)], payers_known=False))
    [mixed] = judge(tx("m", [(coin("x"), 5, STRANGER), (coin("y"), 9, COLD)], [(8, COLD)]))
    assert (movement(received).fee_sats, movement(mixed).fee_sats) == (0, None)


def test_transactions_of_nobody_are_passed_over() -> None:
    """What touches no vault gives no row, as after a vault was taken out."""
    assert judge(tx("t", [(coin("x"), 5, STRANGER)], [(4, EXCHANGE)])) == []


def test_the_day_is_the_blocks_own_utc_day() -> None:
    """A block a second after midnight UTC is of the new day."""
    late = msgspec.structs.replace(tx("t", [], [(5, COLD)]), block_time=1_752_796_801)
    [case] = judge(late)
    assert movement(case).date == dt.date(2025, 7, 18)
