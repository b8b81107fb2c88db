"""What the server keeps while it runs."""

import threading
import time
from pathlib import Path

from bitcoin_office.web.site import Site


def test_readers_who_come_together_wait_for_one_picture(offices: tuple[Path, Path]) -> None:
    """Eight at once: it is drawn once, and all get it; another picture is drawn for itself."""
    site = Site(offices[:1])
    drawn: list[str] = []

    def draw() -> str:
        drawn.append(threading.current_thread().name)
        time.sleep(0.05)
        return "picture"

    got: list[str] = []
    readers = [threading.Thread(target=lambda: got.append(site.drawn(("sv", "en"), draw))) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert (got, len(drawn)) == (["picture"] * 8, 1)
    assert site.drawn(("sv", "ur"), draw) == "picture"
    assert len(drawn) == 2
