"""The made-up country of training offices: whole, marked, apart from every real one."""

from pathlib import Path

import pytest

from bitcoin_office.adapters.country_files import (
    TRAINING_COUNTRY,
    country_folder,
    read_text,
    shipped_countries,
    training_folder,
)
from bitcoin_office.app.check import check
from bitcoin_office.app.countries import lasting_name, load_chart, load_record
from bitcoin_office.app.office_dir import OfficeDir, OfficeKind
from bitcoin_office.app.playbook import list_countries
from bitcoin_office.app.reserve import init_office, keeps_record
from bitcoin_office.terms.errors import UsageError


def test_it_is_no_real_country() -> None:
    """Its code is one that ISO 3166 leaves to its users, and no list of countries has it."""
    assert TRAINING_COUNTRY not in shipped_countries()
    assert TRAINING_COUNTRY not in {each.code for each in list_countries().countries}
    assert country_folder(TRAINING_COUNTRY) == training_folder()
    assert lasting_name(TRAINING_COUNTRY) == TRAINING_COUNTRY


def test_every_file_of_it_is_marked() -> None:
    """Each begins with the mark, the name carries it, and so does the title of every account."""
    files = sorted(training_folder().rglob("*.toml"))
    assert {file.name for file in files} == {"accounts.toml", "programme.toml", "country.toml", "reserve.toml"}
    assert all(read_text(file).startswith("# TRAINING.") for file in files)
    assert "TRAINING" in load_record(TRAINING_COUNTRY).name
    assert all("TRAINING" in account.title for account in load_chart(TRAINING_COUNTRY).accounts)


def test_it_has_no_findings() -> None:
    """Programme, parameters, accounts and record are as good as a real country's."""
    assert check(TRAINING_COUNTRY).findings == ()


def test_nobody_announced_anything_in_it() -> None:
    """Its record is empty: no invented purchase, disclosure or address."""
    record = load_record(TRAINING_COUNTRY)
    assert (record.purchases, record.standing, record.disclosures, record.addresses) == ((), (), (), ())


def test_its_office_is_for_training_alone(tmp_path: Path) -> None:
    """On Bitcoin's own chain it is refused, by code and by path, and nothing is made; on regtest it is made."""
    for country in (TRAINING_COUNTRY, str(training_folder())):
        with pytest.raises(UsageError, match="does not exist"):
            init_office(tmp_path / "office", country)
    assert list(tmp_path.iterdir()) == []
    office, _ = init_office(tmp_path / "office", TRAINING_COUNTRY, network="regtest")
    assert OfficeDir.load(tmp_path / "office").settings.kind is OfficeKind.TRAINING
    assert keeps_record(office)
