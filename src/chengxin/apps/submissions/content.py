"""A file as it is handed over: read a part at a time, so that nobody has to hold a large one as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from typing import IO, Any

from chengxin.apps.submissions.models import PART_BYTES


class Content:
    """What a file brings: its SHA-256 as hex, how many bytes it has, and its parts."""

    def __init__(self, file: bytes | IO[bytes]) -> None:
        self._file = BytesIO(file) if isinstance(file, bytes) else file
        told, self.size = sha256(), 0
        for part in self.parts():
            told.update(part)
            self.size += len(part)
        self.digest = told.hexdigest()

    def parts(self) -> Iterator[memoryview]:
        """From the beginning, PART_BYTES each and the last one what is left; each is good until the next is asked for."""
        self._file.seek(0)
        # One place for all of them: a new one for each took longer than to encrypt it.
        room = memoryview(bytearray(PART_BYTES))
        while count := _filled(self._file, room):
            yield room[:count]


def _filled(file: Any, room: memoryview) -> int:
    """How much of `room` was filled: all of it but at the end, for a part is known by its number alone, and not every kind of
    file gives as much as it is asked for."""
    count = 0
    while more := file.readinto(room[count:]):
        count += more
    return count
