"""A reply that leaves part of its request unread says that the connection ends with it. [row 7]

That the server passes it on is seen by tests/load, where each reply to what is too large is held to it.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from chengxin.web.left_unread import SaysThatItEnds
from tests.proves import proves

SENT = b"one\ntwo\nthree\n"
pytestmark = proves("N7")


def told(read: Callable[[Any], object], **environ: Any) -> list[tuple[str, str]]:
    """What a reply says, when the application has read so much of what was sent."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        read(environ["wsgi.input"])
        start_response("200 OK", [("Content-Length", "0")])
        return []

    said: list[list[tuple[str, str]]] = []
    environ = {"wsgi.input": BytesIO(SENT), "CONTENT_LENGTH": str(len(SENT)), **environ}
    SaysThatItEnds(application)(environ, lambda status, headers: said.append(headers))
    return said[0]


@pytest.mark.parametrize(
    "read", [lambda body: body.read(), lambda body: [body.readline(), body.read(4), body.readline(100)]]
)
def test_what_was_read_to_its_end_keeps_the_connection(read: Callable[[Any], object]) -> None:
    assert told(read) == [("Content-Length", "0")]


@pytest.mark.parametrize("read", [lambda body: None, lambda body: body.readline(), lambda body: body.read(13)])
def test_what_was_left_ends_it(read: Callable[[Any], object]) -> None:
    assert told(read) == [("Content-Length", "0"), ("Connection", "close")]


def test_nothing_sent_is_nothing_left() -> None:
    assert ("Connection", "close") not in told(lambda body: None, CONTENT_LENGTH="")


def test_what_comes_in_chunks_is_left() -> None:
    assert ("Connection", "close") in told(lambda body: body.read(), HTTP_TRANSFER_ENCODING="chunked")
