"""A sign of life of the background work: a file whose time is that of the last beat. By the machine's own clock, in the demo
too, since it tells of a machine."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

EVERY_SECONDS = 5.0
#: Whoever runs `chengxin sweep` each minute in place of the process beside is alive as well.
PATIENCE_SECONDS = 150


def place() -> Path:
    return Path(settings.DATA_DIR) / "background"


def beat() -> None:
    """Say that the background works now. What cannot be written is no sign."""
    place().touch()


def is_beating() -> bool:
    """Whether it worked lately."""
    try:
        return time.time() - place().stat().st_mtime < PATIENCE_SECONDS
    except FileNotFoundError:
        return False


class Beating(threading.Thread):
    """Beats as long as its process lives: a large file takes minutes, and its process is alive meanwhile."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._stop_now = threading.Event()

    def run(self) -> None:
        while not self._stop_now.is_set():
            with suppress(OSError):  # a full disk: no beat, until it is well again
                beat()
            self._stop_now.wait(EVERY_SECONDS)

    def end(self) -> None:
        self._stop_now.set()
