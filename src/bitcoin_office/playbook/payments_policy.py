"""What the country declares about paying in bitcoin: the law, the state's wallet, the trust, the agencies."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.figure import Figure, figure_of, share_of
from bitcoin_office.playbook.problem import Problem
from bitcoin_office.playbook.units_known import Measure
from bitcoin_office.playbook.wording import FirstDay, Id, Name, Note, Since, Standing
from bitcoin_office.terms.source import Source

YEAR = 100
"""All of a year's remittances, in percent."""


class Acceptance(enum.StrEnum):
    """What the law says about taking bitcoin in payment."""

    COMPULSORY = "compulsory"
    VOLUNTARY = "voluntary"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"


class Settlement(enum.StrEnum):
    """How an agency takes bitcoin: not at all, and kept as coins, or turned into money at once."""

    OFF = "off"
    BITCOIN = "bitcoin"
    MONEY = "money"
    UNKNOWN = "unknown"


class Month(enum.StrEnum):
    """A month of any year."""

    JANUARY = "january"
    FEBRUARY = "february"
    MARCH = "march"
    APRIL = "april"
    MAY = "may"
    JUNE = "june"
    JULY = "july"
    AUGUST = "august"
    SEPTEMBER = "september"
    OCTOBER = "october"
    NOVEMBER = "november"
    DECEMBER = "december"

    @property
    def number(self) -> int:
        """1 to 12."""
        return tuple(Month).index(self) + 1


class Law(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A state of the law, from one day on."""

    id: Id
    effective_from: FirstDay
    acceptance: Annotated[Acceptance, Meta(description="Whether anybody must take bitcoin.")]
    legal_tender: Annotated[Standing, Meta(description="Whether bitcoin is legal tender.")]
    taxes_in_bitcoin: Annotated[Standing, Meta(description="Whether taxes may be paid in bitcoin.")]
    source: Annotated[Source, Meta(description="Where the law is reported.")]
    note: Note | None = None


class StateWallet(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The state's wallet for everybody."""

    name: Name
    standing: Standing
    source: Annotated[Source, Meta(description="Who says how the wallet stands.")]
    since: Since | None = None
    exit_by: Annotated[dt.date | None, Meta(description="The day by which the state is to be out of it.")] = None
    bonus: Annotated[Figure | None, figure_of(Measure.MONEY, "What every new user was given.")] = None
    seed_capital: Annotated[Figure | None, figure_of(Measure.MONEY, "What the state put into it.")] = None
    fraudulent_accounts: Annotated[Figure | None, figure_of(Measure.COUNT, "Accounts opened in others' names.")] = None
    note: Note | None = None


class Trust(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The trust that turns bitcoin into money on demand."""

    name: Name
    standing: Standing
    amount: Annotated[Figure, figure_of(Measure.MONEY, "The money in it.")]
    source: Annotated[Source, Meta(description="Who says how the trust stands.")]
    keeper: Annotated[str, Meta(description="Who keeps it.")] = ""
    liquidate_by: Annotated[dt.date | None, Meta(description="The day by which it is to be wound up.")] = None
    note: Note | None = None


class RemittanceMonth(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What of a year's remittances comes in one month."""

    month: Annotated[Month, Meta(description="The month.")]
    share: Annotated[Figure, share_of("Its share of the year's remittances.")]


class Agency(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How one agency of the state takes bitcoin."""

    id: Id
    name: Name
    settlement: Settlement
    effective_from: FirstDay
    source: Annotated[Source, Meta(description="Who decided so.")]
    note: Note | None = None


class PaymentsPolicy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Payments as declared."""

    heading: ClassVar[str] = "The law, the state's wallet, the trust, the agencies."

    law: Annotated[tuple[Law, ...], Meta(description="The states of the law, in order of their days.")] = ()
    wallet: Annotated[StateWallet | None, Meta(description="The state's wallet.")] = None
    trust: Annotated[Trust | None, Meta(description="The convertibility trust.")] = None
    agencies: Annotated[tuple[Agency, ...], Meta(description="How agencies take bitcoin.")] = ()
    remittance_months: Annotated[
        tuple[RemittanceMonth, ...],
        Meta(description="Remittances by month, where a source gives it; the rest of a year is even."),
    ] = ()
    note: Note | None = None

    def problems(self) -> Iterator[Problem]:
        """The states of the law follow each other; each month stands once, and all together are at most a year."""
        months = [entry.month for entry in self.remittance_months]
        if len(set(months)) != len(months):
            yield Problem(code="overlapping-dates", message="A month stands twice.", key=("remittance_months",))
        whole = sum(entry.share.value for entry in self.remittance_months if entry.share.value is not None)
        if whole > YEAR:
            message = f"The months add up to {whole:f} percent of a year."
            yield Problem(code="out-of-range", message=message, key=("remittance_months",))
        for index, (before, after) in enumerate(pairwise(self.law), start=1):
            if after.effective_from <= before.effective_from:
                message = f"{after.id} does not begin after {before.id}, which stands before it."
                yield Problem(code="overlapping-dates", message=message, key=("law", index, "effective_from"))
