"""What a purchase would do to the arrangement: conditions on accumulation, criteria in coins, and reserves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from bitcoin_office.fiscal.conditions import Acts, Kept, hold
from bitcoin_office.playbook.arrangement import Arrangement, Criterion, Sense, Subject
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.playbook.reserve_policy import Payer
from bitcoin_office.reserve.proposal import ConditionEffect
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.units import SAT, USD

_COINS = "BTC"


def effects_of(programme: Programme, day: dt.date, bought_sats: int) -> tuple[ConditionEffect, ...]:
    """What buying so many satoshis does to each condition and criterion on bitcoin that stands on the day."""
    arrangement = programme.arrangement
    if arrangement is None:
        return ()
    bought = Decimal(bought_sats) / SAT.per_whole
    return (*_conditions(arrangement, day, bought), *_criteria(arrangement, day, bought))


def payer_words(programme: Programme, usd_cents: int) -> Iterator[str]:
    """Whose money it is, where that is declared and touches the reserves."""
    reserve = programme.reserve
    if reserve is not None and reserve.paid_by is Payer.CENTRAL_BANK:
        yield f"The central bank pays: gross and net reserves fall by {Amount(usd_cents, USD)}, and coins are none."


def _conditions(arrangement: Arrangement, day: dt.date, bought: Decimal) -> Iterator[ConditionEffect]:
    about = {item.id for item in arrangement.conditions if item.about is Subject.BITCOIN_ACCUMULATION}
    for each in hold(arrangement, day, Acts(coins_bought=bought)):
        if each.condition in about:
            yield ConditionEffect(
                condition=each.condition, says=each.says, kept=each.kept, why=each.why, source=each.source
            )


def _criteria(arrangement: Arrangement, day: dt.date, bought: Decimal) -> Iterator[ConditionEffect]:
    for criterion in arrangement.criteria:
        standing = [limit for limit in criterion.limits if limit.on <= day]
        if criterion.unit == _COINS and standing:
            limit = standing[-1].limit
            kept, why = _judged(criterion, limit.value, limit.missing, bought)
            yield ConditionEffect(
                condition=criterion.id, says=criterion.name, kept=kept, why=why, source=criterion.source.title
            )


def _judged(criterion: Criterion, limit: Decimal | None, missing: str, bought: Decimal) -> tuple[Kept, tuple[str, ...]]:
    """Without a limit and a baseline nobody can say: what is missing is named."""
    adds = f"this adds {bought:,f} BTC"
    baseline = criterion.baseline.value
    if limit is None or baseline is None:
        absent = [missing] if limit is None else [f"the {criterion.sense} is {limit:,f} BTC"]
        absent += [f"missing: {criterion.baseline.missing}"] if baseline is None else []
        return Kept.NOT_EVALUATED, (*absent, adds)
    after = baseline + bought
    fits = after <= limit if criterion.sense is Sense.CEILING else after >= limit
    return (Kept.KEPT if fits else Kept.BROKEN), (f"{after:,f} BTC against a {criterion.sense} of {limit:,f}", adds)
