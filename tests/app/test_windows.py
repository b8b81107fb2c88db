"""Windows: their names, the days that they can tell, and the mark that changes with what they show."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from bitcoin_office.adapters.store import open_books
from bitcoin_office.app.books import reverse
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.reserve import init_office
from bitcoin_office.app.windows import window_ground, window_mark, window_named, window_statement, windows
from bitcoin_office.terms.errors import NotFoundError
from tests.postgres import PrivatePostgres

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> OfficeDir:
    """El Salvador's record as an office."""
    return init_office(tmp_path_factory.mktemp("windows") / "sv", "sv")[0]


def test_names_of_windows(office: OfficeDir, tmp_path: Path) -> None:
    """Offices first, by country; a second of the same by number; training by that name; then countries without one."""
    training, _ = init_office(tmp_path / "practice", "sv", network="regtest")
    made = windows([office, training, office, training])
    assert [window.slug for window in made] == ["sv", "training", "sv-2", "training-2", "pk"]
    assert [window.training for window in made] == [False, True, False, True, False]
    assert [window.slug for window in windows([])] == ["pk", "sv"]


def test_a_folder_of_ones_own_has_a_name_fit_for_an_address(tmp_path: Path) -> None:
    """Whatever a country's folder is called, its window's name is letters, digits and hyphens."""
    import shutil

    from bitcoin_office.adapters.country_files import shipped_folder

    shutil.copytree(shipped_folder() / "pk", tmp_path / "Ça d'Or 2")
    own, _ = init_office(tmp_path / "office", str(tmp_path / "Ça d'Or 2"))
    assert windows([own])[0].slug == "-a-d-or-2"


def test_an_unknown_window_is_named_with_what_is_near() -> None:
    """As everywhere in the house."""
    with pytest.raises(NotFoundError, match="sv"):
        window_named(windows([]), "svv")


def test_a_window_without_an_office_states_what_an_office_would(office: OfficeDir) -> None:
    """On any day, the record booked in memory gives the statement of the office's books."""
    with_office, bare = windows([office])[0], windows([])[1]
    grounds = window_ground(with_office, TODAY), window_ground(bare, TODAY)
    for day in (dt.date(2021, 9, 6), dt.date(2022, 11, 18), dt.date(2025, 7, 17), dt.date(2026, 8, 21)):
        assert window_statement(with_office, day, grounds[0]) == window_statement(bare, day, grounds[1])


def test_the_last_day_has_a_price(office: OfficeDir) -> None:
    """Today while the market is fresh, else the last day of it; never one without a close."""
    ground = window_ground(windows([office])[0], TODAY)
    last = ground.closes.last
    assert last is not None
    assert ground.last_day(last) == last
    assert ground.last_day(last + dt.timedelta(days=4)) == last + dt.timedelta(days=4)
    assert ground.last_day(last + dt.timedelta(days=5)) == last


def test_the_mark_changes_with_every_part(tmp_path: Path) -> None:
    """Settings, books, disclosures, fetched series: a change of any changes the mark, and nothing else does."""
    made, _ = init_office(tmp_path / "office", "sv")
    (window, *_) = windows([made])
    marks = [window_mark(window), window_mark(window)]
    assert marks[0] == marks[1]
    for name in ("office.toml", "books.db"):
        found = (made.path / name).stat()
        os.utime(made.path / name, ns=(found.st_atime_ns, found.st_mtime_ns + 1))
        marks.append(window_mark(window))
    # What else lies in the database of the books, such as people, is nothing that the public sees.
    assert marks[-1] == marks[-2]
    reverse(made, "sv:announced:2021-09-06:1", on=TODAY, why="A test", new_id=None)
    marks.append(window_mark(window))
    for folder, name in (("disclosures", "disclosure-0001.json"), ("market", "a.parquet")):
        (made.path / folder).mkdir(exist_ok=True)
        (made.path / folder / name).write_text("x")
        marks.append(window_mark(window))
    assert len(set(marks)) == 5


@pytest.mark.component("postgresql")
def test_the_mark_of_books_on_a_server(tmp_path: Path) -> None:
    """An entry in a database on a server changes the mark as well."""
    server = PrivatePostgres()
    try:
        made, _ = init_office(tmp_path / "office", "sv", books_url=server.new_database())
        (window, *_) = windows([made])
        before = window_mark(window)
        assert window_mark(window) == before
        with open_books(made.books_url()) as books:
            entry = next(iter(books.entries()))
            books.reverse(entry.external_id, new_id="undone", on=entry.on, why="A test.")
        assert window_mark(window) != before
    finally:
        server.stop()
