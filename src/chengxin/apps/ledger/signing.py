"""Sign a head, and see who signed it. Knows no Django, so that it can be seen anywhere. [law:pipl/第五十一条]"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from chengxin.apps.ledger.keys import Keys
from chengxin.core.notes import COSIGNED, Head, Key, Note, Signature, cosigned

_TIME_BYTES, _SIGNATURE_BYTES = 8, 64
#: Later seconds than this no calendar here can say.
_LATEST = 1 << 37


def key_of(keys: Keys, origin: str) -> Key:
    """The public key of a deployment under the name of its log."""
    return Key(origin, keys.public_key().public_bytes_raw())


def sign(head: Head, keys: Keys) -> bytes:
    """The log's signature of its head."""
    return keys.sign(head.text.encode())


def note_of(head: Head, signature: bytes, keys: Keys) -> Note:
    """A head with the log's own signature."""
    key = key_of(keys, head.origin)
    return Note(head, (Signature(key.name, key.id, signature),))


def is_signed(note: Note, key: Key) -> bool:
    """Whether the owner of this key signed the head: one line at least says so, and none that says so is false."""
    lines = [signature for signature in note.signatures if signature.is_by(key)]
    return bool(lines) and all(is_true(line, note.head, key) for line in lines)


def is_true(signature: Signature, head: Head, key: Key) -> bool:
    """Whether a line is this key's signature of this head, of the kind that the key makes."""
    if not signature.is_by(key):
        return False
    message, content = head.text.encode(), signature.content
    if key.kind == COSIGNED:
        if not 0 < seconds_of(signature) < _LATEST:
            return False
        message, content = cosigned(head, seconds_of(signature)), content[_TIME_BYTES:]
    if len(content) != _SIGNATURE_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(content, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def seconds_of(signature: Signature) -> int:
    """When a witness says that it cosigned, in seconds since 1970."""
    return int.from_bytes(signature.content[:_TIME_BYTES], "big")
