"""Files are there whole or not at all; devices, pipes, links and permissions are left what they are."""

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bitcoin_office.adapters.whole_files import write_pieces, write_whole


def test_a_failure_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    """When the pieces break off, what stood there stands there still, and nothing lies beside it."""
    target = tmp_path / "result.json"
    target.write_text("old")

    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_pieces(target, pieces())
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    """What is no regular file, such as /dev/null or a named pipe, is never replaced by one."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    told: list[bytes] = []
    reader = threading.Thread(target=lambda: told.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"a result")
    reader.join(timeout=10)
    assert told == [b"a result"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Writing to a symbolic link writes the file that it names."""
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder" / "real.json", tmp_path / "link.json"
    target.write_text("old")
    link.symlink_to(target)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.parametrize(("umask", "expected"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_follows_the_umask(tmp_path: Path, umask: int, expected: int) -> None:
    """A new file allows what the caller's umask leaves of 0666."""
    before = os.umask(umask)
    try:
        write_whole(tmp_path / "new", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == expected


def test_an_old_file_keeps_its_permissions(tmp_path: Path) -> None:
    """A file that was private before is private after."""
    private = tmp_path / "private"
    private.touch(0o600)
    write_whole(private, b"new")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    """A name of 255 bytes, the most that file systems take, leaves room for the working copy."""
    longest = tmp_path / ("n" * 255)
    write_whole(longest, b"x")
    assert longest.read_bytes() == b"x"
