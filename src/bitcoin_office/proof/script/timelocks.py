"""The waits that a script asks for on some of its paths: the age of a coin, or a time before which nothing moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from bitcoin_office.chain.errors import ChainFormatError
from bitcoin_office.chain.script import OP_1, OP_16, steps_of
from bitcoin_office.proof.script.fault import ScriptFault
from bitcoin_office.proof.script.number import LOCK_TIME_BYTES, read_number
from bitcoin_office.proof.script.signature_operations import (
    LOCK_TIME_THRESHOLD,
    SEQUENCE_IN_SECONDS,
    SEQUENCE_NO_LOCK,
    SEQUENCE_VALUE,
)

_CHECK_LOCK_TIME: Final = 0xB1
_CHECK_SEQUENCE: Final = 0xB2
# BIP-68: an age in time is counted in units of this many seconds.
SECONDS_PER_UNIT: Final = 512


class Wait(msgspec.Struct, frozen=True, order=True):
    """BIP-322's T and S: ``lock_time`` as in a transaction, ``sequence`` as in its input; zero is no wait."""

    lock_time: int = 0
    sequence: int = 0

    def __str__(self) -> str:
        """In words.

        >>> print(Wait(sequence=144), "|", Wait(lock_time=900_000), "|", Wait())
        once the coin is 144 blocks old | from block 900,000 on | at once
        """
        parts: list[str] = []
        if self.sequence and not self.sequence & SEQUENCE_NO_LOCK:
            value = self.sequence & SEQUENCE_VALUE
            in_seconds = self.sequence & SEQUENCE_IN_SECONDS
            age = f"{value * SECONDS_PER_UNIT:,} seconds" if in_seconds else f"{value:,} blocks"
            parts.append(f"once the coin is {age} old")
        if self.lock_time:
            from_then = f"block {self.lock_time:,}"
            if self.lock_time >= LOCK_TIME_THRESHOLD:
                from_then = f"the {self.lock_time:,}th second since 1970"
            parts.append(f"from {from_then} on")
        return " and ".join(parts) or "at once"


NO_WAIT: Final = Wait()


def waits_of(scripts: Iterable[bytes]) -> tuple[Wait, ...]:
    """Every wait that stands in the scripts, shortest first: those of a vault's recovery paths.

    A script that cannot be read has none.
    """
    found: set[Wait] = set()
    for script in scripts:
        before: bytes | None = None
        try:
            for code, data in steps_of(script):
                if code in {_CHECK_LOCK_TIME, _CHECK_SEQUENCE} and before is not None:
                    value = read_number(before, LOCK_TIME_BYTES)
                    found.add(Wait(lock_time=value) if code == _CHECK_LOCK_TIME else Wait(sequence=value))
                before = bytes((code - OP_1 + 1,)) if OP_1 <= code <= OP_16 else data or None
        except (ChainFormatError, ScriptFault):
            continue
    return tuple(sorted(each for each in found if each.lock_time > 0 or 0 < each.sequence < SEQUENCE_NO_LOCK))
