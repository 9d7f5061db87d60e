"""What a file is, by its name and first bytes: enough to turn the wrong kind away before anything is stored."""

from __future__ import annotations

from typing import Protocol

from chengxin.core.issues import Issue
from chengxin.intake.readers import Unreadable, sheets
from chengxin.intake.words import worded

_START = 4096
_MOST = 50_000_000
_ZIP = b"PK\x03\x04"
#: What the beginning of a file can tell; anything else is told of the whole file, with a receipt.
_OF_ITS_KIND = frozenset({"file_type_unknown", "file_old_format", "file_locked"})


class Readable(Protocol):
    """An open file of bytes."""

    def read(self, size: int = -1, /) -> bytes: ...

    def seek(self, place: int, /) -> object: ...


def kind_fault(file: Readable, filename: str) -> Issue | None:
    """Why a file that is called so cannot be one that is read, or `None` so far; it is left at its beginning."""
    start = file.read(_START)
    file.seek(0)
    if _fault(start, filename) is None:
        return None
    whole = file.read(_MOST)  # a password is told from an old format further down only
    file.seek(0)
    return _fault(whole, filename)


def _fault(data: bytes, filename: str) -> Issue | None:
    try:
        sheets(data, filename)
    except Unreadable as unreadable:
        found = unreadable.issue
        is_renamed = found.code.value == "file_damaged" and not data.startswith(_ZIP) and bool(data)
        is_text = filename.lower().endswith((".csv", ".txt", ".tsv"))
        return worded(found) if found.code.value in _OF_ITS_KIND or (is_renamed and not is_text) else None
    return None
