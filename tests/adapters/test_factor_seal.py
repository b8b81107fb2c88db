"""The seal on second factors: opens for its own person under its own key, and for nothing else."""

from __future__ import annotations

import base64
import os
import threading
from pathlib import Path

import pytest

from bitcoin_office.adapters.factor_seal import FactorSeal, FactorSealError, is_sealed

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def seal(folder: Path) -> FactorSeal:
    """With a key in a file of this folder."""
    return FactorSeal("file:people.key", folder)


def test_what_is_sealed_is_opened_again(tmp_path: Path) -> None:
    """By another program with the same key; the key is made at first use, readable by its owner alone."""
    sealed = seal(tmp_path).seal(SECRET, "ana")
    assert is_sealed(sealed)
    assert not is_sealed(SECRET)
    assert SECRET not in sealed
    assert seal(tmp_path).open(sealed, "ana") == SECRET
    assert (tmp_path / "people.key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["people.key"]
    assert seal(tmp_path).seal(SECRET, "ana") != sealed


def test_a_sealed_secret_is_of_one_person(tmp_path: Path) -> None:
    """Moved into another's row, changed, or under another key it does not open."""
    sealed = seal(tmp_path).seal(SECRET, "ana")
    changed = sealed[:-6] + ("AAAA==" if sealed[-6:] != "AAAA==" else "BBBB==")
    for text, of in ((sealed, "bilal"), (changed, "ana"), (SECRET, "ana"), ("1:", "ana"), ("1:é", "ana")):
        with pytest.raises(FactorSealError) as caught:
            seal(tmp_path).open(text, of)
        assert SECRET not in str(caught.value)
    (tmp_path / "people.key").unlink()
    seal(tmp_path).seal(SECRET, "ana")
    with pytest.raises(FactorSealError):
        seal(tmp_path).open(sealed, "ana")


def test_opening_makes_no_key(tmp_path: Path) -> None:
    """Where the key was lost that is said, and no new one stands in its place."""
    sealed = seal(tmp_path).seal(SECRET, "ana")
    (tmp_path / "people.key").unlink()
    with pytest.raises(FactorSealError, match="Restore the key"):
        seal(tmp_path).open(sealed, "ana")
    assert not (tmp_path / "people.key").exists()


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """It is told how to mend it."""
    seal(tmp_path).seal(SECRET, "ana")
    (tmp_path / "people.key").chmod(0o640)
    with pytest.raises(FactorSealError, match="chmod 600"):
        seal(tmp_path).seal(SECRET, "ana")


def test_a_key_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken by its name; unset or of another length it is refused, and never repeated."""
    made = FactorSeal("env:PEOPLE_KEY", tmp_path)
    with pytest.raises(FactorSealError, match="not set"):
        made.seal(SECRET, "ana")
    monkeypatch.setenv("PEOPLE_KEY", "c2hvcnQ=")
    with pytest.raises(FactorSealError, match="32 random bytes") as caught:
        made.seal(SECRET, "ana")
    assert "c2hvcnQ" not in str(caught.value)
    monkeypatch.setenv("PEOPLE_KEY", base64.b64encode(os.urandom(32)).decode())
    assert made.open(made.seal(SECRET, "ana"), "ana") == SECRET
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FactorSealError, match="file:PATH"):
        FactorSeal("somewhere", tmp_path).seal(SECRET, "ana")


def test_two_who_make_the_key_at_once_have_one(tmp_path: Path) -> None:
    """Whatever either sealed opens for both."""
    sealed: list[str] = []
    barrier = threading.Barrier(8)

    def work() -> None:
        barrier.wait()
        sealed.append(seal(tmp_path).seal(SECRET, "ana"))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [seal(tmp_path).open(each, "ana") for each in sealed] == [SECRET] * 8
