"""Stories: comparisons of two programmes on the same futures that an office published, as ``compare --json`` writes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import msgspec

from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.app.windows import STORIES, Window
from bitcoin_office.office.compare import Comparison
from bitcoin_office.playbook.overlay import Adopted
from bitcoin_office.terms.errors import NotFoundError, OfficeError

# One of ten values over thirty years takes a tenth of it.
MOST_BYTES: Final = 8_000_000
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison, with the name of its file and its bytes.

    ``adopted`` is what its second programme takes over from another country; ``None`` where it takes over nothing, or
    where the programme is not to be found any more.
    """

    name: str
    comparison: Comparison
    data: bytes
    adopted: Adopted | None


class StoryError(OfficeError):
    """A file in the folder of stories is no comparison."""

    code = "story"


def story_names(window: Window) -> tuple[str, ...]:
    """The names of the stories that a window has published, sorted; files of any other name are none."""
    if window.office is None or window.training:
        return ()
    found = sorted((window.office.path / STORIES).glob("*.json"))
    return tuple(file.stem for file in found if _NAME.fullmatch(file.stem) and not file.is_symlink())


def story(window: Window, name: str) -> Story:
    """A story by its name. Raises ``NotFoundError``, and ``StoryError`` for a file that is no comparison."""
    names = story_names(window)
    if window.office is None or name not in names:
        raise NotFoundError(kind="story", name=name, known=names)
    file = window.office.path / STORIES / f"{name}.json"
    try:
        data = _bytes(file)
        comparison = msgspec.json.decode(data, type=Comparison, strict=False)
    except (OSError, msgspec.DecodeError) as error:
        remedy = f"Write it anew: bitcoin-office compare A B --json {file}"
        raise StoryError(f"{file} is no comparison: {error}.", remedy=remedy) from error
    return Story(name=name, comparison=comparison, data=data, adopted=_adopted(comparison.b.programme))


def _adopted(programme: str) -> Adopted | None:
    try:
        overlays = load_playbook(programme).overlays
    except OfficeError:
        return None
    return overlays[0].adopted if len(overlays) == 1 else None


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise StoryError(f"{file} is larger than {MOST_BYTES:,} bytes.", remedy="Compare fewer years.")
    return data
