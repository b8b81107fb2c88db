"""One row of a CSV file as a draft: a bank's movement of money, or an exchange's fill of coins for money."""

from __future__ import annotations

import datetime as dt
import re

from bitcoin_office.books.csv_cells import CellError, read_amount, read_day
from bitcoin_office.books.csv_mapping import Coins, Contra, Fee, Mapping
from bitcoin_office.books.entry import Draft, Leg
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.errors import UnknownUnitError
from bitcoin_office.terms.finding import Finding, Place
from bitcoin_office.terms.units import SAT, Unit, unit


class RowReader:
    """Reads rows by a mapping. ``header`` says where each column stands; ``file`` names the file in findings."""

    def __init__(self, mapping: Mapping, header: dict[str, int], file: str) -> None:
        self._mapping = mapping
        self._header = header
        self._file = file
        self._skip = [(rule.column, re.compile(rule.match)) for rule in mapping.skip]
        contra = mapping.contra or Contra(default="")
        self._contra = [(re.compile(rule.match), rule.account) for rule in contra.rule]
        self._contra_default = contra.default
        self._prefix = mapping.id.prefix if mapping.id.prefix is not None else f"{mapping.account}/"

    def is_skipped(self, cells: list[str]) -> bool:
        """Whether a rule of the mapping leaves the row out. A cell that is not there is empty."""
        return any(pattern.search(self._cell(cells, column)) for column, pattern in self._skip)

    def read(self, line: int, cells: list[str], own_id: str) -> tuple[Draft | None, tuple[Finding, ...]]:
        """The draft, or everything that is wrong with the row.

        ``own_id`` names it where the mapping names no columns.
        """
        row = _Row(self._file, line)
        extra = [cell for cell in cells[len(self._header) :] if cell.strip()]
        if len(cells) < len(self._header) or extra:
            row.fault(
                "",
                f"The row has {len(cells)} fields where the header has {len(self._header)}.",
                "Quote fields that contain the delimiter, and complete the row.",
            )
            return None, tuple(row.findings)
        draft = self._draft(row, cells, own_id)
        return (None, tuple(row.findings)) if row.findings else (draft, ())

    def _draft(self, row: _Row, cells: list[str], own_id: str) -> Draft | None:
        narrative = self._narrative(cells)
        day = self._day(row, cells)
        identity = self._identity(row, cells, own_id)
        form = self._mapping.coins
        coins = self._quantity(row, cells, form) if form is not None else None
        money_unit = self._unit(row, cells)
        money = self._money(row, cells, money_unit) if money_unit else None
        fee = self._fee(row, cells, money_unit) if money_unit else None
        if row.findings or day is None or money is None or fee is None:
            return None
        sells = coins is not None and coins.quantity < 0
        return Draft(
            external_id=identity,
            on=day,
            narrative=narrative,
            source=self._mapping.statement_of,
            legs=self._fill(row, form, coins, money, fee) if form and coins else self._movement(narrative, money, fee),
            balance_to=form.gains if form is not None and sells else None,
        )

    def _cell(self, cells: list[str], column: str) -> str:
        at = self._header[column]
        return cells[at] if at < len(cells) else ""

    def _narrative(self, cells: list[str]) -> str:
        joined = " ".join(self._cell(cells, column) for column in self._mapping.narrative.columns)
        return " ".join(joined.split()) or "no description given"

    def _identity(self, row: _Row, cells: list[str], own_id: str) -> str:
        parts = [self._cell(cells, column).strip() for column in self._mapping.id.columns]
        if parts and not any(parts):
            columns = ", ".join(self._mapping.id.columns)
            row.fault(columns, "The row has no id.", "Complete it, or name other columns under [id].")
        return self._prefix + ("/".join(parts) if parts else own_id)

    def _day(self, row: _Row, cells: list[str]) -> dt.date | None:
        column = self._mapping.date
        try:
            return read_day(self._cell(cells, column.column), column.form)
        except CellError as error:
            row.fault(column.column, error.message, error.remedy)
            return None

    def _unit(self, row: _Row, cells: list[str]) -> Unit | None:
        form = self._mapping.amount
        if form.unit is not None:
            return form.unit
        column = form.unit_column or ""
        try:
            return unit(self._cell(cells, column).strip())
        except UnknownUnitError as error:
            row.fault(column, error.message, error.remedy)
            return None

    def _amount(self, row: _Row, cells: list[str], column: str | None, of: Unit) -> Amount | None:
        """The amount in a cell, nought for an empty one or none; ``None`` where it cannot be read."""
        text = self._cell(cells, column) if column is not None else ""
        if column is None or not text.strip():
            return Amount(0, of)
        try:
            return read_amount(text, of, self._mapping.amount)
        except CellError as error:
            row.fault(column, error.message, error.remedy)
            return None

    def _money(self, row: _Row, cells: list[str], of: Unit) -> Amount | None:
        """What the row does to the account: money in is positive, and never nought."""
        form = self._mapping.amount
        if form.column is not None:
            money = self._amount(row, cells, form.column, of)
            columns = form.column
        else:
            debit = self._amount(row, cells, form.debit, of)
            credit = self._amount(row, cells, form.credit, of)
            columns = ", ".join(name for name in (form.debit, form.credit) if name is not None)
            if debit and credit:
                row.fault(columns, "Both a debit and a credit stand in the row.", "Leave one of them empty.")
            money = credit - debit if debit is not None and credit is not None else None
        if money is not None and not money:
            row.fault(columns, "The row has no amount.", "Complete it, or leave such rows out with [[skip]].")
        return -money if money is not None and form.negate else money

    def _fee(self, row: _Row, cells: list[str], of: Unit) -> Amount | None:
        """The fee paid, nought without a fee column."""
        form = self._mapping.fee
        if form is None:
            return Amount(0, of)
        fee = self._amount(row, cells, form.column, of)
        return -fee if fee is not None and form.negate else fee

    def _quantity(self, row: _Row, cells: list[str], form: Coins) -> Amount | None:
        """The coins of a fill: positive when bought."""
        coins = self._amount(row, cells, form.quantity, SAT)
        if coins is not None and not coins:
            row.fault(form.quantity, "The row has no coins.", "Complete it, or leave such rows out with [[skip]].")
        if form.side is None or coins is None:
            return coins
        side = self._cell(cells, form.side).strip().casefold()
        size = Amount(abs(coins.quantity), SAT)
        if side in (word.casefold() for word in form.buy):
            return size
        if side in (word.casefold() for word in form.sell):
            return -size
        known = ", ".join((*form.buy, *form.sell))
        row.fault(form.side, f"{side!r} is neither a purchase nor a sale (known: {known}).", "Add it under [coins].")
        return None

    def _movement(self, narrative: str, money: Amount, fee: Amount) -> tuple[Leg, ...]:
        """Money of the account against the account that the narrative points to."""
        found = (account for pattern, account in self._contra if pattern.search(narrative))
        contra = next(found, self._contra_default)
        own, rest = _with_fee(money, fee, self._mapping.fee)
        legs = (Leg(account=self._mapping.account, amount=own), Leg(account=contra, amount=-rest))
        return legs + self._fee_legs(fee)

    def _fill(self, row: _Row, form: Coins, coins: Amount, money: Amount, fee: Amount) -> tuple[Leg, ...]:
        """Coins bought with their cost, or sold for their proceeds; the fee apart, or within."""
        size = Amount(abs(money.quantity), money.unit)
        own, value = _with_fee(size if coins.quantity < 0 else -size, fee, self._mapping.fee)
        worth = Amount(abs(value.quantity), value.unit)
        apart = self._mapping.fee is None or self._mapping.fee.account is not None
        cash = Leg(account=self._mapping.account, amount=own)
        if coins.quantity > 0:
            cost = worth if apart else -own
            if cost.quantity < 0:
                row.fault("", "The fee leaves the coins a cost below nought.", "Check the amount and fee columns.")
            return (Leg(account=form.account, amount=coins, cost=cost), cash, *self._fee_legs(fee))
        if form.gains is None:
            row.fault(
                form.side or form.quantity, "The row sells coins.", "Name the account of gains: gains under [coins]."
            )
        return (Leg(account=form.account, amount=coins), cash, *self._fee_legs(fee))

    def _fee_legs(self, fee: Amount) -> tuple[Leg, ...]:
        form = self._mapping.fee
        return (Leg(account=form.account, amount=fee),) if form and form.account and fee else ()


def _with_fee(money: Amount, fee: Amount, form: Fee | None) -> tuple[Amount, Amount]:
    """What the account itself moves by, and what of it is not the fee."""
    if form is not None and form.included:
        return money, money + fee
    return money - fee, money


class _Row:
    """Collects what is wrong with one row."""

    def __init__(self, file: str, line: int) -> None:
        self.findings: list[Finding] = []
        self._file = file
        self._line = line

    def fault(self, column: str, message: str, remedy: str) -> None:
        place = Place(file=self._file, key=column, line=self._line)
        self.findings.append(Finding(code="csv-row", place=place, message=message, remedy=remedy))
