"""The lock of the sync: one holder at a time, let go of however the holder ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from bitcoin_office.adapters.store import sync_lock as module
from bitcoin_office.adapters.store.sync_lock import SyncRunningError, sync_lock

ROOT = Path(__file__).parents[3]
HOLDER = (
    "import sys\nfrom bitcoin_office.adapters.store.sync_lock import sync_lock\n"
    "with sync_lock(sys.argv[1]):\n    print('held', flush=True)\n    sys.stdin.read()\n"
)


def holder(address: str) -> subprocess.Popen:
    """A process that holds the lock until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen) -> None:
    """Kills it, as a power cut would."""
    process.kill()
    process.communicate()


def test_a_second_sync_waits_and_then_gives_up(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another holds the lock it cannot be had; killed, the other lets go of it at once."""
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.2)
    other = holder(address)
    with pytest.raises(SyncRunningError, match="Another sync"), sync_lock(address):
        pass
    end(other)
    with sync_lock(address):
        pass


def test_the_lock_can_be_had_again_and_again(address: str) -> None:
    """Let go of at the end of the block, and when the block fails."""
    for _ in range(2):
        with pytest.raises(RuntimeError, match="broken"), sync_lock(address):
            raise RuntimeError("broken")
