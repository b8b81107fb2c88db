"""How gains on bitcoin are taxed, and in what money taxes are paid: only what a source says."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.figure import Figure, share_of
from bitcoin_office.playbook.wording import FirstDay, Id, Note, Standing, Text
from bitcoin_office.terms.source import Source


class GainsTax(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The tax on gains of one group of holders in one jurisdiction."""

    id: Id
    jurisdiction: Annotated[Text, Meta(description="Where the tax is levied.")]
    holders: Annotated[Text, Meta(description="Whose gains.")]
    rate: Annotated[Figure, share_of("The rate, or what is missing.")]
    standing: Standing
    effective_from: FirstDay | None = None
    source: Annotated[Source | None, Meta(description="Where the rule is reported.")] = None
    note: Note | None = None


class TaxPolicy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Taxes as declared."""

    heading: ClassVar[str] = "Taxes on gains of bitcoin."

    gains: Annotated[tuple[GainsTax, ...], Meta(description="Taxes on gains.")] = ()
    note: Note | None = None
