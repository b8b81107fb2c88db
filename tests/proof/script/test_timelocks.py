"""Waits: found in scripts, and said in words."""

from bitcoin_office.proof.script.timelocks import Wait, waits_of
from tests.proof.locks import P2WSH, delayed_recovery


def test_waits_are_found_in_scripts() -> None:
    """Ages and times, in numbers of every length; a script that cannot be read has none."""
    assert waits_of([delayed_recovery(144, (1, 2, 3), (4, 5))]) == (Wait(sequence=144),)
    assert waits_of([b"\x56\xb2", b"\x03\x20\xa1\x07\xb1", b"\x03\xff\xff\x00\xb2", b"\x81\xb2"]) == (
        Wait(sequence=6),
        Wait(sequence=65_535),
        Wait(lock_time=500_000),
    )
    assert waits_of([b"\x4d\xff", b"\xb2", b"", P2WSH.witness]) == ()
    assert str(Wait(sequence=1 << 22 | 2)) == "once the coin is 1,024 seconds old"
    assert str(Wait(lock_time=1_700_000_000, sequence=3)).endswith("from the 1,700,000,000th second since 1970 on")
