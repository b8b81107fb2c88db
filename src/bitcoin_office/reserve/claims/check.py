"""Checks one news text: its claims, judged, and every figure in it that makes no claim, with the reason."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.reserve.claims.claim import Bench, Claim, Judged, judged_apart
from bitcoin_office.reserve.claims.name import Holder, Kind
from bitcoin_office.reserve.claims.statement import read
from bitcoin_office.reserve.claims.verdict import Verdict
from bitcoin_office.reserve.record import Record


class NoClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of ``source`` that makes no claim, and ``why``: what it is instead where it ``is_understood``."""

    source: str
    sentence: str
    figure: str
    is_understood: bool
    why: str


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """Everything found in some texts, in their order; ``judged`` has for each claim its judgements one by one."""

    claims: tuple[Claim, ...] = ()
    judged: tuple[tuple[Judged, ...], ...] = ()
    no_claims: tuple[NoClaim, ...] = ()

    @property
    def not_understood(self) -> tuple[NoClaim, ...]:
        """The figures that could not be turned into anything."""
        return tuple(item for item in self.no_claims if not item.is_understood)

    @property
    def set_aside(self) -> tuple[NoClaim, ...]:
        """The figures that are purchases, prices, costs, plans: read, but nobody's holding."""
        return tuple(item for item in self.no_claims if item.is_understood)

    @property
    def is_contradicted(self) -> bool:
        """Whether a claim is stale or inconsistent."""
        return any(claim.verdict in {Verdict.STALE, Verdict.INCONSISTENT} for claim in self.claims)


def holders(record: Record, also: tuple[Record, ...] = ()) -> tuple[Holder, ...]:
    """Whom texts may name: the country of ``record``, the holders beside it, and the countries of other records."""
    countries = tuple(Holder(name=item.name, aliases=item.aliases, kind=Kind.COUNTRY) for item in (record, *also))
    return countries + tuple(Holder(name=item.name, aliases=item.aliases) for item in record.others)


def check_text(
    text: str, *, source: str, named: tuple[Holder, ...], default: str, against: Bench, published: dt.date
) -> Checked:
    """Checks one text. ``default`` is the holder a text is about that names nobody."""
    reading = read(text, holders=named, default=default, published=published)
    weighed = tuple(
        judged_apart(item, against, source=source, sentence=single_spaced(text[item.start : item.end]))
        for item in reading.statements
    )
    no_claims = tuple(
        NoClaim(
            source=source,
            sentence=single_spaced(text[item.sentence_start : item.sentence_end]),
            figure=single_spaced(text[item.start : item.end]),
            is_understood=item.is_understood,
            why=item.why,
        )
        for item in reading.passages
    )
    return Checked(
        claims=tuple(claim for claim, _ in weighed), judged=tuple(judged for _, judged in weighed), no_claims=no_claims
    )


def single_spaced(text: str) -> str:
    """``text`` on one line, with one blank for every run of white space."""
    return " ".join(text.split())
