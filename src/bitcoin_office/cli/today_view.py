"""Proposals and answers of rules as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bitcoin_office.cli.output import printable
from bitcoin_office.office.today_result import RuleAnswer, Today
from bitcoin_office.reserve.proposal import Proposal
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.units import USD

if TYPE_CHECKING:
    from rich.console import Console


def draw_today(result: Today, console: Console) -> None:
    """The answer first, then what it rests on."""
    if result.training:
        console.print("TRAINING: made up", style="bold")
    _line(console, result.finding, style="bold")
    price = result.price
    age = (
        "of the day" if price.age_days == 0 else f"{price.age_days} days old" if price.age_days > 1 else "of yesterday"
    )
    _line(console, f"Price {price.usd_per_btc:,f} USD, the close of {price.on} ({age}): {price.source}")
    cost = Amount(result.held_cost_usd_cents, USD)
    _line(console, f"Held {sats(result.held_sats)}, cost {cost}, by {result.held_basis}")
    for warning in result.warnings:
        _line(console, f"! {warning}", style="yellow")
    for answer in result.rules:
        _draw_answer(answer, console)
    for each in result.proposals:
        console.print()
        draw_proposal(each.id, each.hash, each.proposal, console)
        _line(console, f"{each.state}: {each.says}", style="bold")
    for left in result.left_out:
        _line(console, left, style="dim")


def draw_proposal(name: str, proposal_hash: str, proposal: Proposal, console: Console) -> None:
    """All that whoever approves it is bound to."""
    _line(console, f"{name}", style="bold")
    money = Amount(proposal.usd_cents, USD)
    _line(console, f"  {proposal.side} {sats(proposal.sats)} for {money} at {proposal.price.usd_per_btc:,f} USD")
    for reason in proposal.reasons:
        _line(console, f"  {reason}", style="dim")
    for cut in proposal.limited:
        _line(console, f"  limited: {cut}")
    for effect in proposal.conditions:
        why = "; ".join(effect.why)
        _line(console, f"  condition {effect.condition} would be {effect.kept} ({why}): {effect.says} {effect.source}")
    for warning in proposal.warnings:
        _line(console, f"  ! {warning}", style="yellow")
    if proposal.pay_to is not None:
        _line(console, f"  to {proposal.pay_to.address} of the vault {proposal.pay_to.vault}")
    terms = proposal.terms
    needed = "1 approval" if terms.approvals == 1 else f"{terms.approvals} approvals by different people"
    _line(console, f"  needs {needed} until {terms.last_day}, the price within {terms.tolerance_percent:f} %")
    _line(
        console,
        f"  SHA-256 {proposal_hash}, programme {proposal.programme} {proposal.programme_hash[:12]}",
        style="dim",
    )


def _draw_answer(answer: RuleAnswer, console: Console) -> None:
    if answer.missing:
        _line(console, f"{answer.rule}: not run; missing: {'; '.join(answer.missing)}", style="yellow")
        return
    due = "" if answer.due_since is None else f", due since {answer.due_since}"
    value = 0.0 if answer.answer is None else answer.answer
    _line(console, f"{answer.rule}: {value:.8f}{due}. {answer.says.partition(chr(10))[0]}")
    for reason in answer.reasons:
        _line(console, f"  {reason}", style="dim")
    for cut in answer.limited:
        _line(console, f"  limited: {cut}")


def _line(console: Console, text: str, style: str = "") -> None:
    """One line of what may come from files of others."""
    indent = len(text) - len(text.lstrip())
    console.print(f"{' ' * indent}{printable(text)}", style=style or None, markup=False, soft_wrap=True)
