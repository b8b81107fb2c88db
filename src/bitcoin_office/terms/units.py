"""Units of account: the satoshi, the millisatoshi and the minor unit of every ISO 4217 currency."""

from __future__ import annotations

import msgspec

from bitcoin_office.terms.errors import UnknownUnitError

# Active currencies of ISO 4217 list one (2026-01-01) by number of decimals of the minor unit. Funds codes, metals and
# testing codes are left out: nobody keeps books in them.
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_TWO_DECIMALS = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC "
    "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR "
    "JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD "
    "NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN "
    "SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)


class Unit(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """What an integer counts.

    ``code`` names the unit in files and in the database (``sat``, ``msat``, or the ISO 4217 code, which then stands for
    the currency's minor unit). ``commodity`` is what people call it (``BTC``, ``USD``); ``decimals`` is how many
    decimal places of the commodity one unit is.
    """

    code: str
    commodity: str
    decimals: int

    @property
    def per_whole(self) -> int:
        """Units in one whole commodity: 100,000,000 for the satoshi, 100 for the cent."""
        return 10**self.decimals


SAT = Unit(code="sat", commodity="BTC", decimals=8)
MSAT = Unit(code="msat", commodity="BTC", decimals=11)

_UNITS: dict[str, Unit] = {
    SAT.code: SAT,
    MSAT.code: MSAT,
    **{code: Unit(code=code, commodity=code, decimals=0) for code in _NO_DECIMALS.split()},
    **{code: Unit(code=code, commodity=code, decimals=2) for code in _TWO_DECIMALS.split()},
    **{code: Unit(code=code, commodity=code, decimals=3) for code in _THREE_DECIMALS.split()},
}

USD = _UNITS["USD"]
PKR = _UNITS["PKR"]
SVC = _UNITS["SVC"]


def unit(code: str) -> Unit:
    """The unit with this code; ``BTC`` is understood as the satoshi. Raises ``UnknownUnitError``.

    >>> unit("BTC").per_whole
    100000000
    """
    found = _UNITS.get("sat" if code == "BTC" else code)
    if found is None:
        raise UnknownUnitError(code=code, known=tuple(_UNITS))
    return found


def all_units() -> tuple[Unit, ...]:
    """Every unit of account that the house knows."""
    return tuple(_UNITS.values())
