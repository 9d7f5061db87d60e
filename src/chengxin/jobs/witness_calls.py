"""Calls to witnesses over HTTP: all at once, each within a deadline that whoever answers byte by byte cannot stretch."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from email.message import Message
from hashlib import sha256
from http.client import HTTPException
from typing import IO, Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from chengxin.core.notes import Key, Note, Unreadable, read_note
from chengxin.core.witnessing import Reply

#: For one step of one call, and for all calls together: the sealer waits for them.
STEP_SECONDS, DEADLINE_SECONDS = 5.0, 10.0
_MOST_BYTES = 128 * 1024
_TEXT = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "chengxin"}


def post_to(urls: Mapping[str, str]) -> Callable[[Sequence[tuple[Key, str]]], list[Reply | None]]:
    """What hands witnesses at these addresses (by key) their growth, by `add-checkpoint`."""

    def post(asked: Sequence[tuple[Key, str]]) -> list[Reply | None]:
        return _all_at_once(
            [Request(f"{urls[key.text]}/add-checkpoint", text.encode(), _TEXT) for key, text in asked]  # noqa: S310 - the settings let nothing but http and https in
        )

    return post


def heads_at(urls: Sequence[str], *, origin: str) -> list[Note | None]:
    """The last head that each of these witnesses shows of a log; `None` where none is to be had."""
    path = f"{sha256(origin.encode()).hexdigest()}/checkpoint"
    replies = _all_at_once([Request(f"{url}/{path}", headers=_TEXT) for url in urls])  # noqa: S310 - as above
    return [_note(reply) for reply in replies]


def _note(reply: Reply | None) -> Note | None:
    if reply is None or reply.status != 200:
        return None
    try:
        return read_note(reply.body.decode())
    except (Unreadable, UnicodeDecodeError):
        return None


def _all_at_once(requests: Sequence[Request]) -> list[Reply | None]:
    found: list[Reply | None] = [None] * len(requests)

    def call(place: int) -> None:
        found[place] = _reply(requests[place])

    threads = [threading.Thread(target=call, args=(place,), daemon=True) for place in range(len(requests))]
    until = time.monotonic() + DEADLINE_SECONDS
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    # A copy: what comes after the deadline comes too late.
    return list(found)


def _reply(request: Request) -> Reply | None:
    try:
        with build_opener(_Stay()).open(request, timeout=STEP_SECONDS) as answer:
            return _read(answer.status, answer, answer.headers)
    except HTTPError as answer:
        with answer:
            return _read(answer.code, answer, answer.headers)
    except (OSError, HTTPException):
        return None


def _read(status: int, answer: IO[bytes], headers: Message[str, str]) -> Reply | None:
    try:
        return Reply(status, answer.read(_MOST_BYTES), headers.get("Content-Type", ""))
    except (OSError, HTTPException):
        return None


class _Stay(HTTPRedirectHandler):
    """Heads go where the settings say, and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None
