"""A reply that leaves part of its request unread says that the connection ends with it.

The server closes such a connection, and does not say so each time: whoever keeps connections open would put the next
question to one that is gone, and hear nothing. [row 7]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class SaysThatItEnds:
    """A WSGI application whose replies say `Connection: close` where what was sent was not read to its end."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"] = _Counted(environ["wsgi.input"])
        # Of what comes in chunks nobody says how long it is, and nothing here reads it.
        is_in_chunks = "HTTP_TRANSFER_ENCODING" in environ
        stated = environ.get("CONTENT_LENGTH", "")
        length = int(stated) if stated.isdecimal() else 0

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            ends = [("Connection", "close")] if is_in_chunks or body.count < length else []
            return start_response(status, [*headers, *ends], *error)

        return self._application(environ, start)


class _Counted:
    """What was sent, and how many bytes of it were read."""

    def __init__(self, body: Any) -> None:
        self._body, self.count = body, 0

    def read(self, *size: int) -> bytes:
        return self._counted(self._body.read(*size))

    def readline(self, *size: int) -> bytes:
        return self._counted(self._body.readline(*size))

    def _counted(self, part: bytes) -> bytes:
        self.count += len(part)
        return part
