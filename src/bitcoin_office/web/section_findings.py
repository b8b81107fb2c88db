"""What each section of a programme comes to, in one sentence with its number and its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

import msgspec
from markupsafe import Markup

from bitcoin_office.playbook.arrangement import Arrangement
from bitcoin_office.playbook.bond_terms import BondTerms
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.playbook.mining_policy import MiningPolicy
from bitcoin_office.playbook.oversight_policy import OversightPolicy
from bitcoin_office.playbook.parameters import ParameterValue
from bitcoin_office.playbook.payments_policy import Acceptance, PaymentsPolicy
from bitcoin_office.playbook.power_policy import PowerPolicy
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.playbook.tax_policy import TaxPolicy
from bitcoin_office.terms.source import Quality, Source
from bitcoin_office.web import figures
from bitcoin_office.web.said_notes import quoted
from bitcoin_office.web.texts import Texts

MILLION: Final = Decimal(1_000_000)
_WEAK: Final = (Quality.MODELLED, Quality.UNCERTAIN, Quality.UNKNOWN)


class Finding(msgspec.Struct, frozen=True):
    """A sentence, and who says what it says."""

    words: Markup
    sources: tuple[Source, ...] = ()


def section_finding(texts: Texts, declared: Programme, section: str, today: dt.date) -> Finding | None:
    """What a section comes to; nothing for one that is not declared or has a finding of its own, as the reserve has.

    Laws that begin after ``today`` are left out.
    """
    if section == "parameters":
        return _parameters(texts, [value for values in declared.parameters.values() for value in values])
    part = getattr(declared, section, None)
    said: dict[str, Callable[[Any], Finding | None]] = {
        "mining": lambda mining: _mining(texts, mining),
        "power": lambda power: _power(texts, power),
        "payments": lambda payments: _payments(texts, payments, today),
        "bonds": lambda bonds: _bonds(texts, bonds),
        "arrangement": lambda arrangement: _arrangement(texts, arrangement),
        "oversight": lambda oversight: _oversight(texts, oversight),
        "tax": lambda tax: _tax(texts, tax),
    }
    return said[section](part) if part is not None and section in said else None


def amount_in_words(texts: Texts, value: Decimal, unit: str) -> Markup:
    """A value with its unit, in the reader's language where the catalogue knows the unit."""
    if texts.has(f"unit.{unit}"):
        return texts("parameter.with-unit", number=value, unit=texts(f"unit.{unit}"))
    return figures.figure(f"{value:,f} {unit}")


def _mining(texts: Texts, mining: MiningPolicy) -> Finding:
    standing = texts(f"standing.{mining.standing}")
    power = _amount(texts, mining.power)
    if power is None:
        return Finding(texts("section-finding.mining-unknown", standing=standing), _said(mining.source))
    return Finding(
        texts("section-finding.mining", power=power, standing=standing), _said(_source(mining.power), mining.source)
    )


def _power(texts: Texts, power: PowerPolicy) -> Finding:
    installed, surplus = _amount(texts, power.installed), _amount(texts, power.claimed_surplus)
    if installed is None:
        return Finding(texts("section-finding.power-unknown", count=len(power.plants)), _said(power.source))
    said = _said(_source(power.installed), _source(power.claimed_surplus))
    if surplus is None:
        return Finding(texts("section-finding.power-installed", installed=installed), said)
    return Finding(texts("section-finding.power", installed=installed, surplus=surplus), said)


def _payments(texts: Texts, payments: PaymentsPolicy, today: dt.date) -> Finding:
    laws = [law for law in payments.law if law.effective_from <= today and law.acceptance is not Acceptance.UNKNOWN]
    if not laws:
        return Finding(texts("section-finding.payments-none"))
    law = max(laws, key=lambda law: law.effective_from)
    return Finding(texts(f"section-finding.payments-{law.acceptance}", day=law.effective_from), _said(law.source))


def _bonds(texts: Texts, bonds: tuple[BondTerms, ...]) -> Finding:
    principal = _amount(texts, bonds[0].principal) if len(bonds) == 1 else None
    if principal is None:
        return Finding(texts("section-finding.bonds-many", count=len(bonds)), _said(*(bond.source for bond in bonds)))
    standing = texts(f"standing.{bonds[0].standing}")
    return Finding(texts("section-finding.bonds", amount=principal, standing=standing), _said(bonds[0].source))


def _arrangement(texts: Texts, arrangement: Arrangement) -> Finding | None:
    known = [each for each in arrangement.facilities if each.amount.value is not None]
    if not known:
        return None
    largest = max(known, key=lambda each: each.amount.value or Decimal(0))
    tranches = [tranche for tranche in arrangement.tranches if tranche.facility == largest.id]
    released = sum(tranche.reviewed_on is not None or tranche.paid_on is not None for tranche in tranches)
    words = texts(
        "section-finding.arrangement",
        amount=_amount(texts, largest.amount),
        day=largest.approved_on,
        count=len(tranches),
        released=released,
    )
    return Finding(words, _said(_source(largest.amount), largest.source))


def _oversight(texts: Texts, oversight: OversightPolicy) -> Finding:
    standing = texts(f"standing.{oversight.standing}")
    words = texts("section-finding.oversight", supervisor=quoted(oversight.supervisor), standing=standing)
    return Finding(words, _said(oversight.source))


def _tax(texts: Texts, tax: TaxPolicy) -> Finding:
    if len(tax.gains) != 1:
        return Finding(texts("section-finding.tax-many", count=len(tax.gains)))
    (gains,) = tax.gains
    said = _said(_source(gains.rate), gains.source)
    rate = _amount(texts, gains.rate)
    if rate is None:
        return Finding(texts("section-finding.tax-unknown", standing=texts(f"standing.{gains.standing}")), said)
    if not gains.rate.value:
        return Finding(texts("section-finding.tax-free"), said)
    return Finding(texts("section-finding.tax", rate=rate), said)


def _parameters(texts: Texts, values: list[ParameterValue]) -> Finding:
    weak = sum((value.quality or value.source.quality) in _WEAK for value in values)
    return Finding(texts("section-finding.parameters", count=len(values), uncertain=weak))


def _amount(texts: Texts, figure: Figure | None) -> Markup | None:
    """A figure for a sentence, large sums by the million; nothing where nobody knows it."""
    if figure is None or figure.value is None:
        return None
    if figure.value >= MILLION and not texts.has(f"unit.{figure.unit}"):
        return texts("section-finding.million", number=figure.value / MILLION, unit=figures.figure(figure.unit))
    return amount_in_words(texts, figure.value, figure.unit)


def _source(figure: Figure | None) -> Source | None:
    return None if figure is None else figure.source


def _said(*sources: Source | None) -> tuple[Source, ...]:
    """Each source once, in order."""
    known: Iterable[Source] = (source for source in sources if source is not None)
    return tuple(dict.fromkeys(known))
