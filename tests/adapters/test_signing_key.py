"""The signing key: made once, for its owner alone, found by reference, never shown."""

from pathlib import Path

import pytest

from bitcoin_office.adapters.signing_key import SigningKeyError, load_signing_key, make_signing_key
from bitcoin_office.terms.errors import ConflictError


def test_a_key_is_made_and_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its file, seen from the office's folder, and by a variable of the environment."""
    public = make_signing_key(tmp_path / "keys" / "signing.key", "office.example/sv")
    file = tmp_path / "keys" / "signing.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert load_signing_key("file:keys/signing.key", tmp_path).key == public
    assert load_signing_key(f"file:{file}", Path("/")).key == public
    monkeypatch.setenv("OFFICE_KEY", file.read_text())
    assert load_signing_key("env:OFFICE_KEY", tmp_path).key == public


def test_two_keys_are_two(tmp_path: Path) -> None:
    """Each key is new."""
    first = make_signing_key(tmp_path / "first", "office.example/sv")
    assert make_signing_key(tmp_path / "second", "office.example/sv") != first
    with pytest.raises(ConflictError):
        make_signing_key(tmp_path / "first", "office.example/sv")


def test_mistakes_are_told_without_the_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unset, unreadable, readable by all, no key at all: each says what to do, and none repeats what it read."""
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)
    file = tmp_path / "key"
    make_signing_key(file, "office.example/sv")
    secret = file.read_text().strip()
    damaged = tmp_path / "damaged"
    damaged.write_text(secret[:-1])
    damaged.chmod(0o600)
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe")
    binary.chmod(0o600)
    shared = tmp_path / "shared"
    shared.write_text(secret)
    shared.chmod(0o640)
    for reference, problem in (
        ("env:NO_SUCH_KEY", "not set"),
        ("file:nothing", "No such file"),
        ("file:damaged", "no signing key"),
        ("file:binary", "no text"),
        ("file:shared", "chmod 600"),
        ("vault:key", "file:PATH"),
    ):
        with pytest.raises(SigningKeyError) as caught:
            load_signing_key(reference, tmp_path)
        assert problem in str(caught.value)
        assert secret[-30:] not in str(caught.value)
