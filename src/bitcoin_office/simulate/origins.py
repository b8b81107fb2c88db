"""What a value of a plan comes from: every number, column, table and draw that feeds it, on any day."""

from __future__ import annotations

from collections.abc import Iterator

from bitcoin_office.simulate.layout import takes
from bitcoin_office.simulate.parts import Lookup, Part, Window
from bitcoin_office.simulate.sections import Section
from bitcoin_office.simulate.sources import SourceTexts, source_texts


def origins(section: Section, texts: SourceTexts, name: str) -> frozenset[str]:
    """The names that a value is made of, directly or through others, yesterday's included; the value's own too."""
    feeds: dict[str, set[str]] = {}
    for given, taken in _steps(section, texts):
        feeds.setdefault(given, set()).update(taken)
    for state in section.day.state:
        if state.begins:
            feeds.setdefault(state.name, set()).add(state.begins)
    found: set[str] = set()
    waiting = [name]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += feeds.get(at, ())
    return frozenset(found)


def _steps(section: Section, texts: SourceTexts) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each value that a step gives, and what the step takes."""
    day = section.day
    if day.written:
        texts = SourceTexts({**texts.nodes, **source_texts([day.written]).nodes})
    for step in (*day.starts, *day.steps, *day.reports, *day.seldom):
        match step:
            case Part():
                yield from ((given, takes(step, texts)) for given in step.gives)
            case Lookup():
                yield step.gives, (step.place, step.table)
            case Window():
                yield step.name, (step.of,)
