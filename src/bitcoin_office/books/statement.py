"""The statement of the books on one day: the tree of accounts, coins at cost and at market, the equation checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from bitcoin_office.books.account import AccountClass, Chart
from bitcoin_office.books.booking import Head
from bitcoin_office.books.entry import Entry
from bitcoin_office.books.ledger import Balance
from bitcoin_office.books.lots import LotPosition
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.rate import Rate
from bitcoin_office.terms.units import SAT, unit


class Money(msgspec.Struct, frozen=True, order=True):
    """``quantity`` of the unit with this code: satoshis, or minor units of a currency.

    Debits are positive, as in the books.
    """

    unit: str
    quantity: int


class TreeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One account or group with all that is below it; ``depth`` counts from nought for the class.

    ``holds`` is what stands there; ``at_cost`` the same with coins that keep lots at what they cost; ``at_market``
    the same at the prices given, empty without any. What no price is given for stays as it is.
    """

    account: str
    title: str
    depth: int
    holds: tuple[Money, ...]
    at_cost: tuple[Money, ...]
    at_market: tuple[Money, ...]


class Coins(msgspec.Struct, frozen=True, kw_only=True):
    """The coins with lots in one account; ``market`` and ``unrealised`` in ``cost_unit``, where a price in it is
    given.
    """

    account: str
    unit: str
    quantity: int
    cost: int
    cost_unit: str
    market: int | None
    unrealised: int | None


class EquationLine(msgspec.Struct, frozen=True, kw_only=True):
    """One unit of the equation, coins at cost: all columns but the last sum to ``difference``, which must be nought.

    ``converted`` is what entries exchanged between units at a price: it left the one and came into the other.
    """

    unit: str
    assets: int
    liabilities: int
    equity: int
    income: int
    expenses: int
    converted: int
    difference: int


class BooksStatement(msgspec.Struct, frozen=True, kw_only=True):
    """The books at the end of the day ``at`` (of all days, when ``null``), as of the entry that ``head`` names."""

    schema: str = "bitcoin-office/books-statement/1"
    at: dt.date | None
    head: Head
    tree: tuple[TreeLine, ...]
    coins: tuple[Coins, ...]
    prices: tuple[Rate, ...]
    equation: tuple[EquationLine, ...]
    balanced: bool


class StatementInput(msgspec.Struct, frozen=True, kw_only=True):
    """What a statement is made of. ``converted`` may be left empty where ``unexplained`` finds nothing."""

    at: dt.date | None
    head: Head
    chart: Chart
    balances: tuple[Balance, ...]
    positions: tuple[LotPosition, ...]
    converted: tuple[Money, ...] = ()
    prices: tuple[Rate, ...] = ()


_Totals = dict[str, int]


def books_statement(given: StatementInput) -> BooksStatement:
    """The statement."""
    equation = tuple(_equation(given))
    return BooksStatement(
        at=given.at,
        head=given.head,
        tree=tuple(_tree(given)),
        coins=tuple(_coins(given)),
        prices=given.prices,
        equation=equation,
        balanced=all(line.difference == 0 for line in equation),
    )


def unexplained(balances: Iterable[Balance], positions: Iterable[LotPosition]) -> tuple[Money, ...]:
    """What all accounts together, coins at cost, do not sum to nought by: what conversions must account for."""
    totals: _Totals = {}
    for at_cost in _at_cost(balances, positions).values():
        _add(totals, at_cost)
    return _money(totals)


def converted(entries: Iterable[Entry]) -> tuple[Money, ...]:
    """What entries exchanged between units: each posting without a lot that weighs something else than itself."""
    totals: _Totals = {}
    for entry in entries:
        for posting in entry.postings:
            if posting.lot is None and posting.unit != posting.weight_unit:
                _add(totals, {posting.unit: posting.quantity})
                _add(totals, {posting.weight_unit: -posting.weight})
    return _money(totals)


def _equation(given: StatementInput) -> Iterator[EquationLine]:
    by_class: dict[str, _Totals] = {each.value: {} for each in AccountClass}
    for account, at_cost in _at_cost(given.balances, given.positions).items():
        _add(by_class[account.partition(":")[0]], at_cost)
    exchanged = {money.unit: money.quantity for money in given.converted}
    codes = {code for totals in by_class.values() for code, quantity in totals.items() if quantity}
    for code in sorted(codes | exchanged.keys(), key=_bitcoin_first):
        assets, liabilities, equity, income, expenses = (by_class[each].get(code, 0) for each in AccountClass)
        of_code = -exchanged.get(code, 0)
        yield EquationLine(
            unit=code,
            assets=assets,
            liabilities=liabilities,
            equity=equity,
            income=income,
            expenses=expenses,
            converted=of_code,
            difference=assets + liabilities + equity + income + expenses + of_code,
        )


def _at_cost(balances: Iterable[Balance], positions: Iterable[LotPosition]) -> dict[str, _Totals]:
    """What each account holds, with the coins in its lots replaced by their cost."""
    result: dict[str, _Totals] = {}
    for balance in balances:
        _add(result.setdefault(balance.account, {}), {balance.unit: balance.quantity})
    for held in positions:
        totals = result.setdefault(held.account, {})
        _add(totals, {held.unit: -held.quantity})
        _add(totals, {held.cost_unit: held.cost})
    return result


def _tree(given: StatementInput) -> Iterator[TreeLine]:
    titles = {account.name: account.title for account in given.chart.accounts}
    holds: dict[str, _Totals] = {}
    at_cost: dict[str, _Totals] = {}
    for balance in given.balances:
        _add_upwards(holds, balance.account, {balance.unit: balance.quantity})
    for account, totals in _at_cost(given.balances, given.positions).items():
        _add_upwards(at_cost, account, totals)
    order = {each.value: place for place, each in enumerate(AccountClass)}
    for name in sorted(holds, key=lambda name: (order[name.partition(":")[0]], name.split(":"))):
        yield TreeLine(
            account=name,
            title=titles.get(name, ""),
            depth=name.count(":"),
            holds=_money(holds[name]),
            at_cost=_money(at_cost.get(name, {})),
            at_market=_at_market(holds[name], given.prices) if given.prices else (),
        )


def _coins(given: StatementInput) -> Iterator[Coins]:
    quantities: dict[tuple[str, str, str], tuple[int, int]] = {}
    for held in given.positions:
        key = (held.account, held.unit, held.cost_unit)
        quantity, cost = quantities.get(key, (0, 0))
        quantities[key] = (quantity + held.quantity, cost + held.cost)
    for (account, code, cost_unit), (quantity, cost) in sorted(quantities.items()):
        worth = _priced(Amount(quantity, unit(code)), given.prices)
        market = worth.quantity if worth is not None and worth.unit.code == cost_unit else None
        yield Coins(
            account=account,
            unit=code,
            quantity=quantity,
            cost=cost,
            cost_unit=cost_unit,
            market=market,
            unrealised=None if market is None else market - cost,
        )


def _at_market(holds: _Totals, prices: tuple[Rate, ...]) -> tuple[Money, ...]:
    totals: _Totals = {}
    for code, quantity in holds.items():
        amount = Amount(quantity, unit(code))
        worth = _priced(amount, prices)
        worth = amount if worth is None else worth
        _add(totals, {worth.unit.code: worth.quantity})
    return _money(totals)


def _priced(amount: Amount, prices: tuple[Rate, ...]) -> Amount | None:
    """What the amount is worth at the first price of its commodity; ``None`` without any."""
    for price in prices:
        if price.base.commodity == amount.unit.commodity:
            return msgspec.structs.replace(price, base=amount.unit).convert(amount)
    return None


def _add_upwards(tree: dict[str, _Totals], account: str, totals: _Totals) -> None:
    """Adds to an account and to every group above it."""
    parts = account.split(":")
    for length in range(1, len(parts) + 1):
        _add(tree.setdefault(":".join(parts[:length]), {}), totals)


def _add(totals: _Totals, more: _Totals) -> None:
    for code, quantity in more.items():
        totals[code] = totals.get(code, 0) + quantity


def _money(totals: _Totals) -> tuple[Money, ...]:
    return tuple(Money(code, totals[code]) for code in sorted(totals, key=_bitcoin_first) if totals[code])


def _bitcoin_first(code: str) -> tuple[bool, str]:
    return unit(code).commodity != SAT.commodity, code
