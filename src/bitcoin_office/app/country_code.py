"""The two letters by which signed messages and disclosures name an office's country."""

from __future__ import annotations

from bitcoin_office.adapters.country_files import PROGRAMME, TRAINING_COUNTRY, country_folder, shipped_countries
from bitcoin_office.app.office_dir import OfficeDir, SettingsError


def country_code(office: OfficeDir) -> str:
    """The code of the office's country; that of a country's own folder stands in its programme.

    Raises ``SettingsError`` for a folder without a programme, and ``CountryDataError`` for one that cannot be read.
    """
    country = office.settings.country
    if country in (*shipped_countries(), TRAINING_COUNTRY):
        return country
    file = country_folder(country) / PROGRAMME
    if not file.is_file():
        raise SettingsError(
            f"Nobody says by which two letters the country in {country} is named.",
            remedy=f"Write {file} with [country] and its code.",
        )
    from bitcoin_office.app.playbook import load_playbook  # noqa: PLC0415 - a whole programme, only for own folders

    return load_playbook(country).programme.country.code
