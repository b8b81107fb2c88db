"""How hard passwords are to guess: breached ones, and what is put together of such, are found out."""

from __future__ import annotations

import threading

import pytest

from bitcoin_office.adapters.password_strength import GOOD_ENOUGH, MOST, strength
from bitcoin_office.adapters.passwords import new_first_password
from bitcoin_office.people.person import check_password


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "qwertyuiop12",
        "1q2w3e4r5t6y",
        "passwordpassword",
        "Passw0rd!2025",
        "letmeinletmein",
        "bitcoin123456",
        "abcdefghijklmnop",
        "iloveyou1234",
        "ana perez 1234",
    ],
)
def test_breached_and_common_passwords_are_poor(password: str) -> None:
    """In the lists, in other capitals, doubled, with figures behind, along the keyboard, or the own name."""
    assert strength(password, ("Ana Perez",)) < GOOD_ENOUGH


@pytest.mark.parametrize(
    "password",
    [
        "four kites above the mill",
        "an entirely other sentence",
        "سات کبوتر چھت پر بیٹھے ہیں",
        "x" * 10 + "j7#kQ!mz&4Lw",
    ],
)
def test_long_sentences_are_good(password: str) -> None:
    """Of any script."""
    assert GOOD_ENOUGH <= strength(password, ("Ana Pérez",)) <= MOST


def test_the_longest_password_is_judged() -> None:
    """The judge takes 72 characters; what is longer is no accident."""
    assert strength("four kites above the mill " * 5) == MOST
    assert strength("a" * 128) < GOOD_ENOUGH
    assert strength("") == 0


def test_first_passwords_are_drawn_well() -> None:
    """No two are alike, and each passes what people's own have to pass."""
    drawn = {new_first_password() for _ in range(50)}
    assert len(drawn) == 50
    for password in drawn:
        check_password(password, "Ana")
        assert strength(password) == MOST
        assert len(password) == 23


WORD = "Wjkxqvhgfzpt"


def test_names_of_one_are_not_taken_for_anothers() -> None:
    """Judged in many threads at once, each password is held against its own person's name alone."""
    found: list[tuple[int, int]] = []

    def judge() -> None:
        found.extend((strength(WORD, (WORD,)), strength(WORD, ("Ana",))) for _ in range(20))

    threads = [threading.Thread(target=judge) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {(0, MOST)}
