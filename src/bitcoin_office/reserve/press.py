"""What the press printed about a reserve, in sentences of ours: only its figures are on record, never its words."""

from __future__ import annotations

from bitcoin_office.reserve.record import Bound, PressClaim


def sentence_of(claim: PressClaim, holder: str) -> str:
    """The claim in a sentence of ours, as a reader would give it to be judged.

    >>> import datetime as dt
    >>> from decimal import Decimal
    >>> from bitcoin_office.terms.source import Source
    >>> claim = PressClaim(on=dt.date(2025, 7, 17), by="A paper", btc=Decimal(6240), source=Source(title="A paper"),
    ...     usd_million=Decimal(740), btc_bound=Bound.OVER, usd_bound=Bound.ABOUT)
    >>> sentence_of(claim, "El Salvador")
    'El Salvador holds over 6,240 BTC worth about $740 million.'
    """
    coins = f"{_word(claim.btc_bound)}{claim.btc:,f} BTC"
    if claim.usd_million is None:
        return f"{holder} holds {coins}."
    return f"{holder} holds {coins} worth {_word(claim.usd_bound)}${claim.usd_million:,f} million."


def _word(bound: Bound) -> str:
    return "" if bound is Bound.PLAIN else f"{bound} "
