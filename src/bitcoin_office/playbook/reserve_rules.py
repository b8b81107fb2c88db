"""The standing rules of a reserve, as data: each names its mechanics and gives their numbers."""

from __future__ import annotations

import datetime as dt
import keyword
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.problem import Problem
from bitcoin_office.playbook.wording import Days, Id, Interval, Note, Percent, Sats, Standing, backwards
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.pattern import END
from bitcoin_office.terms.source import Source


class ReserveRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every standing rule of a reserve states: when it holds, how far it has come, and who says so."""

    id: Id
    source: Annotated[Source, Meta(description="Who declared the rule, with all the numbers in it.")]
    effective_from: Annotated[dt.date, Meta(description="The first day on which the rule holds.")]
    effective_to: Annotated[dt.date | None, Meta(description="The last day; open when absent.")] = None
    standing: Annotated[Standing, Meta(description="How far the rule has come.")] = Standing.IN_FORCE
    note: Note | None = None

    def problems(self) -> Iterator[Problem]:
        """A rule does not end before it begins."""
        yield from backwards(self.effective_from, self.effective_to)


class FixedCoins(ReserveRule, frozen=True, kw_only=True, tag_field="rule", tag="fixed_coins"):
    """Buys the same number of coins every interval, at whatever price."""

    sats: Sats
    interval: Interval


class FixedMoney(ReserveRule, frozen=True, kw_only=True, tag_field="rule", tag="fixed_money"):
    """Buys for the same sum of money every interval."""

    amount: Annotated[Amount, Meta(description='The sum, such as "100000.00 USD".')]
    interval: Interval


class ShareOfSurplus(ReserveRule, frozen=True, kw_only=True, tag_field="rule", tag="share_of_surplus"):
    """Buys for a share of the budget's surplus, when there is one."""

    share_percent: Percent
    interval: Interval


class ShareOfMined(ReserveRule, frozen=True, kw_only=True, tag_field="rule", tag="share_of_mined"):
    """Keeps a share of the coins that the state mines."""

    share_percent: Percent


class Rebalance(ReserveRule, frozen=True, kw_only=True, tag_field="rule", tag="rebalance"):
    """Buys and sells so that bitcoin stays a target share of the reserves, within a band."""

    target_percent: Percent
    band_percent: Percent
    interval: Interval


class BuyFalls(ReserveRule, frozen=True, kw_only=True, tag_field="rule", tag="buy_falls"):
    """Buys for a sum of money when the price has fallen by so much within a window."""

    fall_percent: Percent
    window_days: Days
    amount: Annotated[Amount, Meta(description="The sum spent on each fall.")]


class SellAboveCost(ReserveRule, frozen=True, kw_only=True, tag_field="rule", tag="sell_above_cost"):
    """Sells a share of the holding once the price is so far above its average cost."""

    gain_percent: Annotated[Decimal, Meta(description="How far above cost, in percent.")]
    share_percent: Percent
    interval: Interval


class SellToCoverPower(ReserveRule, frozen=True, kw_only=True, tag_field="rule", tag="sell_to_cover_power"):
    """Sells as many mined coins as the power bill of the interval takes, and keeps the rest."""

    interval: Interval


class VolatilityTarget(ReserveRule, frozen=True, kw_only=True, tag_field="rule", tag="volatility_target"):
    """Holds the more, the calmer the price: so that the holding's yearly volatility stays at a target."""

    volatility_percent: Percent
    window_days: Days
    most_percent: Percent


class DrawdownStop(ReserveRule, frozen=True, kw_only=True, tag_field="rule", tag="drawdown_stop"):
    """Stops every purchase after the price has fallen so far from its height, until it has recovered."""

    drawdown_percent: Percent
    recovery_percent: Percent


class Hold(ReserveRule, frozen=True, kw_only=True, tag_field="rule", tag="hold"):
    """Neither buys nor sells."""


_NUMBER = re.compile("[a-z][a-z0-9_]*")


class OwnText(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a rule's file, and where it was read."""

    path: Annotated[str, Meta(description="The file.")]
    text: Annotated[str, Meta(description="What stands in it.")]


class Own(ReserveRule, frozen=True, kw_only=True, tag_field="rule", tag="own"):
    """A rule of one's own: a function in a small Python file in the folder ``rules/`` beside this file."""

    file: Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]*\\.py" + END, max_length=80, description="The file's name.")]
    function: Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*" + END, description="The function in it.")]
    numbers: Annotated[dict[str, Decimal], Meta(description="Its numbers, by the names that it gives them.")] = {}
    interval: Annotated[Interval, Meta(description="When it is due.")] = Interval.DAY
    window_days: Annotated[Days, Meta(description="How far its window looks back.")] = 30
    stops: Annotated[bool, Meta(description="Whether it answers with the share of purchases that may go ahead.")] = (
        False
    )
    sha256: Annotated[
        str,
        Meta(pattern="^([0-9a-f]{64})?" + END, description="Of the file, where it must not change unseen."),
    ] = ""
    read: Annotated[OwnText | None, Meta(description="Not to be written: the text, once the file is read.")] = None

    def problems(self) -> Iterator[Problem]:
        """The text stands in its file, and every number has a name that a function can use."""
        yield from super().problems()
        if self.read is not None:
            remedy = "Put the text into the file in rules/."
            yield Problem(code="unknown-key", message="A rule's text has no place here.", remedy=remedy, key=("read",))
        for name in self.numbers:
            if not _NUMBER.fullmatch(name) or keyword.iskeyword(name):
                remedy = "Write small letters, digits and underscores, a letter first."
                message = f"{name!r} is no name of a number."
                yield Problem(code="unknown-key", message=message, remedy=remedy, key=("numbers", name))


AnyReserveRule = (
    FixedCoins
    | FixedMoney
    | ShareOfSurplus
    | ShareOfMined
    | Rebalance
    | BuyFalls
    | SellAboveCost
    | SellToCoverPower
    | VolatilityTarget
    | DrawdownStop
    | Hold
    | Own
)
