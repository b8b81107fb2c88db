"""What the server keeps open for the ministry."""

import gc
from pathlib import Path

import pytest

from bitcoin_office.adapters.store import SqlPeople
from bitcoin_office.terms.errors import NotFoundError
from bitcoin_office.web.ministry.rooms import Rooms
from bitcoin_office.web.site import Site


def test_people_are_opened_once_and_closed_with_the_last_user(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two requests get the same; when nobody uses the site any more its database is closed, without being asked."""
    gc.collect()  # what earlier tests left
    closed: list[SqlPeople] = []
    plain = SqlPeople.close
    monkeypatch.setattr(SqlPeople, "close", lambda people: (plain(people), closed.append(people)))
    rooms = Rooms(Site([office]))
    first, _ = rooms.people("sv")
    assert rooms.people("sv")[0] is first
    assert closed == []
    del rooms
    gc.collect()
    assert closed == [first]


def test_a_record_has_no_people(office: Path) -> None:
    """A window that shows a record alone has no office behind it."""
    with pytest.raises(NotFoundError):
        Rooms(Site([office])).people("pk")
