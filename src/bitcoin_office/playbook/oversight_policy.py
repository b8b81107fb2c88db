"""Who supervises digital assets, what needs a licence, and from which sums on something must be reported."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.figure import Figure, figure_of
from bitcoin_office.playbook.units_known import Measure
from bitcoin_office.playbook.wording import FirstDay, Id, Note, Since, Standing, Text
from bitcoin_office.terms.source import Source


class Licence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An activity that needs a licence or an entry in a register."""

    id: Id
    activity: Annotated[Text, Meta(description="What needs the licence.")]
    standing: Standing
    source: Annotated[Source, Meta(description="Where the duty is reported.")]
    granted_by: Annotated[str, Meta(description="Who grants it.")] = ""
    effective_from: FirstDay | None = None
    note: Note | None = None


class Threshold(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sum from which on something must be done."""

    id: Id
    duty: Annotated[Text, Meta(description="What must be done.")]
    amount: Annotated[Figure, figure_of(Measure.MONEY, "The sum.")]
    standing: Standing
    effective_from: FirstDay | None = None
    note: Note | None = None


class OversightPolicy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The supervision of digital assets as the law declares it."""

    heading: ClassVar[str] = "The supervisor, licences, thresholds."

    supervisor: Annotated[str, Meta(min_length=1, description="The authority.")]
    law: Annotated[str, Meta(description="The law it acts under.")]
    standing: Standing
    source: Annotated[Source, Meta(description="Where the law is reported.")]
    since: Since | None = None
    licences: Annotated[tuple[Licence, ...], Meta(description="What needs a licence.")] = ()
    thresholds: Annotated[tuple[Threshold, ...], Meta(description="From which sums on something must be done.")] = ()
    note: Note | None = None
