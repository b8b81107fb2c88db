"""Programs that are killed while they post: nothing acknowledged is lost, nothing is half written."""

import os
import random
import subprocess
import sys
from pathlib import Path

from bitcoin_office.adapters.store import SqlBooks, open_books
from tests.adapters.store.writing_process import batch
from tests.bookkeeping import CHART, EQUITY, TILL

ROOT = Path(__file__).parents[3]
KILLS = {"sqlite": 12, "postgresql": 6}


def writer(address: str, name: str, size: int, batches: int) -> subprocess.Popen:
    """A process that posts batches."""
    command = [sys.executable, "-m", "tests.adapters.store.writing_process", address, name, str(size), str(batches)]
    path = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=path)


def acknowledged(output: str) -> dict[str, str]:
    """The hash of every entry whose batch was acknowledged, by external id; a torn last line counts for nothing."""
    known: dict[str, str] = {}
    waiting: dict[str, str] = {}
    for line in output.split("\n")[:-1]:
        words = line.split(" ")
        if words[0] == "acknowledged":
            known.update(waiting)
            waiting = {}
        elif words[0] != "ready":
            waiting[words[1]] = words[2]
    return known


def check(books: SqlBooks, known: dict[str, str], size: int) -> None:
    """Everything acknowledged is there, every batch is whole, and the books verify."""
    entries = {entry.external_id: entry for entry in books.entries()}
    assert {name: entries[name].hash for name in known} == known
    numbers = {tuple(name.split("-")[:2]) for name in entries}
    whole = {draft.external_id for name, number in numbers for draft in batch(name, int(number), size)}
    assert entries.keys() == whole
    assert books.verify().findings == ()


def test_killed_at_random_moments(address: str) -> None:
    """Many times over, a posting process is killed; the next one finds whole batches and goes on."""
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    moments = random.Random(seed)
    with open_books(address, create=True) as books:
        books.open_accounts(CHART)
    known: dict[str, str] = {}
    for kill in range(KILLS["postgresql" if "://" in address else "sqlite"]):
        process = writer(address, f"k{kill}", 20, 100_000)
        assert process.stdout is not None
        output = process.stdout.readline()
        assert output == "ready\n"
        for _ in range(moments.randrange(40)):
            output += process.stdout.readline()
        process.kill()
        output += process.stdout.read()
        process.stdout.close()
        process.wait()
        known |= acknowledged(output)
        with open_books(address) as books:
            check(books, known, 20)
    assert known


def test_two_writers_at_once(address: str) -> None:
    """Two programs post at the same time: every entry is there once, in one chain, and no lot is lost or doubled."""
    with open_books(address, create=True) as books:
        books.open_accounts(CHART)
    writers = [writer(address, name, 3, 40) for name in ("left", "right", "left")]
    outputs = [process.communicate(timeout=120)[0] for process in writers]
    assert [process.returncode for process in writers] == [0, 0, 0]
    with open_books(address) as books:
        known = [acknowledged(output) for output in outputs]
        assert known[0] == known[2]
        check(books, known[0] | known[1], 3)
        assert books.head().seq == len(known[0]) + len(known[1])
        assert sum(held.quantity for held in books.positions()) == 2 * 10 * 7


def test_threads_share_books(stored: SqlBooks) -> None:
    """Several threads post through one object, and read while others write."""
    from concurrent.futures import ThreadPoolExecutor

    def work(name: str) -> int:
        for number in range(15):
            stored.post(batch(name, number, 2))
            assert sum(balance.quantity for balance in stored.balances() if balance.account in {TILL, EQUITY}) == 0
        return len(list(stored.entries()))

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(work, ["a", "b", "c", "a"]))
    assert max(counts) == stored.head().seq == 3 * (15 * 2 + 4 * 2)
    assert stored.verify().findings == ()
