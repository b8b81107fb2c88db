"""Disclosures on disk: found, read with limits, never written over, also not by two at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bitcoin_office.adapters.disclosure_files import auditor_path, given_at, name_of, write_disclosure
from bitcoin_office.terms.errors import ConflictError, NotFoundError, OfficeError


def write(folder: Path, number: int, mark: bytes, auditor: bytes | None = None) -> Path:
    """A disclosure of three words."""
    private = folder.parent / "auditor"
    return write_disclosure(folder, number, file=mark, sidecar=mark * 2, auditor=auditor, private=private)


def test_what_is_written_is_found(tmp_path: Path) -> None:
    """The sidecar beside it is read along; the auditor's file only where it is named, and from its own folder."""
    folder = tmp_path / "disclosures"
    path = write(folder, 1, b"one", b"secret")
    write(folder, 2, b"two")
    (first, second) = given_at(folder)
    assert (first.name, first.data, first.sidecar, first.auditor) == (name_of(1), b"one", b"oneone", None)
    assert second.data == b"two"
    private = auditor_path(tmp_path / "auditor", 1)
    assert private.stat().st_mode & 0o777 == 0o600
    assert private.parent.stat().st_mode & 0o777 == 0o700
    assert given_at(path, auditor=private)[0].auditor == b"secret"
    assert sorted(each.name for each in folder.iterdir()) == [
        "disclosure-0001.headers", "disclosure-0001.json", "disclosure-0002.headers", "disclosure-0002.json",
    ]  # fmt: skip


def test_a_number_is_used_once(tmp_path: Path) -> None:
    """The files of a number stay as they are; the second writer is told, whoever comes second."""
    folder = tmp_path / "disclosures"
    marks = [b"%d" % number for number in range(8)]

    def attempt(mark: bytes) -> bytes | None:
        try:
            write(folder, 1, mark)
        except ConflictError:
            return None
        return mark

    with ThreadPoolExecutor(8) as pool:
        done = [mark for mark in pool.map(attempt, marks) if mark is not None]
    assert len(done) == 1
    (found,) = given_at(folder)
    assert (found.data, found.sidecar) == (done[0], done[0] * 2)


def test_mistakes_of_paths_are_told(tmp_path: Path) -> None:
    """A file that is not there, a folder without any, options of one file for a folder, a folder not ours."""
    with pytest.raises(NotFoundError):
        given_at(tmp_path / "nothing.json")
    with pytest.raises(NotFoundError):
        given_at(tmp_path)
    with pytest.raises(NotFoundError):
        given_at(tmp_path, sidecar=tmp_path / "x.headers")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OfficeError):
        write(tmp_path / "file" / "folder", 1, b"x")
