"""A way to the server on which replies are lost: it cuts, delays, half-closes and doubles what goes over it.

It reads each request whole before it does anything, so that it is known how many the server was given.
"""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum

_PATIENCE_SECONDS = 30
_DELAY_SECONDS = 0.3


class Fault(StrEnum):
    """What befalls one request on its way, or its reply."""

    NONE = "none"
    LOST = "lost"
    """The server answers, and nothing of it arrives."""
    CUT = "cut"
    """Half of the reply arrives."""
    LEFT = "left"
    """The caller is gone before the server answers."""
    HALF = "half"
    """Half of the request arrives, and then nothing more."""
    HALF_CLOSED = "half-closed"
    """The request arrives, and then its sender's side is closed; the reply comes all the same."""
    SLOW = "slow"
    """The request arrives in two parts, with a pause between."""
    DOUBLED = "doubled"
    """The request arrives twice at the same time; one of both replies arrives."""


class Proxy:
    """Between one caller and the server; `faults` are those of the next requests, in order, then there is none."""

    def __init__(self, port: int) -> None:
        self._server = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.faults: list[Fault] = []
        self.given = 0
        """Requests that the server was given whole."""
        self.said: Counter[int] = Counter()
        """How often it answered with which status, whether that arrived or not; 0 where it closed without a word, as it may
        when the sender's side was closed."""
        self._lock = threading.Lock()
        self._open = threading.Semaphore(0)
        self._begun = 0

    def run(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listening.accept()
                self._begun += 1
                threading.Thread(target=self._one, args=(caller,), daemon=True).start()

    def settle(self) -> None:
        """Wait until the server has answered everything that it was given."""
        for _ in range(self._begun):
            assert self._open.acquire(timeout=_PATIENCE_SECONDS)
        self._begun = 0

    def end(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _one(self, caller: socket.socket) -> None:
        try:
            with caller:
                self._pass_on(caller, _whole_request(caller))
        finally:
            self._open.release()

    def _pass_on(self, caller: socket.socket, request: bytes) -> None:
        with self._lock:
            fault = self.faults.pop(0) if self.faults else Fault.NONE
            self.given += 0 if fault is Fault.HALF else 2 if fault is Fault.DOUBLED else 1
        if fault is Fault.HALF:
            with socket.create_connection(("127.0.0.1", self._server)) as server:
                server.sendall(request[: len(request) // 2])
            return
        beside = None
        if fault is Fault.DOUBLED:
            beside = threading.Thread(target=self._ask, args=(request, Fault.NONE), daemon=True)
            beside.start()
        if fault is Fault.LEFT:
            caller.close()
        reply = self._ask(request, fault)
        if fault is Fault.CUT:
            caller.sendall(reply[: len(reply) // 2])
        elif fault not in {Fault.LOST, Fault.LEFT}:
            caller.sendall(reply)
        if beside is not None:
            beside.join()

    def _ask(self, request: bytes, fault: Fault) -> bytes:
        with socket.create_connection(("127.0.0.1", self._server), timeout=_PATIENCE_SECONDS) as server:
            if fault is Fault.SLOW:
                server.sendall(request[:-20])
                time.sleep(_DELAY_SECONDS)
                server.sendall(request[-20:])
            else:
                server.sendall(request)
            if fault is Fault.HALF_CLOSED:
                server.shutdown(socket.SHUT_WR)
            reply = to_the_end(server)
        with self._lock:
            self.said[int(reply.split(b" ", 2)[1]) if reply else 0] += 1
        return reply


def to_the_end(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def _whole_request(caller: socket.socket) -> bytes:
    request = b""
    while (end := request.find(b"\r\n\r\n")) < 0:
        request += caller.recv(65536)
    length = next(int(one.partition(b":")[2]) for one in request[:end].split(b"\r\n") if one.startswith(b"Content-Le"))
    while len(request) < end + 4 + length:
        request += caller.recv(65536)
    return request


@contextmanager
def between(port: int) -> Iterator[Proxy]:
    """A proxy in front of the server at this port."""
    proxy = Proxy(port)
    running = threading.Thread(target=proxy.run, daemon=True)
    running.start()
    try:
        yield proxy
    finally:
        proxy.end()
        running.join()
