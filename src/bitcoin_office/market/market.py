"""What the office knows of the market: four series."""

from __future__ import annotations

import msgspec

from bitcoin_office.market.series import Series


class Market(msgspec.Struct, frozen=True, kw_only=True):
    """Price of bitcoin in US dollars, US dollar in Pakistani rupees, mining difficulty, and hash rate in EH/s."""

    btc_usd: Series
    usd_pkr: Series
    difficulty: Series
    hashrate: Series
