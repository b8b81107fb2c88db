"""The files of a record: every mistake is a finding with its place, and the shipped record has none."""

from pathlib import Path

import pytest

from bitcoin_office.reserve.record_files import check_record

ROOT = Path(__file__).resolve().parents[2]

COUNTRY = 'name = "Utopia"\n'
PURCHASES = """\
[[purchase]]
on = 2021-09-07
btc = "150"
usd_per_btc = "52172"
source = { title = "a test" }

[[standing]]
first = 2022-11-18
seen_until = 2022-12-18
btc = "1"
source = { title = "a test" }
seen_source = { title = "a test" }
"""
DISCLOSURES = """\
[[disclosure]]
on = 2024-03-14
btc = "5689.68"
by = "the holder"
source = { title = "a test" }
"""


def texts(**changed: str) -> dict[str, str]:
    """The files of a sound record, some of them changed."""
    sound = {"country": COUNTRY, "purchases": PURCHASES, "disclosures": DISCLOSURES}
    return {f"record/{name}.toml": text for name, text in (sound | changed).items()}


def test_a_sound_record_is_read_without_findings() -> None:
    """All files together give a record, exact to the satoshi."""
    record, findings = check_record("xx", texts())
    assert findings == ()
    assert record is not None
    assert (record.name, record.purchases[0].sats, record.disclosures[0].sats) == (
        "Utopia",
        150 * 10**8,
        568_968_000_000,
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "key"),
    [
        ("purchases", 'btc = "150"', 'btc = "-1"', "out-of-range", "purchase[0].btc"),
        ("purchases", 'btc = "150"', 'btc = "21000001"', "out-of-range", "purchase[0].btc"),
        ("purchases", 'btc = "150"', 'btc = "0.000000001"', "out-of-range", "purchase[0].btc"),
        ("purchases", "on = 2021-09-07", "on = 2008-12-31", "out-of-range", "purchase[0].on"),
        ("purchases", "seen_until = 2022-12-18", "seen_until = 9999-12-31", "out-of-range", "standing[0].seen_until"),
        ("disclosures", "on = 2024-03-14", "on = 0001-01-01", "out-of-range", "disclosure[0].on"),
        ("purchases", 'usd_per_btc = "52172"', 'usd_per_btc = "0"', "out-of-range", "purchase[0].usd_per_btc"),
        ("purchases", "usd_per_btc", "usd_per_bct", "unknown-key", "purchase[0].usd_per_bct"),
        ("purchases", "seen_until = 2022-12-18", "seen_until = 2022-01-01", "dates", "standing[0].seen_until"),
        ("disclosures", 'source = { title = "a test" }', "", "missing-source", "disclosure[0].source"),
        ("disclosures", "on = 2024-03-14", "on = 2024-02-30", "toml-syntax", ""),
        ("country", "name", "nname", "unknown-key", "nname"),
    ],
)
def test_a_mistake_is_a_finding_with_its_place(name: str, old: str, new: str, code: str, key: str) -> None:
    """A wrong value, key or date is named with its file, key and line."""
    changed = texts()[f"record/{name}.toml"].replace(old, new)
    _, findings = check_record("xx", texts(**{name: changed}))
    assert [(finding.code, finding.place.file) for finding in findings] == [(code, f"record/{name}.toml")]
    assert findings[0].place.key == key
    assert findings[0].place.line is not None


def test_lists_stand_in_the_order_of_their_days() -> None:
    """A purchase or disclosure out of order, and standing purchases that overlap, are findings."""
    later = PURCHASES + PURCHASES.replace("2021-09-07", "2021-09-06")
    _, findings = check_record("xx", texts(purchases=later))
    assert {finding.code for finding in findings} == {"order", "overlapping-dates"}
    _, findings = check_record("xx", texts(disclosures=DISCLOSURES + DISCLOSURES.replace("2024", "2023")))
    assert [finding.code for finding in findings] == ["order"]


def test_a_file_that_belongs_to_no_record_is_named() -> None:
    """A misspelt file name does not silently leave out a part of the record; a record must say whom it is about."""
    given = texts() | {"record/purchase.toml": ""}
    del given["record/country.toml"]
    record, findings = check_record("xx", given)
    assert record is None
    assert {finding.code for finding in findings} == {"unknown-file", "missing-file"}


def test_the_shipped_records_have_no_findings() -> None:
    """Every record in the repository is sound, and each entry of it names its source."""
    folders = sorted(ROOT.glob("countries/*/record"))
    assert folders
    for folder in folders:
        record, findings = check_record(folder.parent.name, {str(f): f.read_text() for f in folder.glob("*.toml")})
        assert findings == ()
        assert record is not None
        named = (*record.purchases, *record.standing, *record.disclosures, *record.testimony, *record.addresses)
        assert all(item.source.title for item in named)
