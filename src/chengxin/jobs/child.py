"""The process beside the web server: seals each second, works the queue each second, does the other duties each minute.

A broken database or a bug costs one round and gets a number in the log; the next second it tries again. It ends with its
parent, and on SIGTERM after the chunk in hand.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from types import FrameType

from chengxin.jobs import pulse
from chengxin.jobs.faults import Boundary

_log = logging.getLogger("chengxin.background")

EVERY_SECONDS = 1.0
DUTIES_EVERY_ROUNDS = 60


class Child:
    """The loop, and what it remembers between rounds."""

    def __init__(self, parent: int) -> None:
        self._parent = parent
        self._stop = threading.Event()
        self._left_out: frozenset[int] = frozenset()
        self._is_more_due = False

    def run(self) -> None:
        """Work until told to stop or left alone."""
        signal.signal(signal.SIGTERM, self._told_to_stop)
        signal.signal(signal.SIGINT, self._told_to_stop)
        beating = pulse.Beating()
        beating.start()
        number = 0
        while not self._stop.is_set() and os.getppid() == self._parent:
            with Boundary("background round"):
                self.round(number)
            number += 1
            self._stop.wait(EVERY_SECONDS)
        beating.end()

    def round(self, number: int) -> None:
        """One second's work; every sixtieth round the duties too, and the files that failed are tried again. Of duties that
        take long each round does a part, so that files and seals wait for none of them."""
        from chengxin import clock
        from chengxin.apps.ledger.actions.seal import seal
        from chengxin.intake.feeds import load_feeds
        from chengxin.jobs.duties import run_due
        from chengxin.jobs.queue import work_queue
        from chengxin.lawbook import load

        _drop_broken_connections()
        if number % DUTIES_EVERY_ROUNDS == 0:
            self._left_out = frozenset()
        if number % DUTIES_EVERY_ROUNDS == 0 or self._is_more_due:
            self._is_more_due = False
            with Boundary("duties"):
                self._is_more_due = run_due(clock.now(), most=1).is_more
        with Boundary("sealing"):
            seal(at=clock.now())
        worked = work_queue(clock.now(), lawbook=load(), feeds=load_feeds(), leave_out=self._left_out)
        self._left_out |= worked.failed

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()


def _drop_broken_connections() -> None:
    from django.db import close_old_connections

    close_old_connections()


def _measure() -> None:
    """Answer what Prometheus asks, where the settings name a port for it."""
    from django.conf import settings

    from chengxin.jobs.metrics import serve_beside

    if settings.METRICS_PORT:
        try:
            serve_beside(settings.METRICS_PORT)
        except OSError:
            _log.error("CHENGXIN_METRICS：端口%s已经有程序在用，没有打开指标。", settings.METRICS_PORT)


def main() -> int:
    """Run as `python -m chengxin.jobs.child PARENT`."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.config.settings")
    django.setup()
    _measure()
    Child(int(sys.argv[1])).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
