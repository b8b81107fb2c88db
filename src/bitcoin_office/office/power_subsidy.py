"""The three yardsticks of a power year, each in every form that the figures on file allow."""

from __future__ import annotations

import datetime as dt
import math

import msgspec

from bitcoin_office.fiscal.conditions import Acts, Held, TariffGap, hold
from bitcoin_office.fiscal.yardstick import cost_of_service, price_gap
from bitcoin_office.mining.supply import PERCENT, View
from bitcoin_office.office.power_plants import Customer, Served
from bitcoin_office.office.power_result import Span, Subsidies, Subsidy
from bitcoin_office.office.power_terms import Missing, PowerFacts
from bitcoin_office.playbook.arrangement import Subject
from bitcoin_office.playbook.parameters import ParameterValue
from bitcoin_office.playbook.power_policy import PowerPolicy
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError

VIEWS = {
    View.AS_DISPATCHED: "the dearest plant that ran gives more",
    View.CHEAP_SPLIT: "cheapest plants first, unknown capacity counted as the cheapest",
    View.DEAR_SPLIT: "cheapest plants first, unknown capacity counted as the dearest",
}


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What is sold, and to whom."""

    customers: tuple[Customer, ...]
    local_per_usd: float
    on: dt.date

    @property
    def energy_kwh(self) -> float:
        """Energy at all meters."""
        return math.fsum(customer.energy_kwh for customer in self.customers)


def subsidies(
    facts: PowerFacts, power: PowerPolicy, served: tuple[Served, ...], offer: Offer, missing: Missing
) -> Subsidies:
    """All yardsticks side by side. What is missing for one is named in it and in ``missing``."""
    missing.add("Variable operation and upkeep of plants: marginal cost is fuel alone, a lower bound")
    return Subsidies(
        marginal_cost=tuple(
            _subsidy("marginal_cost", VIEWS[View(item.plants.view)], item.costs, offer) for item in served
        ),
        cost_of_service=(_of_service(facts, offer, missing), _as_determined(facts, offer, missing)),
        class_tariff=tuple(_classes(facts, power, offer, missing)),
    )


def _subsidy(
    yardstick: str, basis: str, references: tuple[Span, ...], offer: Offer, missing: tuple[str, ...] = ()
) -> Subsidy:
    """The reference of each customer against its own tariff; what is told of a kilowatt-hour is the mean of all."""
    energy = offer.energy_kwh
    gaps = tuple(
        Span(price_gap(reference.low, customer.tariff), price_gap(reference.high, customer.tariff))
        for reference, customer in zip(references, offer.customers, strict=True)
    )
    local = _sold(gaps, offer)
    if len(gaps) == 1:
        reference, gap = references[0], gaps[0]
    else:
        whole = _sold(references, offer)
        reference, gap = (_per_kwh(span, energy) for span in (whole, local))
    return Subsidy(
        yardstick=yardstick,
        basis=basis,
        reference_per_kwh=reference,
        subsidy_per_kwh=gap,
        subsidy_local=local,
        subsidy_usd=Span(local.low / offer.local_per_usd, local.high / offer.local_per_usd),
        missing=missing,
    )


def _sold(prices: tuple[Span, ...], offer: Offer) -> Span:
    """So much for each customer's kilowatt-hour, for all of them."""
    pairs = tuple(zip(prices, offer.customers, strict=True))
    low, high = (
        math.fsum(getattr(span, end) * customer.energy_kwh for span, customer in pairs) for end in ("low", "high")
    )
    return Span(low, high)


def _per_kwh(span: Span, energy_kwh: float) -> Span:
    return Span(span.low / energy_kwh, span.high / energy_kwh) if energy_kwh else Span(0.0, 0.0)


def _unknown(yardstick: str, basis: str, missing: tuple[str, ...]) -> Subsidy:
    return Subsidy(
        yardstick=yardstick,
        basis=basis,
        reference_per_kwh=None,
        subsidy_per_kwh=None,
        subsidy_local=None,
        subsidy_usd=None,
        missing=missing,
    )


def _of_service(facts: PowerFacts, offer: Offer, missing: Missing) -> Subsidy:
    """Energy and capacity as bought, grossed up for losses; with the margin of the wires where it is known."""
    basis = "energy and capacity as bought, with losses and the margin of the wires"
    gone = Missing()
    energy = gone.number(facts.parameters, "power_energy_price", offer.on)
    capacity = gone.number(facts.parameters, "power_capacity_price", offer.on)
    if energy is None or capacity is None:
        for text in gone.says:
            missing.add(text)
        return _unknown("cost_of_service", basis, tuple(gone.says))
    wires = gone.number(facts.parameters, "power_wires_margin", offer.on)
    if wires is None:
        basis = "energy and capacity as bought, with losses, without the margin of the wires: a lower bound"
    for text in gone.says:
        missing.add(text)
    references = tuple(
        Span(
            cost_of_service(energy, capacity, customer.losses.low / PERCENT, wires or 0.0),
            cost_of_service(energy, capacity, customer.losses.high / PERCENT, wires or 0.0),
        )
        for customer in offer.customers
    )
    return _subsidy("cost_of_service", basis, references, offer, tuple(gone.says))


def _as_determined(facts: PowerFacts, offer: Offer, missing: Missing) -> Subsidy:
    """The regulator's average over all classes, which is set to recover every cost."""
    basis = "the base tariff that the regulator set to recover all costs, average of all classes"
    value = _parameter(facts, "tariff_base", offer.on, missing)
    if isinstance(value, str):
        return _unknown("cost_of_service", basis, (value,))
    return _subsidy("cost_of_service", basis, _alike(float(value.value or 0), offer), offer)


def _classes(facts: PowerFacts, power: PowerPolicy, offer: Offer, missing: Missing) -> list[Subsidy]:
    """Every class of customers that pays a tariff, but the miners' own; first the one that miners would belong to."""
    mining = facts.programme.mining
    own = {mining.tariff, *(site.tariff for site in mining.sites)} if mining else set[str | None]()
    if not any(tariff.takes_miners for tariff in power.tariffs):
        missing.add("Which class of customers miners would belong to without a tariff of their own")
    found: list[Subsidy] = []
    for tariff in sorted(power.tariffs, key=lambda item: not item.takes_miners):
        if tariff.parameter in own:
            continue
        value = _parameter(facts, tariff.parameter, offer.on, missing)
        basis = f"{tariff.id}: {tariff.customers}"
        if isinstance(value, str):
            found.append(_unknown("class_tariff", basis, (value,)))
        else:
            found.append(_subsidy("class_tariff", basis, _alike(float(value.value or 0), offer), offer))
    return found


def _alike(reference: float, offer: Offer) -> tuple[Span, ...]:
    """One price for every customer."""
    return (Span(reference, reference),) * len(offer.customers)


def _parameter(facts: PowerFacts, name: str, on: dt.date, missing: Missing) -> ParameterValue | str:
    try:
        return facts.parameters.get(name, on)
    except (NotFoundError, IncompleteDataError) as error:
        missing.add(error.message)
        return error.message


def tariff_conditions(facts: PowerFacts, found: Subsidies, on: dt.date) -> tuple[Held, ...]:
    """The arrangement's conditions on tariffs, held against every yardstick; of classes against the miners' own."""
    arrangement = facts.programme.arrangement
    if arrangement is None:
        return ()
    gaps = tuple(
        TariffGap(
            yardstick=f"{item.yardstick.replace('_', ' ')}, {item.basis}",
            low=item.subsidy_per_kwh.low,
            high=item.subsidy_per_kwh.high,
        )
        for item in (*found.marginal_cost, *found.cost_of_service, *found.class_tariff[:1])
        if item.subsidy_per_kwh is not None
    )
    about = {item.id for item in arrangement.conditions if item.about is Subject.SPECIAL_TARIFF}
    return tuple(held for held in hold(arrangement, on, Acts(tariff_gaps=gaps)) if held.condition in about)
