"""Servers on this machine that take what the product sends: a mail server and a gateway for text messages. Both are real
sockets with real protocols; what they take, refuse or let hang is set by the test."""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

#: Longer than a test lets the product wait.
_SILENCE = 0.5
#: Between two bytes of a server that drips, and for how long it goes on.
_DRIP_SECONDS, _DRIPS_FOR = 0.05, 3.0


@dataclass
class Taken:
    """What a server took, and how it behaves."""

    port: int = 0
    messages: list[tuple[str, str]] = field(default_factory=list)
    """(to, everything that was said)."""
    refuses: set[str] = field(default_factory=set)
    status: int = 200
    breaks: str = ""
    """How a mail server fails everybody: `closing` at the greeting, `closing later`, `cut`, `silent`, `drip` at the greeting or
    `drip later`; how a gateway does: `garbage`, `cut`, `silent`, `drip` or `drip later`, in its headers."""
    chokes_on: set[str] = field(default_factory=set)
    """For whom a gateway breaks down, though it is there."""
    tried: int = 0
    asked: int = 0
    """How often a gateway was asked whether it is there."""
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[Taken]:
    taken = Taken()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if taken.breaks == "silent":
                time.sleep(_SILENCE)
            self._say("421 closing" if taken.breaks == "closing" else "220 here")
            to = ""
            while line := self.rfile.readline().decode().strip():
                verb = line.split(":")[0].split()[0].upper()
                if verb == "RCPT":
                    to = line.partition("<")[2].partition(">")[0]
                    taken.tried += 1
                    closes = taken.breaks == "closing later"
                    self._say("421 closing" if closes else "550 no such box" if to in taken.refuses else "250 ok")
                elif verb == "DATA" and taken.breaks == "cut":
                    return
                elif verb == "DATA":
                    self._say("354 go on")
                    lines = []
                    while (said := self.rfile.readline()) != b".\r\n":
                        lines.append(said)
                    taken.messages.append((to, b"".join(lines).decode()))
                    self._say("250 taken")
                elif verb == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 ok")

        def _say(self, line: str) -> None:
            drip(self.wfile, b"250-still looking\r\n", while_=lambda: _is_dripping(taken))
            self.wfile.write(f"{line}\r\n".encode())

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler), taken):
        yield taken


@contextmanager
def sms_gateway() -> Iterator[Taken]:
    taken = Taken()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if _breaks(taken, self):
                return
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            taken.tried += 1
            taken.headers.append(dict(self.headers))
            to = json.loads(body)["to"]
            status = 400 if to in taken.refuses else 500 if to in taken.chokes_on else taken.status
            if status == 200:
                taken.messages.append((to, body))
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", f"http://127.0.0.1:{taken.port}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_HEAD(self) -> None:
            taken.asked += 1
            if _breaks(taken, self):
                return
            self.send_response(405 if taken.status == 200 else taken.status)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler), taken):
        yield taken


def _breaks(taken: Taken, asked: BaseHTTPRequestHandler) -> bool:
    if taken.breaks == "garbage":
        asked.wfile.write(b"220 this is a mail server\r\n")
    if taken.breaks == "silent":
        time.sleep(_SILENCE)
    if taken.breaks == "drip":
        drip(asked.wfile, b"HTTP/1.1 200 ", while_=lambda: bool(taken.breaks))
    if taken.breaks == "drip later":
        asked.wfile.write(b"HTTP/1.1 200 OK\r\n")
        drip(asked.wfile, b"X-Here: still looking\r\n", while_=lambda: bool(taken.breaks))
    return bool(taken.breaks)


def _is_dripping(taken: Taken) -> bool:
    return taken.breaks == "drip" or (taken.breaks == "drip later" and taken.tried > 0)


def drip(file: Any, text: bytes, *, while_: Callable[[], bool]) -> None:
    """Say a text again and again, a byte at a time: no step takes long, and all of it does not end."""
    until = time.monotonic() + _DRIPS_FOR
    with suppress(OSError):
        for place in count():
            if not while_() or time.monotonic() > until:
                return
            file.write(text[place % len(text) :][:1])
            time.sleep(_DRIP_SECONDS)


@contextmanager
def _serving(server: socketserver.BaseServer, taken: Taken) -> Iterator[None]:
    taken.port = server.server_address[1]  # type: ignore[index]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
