"""What a power year says in words: its finding, and what it rests on."""

from __future__ import annotations

from bitcoin_office.mining.replay import MarketDay
from bitcoin_office.mining.sites import MiningSite, batches_of, named
from bitcoin_office.mining.year import month_used
from bitcoin_office.office.power_result import Assumed, PowerYear, Span, Subsidy
from bitcoin_office.office.power_terms import PowerFacts, PowerQuestion
from bitcoin_office.playbook.power_policy import PowerPolicy

MILLION, BILLION = 1e6, 1e9
MWH_PER_TWH = 1e6


def finding(result: PowerYear) -> str:
    """The answer in two sentences."""
    yardsticks = (
        ("marginal cost", result.subsidies.marginal_cost),
        ("cost of service", result.subsidies.cost_of_service),
        ("the class's tariff", result.subsidies.class_tariff[:1]),
    )
    parts = [f"{_range(group, result.currency)} against {name}" for name, group in yardsticks]
    energy = f"{result.mining.energy_mwh / MWH_PER_TWH:,.2f} TWh"
    price = f"{result.tariff_per_kwh:,.2f} {result.currency}/kWh"
    kept = f"{result.mining.margin_usd / MILLION:,.0f} million dollars above its power"
    return (
        f"At {price}, the subsidy in {energy} is {', '.join(parts)}. "
        f"The fleet would have found {result.mining.coins:,.0f} BTC, worth {kept}."
    )


def _range(subsidies: tuple[Subsidy, ...], currency: str) -> str:
    spans = [item.subsidy_local for item in subsidies if item.subsidy_local is not None]
    return in_billions(Span(min(s.low for s in spans), max(s.high for s in spans)), currency) if spans else "unknown"


def in_billions(span: Span, currency: str) -> str:
    """A span of money in billions, as one number where both bounds print alike."""
    low, high = f"{span.low / BILLION:,.1f}", f"{span.high / BILLION:,.1f}"
    return f"{low} billion {currency}" if low == high else f"{low} to {high} billion {currency}"


def assumptions(
    facts: PowerFacts, question: PowerQuestion, offered: tuple[MarketDay, ...], sites: tuple[MiningSite, ...]
) -> tuple[Assumed, ...]:
    """Everything that the result rests on beside figures on file."""
    power = facts.programme.power
    return (
        *(_of_system(power, offered) if power else ()),
        Assumed(says="Hours and days of load follow a fitted shape, not a measurement", source=str(facts.shape.source)),
        Assumed(
            says="Coins are worth the close of their day; difficulty stands until its next figure",
            source=str(facts.market.difficulty.source),
        ),
        Assumed(
            says="Fees of blocks are not counted: they are missing for most days",
            source="0.7 percent of the subsidy from August 2025 to January 2026",
        ),
        Assumed(
            says="Difficulty has always answered to the fleet: what it finds before a retarget is left out",
            source="our model",
        ),
        Assumed(
            says=f"Other miners leave with an elasticity of {question.elasticity:f} to the hashprice",
            source="as asked; see --elasticity",
        ),
        *_of_sites(sites, question),
    )


def _of_sites(sites: tuple[MiningSite, ...], question: PowerQuestion) -> tuple[Assumed, ...]:
    """Which machines stand where, and which sites are counted before they open."""
    mining = "the programme's mining.sites"
    found: list[Assumed] = []
    if len(batches_of(sites)) == 1:
        asked = "as asked; see --machine" if question.machine else "the programme's, or assumed; see --machine"
        found.append(Assumed(says="All of the power offered goes to machines of one model", source=asked))
    else:
        found.append(Assumed(says=f"Machines: {named(sites)}, all at work together", source=mining))
    later = [f"{site.name} ({site.opens})" for site in sites if site.opens is not None]
    if later:
        says = f"Sites are counted as if they stood there all year; they open later or earlier: {', '.join(later)}"
        found.append(Assumed(says=says, source=mining))
    return tuple(found)


def _of_system(power: PowerPolicy, offered: tuple[MarketDay, ...]) -> tuple[Assumed, ...]:
    months = sorted({(day.on.year, day.on.month) for day in offered})
    used = [month_used(power, *month) for month in months]
    borrowed = ", ".join(f"{item.plan} from {item.data.month}" for item in used if item.borrowed)
    says = [Assumed(says=f"The fuel costs of {power.merit_order_of} hold all year", source=str(power.source))]
    if borrowed:
        says.append(Assumed(says=f"Load of {borrowed}", source="the latest year on file"))
    if power.availability is not None and power.availability.value is not None:
        share = f"Of burning plants {power.availability.value:f} percent can be counted on"
        says.append(Assumed(says=share, source=str(power.availability.source)))
    return tuple(says)
