"""Whatever becomes of a terminal, a pipe or the system: a message, one of the four exit codes, no traceback."""

import contextlib
import fcntl
import os
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "bitcoin_office"]


def ended(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    """The program run as a process of its own."""
    settings = {"text": True, "encoding": "utf-8", "stderr": subprocess.PIPE} | options
    return subprocess.run([*PROGRAM, *arguments], check=False, **settings)


@pytest.mark.parametrize(
    "arguments",
    [("schema",), ("--help",), ("countries",), ("market", "show", "price"), ("schema", "claims/1")],
    ids=["lines", "help", "table", "long-table", "json"],
)
def test_a_reader_that_goes_is_no_finding(arguments: tuple[str, ...]) -> None:
    """``| head -1``: no traceback, no complaint at the end, and not the exit code for findings."""
    reading, writing = os.pipe()
    os.close(reading)
    done = ended(*arguments, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (3, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full, as Linux has")
@pytest.mark.parametrize("arguments", [("--help",), ("countries",), ("countries", "--json")])
def test_a_full_disk_behind_standard_output_is_told(arguments: tuple[str, ...]) -> None:
    """What cannot be written is said once, with exit code 3."""
    with Path("/dev/full").open("w") as full:
        done = ended(*arguments, stdout=full)
    assert done.returncode == 3
    assert "No space left" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_closed_streams_are_no_trouble() -> None:
    """Without standard output and input the command does its work and says nothing."""
    closed = 'exec "$@" <&- >&-'
    command = [
        "sh",
        "-c",
        closed,
        "sh",
        *PROGRAM,
        "claims",
        "check",
        "-",
        "--country",
        "sv",
        "--published",
        "2025-07-17",
    ]
    done = subprocess.run(command, check=False, text=True, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_old_alphabet_gets_the_nearest_signs() -> None:
    """A terminal without box drawing shows the table in ASCII."""
    plain = os.environ | {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = ended("market", "show", "price", env=plain, stdout=subprocess.PIPE, encoding="latin-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "| day " in done.stdout
    assert "?" not in done.stdout


def on_a_terminal(columns: int, *arguments: str) -> str:
    """What the program shows on a terminal so many columns wide."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen([*PROGRAM, *arguments], stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        # Linux ends a terminal whose other side is closed with an error, other systems with nothing more to read.
        with contextlib.suppress(OSError):
            while piece := os.read(ours, 65_536):
                shown += piece
    os.close(ours)
    assert process.returncode == 0
    return shown.decode()


@pytest.mark.parametrize("columns", [12, 40, 80])
def test_a_narrow_terminal_cuts_no_figure(columns: int) -> None:
    """However narrow the terminal, every name and figure of a table is there in full."""
    shown = on_a_terminal(columns, "market", "check")
    assert "btc_usd_close" in shown
    assert "1,913" in shown
    assert "…" not in shown


def test_a_name_that_no_system_takes_is_a_message() -> None:
    """A path of a thousand characters is refused by the system, and the program says so."""
    done = ended("check", "x" * 1_000)
    assert done.returncode == 3
    assert "File name too long" in done.stderr
    assert done.stderr.rstrip().endswith("[system]")


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_year_that_nobody_means_is_a_usage_error(day: str) -> None:
    """A day outside of three centuries is refused with the bounds, before anything goes through the days until then."""
    done = ended("market", "show", "price", "--to", day)
    assert done.returncode == 2
    assert "1900-01-01 and 2199-12-31" in done.stderr


def test_ctrl_c_is_no_finding() -> None:
    """An interrupted command says that it was stopped and ends with exit code 3."""
    command = [*PROGRAM, "claims", "check", "-", "--country", "sv", "--published", "2025-07-17"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        # It reads to the end of its input, which does not come; a second is more than it needs to get there.
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=30)[1]
    assert process.returncode == 3
    assert told.strip().startswith("bitcoin-office: Stopped.")
