"""Sources by number on a page, in the order in which they are first named."""

from __future__ import annotations

import re
from typing import Any, Final

from markupsafe import Markup

from bitcoin_office.terms.source import Quality, Source

_MARK: Final = re.compile(rf" \[({'|'.join(Quality)})\]$")


class Notes:
    """The notes of one page: each source once, with the number by which it is named."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, sources: Any) -> Markup:
        """Links to the notes of some sources, texts or ``Source``; nothing for none."""
        named = (sources,) if isinstance(sources, str | Source) else tuple(sources)
        numbers = [self._numbers.setdefault(str(source), len(self._numbers) + 1) for source in named]
        links = [Markup('<a href="#source-{0}" class="note">{0}</a>').format(number) for number in numbers]
        return Markup('<sup class="notes" dir="ltr">{}</sup>').format(Markup(" ").join(links)) if links else Markup("")

    @property
    def lines(self) -> tuple[tuple[int, str, str, str], ...]:
        """Every note: its number, what it says, the address that stands in it, and how it is known where it says so."""
        return tuple((number, *_parted(source)) for source, number in self._numbers.items())


def _parted(source: str) -> tuple[str, str, str]:
    """A source's words, its address and its mark, as ``str(Source)`` puts them together."""
    found = _MARK.search(source)
    plain, mark = (source[: found.start()], found[1]) if found else (source, "")
    words, _, rest = plain.partition(" <")
    address, closed, after = rest.partition(">")
    is_link = bool(closed) and address.startswith(("https://", "http://"))
    return (f"{words}{after}", address, mark) if is_link else (plain, "", mark)
