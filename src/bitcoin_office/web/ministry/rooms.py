"""What the server keeps open for the ministry: the people of each office that it shows."""

from __future__ import annotations

import threading
import weakref

from bitcoin_office.adapters.store import SqlPeople
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.people import people_of
from bitcoin_office.terms.errors import NotFoundError
from bitcoin_office.web.site import Site


class Rooms:
    """The offices behind the windows. Made once for each worker; safe to use from many threads."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._people: dict[str, SqlPeople] = {}
        self._lock = threading.Lock()
        # With the last who uses it, or when the program ends: nobody else knows when the server has done.
        weakref.finalize(self, _close, self._people)

    def office(self, slug: str) -> OfficeDir:
        """The office of a window. Raises ``NotFoundError`` where only a record is shown."""
        office = self._site.window(slug).office
        if office is None:
            raise NotFoundError(kind="office", name=slug)
        return office

    def people(self, slug: str) -> tuple[SqlPeople, OfficeDir]:
        """An office's people, opened once, and the office."""
        office = self.office(slug)
        with self._lock:
            if slug not in self._people:
                self._people[slug] = people_of(office)
            return self._people[slug], office


def _close(people: dict[str, SqlPeople]) -> None:
    for each in people.values():
        each.close()
