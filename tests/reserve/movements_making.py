"""Transactions, vaults and judgements for the tests of movements."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from bitcoin_office.chain.hashing import sha256d, shown
from bitcoin_office.chain.transaction import OutPoint, TxOut
from bitcoin_office.reserve.chain_port import BlockStamp, SpentOutput, TouchingTransaction
from bitcoin_office.reserve.classify import Threshold, Thresholds
from bitcoin_office.reserve.movements import Judged, judged
from bitcoin_office.reserve.vault import Owner
from bitcoin_office.reserve.voucher import MovementClass, Voucher

DAY = dt.date(2025, 7, 17)
BITCOIN = 100_000_000
COLD, COLD_CHANGE, HOT, STRANGER, EXCHANGE = (b"\x51" + bytes((number,)) for number in range(5))
OWNERS = {
    COLD: Owner(vault="cold", descriptor="a", branch=0, index=0),
    COLD_CHANGE: Owner(vault="cold", descriptor="a", branch=1, index=0),
    HOT: Owner(vault="hot", descriptor="b", branch=0, index=0),
}
PARTS = {"cold": "Cold", "hot": "Hot"}
LIMITS = Thresholds(dust=Threshold(sats=546, source="the relay rule"))
GENEROUS = Thresholds(dust=LIMITS.dust, gift=Threshold(sats=100_000, source="the office's rule"))


def coin(name: str, index: int = 0) -> OutPoint:
    """The output of a named transaction."""
    return OutPoint(sha256d(name.encode()), index)


def tx(
    name: str,
    spends: Sequence[tuple[OutPoint, int, bytes]] = (),
    pays: Sequence[tuple[int, bytes]] = (),
    *,
    day: dt.date = DAY,
    height: int = 100,
    mined: bool = False,
    payers_known: bool = True,
) -> TouchingTransaction:
    """A transaction: ``spends`` are (outpoint, satoshis, script), ``pays`` (satoshis, script)."""
    return TouchingTransaction(
        txid=sha256d(name.encode()),
        block=BlockStamp(height, sha256d(b"block %d" % height)),
        block_time=int(dt.datetime.combine(day, dt.time(12), dt.UTC).timestamp()),
        position=0 if mined else 1,
        is_coinbase=mined,
        inputs=tuple(
            SpentOutput(outpoint, TxOut(sats, script) if payers_known else None) for outpoint, sats, script in spends
        ),
        outputs=tuple(TxOut(sats, script) for sats, script in pays),
    )


def vouched(
    name: str, kind: MovementClass, usd: str | None = None, *, declared: str = "", number: int = 1
) -> dict[str, Voucher]:
    """A voucher for the named transaction."""
    txid = shown(sha256d(name.encode()))
    money = None if usd is None else Decimal(usd)
    given = Voucher(
        txid=txid, kind=kind, sha256="ab" * 32, file="order.pdf", usd=money, declared=declared, number=number
    )
    return {txid: given}


def judge(
    *transactions: TouchingTransaction, vouchers: dict[str, Voucher] | None = None, limits: Thresholds = LIMITS
) -> list[Judged]:
    """The verdicts on some transactions."""
    return list(judged(transactions, OWNERS, vouchers or {}, lambda _: limits))
