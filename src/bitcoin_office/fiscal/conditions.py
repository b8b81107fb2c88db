"""Whether a programme keeps the standing conditions: no special tariff, no accumulation, no debt in bitcoin."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal

import msgspec

from bitcoin_office.playbook.arrangement import Arrangement, Condition, Subject


class Kept(enum.StrEnum):
    """What can be said of a condition. ``DEPENDS``: some yardsticks say kept, others broken, or a span says both."""

    KEPT = "kept"
    BROKEN = "broken"
    DEPENDS = "depends"
    NOT_EVALUATED = "not evaluated"


class TariffGap(msgspec.Struct, frozen=True, kw_only=True):
    """What a tariff lacks of a yardstick's reference price, between two bounds; nothing where it is as high."""

    yardstick: str
    low: float
    high: float


class Acts(msgspec.Struct, frozen=True, kw_only=True):
    """What a programme does; ``None``, or no gap, where that is not known."""

    tariff_gaps: tuple[TariffGap, ...] = ()
    coins_bought: Decimal | None = None
    bitcoin_debt: Decimal | None = None


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One condition held against a programme, with the reasons."""

    condition: str
    says: str
    kept: Kept
    why: tuple[str, ...]
    source: str


def hold(arrangement: Arrangement, on: dt.date, acts: Acts) -> tuple[Held, ...]:
    """Every condition that speaks of something the office knows, as far as it stood on that day."""
    standing = (item for item in arrangement.conditions if item.since is None or item.since <= on)
    return tuple(_held(item, item.about, acts) for item in standing if item.about is not None)


def _held(condition: Condition, about: Subject, acts: Acts) -> Held:
    if about is Subject.SPECIAL_TARIFF:
        kept, why = _tariff(acts.tariff_gaps)
    elif about is Subject.BITCOIN_ACCUMULATION:
        kept, why = _nothing(acts.coins_bought, "bitcoin bought")
    else:
        kept, why = _nothing(acts.bitcoin_debt, "debt in bitcoin")
    return Held(condition=condition.id, says=condition.says, kept=kept, why=why, source=condition.source.title)


def _tariff(gaps: tuple[TariffGap, ...]) -> tuple[Kept, tuple[str, ...]]:
    if not gaps:
        return Kept.NOT_EVALUATED, ("no reference price is known",)
    verdicts = [_verdict(gap) for gap in gaps]
    overall = verdicts[0] if len(set(verdicts)) == 1 else Kept.DEPENDS
    return overall, tuple(f"{verdict}: {gap.yardstick}" for gap, verdict in zip(gaps, verdicts, strict=True))


def _verdict(gap: TariffGap) -> Kept:
    if gap.low > 0:
        return Kept.BROKEN
    return Kept.DEPENDS if gap.high > 0 else Kept.KEPT


def _nothing(amount: Decimal | None, what: str) -> tuple[Kept, tuple[str, ...]]:
    if amount is None:
        return Kept.NOT_EVALUATED, (f"how much {what} is not known",)
    return (Kept.BROKEN if amount > 0 else Kept.KEPT), (f"{what}: {amount:,f}",)
