"""Names, passwords and sessions."""

import pytest

from bitcoin_office.people.person import (
    IDLE_SECONDS,
    LONGEST_NAME,
    LONGEST_PASSWORD,
    LONGEST_SECONDS,
    Session,
    check_password,
    key_of,
    person_name,
)
from bitcoin_office.terms.errors import UsageError


@pytest.mark.parametrize("name", ["", "   ", "office", "OFFICE", "x" * (LONGEST_NAME + 1), "Ana\x07", "Ana\nPérez\x00"])
def test_what_is_no_name(name: str) -> None:
    """Nothing, the program's own name, too much, and what commands a terminal."""
    with pytest.raises(UsageError):
        person_name(name)


def test_one_person_has_one_key() -> None:
    """Capitals, spaces and forms of letters make nobody a second person."""
    assert person_name("  Ana   Pérez ") == "Ana Pérez"
    assert key_of("ANA PÉREZ") == key_of(" Ana  Pe\u0301rez") == key_of("Ａｎａ Pérez")
    assert key_of("Ana Perez") != key_of("Ana Pérez")


@pytest.mark.parametrize(
    "password",
    [
        "eleven char",
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "x1" * LONGEST_PASSWORD,
        "the word of ANA and more",
        "a b c        d e f",
    ],
)
def test_what_is_no_password(password: str) -> None:
    """Too short, too long, of too few characters, with the name in it, or made long by spaces."""
    with pytest.raises(UsageError) as caught:
        check_password(password, "Ana")
    assert password not in str(caught.value)


def test_a_password_of_words_or_of_any_script_is_one() -> None:
    """No class of characters is asked for, and none is refused."""
    for password in ("four kites above the mill", "چار پتنگیں اور ایک چکی", "x 1" + "0123456789"):
        check_password(password, "Ana")


def test_a_session_ends_by_itself() -> None:
    """After half an hour without a request, and after half a day in any case."""
    session = Session(token="", person="ana", started=1_000, seen=1_000)
    assert session.holds(1_000 + IDLE_SECONDS - 1)
    assert not session.holds(1_000 + IDLE_SECONDS)
    busy = Session(token="", person="ana", started=1_000, seen=1_000 + LONGEST_SECONDS - 1)
    assert busy.holds(1_000 + LONGEST_SECONDS - 1)
    assert not busy.holds(1_000 + LONGEST_SECONDS)
