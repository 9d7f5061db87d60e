"""How many replies each route gave, and how long they took: counted in each web process, kept in one small file each.

A key is the name of a route and a status, as the code has them; no address, no name, no number and nothing that was typed.
The files of processes that have ended are still counted, until the server starts anew.
"""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path

from django.conf import settings

#: Seconds; the bars that the product is measured by are among them.
BOUNDS = (0.05, 0.1, 0.3, 1.0, 3.0, 10.0)
_FLUSH_SECONDS = 1.0


class Tallies:
    """The counts of this process, written down a second later at most."""

    def __init__(self) -> None:
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._counts = Counter[str]()
        self._sums = Counter[str]()
        self._pid = 0

    def add(self, route: str, status: int, seconds: float) -> None:
        """One reply."""
        bound = next((str(bound) for bound in BOUNDS if seconds <= bound), "+Inf")
        with self._lock:
            if self._pid != os.getpid():
                # A process that was forked begins its own.
                self._counts.clear()
                self._sums.clear()
                self._pid = os.getpid()
                threading.Thread(target=self._write_down_always, daemon=True).start()
            self._counts[f"replies {route} {status}"] += 1
            self._counts[f"within {route} {bound}"] += 1
            self._sums[route] += round(seconds * 1_000_000)

    def write_down(self) -> None:
        """Keep what was counted."""
        with self._lock:
            told = json.dumps({"counts": self._counts, "microseconds": self._sums})
        folder = place()
        with self._writing:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            half = folder / f"{os.getpid()}.part"
            half.write_text(told)
            half.rename(folder / f"{os.getpid()}.json")

    def _write_down_always(self) -> None:
        written = -1
        wait = threading.Event()
        while True:
            total = self._counts.total()
            if total != written:
                with suppress(OSError):  # a full disk stops the counting, never the product
                    self.write_down()
                    written = total
            wait.wait(_FLUSH_SECONDS)


TALLIES = Tallies()


def place() -> Path:
    return Path(settings.DATA_DIR) / "tallies"


def begin() -> None:
    """Forget what an earlier server counted."""
    for path in place().glob("*.*"):
        path.unlink(missing_ok=True)


def all_together() -> tuple[Counter[str], Counter[str]]:
    """The counts and the microseconds of every process."""
    counts, sums = Counter[str](), Counter[str]()
    for path in place().glob("*.json"):
        try:
            told = json.loads(path.read_text())
        except FileNotFoundError:
            continue
        counts.update(told["counts"])
        sums.update(told["microseconds"])
    return counts, sums
