"""Notes of a result: sentences with a stable code and their values, so that they can be said in any language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from bitcoin_office.office.note_texts import NOTES


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """One note: its ``code``, the sentence in English, and the ``values`` in it as they stand there, days in ISO 8601.

    ``of`` is the programme that it is about where it is not about all of them; a note without a code has only its
    sentence.
    """

    code: str
    says: str
    values: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    of: str = ""

    @property
    def text(self) -> str:
        """The whole sentence in English."""
        return f"{self.of}: {self.says}" if self.of else self.says


def note(code: str, **values: str | dt.date) -> Note:
    """The note of a code.

    >>> note("no-purchase", day=dt.date(2026, 8, 21)).says
    'No purchase is on record by 2026-08-21: the plan begins with no coin.'
    """
    written = {name: str(value) for name, value in values.items()}
    return Note(code=code, says=NOTES[code].format(**written), values=written)


def texts_of(notes: Iterable[Note]) -> tuple[str, ...]:
    """The sentences of some notes in English."""
    return tuple(each.text for each in notes)
