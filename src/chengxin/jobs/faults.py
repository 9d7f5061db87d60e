"""The one boundary of jobs and commands: a fault gets a number, nothing personal is logged, and work goes on."""

from __future__ import annotations

import logging
import os
import secrets
import sys
import traceback
from types import TracebackType

_log = logging.getLogger("chengxin.fault")
#: What of PostgreSQL's source reads and writes its files.
_FILES = {"md.c", "fd.c", "slru.c", "bufmgr.c", "relmapper.c", "xlog.c"}
#: Data, and an index.
_CORRUPTED = {"XX001", "XX002"}


class Boundary:
    """A context that turns every fault inside it into a number; `number` is empty when there was none.

    What an exception says can quote a row of a file, so only its type is logged, unless the operator asked for more with
    `CHENGXIN_LOG=DEBUG`.
    """

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self.number = ""

    def __enter__(self) -> Boundary:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if kind is None or not issubclass(kind, Exception):
            return False
        self.number = secrets.token_hex(4).upper()
        wants_all = os.environ.get("CHENGXIN_LOG") == "DEBUG"
        _log.critical(
            "fault %s in %s: %s", self.number, self._doing, kind.__name__, exc_info=fault if wants_all else None
        )
        return True


def note(place: str) -> str:
    """Log the fault that is being handled, without anything personal, and give it a number."""
    number = secrets.token_hex(4).upper()
    _log.critical("fault %s at %s: %s", number, place, _where())
    return number


def is_machine_broken() -> bool:
    """Whether the fault that is being handled is the database's or its disk's: full, read-only, unreachable. Nothing is
    half-done then, and the same may be asked again: it was not done, or was done and could not be told any more."""
    from django.db import DatabaseError, InterfaceError, OperationalError

    fault = sys.exc_info()[1]
    if isinstance(fault, OperationalError | InterfaceError):
        return True
    return isinstance(fault, DatabaseError) and _is_of_files(fault.__cause__)


def _is_of_files(said: BaseException | None) -> bool:
    """Whether PostgreSQL said so of its own files, by whatever name: to it a read-only one is what it has no right to, and one
    that is not as it was written an inner fault."""
    told = getattr(said, "diag", None)
    return told is not None and (told.source_file in _FILES or told.sqlstate in _CORRUPTED)


def _where() -> str:
    """The exception's type and the lines it passed, without its message: a message can hold what stood in a row."""
    kind, _, trace = sys.exc_info()
    frames = traceback.extract_tb(trace)
    return f"{kind.__name__ if kind else '?'} " + " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames))
