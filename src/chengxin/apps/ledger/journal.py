"""A file beside the database and outside its backup: every ending that must outlive the restore of an older one.

[law:pipl/第四十七条] [law:pipl/第五十一条]
A line holds the kind of ending, the keyed digest of the decision and a second: no person, no number, no content. Each line
is keyed as a whole, so that nobody without the keys can end a record by writing one. A line of which a power cut left
only a part was not acknowledged, and is told by the database as well.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from pathlib import Path

from django.conf import settings
from django.db import transaction

from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.on_disk import sync
from chengxin.core.canonical import canonical


class JournalTouched(Exception):
    """A line that this product did not write, or wrote with other keys; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} of the journal")
        self.line = line


@dataclass(frozen=True, slots=True)
class Ending:
    """One record that ended for good: how, which decision, at which second."""

    event: str
    natural_key: bytes
    at: int

    @property
    def told(self) -> dict[str, str | int]:
        return {"at": self.at, "event": self.event, "key": self.natural_key.hex()}


def ending(event: str, natural_key: bytes | memoryview, at: datetime) -> Ending:
    return Ending(event, bytes(natural_key), int(at.timestamp()))


def note_on_commit(endings: Sequence[Ending]) -> None:
    """Write endings down once the act's transaction has committed. What cannot be written then is written later, from the
    database (`apps/destruction/actions/replay.py`), and costs the act nothing."""

    def note() -> None:  # with a name: Django says it in the log where it fails, and fails itself where there is none
        write(endings)

    transaction.on_commit(note, robust=True)


def write(endings: Iterable[Ending]) -> None:
    """Add endings, on the disk when this returns."""
    lines = b"".join(canonical({**one.told, "mac": _mac(one).hex()}) + b"\n" for one in endings)
    if not lines:
        return
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        if file.seek(0, os.SEEK_END) and not _ends_well(path):
            lines = b"\n" + lines
        file.write(lines)
        os.fsync(file.fileno())
    sync(path.parent)  # the first ending makes the file


def read() -> list[Ending]:
    """Every ending written down, the oldest first.

    :raises JournalTouched: when a line was not written with our keys.
    """
    path = place()
    if not path.exists():
        return []
    rows = path.read_bytes().split(b"\n")
    found = []
    for number, row in enumerate(rows, start=1):
        if row:
            one = _read_line(row)
            if one is not None:
                found.append(one)
            elif number < len(rows) and not _broke_off(row):
                raise JournalTouched(number)
    return found


def place() -> Path:
    return Path(settings.JOURNAL)


def _read_line(row: bytes) -> Ending | None:
    try:
        plain = json.loads(row)
        one = Ending(str(plain["event"]), bytes.fromhex(plain["key"]), int(plain["at"]))
        mac = bytes.fromhex(plain["mac"])
    except (ValueError, KeyError, TypeError):
        return None
    return one if compare_digest(mac, _mac(one)) else None


def _broke_off(row: bytes) -> bool:
    """Whether a row is what the power left of a line: its beginning, or zeros where a sector did not reach the disk."""
    return not row.endswith(b"}") or b"\0" in row


def _ends_well(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _mac(one: Ending) -> bytes:
    return keys().index(b"journal", canonical(one.told))
