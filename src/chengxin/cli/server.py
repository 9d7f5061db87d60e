"""The web server and the background process beside it; one goes down with the other."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from typing import Any

_log = logging.getLogger("chengxin.serve")

#: Requests one process answers at the same time: they mostly wait, for the database or for their beat. Each may hold a connection
#: to the database, and there are as many processes as processors.
THREADS = 9
#: How long the background process may take to finish its chunk before it is ended.
PATIENCE_SECONDS = 20
RESTART_AFTER_SECONDS = 2
#: How long a connection may wait for its next request, and a request for the end of its headers: longer than a proxy keeps
#: one open (60 seconds in nginx), or the proxy would put a request to a connection that is gone.
IDLE_SECONDS = 75


class Server:
    """Pages by granian; files, seals and duties by a process of their own, started again if it falls."""

    def __init__(self, host: str, port: int, workers: int) -> None:
        self._host, self._port, self._workers = host, port, workers
        self._child: subprocess.Popen[bytes] | None = None
        self._is_closing = threading.Event()

    def run(self) -> None:
        """Serve until SIGTERM or Ctrl-C."""
        from django.db import connections
        from granian import Granian
        from granian.constants import Interfaces
        from granian.http import HTTP1Settings
        from granian.log import LogLevels

        from chengxin.jobs import tallies

        tallies.begin()
        import chengxin.config.wsgi  # noqa: F401 - read once here; the workers inherit it

        # A worker is a copy of this process: a connection must not be shared by two.
        connections.close_all()
        # What every worker has from here stays: none looks through it for rings again and again, nor copies it in doing so.
        gc.collect()
        gc.freeze()
        options: dict[str, Any] = {"interface": Interfaces.WSGI, "websockets": False, "log_level": LogLevels.warning}
        server = Granian(
            "chengxin.config.wsgi:served",
            address=self._host,
            port=self._port,
            workers=self._workers,
            blocking_threads=THREADS,
            respawn_failed_workers=True,
            workers_kill_timeout=PATIENCE_SECONDS,
            http1_settings=HTTP1Settings(header_read_timeout=IDLE_SECONDS * 1000),
            **options,
        )
        # It thinks nine threads too many for two processors; they wait. Whoever runs it can do nothing about that.
        logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
        watcher = threading.Thread(target=self._watch, daemon=True)
        server.on_startup(watcher.start)
        try:
            server.serve()
        finally:
            self._is_closing.set()
            watcher.join()

    def _watch(self) -> None:
        while not self._is_closing.is_set():
            self._child = _start_child()
            while not self._is_closing.wait(0.2) and self._child.poll() is None:
                pass
            if self._is_closing.is_set():
                break
            _log.error("后台进程停了（%s），重新启动。", self._child.returncode)
            self._is_closing.wait(RESTART_AFTER_SECONDS)
        self._end_child()

    def _end_child(self) -> None:
        child = self._child
        if child is None or child.poll() is not None:
            return
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()


def _start_child() -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches the server, and the server ends the child in good order.
    return subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
        [sys.executable, "-m", "chengxin.jobs.child", str(os.getpid())], start_new_session=True
    )


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there yet."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
