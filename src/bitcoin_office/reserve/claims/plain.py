"""News text with its typography made plain, one character for one, so that offsets stay those of the original."""

from __future__ import annotations

import unicodedata

# A longer text is no news article: the largest newspaper issue in plain text is below a megabyte.
LONGEST_TEXT = 1_000_000

NO_BREAK_SPACE = "\u00a0"

_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\u00ad\ufe63\uff0d", "-"),
    # An em dash parts a sentence as a comma does; an en dash or a hyphen may join two figures to a range.
    **dict.fromkeys("\u2014\u2015\u2e3a", ","),
    # Spaces that keep a figure together stay apart from plain ones.
    **dict.fromkeys("\u00a0\u202f\u2009\u2007\u200a", NO_BREAK_SPACE),
    **dict.fromkeys("\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u3000\u200b\u2060\ufeff\t\v\f", " "),
    **dict.fromkeys("\u0085\u2028\u2029", "\n"),
}


class _Table(dict[int, str]):
    """Fills itself: a character outside ASCII becomes its compatibility form where that is one character."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        form = _PLAIN.get(character)
        if form is None:
            form = character if character.isascii() else unicodedata.normalize("NFKC", character)
        self[point] = form if len(form) == 1 else character
        return self[point]


def plain(text: str) -> str:
    r"""``text`` with dashes, quotes, spaces and full-width forms made plain; as long as ``text``.

    >>> plain("El Salvador\u2019s stash\u2009\u2013\u20096\u202f240 BTC")
    "El Salvador's stash\xa0-\xa06\xa0240 BTC"
    """
    return text.translate(_Table())
