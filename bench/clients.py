"""Clients that keep their connections open and ask one thing after the other, each in a thread; prepared bytes, little work."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

_ONE_READ = 65_536


def asked(port: int, bodies: list[tuple[str, str, str]], clients: int) -> dict[str, object]:
    """Send each (path, authorization, body) once, shared out among the clients; seconds in all and of each, and replies.

    :raises RuntimeError: when a reply is not as hoped: a refusal is quick and would be measured as a success.
    """
    waiting, lock = iter(bodies), threading.Lock()
    seconds: list[float] = []
    replies: list[bytes] = []
    errors: list[str] = []

    def work() -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for request in _each(waiting, lock):
                started = time.perf_counter()
                connection.sendall(request)
                status, body = _reply(connection)
                seconds.append(time.perf_counter() - started)
                if status not in {200, 201}:
                    errors.append(f"{status}: {body.decode(errors='replace')}")
                    return
                replies.append(body)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors or len(replies) < len(bodies):
        raise RuntimeError(errors[0] if errors else "a client fell out")
    return {
        "total": time.perf_counter() - started,
        "seconds": seconds,
        "replies": [reply.decode() for reply in replies],
    }


def _each(waiting: Iterator[tuple[str, str, str]], lock: threading.Lock) -> Iterator[bytes]:
    while True:
        with lock:
            found = next(waiting, None)
        if found is None:
            return
        path, authorization, body = found
        content = body.encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {authorization}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        yield head.encode() + content


def _reply(connection: socket.socket) -> tuple[int, bytes]:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    )
    while len(body) < length:
        body += _more(connection)
    return int(head.split(b" ", 2)[1]), body


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(_ONE_READ)
    if not piece:
        raise ConnectionError("the server hung up")
    return piece


if __name__ == "__main__":
    print(json.dumps(asked(int(sys.argv[1]), json.loads(Path(sys.argv[3]).read_text()), int(sys.argv[2]))))
