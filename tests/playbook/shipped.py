"""The shipped countries' texts, for tests."""

from __future__ import annotations

import functools
from pathlib import Path

from bitcoin_office.playbook.reading import Playbook, PlaybookFiles, TextFile, read_playbook

COUNTRIES = Path(__file__).resolve().parents[2] / "countries"


@functools.cache
def files(country: str, *overlays: str) -> PlaybookFiles:
    """The texts of a shipped country, with overlays given as texts."""
    folder = COUNTRIES / country
    parameters = sorted((folder / "parameters").glob("*.toml"))
    return PlaybookFiles(
        programme=TextFile("programme.toml", (folder / "programme.toml").read_text(encoding="utf-8")),
        parameters=tuple(TextFile(path.name, path.read_text(encoding="utf-8")) for path in parameters),
        overlays=tuple(TextFile(f"overlay-{number}.toml", text) for number, text in enumerate(overlays, start=1)),
    )


def playbook(country: str, *overlays: str) -> Playbook:
    """A shipped country's playbook, which must be free of findings."""
    read, findings = read_playbook(files(country, *overlays))
    assert findings == ()
    assert read is not None
    return read
