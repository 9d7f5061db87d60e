"""Wait for a machine of somebody else no longer than so long, whatever it says a byte at a time. Knows no Django.

The time-out of a socket begins anew with each byte, and looking up a name has none. So the call is made in a thread of its
own. What it comes to after its time is passed over, and until then nobody else of this process calls the same machine: one
that never ends keeps one thread, not one for each try.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import TypeVar

Found = TypeVar("Found")
_hanging: dict[str, threading.Thread] = {}


def within(seconds: float, call: Callable[[], Found], *, whom: str) -> Found:
    """What a call comes to, or raises.

    :raises TimeoutError: when it does not in so many seconds, or an earlier one of the same machine is not over yet.
    """
    until = time.monotonic() + seconds
    if before := _hanging.get(whom):
        before.join(seconds)
        if before.is_alive():
            raise TimeoutError
        _hanging.pop(whom, None)
    found: Future[Found] = Future()
    # A daemon: the process ends whether or not it does.
    calling = threading.Thread(target=_call, args=(call, found), daemon=True)
    calling.start()
    try:
        return found.result(max(0.0, until - time.monotonic()))
    except TimeoutError:
        if calling.is_alive():
            _hanging[whom] = calling
        raise


def _call(call: Callable[[], Found], found: Future[Found]) -> None:
    with _Told(found):
        found.set_result(call())


class _Told:
    """Carries what a call raised to whoever waits for it."""

    def __init__(self, found: Future[Found]) -> None:
        self._found = found

    def __enter__(self) -> None:
        """There is nothing to begin."""

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if fault is not None:
            self._found.set_exception(fault)
        return True
