"""How hard a password is to guess: zxcvbn, which knows thirty thousand breached passwords, words, names and keyboards.

Nothing is asked of any network.
"""

from __future__ import annotations

import threading
from typing import Any, Final

from bitcoin_office.terms.errors import MissingComponentError

MOST: Final = 4
"""The best that a password can be; 0 is the worst."""
GOOD_ENOUGH: Final = 3
"""Ten thousand million guesses at least: out of reach behind a slow hash."""
# What everybody would try first in such an office.
_OF_THE_HOUSE: Final = ("bitcoin", "satoshi", "office", "ministry", "reserve", "ministerio", "reserva", "wizarat")
# It takes no more; where that much is hard to guess, the whole is.
_LONGEST: Final = 72
# It keeps the words that it is given in one place for all threads.
_ONE_AT_A_TIME: Final = threading.Lock()


def strength(password: str, known: tuple[str, ...] = ()) -> int:
    """From 0 to ``MOST``; ``known`` are words that whoever guesses would try, such as the person's name."""
    if not password:
        return 0
    judge = _judge()
    words = [word for text in known for word in (text, *text.split())]
    with _ONE_AT_A_TIME:
        return int(judge(password[:_LONGEST], user_inputs=[*words, *_OF_THE_HOUSE])["score"])


def _judge() -> Any:
    try:
        import zxcvbn  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingComponentError(extra="web", needed_for="A password") from error
    return zxcvbn.zxcvbn
