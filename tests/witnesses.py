"""Witnesses on this machine that answer over real sockets: ours as it is run, and one that says what the test wants."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from chengxin.cli.witness_server import WitnessServer


@contextmanager
def serving(place: Path) -> Iterator[int]:
    """`chengxin witness serve` in this process; its port."""
    with running(WitnessServer(place, "127.0.0.1", 0)) as port:
        yield port


@dataclass
class Scripted:
    """A witness that answers as told, and what it was sent."""

    port: int = 0
    says: tuple[int, str, str] = (500, "", "text/plain")
    sent: list[str] = field(default_factory=list)
    drips: bool = False


@contextmanager
def scripted() -> Iterator[Scripted]:
    told = Scripted()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.sent.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            status, text, kind = told.says
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text.encode())))
            if 300 <= status < 400:
                self.send_header("Location", f"http://127.0.0.1:{told.port}/elsewhere")
            self.end_headers()
            while told.drips:
                self.wfile.flush()
                threading.Event().wait(0.05)
            self.wfile.write(text.encode())

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    with running(server) as told.port:
        yield told
        told.drips = False


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[int]:
    """Serve in a thread until the test is over."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def asked(port: int, method: str, path: str, body: bytes | str | None = None, **headers: str) -> tuple[int, str, str]:
    """Status, text and media type of one reply."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body.encode() if isinstance(body, str) else body, headers)
        reply = connection.getresponse()
        return reply.status, reply.read().decode(), reply.headers["Content-Type"]
    finally:
        connection.close()
