"""The public sources that need no key, in order of preference within each kind."""

from __future__ import annotations

from bitcoin_office.adapters.prices.bitstamp import Bitstamp
from bitcoin_office.adapters.prices.blockchain_com import BlockchainDifficulty
from bitcoin_office.adapters.prices.coinbase import Coinbase
from bitcoin_office.adapters.prices.currency_api import CurrencyApi
from bitcoin_office.adapters.prices.hmrc import CustomsRates
from bitcoin_office.adapters.prices.http_client import HttpClient, checked_base_url
from bitcoin_office.adapters.prices.kraken import Kraken
from bitcoin_office.adapters.prices.mempool_space import MempoolDifficulty, MempoolHashrate
from bitcoin_office.market.fetching import SeriesFetcher
from bitcoin_office.terms.errors import NotFoundError

_CLASSES = (
    Bitstamp, Coinbase, Kraken, MempoolDifficulty, BlockchainDifficulty, MempoolHashrate, CurrencyApi, CustomsRates,
)  # fmt: skip
SOURCE_NAMES = tuple(source.offer.name for source in _CLASSES)


def public_sources(http: HttpClient, names: tuple[str, ...], base_urls: dict[str, str]) -> tuple[SeriesFetcher, ...]:
    """The named sources, or all for no name; ``base_urls`` replaces addresses by name, such as those of a mirror.

    Raises ``NotFoundError`` for an unknown name, ``UsageError`` for an address that is neither HTTPS nor this machine.
    """
    for name in (*names, *base_urls):
        if name not in SOURCE_NAMES:
            raise NotFoundError(kind="market source", name=name, known=SOURCE_NAMES)
    return tuple(
        source(http, checked_base_url(base_urls.get(source.offer.name, source.default_url)))
        for source in _CLASSES
        if not names or source.offer.name in names
    )
