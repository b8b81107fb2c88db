"""How often a password may be tried: freely a few times, then after a wait that doubles."""

from __future__ import annotations

import enum
from typing import Final

import msgspec

LONGEST_WAIT_SECONDS: Final = 15 * 60
# OWASP ASVS 2.2.1: no more than a hundred failures an hour on one account. With these waits it is a dozen.
FORGOTTEN_AFTER_SECONDS: Final = 24 * 60 * 60


class Counted(enum.StrEnum):
    """What attempts are counted by."""

    ACCOUNT = "account"
    ADDRESS = "address"
    INSIDE = "inside"


# A whole ministry may sit behind one address: it has more attempts than one account.
# Inside has a count of its own: nobody at the door can keep somebody inside from giving their password again.
FREE: Final = {Counted.ACCOUNT: 5, Counted.ADDRESS: 30, Counted.INSIDE: 5}


class Attempts(msgspec.Struct, frozen=True, kw_only=True):
    """Attempts without success: how many, and the second of the last one."""

    count: int
    last: int

    def after(self, now: int) -> Attempts:
        """With one more."""
        return Attempts(count=1 if self.is_forgotten(now) else self.count + 1, last=now)

    def is_forgotten(self, now: int) -> bool:
        """Whether the last one is so long ago that none counts any more."""
        return now - self.last >= FORGOTTEN_AFTER_SECONDS


def wait_seconds(by: Counted, attempts: Attempts | None, now: int) -> int:
    """How long to wait before the next attempt: nothing at first, then 2, 4, 8 … seconds after the last one."""
    if attempts is None or attempts.is_forgotten(now) or attempts.count < FREE[by]:
        return 0
    # The bound on the exponent keeps the number small; any wait beyond it is the longest anyhow.
    wait = min(LONGEST_WAIT_SECONDS, 2 ** min(attempts.count - FREE[by] + 1, 20))
    return max(0, attempts.last + wait - now)
