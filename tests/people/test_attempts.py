"""How often a password may be tried."""

from bitcoin_office.people.attempts import (
    FORGOTTEN_AFTER_SECONDS,
    FREE,
    LONGEST_WAIT_SECONDS,
    Attempts,
    Counted,
    wait_seconds,
)


def test_some_are_free_then_waits_double() -> None:
    """2, 4, 8 seconds and so on up to a quarter of an hour, counted from the last attempt."""
    for by, free in FREE.items():
        assert wait_seconds(by, None, 0) == 0
        assert wait_seconds(by, Attempts(count=free - 1, last=100), 100) == 0
        waits = [wait_seconds(by, Attempts(count=free + more, last=100), 100) for more in range(12)]
        assert waits[:4] == [2, 4, 8, 16]
        assert waits[-1] == LONGEST_WAIT_SECONDS
        assert wait_seconds(by, Attempts(count=free, last=100), 102) == 0
        assert wait_seconds(by, Attempts(count=10**9, last=100), 100) == LONGEST_WAIT_SECONDS


def test_an_hour_of_guessing_one_account_is_short() -> None:
    """Whoever tries whenever it is allowed makes fewer than a hundred attempts in an hour (ASVS 2.2.1)."""
    attempts, now, tries = Attempts(count=0, last=0), 0, 0
    while now < 3_600:
        now += wait_seconds(Counted.ACCOUNT, attempts, now)
        attempts, tries = attempts.after(now), tries + 1
    assert tries < 20


def test_they_are_forgotten_after_a_day() -> None:
    """A day without an attempt begins anew."""
    many = Attempts(count=100, last=0)
    assert many.after(FORGOTTEN_AFTER_SECONDS) == Attempts(count=1, last=FORGOTTEN_AFTER_SECONDS)
    assert many.after(FORGOTTEN_AFTER_SECONDS - 1).count == 101
    assert wait_seconds(Counted.ACCOUNT, many, FORGOTTEN_AFTER_SECONDS) == 0
