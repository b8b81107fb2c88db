"""Entries that people write by hand: a TOML file of vouchers, each a draft for the books."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec

from bitcoin_office.books.entry import Draft, Leg
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.source import Source

_Text = Annotated[str, msgspec.Meta(min_length=1)]


class VoucherLeg(msgspec.Struct, frozen=True, kw_only=True):
    """``[[entry.leg]]``: amounts are texts with their unit, such as ``"-1,250.00 USD"``; the rest is as in ``Leg``."""

    account: _Text
    amount: Amount
    cost: Amount | None = None
    price: Amount | None = None
    lot: _Text | None = None


class Voucher(msgspec.Struct, frozen=True, kw_only=True):
    """``[[entry]]``: one entry with its source, by name from the file's ``[sources]`` or in full."""

    id: _Text
    on: dt.date
    narrative: _Text
    source: Source
    leg: tuple[VoucherLeg, ...]
    balance_to: _Text | None = None

    def draft(self) -> Draft:
        """What it asks of the books."""
        return Draft(
            external_id=self.id,
            on=self.on,
            narrative=self.narrative,
            source=str(self.source),
            legs=tuple(
                Leg(account=leg.account, amount=leg.amount, cost=leg.cost, price=leg.price, lot=leg.lot)
                for leg in self.leg
            ),
            balance_to=self.balance_to,
        )


class VoucherFile(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    entry: Annotated[tuple[Voucher, ...], msgspec.Meta(min_length=1)]
