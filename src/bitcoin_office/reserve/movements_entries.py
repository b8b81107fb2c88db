"""Movements as drafts for the books: lots stay where coins only move, fees are expensed, gains are never invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from bitcoin_office.books.entry import Draft, Entry, Leg
from bitcoin_office.chain.hashing import shown
from bitcoin_office.reserve import movements_accounts as accounts
from bitcoin_office.reserve.movements import Judged
from bitcoin_office.reserve.movements_trace import FEE, OUT, Flow, Flows, Held, trace
from bitcoin_office.reserve.voucher import MovementClass
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.units import USD

# External ids of entries made from the chain, and what is added for satoshis whose cost nobody knows.
PREFIX: Final = "chain:"
UNCOSTED: Final = ":unexplained"
_PRICED: Final = "; price: "

# Where the cost of coins that came in comes from.
_ORIGINS: Final[Mapping[MovementClass, str]] = {
    MovementClass.PURCHASE: accounts.PURCHASES,
    MovementClass.SEIZURE: accounts.SEIZED,
    MovementClass.MINED: accounts.MINED,
    MovementClass.DONATION: accounts.DONATIONS,
    MovementClass.DUST: accounts.DONATIONS,
}
# Where coins that left at cost went.
_SINKS: Final[Mapping[MovementClass, str]] = {
    MovementClass.SALE: accounts.SALES,
    MovementClass.PAYMENT: accounts.PAYMENTS,
}


class Valuation(msgspec.Struct, frozen=True, kw_only=True):
    """What coins were worth, in US cents, and who says so."""

    cents: int
    source: str


# The value of so many satoshis that a movement brought; ``None`` where nobody knows.
ValueOf = Callable[[Judged, int], Valuation | None]


def entry_name(case: Judged) -> str:
    """The external id of a movement's entry."""
    return f"{PREFIX}{shown(case.facts.transaction.txid)}"


def takes(draft: Draft) -> bool:
    """Whether a draft takes coins out of a vault's account."""
    return any(leg.amount.quantity < 0 and accounts.is_of_vaults(leg.account) for leg in draft.legs)


def not_before(draft: Draft, day: dt.date) -> Draft:
    """The draft on a later day, unless it only brings coins in."""
    return msgspec.structs.replace(draft, on=max(draft.on, day)) if takes(draft) else draft


def drafts_of(case: Judged, held: Held, parts: Mapping[str, str], value_of: ValueOf, on: dt.date) -> tuple[Draft, ...]:
    """The drafts of one movement: none, one, or two where coins of known and of unknown cost moved together.

    Moves ``held`` along. ``parts`` has the vaults' names in accounts. The entries count for the day ``on``.
    """
    name = entry_name(case)
    worth = _worth(case, value_of)
    flows = trace(case.facts, held, costed=worth is not None)
    work = _Drafting(case, flows, parts, worth)
    found: list[Draft] = []
    for suffix, legs, balance_to in (("", work.costed(), accounts.GAINS), (UNCOSTED, work.uncosted(), None)):
        if legs:
            draft = Draft(
                external_id=name + suffix,
                on=on,
                narrative=_narrative(case, uncosted=bool(suffix)),
                source=_source(case, worth if not suffix else None),
                legs=tuple(legs),
                balance_to=balance_to if work.sells else None,
            )
            found.append(draft)
    return tuple(found)


def kept_valuation(entry: Entry, case: Judged) -> Valuation | None:
    """The market value at which an entry opened its lots, where it is of this movement in this very block.

    ``None`` for an entry whose cost comes from elsewhere.
    """
    head, priced, source = entry.source.partition(_PRICED)
    if not priced or not head.startswith(_place(case)):
        return None
    own = (entry.external_id, f"{entry.external_id}~")
    cents = sum(
        posting.weight
        for posting in entry.postings
        if posting.quantity > 0
        and posting.lot is not None
        and (posting.lot == own[0] or posting.lot.startswith(own[1]))
    )
    return Valuation(cents=cents, source=source)


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` divided by weights, exactly: the largest remainders get what is left, the first of equal ones.

    >>> shares(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _worth(case: Judged, value_of: ValueOf) -> Valuation | None:
    """The cost of what came in: what the voucher says was paid, else the market's value where that is a cost."""
    came_sats = case.facts.delta_sats
    if came_sats <= 0 or case.verdict.kind not in _ORIGINS:
        return None
    voucher = case.voucher
    if voucher is not None and voucher.usd_cents is not None:
        return Valuation(cents=voucher.usd_cents, source="")
    return value_of(case, came_sats)


class _Drafting:
    """The legs of one movement."""

    def __init__(self, case: Judged, flows: Flows, parts: Mapping[str, str], worth: Valuation | None) -> None:
        self._kind = case.verdict.kind
        self._flows = flows
        self._parts = parts
        self._worth = worth
        proceeds = case.voucher.usd_cents if case.voucher is not None and self._kind in _SINKS else None
        self.sells = proceeds is not None
        outs = [(flow, quantity) for flow, quantity in flows.moved.items() if flow.target == OUT]
        paid = shares(proceeds or 0, [quantity for _, quantity in outs]) if outs else []
        self._proceeds = {flow: cents for (flow, _), cents in zip(outs, paid, strict=True)}

    def costed(self) -> list[Leg]:
        """The legs of coins with lots."""
        legs: list[Leg] = []
        if self._worth is not None:
            came = sorted(self._flows.came.items())
            costs = shares(self._worth.cents, [quantity for _, quantity in came])
            legs += [
                Leg(account=self._observed(vault), amount=sats(quantity), cost=Amount(cents, USD))
                for (vault, quantity), cents in zip(came, costs, strict=True)
            ]
            if self._worth.cents:
                legs.append(Leg(account=_ORIGINS[self._kind], amount=Amount(-self._worth.cents, USD)))
        sink = _SINKS.get(self._kind, accounts.LOST)
        return legs + self._moves(costed=True, account=self._observed, sink=None if self.sells else sink) + self._sold()

    def uncosted(self) -> list[Leg]:
        """The legs of plain satoshis, whose cost nobody knows."""
        legs: list[Leg] = []
        if self._worth is None:
            came = sorted(self._flows.came.items())
            legs += [Leg(account=self._unexplained(vault), amount=sats(quantity)) for vault, quantity in came]
            if came:
                legs.append(Leg(account=accounts.FOUND, amount=sats(-sum(quantity for _, quantity in came))))
        legs += self._moves(costed=False, account=self._unexplained, sink=accounts.FOUND)
        cents = sum(paid for flow, paid in self._proceeds.items() if not flow.costed)
        if cents:
            legs.append(Leg(account=_SINKS[self._kind], amount=Amount(cents, USD)))
            legs.append(Leg(account=accounts.FOUND, amount=Amount(-cents, USD)))
        return legs

    def _moves(self, *, costed: bool, account: Callable[[str], str], sink: str | None) -> list[Leg]:
        """What goes between vaults, into the fee, and, where there is a ``sink``, out: lots are carried along."""
        net: dict[str, int] = {}
        fee, out = 0, 0
        for flow, quantity in self._flows.moved.items():
            if flow.costed is not costed or (flow.target == OUT and sink is None):
                continue
            net[flow.source] = net.get(flow.source, 0) - quantity
            if flow.target == FEE:
                fee += quantity
            elif flow.target == OUT:
                out += quantity
            else:
                net[flow.target] = net.get(flow.target, 0) + quantity
        # Lots are handed on in the order of the legs: first what leaves, then what arrives.
        legs = [Leg(account=account(vault), amount=sats(change)) for vault, change in sorted(net.items()) if change < 0]
        legs += [
            Leg(account=account(vault), amount=sats(change)) for vault, change in sorted(net.items()) if change > 0
        ]
        if fee:
            legs.append(Leg(account=accounts.FEES, amount=sats(fee)))
        if out and sink is not None:
            legs.append(Leg(account=sink, amount=sats(out)))
        return legs

    def _sold(self) -> list[Leg]:
        """Coins with lots that left at a price, and the price; the gain is what the books find between them."""
        if not self.sells:
            return []
        sold = [(flow, self._flows.moved[flow], cents) for flow, cents in self._proceeds.items() if flow.costed]
        legs = [
            Leg(account=self._observed(flow.source), amount=sats(-quantity), price=Amount(cents, USD))
            for flow, quantity, cents in sorted(sold, key=_by_source)
        ]
        cents = sum(paid for _, _, paid in sold)
        return [*legs, Leg(account=_SINKS[self._kind], amount=Amount(cents, USD))] if cents else legs

    def _observed(self, vault: str) -> str:
        return accounts.observed(self._parts[vault])

    def _unexplained(self, vault: str) -> str:
        return accounts.unexplained(self._parts[vault])


def _by_source(sold: tuple[Flow, int, int]) -> str:
    return sold[0].source


def _narrative(case: Judged, *, uncosted: bool) -> str:
    """What people read in the journal."""
    facts = case.facts
    names = " and ".join(facts.vaults)
    kind = case.verdict.kind.replace("-", " ").capitalize()
    change = sats(abs(facts.delta_sats)).short()
    if case.verdict.kind in {MovementClass.CONSOLIDATION, MovementClass.SPLIT, MovementClass.TRANSFER}:
        told = f"{kind}, {names}: {len(facts.spent):,} coins into {len(facts.received):,}"
    else:
        told = f"{kind}, {names}: {change} {'came' if facts.delta_sats > 0 else 'left'}"
    fee = f", fee {facts.fee_sats:,} sat" if facts.fee_sats else ""
    return f"{told}{fee}{' (coins of unknown cost)' if uncosted else ''}"


def _place(case: Judged) -> str:
    return f"Block {case.facts.transaction.block}, transaction {shown(case.facts.transaction.txid)}"


def _source(case: Judged, worth: Valuation | None) -> str:
    """Block, transaction, voucher and price: everything that the entry stands on."""
    parts = _place(case)
    if case.voucher is not None:
        parts += f"; voucher {case.voucher.file}, SHA-256 {case.voucher.sha256}"
    return parts + (f"{_PRICED}{worth.source}" if worth is not None and worth.source else "")
