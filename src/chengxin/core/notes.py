"""The ledger's signed head as text that others can read: C2SP's signed note, checkpoint, cosignature and request to a witness.

A note is a text, an empty line, and one line per signature: `— name base64(key id, signature)`. A checkpoint's text is the
log's origin, its size and its root. Each value has one form only, so that no byte of a text can differ and mean the same.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

#: C2SP's kind for what has a longer name.
_NAMED = 0xFF
#: What a signature of a kind is over: the text itself, or `cosigned` of it; the last is a witness's with SM2.
SIGNED, COSIGNED, COSIGNED_SM2 = 1, 4, _NAMED
#: The longer names, ours both: a witness that signs with SM2, and a key's word for the key that follows it.
_SM2, _HANDED = b"chengxin-sm2/1", b"chengxin-handover/1"
_DASH = "— "
_NAME = re.compile(r"[^\s+]+\Z")
_SIZE = re.compile(r"(?:0|[1-9][0-9]{0,17})\Z")
_HASH_BYTES, _ID_BYTES, _KEY_BYTES, _MOST_HASHES = 32, 4, 32, 63
#: Kinds of keys, as they begin, with how many bytes follow: an Ed25519 key, or both numbers of an SM2 point.
_KINDS = {bytes([SIGNED]): _KEY_BYTES, bytes([COSIGNED]): _KEY_BYTES, bytes([_NAMED]) + _SM2: 2 * _KEY_BYTES}


class Unreadable(ValueError):
    """A text that is not what it should be."""


@dataclass(frozen=True, slots=True)
class Head:
    """A log's size, and the root over so many of its leaves."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What signatures are over."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key with the name under which it signs: Ed25519, or SM2 where its kind says so."""

    name: str
    public: bytes
    kind: int = SIGNED

    @property
    def told(self) -> bytes:
        """Its kind, and the key."""
        return bytes([self.kind]) + (_SM2 if self.kind == COSIGNED_SM2 else b"") + self.public

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + self.told).digest()[:_ID_BYTES]

    @property
    def text(self) -> str:
        """C2SP's `vkey`: name, id, kind and key."""
        return f"{self.name}+{self.id.hex()}+{to_base64(self.told)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a text."""

    name: str
    key_id: bytes
    content: bytes

    @property
    def line(self) -> str:
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.content)}\n"

    def is_by(self, key: Key) -> bool:
        """Whether it says that it is of this key; not whether it is true."""
        return (self.name, self.key_id) == (key.name, key.id)

    def handed_by(self, key: Key) -> Key | None:
        """Which key this one says follows it, if the line says so; not whether it is true."""
        if self.name != key.name or self.key_id != handing_id(key) or len(self.content) <= _KEY_BYTES:
            return None
        return Key(key.name, self.content[:_KEY_BYTES])


@dataclass(frozen=True, slots=True)
class Note:
    """A head with its signatures; those of unknown keys are carried along."""

    head: Head
    signatures: tuple[Signature, ...]

    @property
    def text(self) -> str:
        return self.head.text + "\n" + "".join(signature.line for signature in self.signatures)


@dataclass(frozen=True, slots=True)
class Growth:
    """What is shown to somebody who knows a log at `old` leaves: how its head of today continues that."""

    old: int
    path: tuple[bytes, ...]
    note: Note

    @property
    def text(self) -> str:
        """The body of C2SP's `add-checkpoint`."""
        return f"old {self.old}\n" + "".join(f"{to_base64(node)}\n" for node in self.path) + "\n" + self.note.text


def handing_id(key: Key) -> bytes:
    """The id under which a key names the one that follows it."""
    told = key.name.encode() + b"\n" + bytes([_NAMED]) + _HANDED + key.public
    return sha256(told).digest()[:_ID_BYTES]


def handed(before: Key, after: Key) -> bytes:
    """What a log's key signs to hand its log over to another, and the other to take it."""
    return _HANDED + f"\n{before.text}\n{after.text}\n".encode()


def handing(before: Key, after: Key, signature: bytes) -> Signature:
    """The line that tells it."""
    return Signature(before.name, handing_id(before), after.public + signature)


def cosigned(head: Head, at: int) -> bytes:
    """What a witness signs at a second: that it has seen this head, and none before that does not lead to it."""
    return f"cosignature/v1\ntime {at}\n{head.text}".encode()


def read_note(text: str) -> Note:
    """A checkpoint with its signatures.

    :raises Unreadable: for any other text.
    """
    body, gap, rest = text.partition("\n\n")
    lines = body.split("\n")
    if not gap or len(lines) != 3 or not rest.endswith("\n"):
        raise Unreadable("not a checkpoint")
    origin, size, root = lines
    if not _NAME.match(origin) or not _SIZE.match(size):
        raise Unreadable("not the head of a log")
    return Note(
        Head(origin, int(size), from_base64(root, _HASH_BYTES)),
        tuple(read_signature(line + "\n") for line in rest[:-1].split("\n")),
    )


def read_signature(line: str) -> Signature:
    """One line under a text.

    :raises Unreadable: for any other text.
    """
    name, gap, content = line.removeprefix(_DASH).removesuffix("\n").partition(" ")
    if not line.startswith(_DASH) or not line.endswith("\n") or not gap or not _NAME.match(name):
        raise Unreadable("not a line of a signature")
    given = from_base64(content)
    if len(given) <= _ID_BYTES:
        raise Unreadable("no signature in its line")
    return Signature(name, given[:_ID_BYTES], given[_ID_BYTES:])


def read_key(text: str) -> Key:
    """A public key as its owner gives it away.

    :raises Unreadable: for any other text, and for a key that is not the one its id says.
    """
    parts = text.split("+", 2)
    if len(parts) != 3 or not _NAME.match(parts[0]):
        raise Unreadable("not a key")
    given = from_base64(parts[2])
    begins = next((kind for kind in _KINDS if given.startswith(kind)), None)
    if begins is None or len(given) != len(begins) + _KINDS[begins]:
        raise Unreadable("not a key of a kind that is known")
    key = Key(parts[0], given[len(begins) :], given[0])
    if key.id.hex() != parts[1]:
        raise Unreadable("not the key that its id says")
    return key


def read_growth(text: str) -> Growth:
    """What a witness is shown.

    :raises Unreadable: for any other text.
    """
    top, gap, rest = text.partition("\n\n")
    first, *path = top.split("\n")
    if (
        not gap
        or not first.startswith("old ")
        or not _SIZE.match(first.removeprefix("old "))
        or len(path) > _MOST_HASHES
    ):
        raise Unreadable("not the growth of a log")
    return Growth(
        int(first.removeprefix("old ")), tuple(from_base64(node, _HASH_BYTES) for node in path), read_note(rest)
    )


def to_base64(content: bytes) -> str:
    return b64encode(content).decode()


def from_base64(text: str, length: int | None = None) -> bytes:
    """Bytes from their one base64 form.

    :raises Unreadable: for another form, or another length.
    """
    try:
        content = b64decode(text, validate=True)
    except ValueError:
        raise Unreadable("not base64") from None
    if to_base64(content) != text or (length is not None and len(content) != length):
        raise Unreadable("not the one form of these bytes")
    return content
