"""How long the command line takes to start, and what the demo needs: as ratios to an empty Python in the same run.

Usage: .venv/bin/python bench/startup.py [RUNS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OFFICE = [sys.executable, "-m", "bitcoin_office"]


def median_seconds(command: list[str], runs: int) -> float:
    """The median wall time of a command as a whole process, after one run that is not counted."""
    times: list[float] = []
    for run in range(runs + 1):
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        if run:
            times.append(time.perf_counter() - started)
    return statistics.median(times)


def peak_megabytes(command: list[str]) -> float:
    """The most memory that a command held, as the system counted it."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)


def main() -> None:
    """Prints one line a command."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    empty = median_seconds([sys.executable, "-c", "pass"], runs)
    print(f"{'empty Python':<38}{empty * 1000:7.0f} ms   x 1.0")
    with tempfile.TemporaryDirectory() as folder:
        demo = [*OFFICE, "demo", "--once", "--dir", str(Path(folder) / "office")]
        first = peak_megabytes(demo)
        commands = {
            "bitcoin-office --help (bound 250 ms)": [*OFFICE, "--help"],
            "demo, second run (bound 2,000 ms)": demo,
        }
        for name, command in commands.items():
            seconds = median_seconds(command, runs)
            print(f"{name:<38}{seconds * 1000:7.0f} ms   x {seconds / empty:.1f}")
        print(f"demo, peak memory: {first:.0f} MB the first time, {peak_megabytes(demo):.0f} MB after (bound 300 MB)")


if __name__ == "__main__":
    main()
