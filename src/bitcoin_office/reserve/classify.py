"""What a movement was: the rules, in the order in which they are asked, each with the sentence that says why."""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter
from collections.abc import Callable
from typing import Final

import msgspec

from bitcoin_office.reserve.movements_facts import Facts
from bitcoin_office.reserve.voucher import INCOMING, OUTGOING, MovementClass, Voucher
from bitcoin_office.terms.amount import sats

# By which supervisors know a coinjoin: five or more equal outputs, and as many inputs.
EQUAL_OUTPUTS: Final = 5


class Rule(enum.StrEnum):
    """What decided the class of a movement."""

    COINBASE = "coinbase"
    ALL_OURS = "all-inputs-and-outputs-ours"
    FOREIGN_INPUTS = "foreign-inputs"
    DUST = "dust-threshold"
    SMALL_GIFT = "gift-threshold"
    VOUCHER = "voucher"
    NO_VOUCHER = "no-voucher"


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """A sum in satoshis, up to which and with which a rule holds, and who says so."""

    sats: int
    source: str


class Thresholds(msgspec.Struct, frozen=True, kw_only=True):
    """The sums that hold on one day: ``dust`` for each single output, ``gift`` for all that a stranger sends at once.

    Without ``gift`` nothing is taken for a gift because it is small.
    """

    dust: Threshold
    gift: Threshold | None = None


ThresholdsOn = Callable[[dt.date], Thresholds]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The class, the rule that gave it, and why in a sentence.

    ``vouched`` where a voucher decided; ``contradiction`` says why a voucher did not.
    """

    kind: MovementClass
    rule: Rule
    sentence: str
    vouched: bool = False
    contradiction: str = ""


def classify(facts: Facts, voucher: Voucher | None, thresholds: Thresholds) -> Verdict:
    """The verdict on one transaction. What the chain proves goes before any document that says otherwise."""
    proved = _mined(facts) or _internal(facts)
    if voucher is None:
        return proved or _unvouched(facts, thresholds)
    if proved is not None:
        wrong = None if voucher.kind is proved.kind else f"the chain proves that it was {_said(proved.kind)}"
        return proved if wrong is None else _contradicted(proved, voucher, wrong)
    wrong = _why_not(facts, voucher, thresholds)
    return _vouched(facts, voucher) if wrong is None else _contradicted(_unvouched(facts, thresholds), voucher, wrong)


def _mined(facts: Facts) -> Verdict | None:
    if not facts.transaction.is_coinbase:
        return None
    height = facts.transaction.block.height
    sentence = (
        f"The coinbase of block {height} pays {_coins(facts.received_sats)} of new coins and fees to {_names(facts)}."
    )
    return Verdict(kind=MovementClass.MINED, rule=Rule.COINBASE, sentence=sentence)


def _internal(facts: Facts) -> Verdict | None:
    """Every input and every output is ours, and the difference is the fee."""
    if not facts.all_inputs_ours or facts.foreign_outputs or not facts.received:
        return None
    came, went = len(facts.received), len(facts.spent)
    if len(facts.vaults) > 1:
        kind, how = MovementClass.TRANSFER, f"moves between {_names(facts)}"
    elif came > went:
        kind, how = MovementClass.SPLIT, f"splits {_count(went, 'coin')} of {_names(facts)} into {came}"
    else:
        kind, how = MovementClass.CONSOLIDATION, f"gathers {_count(went, 'coin')} of {_names(facts)} into {came}"
    sentence = (
        f"It {how}: each of {_count(went, 'input')} and {_count(came, 'output')} is ours, "
        f"and the difference of {_coins(facts.spent_sats - facts.received_sats)} is the fee."
    )
    return Verdict(kind=kind, rule=Rule.ALL_OURS, sentence=sentence)


def _why_not(facts: Facts, voucher: Voucher, thresholds: Thresholds) -> str | None:
    """What on the chain speaks against a voucher."""
    if voucher.kind in INCOMING and facts.delta_sats <= 0:
        return f"{_coins(-facts.delta_sats)} left the vaults"
    if voucher.kind in OUTGOING and facts.delta_sats >= 0:
        return f"{_coins(facts.delta_sats)} came into the vaults"
    if voucher.kind is MovementClass.PURCHASE and not facts.spent and _is_dust(facts, thresholds):
        return f"no output is worth more than the {thresholds.dust.sats} sat of dust, and nobody buys dust"
    return None


def _vouched(facts: Facts, voucher: Voucher) -> Verdict:
    which = f"The document {voucher.file} (SHA-256 {voucher.sha256[:16]}…) says that it was {_said(voucher.kind)}"
    if facts.delta_sats > 0:
        moved = f"{_coins(facts.delta_sats)} came to {_names(facts)}"
    else:
        fee = facts.fee_sats
        apart = "" if fee is None else f", of which {_coins(fee)} are the fee"
        moved = f"{_coins(-facts.delta_sats)} left {_sources(facts)}{apart}"
    return Verdict(kind=voucher.kind, rule=Rule.VOUCHER, sentence=f"{which}; on the chain {moved}.", vouched=True)


def _unvouched(facts: Facts, thresholds: Thresholds) -> Verdict:
    if not facts.spent:
        return _received(facts, thresholds)
    if facts.foreign_inputs:
        return _mixed(facts)
    back = f", {_coins(facts.received_sats)} came back as change" if facts.received else ""
    sentence = (
        f"{_coins(facts.foreign_out_sats)} left {_sources(facts)} to {_count(facts.foreign_outputs, 'foreign output')}"
        f"{back}, the fee was {_coins(facts.fee_sats or 0)}; no voucher says what it was."
    )
    return Verdict(kind=MovementClass.UNEXPLAINED, rule=Rule.NO_VOUCHER, sentence=sentence)


def _received(facts: Facts, thresholds: Thresholds) -> Verdict:
    outputs = _count(len(facts.received), "output")
    if _is_dust(facts, thresholds):
        sentence = (
            f"A stranger sent {outputs} to {_names(facts)}, none of more than {thresholds.dust.sats} sat: dust "
            f"({thresholds.dust.source})."
        )
        return Verdict(kind=MovementClass.DUST, rule=Rule.DUST, sentence=sentence)
    if thresholds.gift is not None and facts.received_sats <= thresholds.gift.sats:
        sentence = (
            f"A stranger sent {_coins(facts.received_sats)} to {_names(facts)}, not more than the "
            f"{_coins(thresholds.gift.sats)} up to which the office takes it for a gift ({thresholds.gift.source})."
        )
        return Verdict(kind=MovementClass.DONATION, rule=Rule.SMALL_GIFT, sentence=sentence)
    sentence = f"{_coins(facts.received_sats)} came to {_names(facts)} in {outputs}; no voucher says what it was."
    return Verdict(kind=MovementClass.UNEXPLAINED, rule=Rule.NO_VOUCHER, sentence=sentence)


def _mixed(facts: Facts) -> Verdict:
    equal = max(Counter(each.sats for each in facts.transaction.outputs if each.sats).values(), default=0)
    alike = min(equal, facts.foreign_inputs + len(facts.spent))
    looks = f" It has {equal} equal outputs, as coinjoins do." if alike >= EQUAL_OUTPUTS else ""
    change = facts.delta_sats
    sentence = (
        f"It spends {_count(len(facts.spent), 'coin')} of {_sources(facts)} together with "
        f"{_count(facts.foreign_inputs, 'coin')} of others, so nobody can tell whose satoshis went where; the vaults "
        f"hold {_coins(abs(change))} {'more' if change > 0 else 'less'} after it.{looks}"
    )
    return Verdict(kind=MovementClass.MIXED, rule=Rule.FOREIGN_INPUTS, sentence=sentence)


def _contradicted(verdict: Verdict, voucher: Voucher, wrong: str) -> Verdict:
    says = f"The voucher {voucher.file} calls it {_said(voucher.kind)}, but {wrong}."
    return msgspec.structs.replace(verdict, contradiction=says)


def _is_dust(facts: Facts, thresholds: Thresholds) -> bool:
    return all(each.sats <= thresholds.dust.sats for each in facts.received)


def _names(facts: Facts) -> str:
    return _listed(facts.vaults)


def _sources(facts: Facts) -> str:
    """The vaults whose coins it spends."""
    return _listed(tuple(sorted({each.vault for each in facts.spent})))


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _coins(quantity_sats: int) -> str:
    """Whole bitcoins for large sums, satoshis for small ones."""
    whole = sats(quantity_sats)
    return whole.short() if abs(quantity_sats) >= whole.unit.per_whole // 1_000 else f"{quantity_sats:,} sat"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _said(kind: MovementClass) -> str:
    if kind is MovementClass.MINED:
        return "mined"
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind.replace('-', ' ')}"
