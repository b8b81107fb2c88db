"""The fiscal part of a plan on the terminal: criteria and conditions, reserves and budget by year, a missed review."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bitcoin_office.cli.output import printable
from bitcoin_office.office.fiscal_result import MissedReview, ReviewChance, TranchesInFutures
from bitcoin_office.office.plan import money
from bitcoin_office.office.plan_criteria import EVALUATED, EVERY_DAY, NOT_EVALUATED, OVERDUE
from bitcoin_office.office.plan_result import CriterionChance, PlanResult

if TYPE_CHECKING:
    from rich.console import Console

MONEY = {
    "net_moved_usd": "net reserves moved",
    "reserves_usd": "gross reserves",
    "tranches_waiting_usd": "late tranches",
}
DOLLARS = "USD"
DECEMBER = 12
KINDS = {
    "limit": "limit",
    "baseline": "baseline",
    "what": "what is moved",
    "the": "outturn",
    "tariff": "tariff",
    "a": "unit",
}
BUDGET = {"budget_moved_local": "budget", "debt_added_local": "debt added"}


def fiscal_part(result: PlanResult, places: Iterable[int], console: Console) -> None:
    """Draws it; ``places`` are those of the series at the ends of years."""
    _levels(result, tuple(places), console)
    _bonds(result, console)
    _bonds_budget(result, console)
    _payments(result, console)
    if not result.criteria:
        return
    console.print("\nThe arrangement", style="bold")
    _evaluated(result, console)
    for item in result.criteria:
        if item.review == EVERY_DAY and item.status != NOT_EVALUATED:
            console.print(f"  {item.name}: {item.status}. {printable(item.rests_on)}", markup=False)
    _unknown([item for item in result.criteria if item.status == NOT_EVALUATED], console)
    for item in result.fiscal.missed[:1]:
        console.print(f"  {_missed(item)}", markup=False)
    for item in result.fiscal.tranches:
        console.print(f"  {_futures(item)}", markup=False)


def _levels(result: PlanResult, places: tuple[int, ...], console: Console) -> None:
    """Reserves and budget by year, where anything moves them."""
    from rich.table import Table  # noqa: PLC0415 - not for --json

    currency = result.manifest.currency
    names = {**MONEY, **{name: f"{says}, {currency}" for name, says in BUDGET.items()}}
    shown = {
        name: result.series[name]
        for name in names
        if name in result.series
        and any(ends.value for ends in (*result.series[name].lowest, *result.series[name].highest))
    }
    if not shown:
        return
    table = Table("on", *(names[name] for name in shown))
    table.title = "Reserves and budget: the middle future, and in brackets the one of twenty that is worse"
    for column in table.columns[1:]:
        column.justify = "right"
    for place in places:
        row: list[str] = []
        for name, fan in shown.items():
            worse = "p95" if name in {"tranches_waiting_usd", "debt_added_local"} else "p05"
            cells = [money(fan.quantiles[level][place]) for level in ("p50", worse)]
            cells = [cell.replace("$", "") if name in BUDGET else cell for cell in cells]
            row.append(f"{cells[0]} ({cells[1]})")
        table.add_row(str(next(iter(shown.values())).dates[place]), *row)
    console.print(table)


def _bonds(result: PlanResult, console: Console) -> None:
    for bond in result.fiscal.bonds:
        says = f"{bond.name}, {money(bond.principal_usd)} issued on {bond.issued_on}: "
        if bond.price is None:
            says += f"no price. Missing: {'; '.join(bond.missing)}"
        else:
            says += (
                f"worth {bond.price:.1f} of 100 to holders ({bond.coupons_and_principal:.1f} coupons and principal, "
                f"{bond.bitcoin_dividend:.1f} bitcoin dividend) at {bond.priced_at}."
            )
        console.print(printable(says), markup=False)
    share, net = result.fiscal.bonds_loss_share, result.series.get("bonds_net_usd")
    if share is not None and net is not None:
        console.print(
            f"Bonds' coins leave less than they cost in {share:.0%} of futures, {money(net.quantiles['p05'][-1])} in "
            f"one of twenty, {money(net.quantiles['p50'][-1])} in the middle.",
            markup=False,
        )


def _bonds_budget(result: PlanResult, console: Console) -> None:
    """What the treasury's bonds move of the budget by the plan's end."""
    primary, service = (result.series.get(name) for name in ("budget_bonds_local", "budget_interest_local"))
    if primary is None or service is None:
        return
    low, middle, high = (money(primary.quantiles[level][-1]).replace("$", "") for level in ("p05", "p50", "p95"))
    console.print(
        f"By {primary.dates[-1]} they move the primary balance by {result.manifest.currency} {middle} in the middle "
        f"future (5 to 95 %: {low} to {high}), and cost {money(service.quantiles['p50'][-1]).replace('$', '')} of "
        "coupons and shared gains.",
        markup=False,
    )


def _payments(result: PlanResult, console: Console) -> None:
    trust, wallet = result.fiscal.trust, result.series.get("remittances_wallet_year_usd")
    if wallet is not None:
        place = max((n for n, day in enumerate(wallet.dates) if day.month == DECEMBER), default=len(wallet.dates) - 1)
        console.print(
            f"Remittances by the wallet: {money(wallet.quantiles['p50'][place])} in {wallet.dates[place].year} up to "
            f"{wallet.dates[place]}, in the middle future.",
            markup=False,
        )
    if trust is not None:
        when = "" if trust.middle_by is None else f", in half of these by {trust.middle_by}"
        console.print(
            f"{printable(trust.name)}, {money(trust.dollars)}: its dollars run out in {trust.depletion:.1%} of futures "
            f"({trust.low:.1%} to {trust.high:.1%}){when}.",
            markup=False,
        )


def _evaluated(result: PlanResult, console: Console) -> None:
    """A table for each review: its criteria with their chances, or what came out where that is known."""
    from rich.table import Table  # noqa: PLC0415 - not for --json

    passed = {f"{item.facility}: {item.review}": item for item in result.fiscal.reviews}
    rows = [item for item in result.criteria if item.status == EVALUATED]
    for review in sorted(dict.fromkeys(item.review for item in rows), key=_is_ahead):
        table = Table("criterion", "measured on", "limit", "holds in (95 % sure)", "margin (5 % worse)")
        table.title = f"{review}{_passed(passed.get(review))}"
        table.columns[0].overflow = "fold"
        for item in rows:
            if item.review == review:
                table.add_row(item.name, str(item.on or ""), _limit(item), _chance(item), _margin(item))
        console.print(table)


def _is_ahead(review: str) -> bool:
    return not review.endswith(OVERDUE)


def _passed(review: ReviewChance | None) -> str:
    """When a review comes, and in how many futures it is passed by what can be judged."""
    if review is None or review.probability is None:
        return ""
    sure = f"{_percent(review.low)} to {_percent(review.high)}"
    return f" by {review.on}: passed in {_percent(review.probability)} ({sure}) of futures"


def _limit(item: CriterionChance) -> str:
    return "" if item.limit is None else f"{item.sense} {_amount(float(item.limit), item.unit)}"


def _chance(item: CriterionChance) -> str:
    if item.known:
        return "known: kept" if item.probability else "known: missed"
    return f"{_percent(item.probability)} ({_percent(item.low)} to {_percent(item.high)})"


def _margin(item: CriterionChance) -> str:
    if item.margin is None:
        return ""
    middle, worse = (_amount(value, item.unit) for value in (item.margin.p50, item.margin.p05))
    return middle if item.known else f"{middle} ({worse})"


def _amount(value: float, unit: str) -> str:
    """A value as people read it: dollars in their own way, others with their unit."""
    short = money(value)
    return short if unit == DOLLARS else f"{short.replace('$', '')} {unit}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _unknown(rows: list[CriterionChance], console: Console) -> None:
    """The others in a sentence: what each lacks at its next review, in a word; the JSON has it in full."""
    lacks: dict[str, str] = {}
    for item in sorted(rows, key=lambda row: not _is_ahead(row.review)):
        kinds = dict.fromkeys(text.partition(" ")[0].rstrip(":") for text in item.missing)
        lacks.setdefault(item.name, ", ".join(KINDS.get(kind, "futures") for kind in kinds))
    if lacks:
        says = "; ".join(f"{name} ({kinds})" for name, kinds in lacks.items())
        console.print(f"  Not evaluated, for want of what stands in brackets: {printable(says)}.", markup=False)
        console.print("  In full, with the sources' own words: --json -", style="dim", markup=False)


def _missed(item: MissedReview) -> str:
    lost = f"{item.unit} {item.lost:,.0f} are lost" if item.lost else "nothing is lost"
    usd = f" ({money(item.lost_usd)})" if item.lost_usd else ""
    share = f"; until then gross reserves lack {item.share_of_reserves:.0%}" if item.share_of_reserves else ""
    count = len(item.moved)
    what = "its tranche comes" if count == 1 else f"{count} tranches come"
    begin = f"If the {item.review} of {item.facility} is missed"
    return f"{begin}, {what} {item.months} months later or never: {lost}{usd}{share}."


def _futures(item: TranchesInFutures) -> str:
    if not item.missed_share:
        return f"No future misses a review of {item.facility} by what can be judged."
    lost = "" if item.lost_median is None else f", lost {item.lost_median:,.0f} (at worst {item.lost_worst:,.0f})"
    return (
        f"A review of {item.facility} is missed in {item.missed_share:.1%} of futures: in the middle of these "
        f"{item.months_late_median} months late (at worst {item.months_late_worst}), {item.unit} "
        f"{item.late_median:,.0f} wait (at worst {item.late_worst:,.0f}){lost}."
    )
