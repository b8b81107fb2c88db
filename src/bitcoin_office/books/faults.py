"""What can be wrong with a draft: each fault as a finding that says where, what was expected, and what to do."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable

from bitcoin_office.books.entry import Draft
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.errors import OfficeError
from bitcoin_office.terms.finding import Finding, Place
from bitcoin_office.terms.units import unit

# Databases keep whole numbers in 64 bits.
INT64_MAX = 2**63 - 1


class BookingError(OfficeError):
    """Drafts that cannot be booked. ``findings`` says everything that is wrong with them; nothing was posted."""

    code = "booking"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first, *others = findings
        more = f" (and {len(others)} more)" if others else ""
        super().__init__(f"Nothing was posted: {first}{more}")
        self.findings = findings


def money(quantity: int, code: str) -> str:
    """``quantity`` of the unit with this code, as people write it: ``-1,234.50 USD``, ``1,000 sat``."""
    return f"{quantity:,} {code}" if code in {"sat", "msat"} else str(Amount(quantity, unit(code)))


def fault(draft: Draft, leg: int | None, field: str, code: str, message: str, remedy: str) -> Finding:  # noqa: PLR0917
    """A finding at one field of a draft, or of one of its legs."""
    where = field if leg is None else f"legs[{leg}]{f'.{field}' if field else ''}"
    return Finding(
        code=code, place=Place(file=draft.external_id or "(no id)", key=where), message=message, remedy=remedy
    )


def unknown_account(draft: Draft, leg: int | None, name: str, known: Iterable[str]) -> Finding:
    """No such account; with the nearest known name."""
    near = difflib.get_close_matches(name, list(known), n=1)
    remedy = f"Did you mean {near[0]}?" if near else "Open it in the chart of accounts first."
    field = "balance_to" if leg is None else "account"
    return fault(draft, leg, field, "unknown-account", f"No account {name!r}.", remedy)


def unit_refused(draft: Draft, leg: int | None, account: str, code: str, allowed: tuple[str, ...]) -> Finding:
    """The account does not hold this unit."""
    field = "balance_to" if leg is None else "amount"
    return fault(
        draft, leg, field, "unit-refused", f"{account} does not hold {code}.", f"It holds: {', '.join(allowed)}."
    )


def unbalanced(draft: Draft, residue: dict[str, int]) -> Finding:
    """The legs do not sum to zero; with what is left over in each unit."""
    left = ", ".join(money(quantity, code) for code, quantity in sorted(residue.items()) if quantity)
    return fault(
        draft,
        None,
        "legs",
        "unbalanced",
        f"The legs do not sum to zero: {left} is left over.",
        "Correct an amount, cost or price, or name the account that takes the difference as balance_to.",
    )


def overspent(draft: Draft, leg: int, account: str, *, asked: int, there: int, code: str) -> Finding:
    """More coins are asked for than the account held on the day."""
    return fault(
        draft,
        leg,
        "amount",
        "overspent",
        f"{money(asked, code)} are asked of {account}, which can give {money(there, code)} on {draft.on}.",
        "Post what brought the coins in first, or correct the amount or the day.",
    )


def unknown_lot(draft: Draft, leg: int, account: str, lot: str, known: Iterable[str]) -> Finding:
    """The account holds no such lot; with the nearest, or some that it does hold."""
    names = list(known)
    near = difflib.get_close_matches(lot, names, n=1) or names[:5]
    remedy = f"It holds: {', '.join(near)}." if near else "It holds no lots."
    return fault(draft, leg, "lot", "unknown-lot", f"{account} holds no lot {lot!r}.", remedy)


def not_there_yet(draft: Draft, leg: int | None, account: str, lot: str, arrived_on: dt.date) -> Finding:
    """Coins cannot leave before they came."""
    return fault(
        draft,
        leg,
        "on",
        "before-arrival",
        f"Coins of lot {lot!r} came into {account} on {arrived_on}, after {draft.on}.",
        f"Date the entry {arrived_on} or later, or reverse what was booked since first.",
    )


def cost_missing(draft: Draft, leg: int, account: str, bare: int, code: str) -> Finding:
    """Coins come into an account that keeps lots, and nobody says what they cost."""
    return fault(
        draft,
        leg,
        "cost",
        "cost-missing",
        f"{account} keeps the cost of its coins, and {money(bare, code)} come in with none.",
        "State their whole cost, or take them in the same draft from an account that keeps lots too.",
    )


def lot_changed(draft: Draft, account: str, lot: str, asked: str, there: str) -> Finding:
    """A reversal needs coins back that have gone elsewhere since."""
    return fault(
        draft,
        None,
        "reverses",
        "lot-changed",
        f"The reversal takes {asked} of lot {lot!r} out of {account}, which has {there} left.",
        "Reverse what was booked on this lot since, the latest first.",
    )
