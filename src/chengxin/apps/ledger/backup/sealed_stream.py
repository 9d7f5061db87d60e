"""A stream of parts that nobody without the key can read, change, cut short, lengthen or put in another order.

[law:pipl/第五十一条]
    head:  "chengxin backup 1\\n", 8 bytes that name the key, 32 random bytes of salt
    part:  4 bytes of length (the highest bit marks the last part), then AES-256-GCM over the part

Each stream has a key of its own, derived with its salt; a part's nonce is its number and whether it is the last, so that a
part opens in its own place alone. The head goes into each. Knows no Django.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import IO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chengxin.apps.ledger.keys import Keys

MAGIC = b"chengxin backup 1\n"
_SALT, _MARK = 32, 8
_LAST = 1 << 31
#: A file of a department is held in parts of four megabytes, one to a row; no part comes near to this.
MOST_BYTES = 64 * 1024 * 1024


class Readable(Protocol):
    """What a stream is read from."""

    def read(self, length: int, /) -> bytes: ...


class Unreadable(Exception):
    """A stream that is not to be used; `part` counts from 1, 0 is the head."""

    def __init__(self, part: int = 0) -> None:
        super().__init__(f"part {part}")
        self.part = part


class NotABackup(Unreadable):
    """It begins like no backup."""


class OtherKey(Unreadable):
    """It was made with a key that is not here."""


class Touched(Unreadable):
    """A part is not what was written, or stands elsewhere."""


class CutShort(Unreadable):
    """It ends before its last part."""


def write_stream(out: IO[bytes], parts: Iterable[bytes], keys: Keys) -> None:
    """Write the parts, at least one, so that only `read_stream` with the same keys gives them back."""
    salt = os.urandom(_SALT)
    head = MAGIC + _marks(keys)[0] + salt
    key = AESGCM(keys.backup_keys(salt)[0])
    out.write(head)
    told = iter(parts)
    part, number = next(told), 0
    for following in told:
        _write(out, key, head, number, part, is_last=False)
        part, number = following, number + 1
    _write(out, key, head, number, part, is_last=True)


def read_stream(source: Readable, keys: Keys) -> Iterator[bytes]:
    """The parts in order; nothing of a part is given before all of it was found authentic.

    :raises Unreadable: when the stream cannot be trusted from here on; what was given before is authentic and not whole.
    """
    head = _read(source, len(MAGIC) + _MARK + _SALT, 0)
    if not head.startswith(MAGIC):
        raise NotABackup
    marks = _marks(keys)
    if head[len(MAGIC) : -_SALT] not in marks:
        raise OtherKey
    key = AESGCM(keys.backup_keys(head[-_SALT:])[marks.index(head[len(MAGIC) : -_SALT])])
    number, is_last = 0, False
    while not is_last:
        told = int.from_bytes(_read(source, 4, number + 1), "big")
        is_last, length = bool(told & _LAST), told & ~_LAST
        if length > MOST_BYTES:
            raise Touched(number + 1)
        sealed = _read(source, length, number + 1)
        try:
            yield key.decrypt(_nonce(number, is_last=is_last), sealed, head)
        except InvalidTag:
            raise Touched(number + 1) from None
        number += 1
    if source.read(1):
        raise Touched(number + 1)


def _write(out: IO[bytes], key: AESGCM, head: bytes, number: int, part: bytes, *, is_last: bool) -> None:
    sealed = key.encrypt(_nonce(number, is_last=is_last), part, head)
    if len(sealed) > MOST_BYTES:
        raise OverflowError("a part is too large to be read again")
    out.write((len(sealed) | (_LAST if is_last else 0)).to_bytes(4, "big") + sealed)


def _read(source: Readable, length: int, part: int) -> bytes:
    # A pipe gives what is there.
    found = bytearray()
    while len(found) < length:
        more = source.read(length - len(found))
        if not more:
            raise CutShort(part) if part or found else NotABackup
        found += more
    return bytes(found)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _marks(keys: Keys) -> list[bytes]:
    """Name the keys that are here without telling anything of them, the newest first."""
    return [key[:_MARK] for key in keys.backup_keys(b"which key this is")]
