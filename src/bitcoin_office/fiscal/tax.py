"""What a gain on bitcoin costs in tax where it is made, on its day; or what is not known about it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import msgspec

from bitcoin_office.playbook.tax_policy import GainsTax, TaxPolicy
from bitcoin_office.playbook.wording import Standing
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.rate import Rounding, round_fraction

PERCENT = 100


class TaxOnGain(msgspec.Struct, frozen=True, kw_only=True):
    """The tax on a gain by one rule; ``None`` where it is not known. ``why`` is the rate, or what is missing."""

    rule: str
    jurisdiction: str
    holders: str
    tax: Amount | None
    why: str


def taxes_on(policy: TaxPolicy, gain: Amount, on: dt.date) -> tuple[TaxOnGain, ...]:
    """The tax by every rule in force that day; rules that are only proposed are left out. A loss bears no tax."""
    return tuple(_tax(rule, gain) for rule in policy.gains if in_force(rule, on))


def in_force(rule: GainsTax, on: dt.date) -> bool:
    """Whether a rule holds on a day."""
    return rule.standing is Standing.IN_FORCE and (rule.effective_from is None or rule.effective_from <= on)


def gains_tax(gain: Amount, percent: Decimal) -> Amount:
    """So many percent of a gain, in its unit, half a unit to the even one; nothing of a loss."""
    taxed = Fraction(max(0, gain.quantity)) * Fraction(percent) / PERCENT
    return Amount(round_fraction(taxed, Rounding.HALF_EVEN), gain.unit)


def _tax(rule: GainsTax, gain: Amount) -> TaxOnGain:
    rate = rule.rate.value
    return TaxOnGain(
        rule=rule.id,
        jurisdiction=rule.jurisdiction,
        holders=rule.holders,
        tax=None if rate is None else gains_tax(gain, rate),
        why=rule.rate.missing if rate is None else str(rule.rate),
    )
