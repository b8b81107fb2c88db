"""A new office is there with all that belongs to it, or not at all; and it finds its country from anywhere."""

import datetime as dt
import shutil
import tomllib
from pathlib import Path

import pytest

from bitcoin_office.app.office_dir import BooksSettings, OfficeDir, OfficeSettings, SettingsError
from bitcoin_office.app.office_making import new_office, settings_text
from bitcoin_office.app.reserve import init_office, office_statement
from bitcoin_office.playbook.decode import decode
from bitcoin_office.terms.errors import OfficeError, StoreError, UsageError

ROOT = Path(__file__).resolve().parents[2]


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    """When the books cannot be made the folder is not made either, so that the same command can be given again."""
    with pytest.raises(StoreError):
        init_office(tmp_path / "office", "pk", books_url="nowhere/books.db")
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C while the office is filled takes the working place away."""

    def interrupted() -> None:
        with new_office(tmp_path / "office", OfficeSettings(country="sv")) as office:
            (office.path / "books.db").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_the_folder_may_stand_there_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``init .`` in an empty folder fills that very folder, and the shell that stands in it still does."""
    monkeypatch.chdir(tmp_path)
    before = tmp_path.stat().st_ino
    init_office(Path(), "pk")
    assert Path().stat().st_ino == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["books.db", "office.toml"]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    """An office is never put among other files, nor in the place of one."""
    (tmp_path / "letter.txt").touch()
    for path in (tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(UsageError, match="not an empty folder"):
            init_office(path, "pk")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_place_where_no_folder_can_be_is_named(tmp_path: Path) -> None:
    """A file where a folder should be is an error with the path and what to do."""
    (tmp_path / "file").touch()
    with pytest.raises(OfficeError, match=r"Cannot make .*file/office"):
        init_office(tmp_path / "file" / "office", "pk")


def test_a_country_of_ones_own_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office made with a relative path to its country works after the caller has gone elsewhere."""
    shutil.copytree(ROOT / "countries" / "sv", tmp_path / "utopia")
    monkeypatch.chdir(tmp_path)
    office, _ = init_office(Path("office"), "utopia")
    monkeypatch.chdir("/")
    assert office.settings.country_name() == "utopia"
    assert office_statement(OfficeDir.load(tmp_path / "office"), dt.date(2021, 9, 6)).announced_sats == 400 * 10**8


@pytest.mark.parametrize("text", ['a "quoted" land', "back\\slash", "two\nlines", "ünïcode", "tab\t"])
def test_any_setting_is_read_as_it_was_written(text: str) -> None:
    """Quotes, backslashes and line breaks in a path do not break the settings."""
    settings = OfficeSettings(country=text, books=BooksSettings(url=text))
    assert tomllib.loads(settings_text(settings))["country"] == text
    again, findings = decode(settings_text(settings), OfficeSettings, file="office.toml")
    assert findings == ()
    assert again is not None
    assert (again.country, again.books) == (text, settings.books)


@pytest.mark.parametrize("url", ["postgresql://u:hidden@127.0.0.1:9/x", "postgresql://u@127.0.0.1:9/x?password=hidden"])
def test_a_password_does_not_come_into_the_settings(url: str, tmp_path: Path) -> None:
    """An address with a password in it is refused without being repeated, and nothing is made."""
    with pytest.raises(SettingsError, match="env:NAME") as refused:
        init_office(tmp_path / "office", "pk", books_url=url)
    assert "hidden" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []
