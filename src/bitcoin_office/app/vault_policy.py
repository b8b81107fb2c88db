"""By which sums an office tells dust and gifts from purchases: its country's dated parameters."""

from __future__ import annotations

import datetime as dt
from typing import Final

from bitcoin_office.adapters.country_files import PARAMETERS, country_folder, read_texts
from bitcoin_office.app.countries import CountryDataError
from bitcoin_office.playbook.parameters import Parameters, Values
from bitcoin_office.playbook.reading import TextFile, read_parameters
from bitcoin_office.reserve.classify import Threshold, Thresholds, ThresholdsOn
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError

_DUST, _GIFT = "reserve_dust", "reserve_gift"

# For countries that state none: the smallest output to a key hash that nodes pass on by default.
_USUAL_DUST: Final = Threshold(
    sats=546, source="Bitcoin Core, policy.cpp: the smallest output that nodes pass on; the country states no sum"
)


def thresholds_of(country: str) -> tuple[ThresholdsOn, str]:
    """The sums that hold on a day, and a text that changes whenever any of them does.

    Raises ``CountryDataError`` for files of parameters that cannot be read.
    """
    values: dict[str, Values] = {}
    for name, text in read_texts(country_folder(country) / PARAMETERS).items():
        # Reading all parameters of a country takes longer than reading its movements.
        if _DUST not in text and _GIFT not in text:
            continue
        found, findings = read_parameters(TextFile(name, text))
        if found is None:
            raise CountryDataError(country, findings)
        values |= {key: found[key] for key in (_DUST, _GIFT) if key in found}
    parameters = Parameters(values)

    def on(day: dt.date) -> Thresholds:
        return Thresholds(
            dust=_threshold(parameters, _DUST, day) or _USUAL_DUST, gift=_threshold(parameters, _GIFT, day)
        )

    policy = [
        f"{name} {each.effective_from} {each.effective_to} {each.value}"
        for name in sorted(values)
        for each in values[name]
    ]
    return on, "\n".join(policy)


def _threshold(parameters: Parameters, name: str, day: dt.date) -> Threshold | None:
    try:
        found = parameters.get(name, day)
    except (NotFoundError, IncompleteDataError):
        return None
    return None if found.value is None else Threshold(sats=int(found.value), source=found.source.title)
