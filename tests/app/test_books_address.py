"""Where the books are: a server on another machine is reached through TLS that checks who it is, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from bitcoin_office.app.office_dir import BooksSettings, OfficeDir, OfficeSettings, SettingsError


def office(url: str, *, plain: bool = False) -> OfficeDir:
    """An office with its books there."""
    return OfficeDir(path=Path(), settings=OfficeSettings(country="sv", books=BooksSettings(url=url, plain=plain)))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://office@/books?host=/run/postgresql",
        "postgresql://office@localhost/books",
        "postgresql://office@127.0.0.1:5432/books",
        "postgresql://office@[::1]/books",
        "postgresql+psycopg://office@db.example/books?sslmode=verify-full&sslrootcert=ca.pem",
        "postgresql://office@db.example/books?sslmode=verify-ca",
        "postgresql:///books",
        "books.db",
    ],
)
def test_protected_servers_are_taken(url: str) -> None:
    """On this machine by socket or its own address, or elsewhere with a certificate that is checked."""
    assert office(url).books_url() == url


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://office@db.example/books",
        "postgresql://office@192.0.2.7/books?sslmode=prefer",
        "postgresql://office@192.0.2.7/books?sslmode=require",
        "postgresql://office@/books?host=db.example",
        "postgresql://office@localhost/books?hostaddr=192.0.2.7",
        "postgresql://office@/books?host=/run/postgresql,db.example",
        "postgresql://office@db.example/books?sslmode=verify-full&sslmode=disable",
    ],
)
def test_unprotected_servers_are_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the URL stands in the environment; the message says what to add, and repeats nothing of the URL."""
    monkeypatch.delenv("PGSSLMODE", raising=False)
    monkeypatch.setenv("BOOKS_URL", url.replace("office@", "office:hidden@"))
    for named in (url, "env:BOOKS_URL"):
        with pytest.raises(SettingsError, match="verify-full") as caught:
            office(named).books_url()
        assert "hidden" not in str(caught.value)
    assert office(url, plain=True).books_url() == url


def test_the_drivers_own_variable_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mode that is set for every connection of the machine need not stand in the URL."""
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert office("postgresql://office@db.example/books").books_url()
