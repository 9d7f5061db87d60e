"""Sign a head, and see who signed it. Knows no Django, so that it can be seen anywhere. [law:pipl/第五十一条]

A log may change its key: the old one signs the new one, and each later head carries that line. So whoever knows a log by an
old key knows its heads of today, and nobody without the old key can name another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chengxin.apps.ledger import sm2
from chengxin.apps.ledger.keys import HandedOver, Keys, is_signature
from chengxin.core.notes import COSIGNED_SM2, SIGNED, Head, Key, Note, Signature, cosigned, handed, handing

_TIME_BYTES, _KEY_BYTES = 8, 32
#: Later seconds than this no calendar here can say.
_LATEST = 1 << 37


def key_of(keys: Keys, origin: str) -> Key:
    """The public key of a deployment under the name of its log."""
    return Key(origin, keys.public_keys()[0])


def sign(head: Head, keys: Keys) -> bytes:
    """The log's signature of its head."""
    return keys.sign(head.text.encode())


def signer_of(head: Head, signature: bytes, keys: Keys) -> Key | None:
    """With which of its keys this log signed a head, `None` where with none."""
    for public in keys.public_keys():
        key = Key(head.origin, public)
        if is_true(Signature(key.name, key.id, signature), head, key):
            return key
    return None


def note_of(head: Head, signature: bytes, keys: Keys) -> Note:
    """A head with the log's own signature, and the words that lead to its key from those before it."""
    key = signer_of(head, signature, keys) or key_of(keys, head.origin)
    leading = _leading(keys.handovers(), key)
    return Note(head, (Signature(key.name, key.id, signature), *leading))


def _leading(handovers: Sequence[HandedOver], key: Key) -> Iterator[Signature]:
    told = [one.after for one in handovers]
    for one in handovers[: told.index(key.public) + 1 if key.public in told else 0]:
        if one.origin == key.name:
            yield handing(Key(key.name, one.before), Key(key.name, one.after), one.signature)


def is_signed(note: Note, key: Key) -> bool:
    """Whether the owner of this key, or of one that it leads to, signed the head: one line at least says so, and none that
    says so is false."""
    lines = [(one, heir) for heir in heirs(note, key) for one in note.signatures if one.is_by(heir)]
    return bool(lines) and all(is_true(one, note.head, heir) for one, heir in lines)


def heirs(note: Note, key: Key) -> Iterator[Key]:
    """A key, and every key that it leads to by the lines of this note."""
    found = [key]
    for one in found:
        yield one
        for signature in note.signatures:
            after = signature.handed_by(one)
            if after is not None and after not in found and _is_handed(signature, one, after):
                found.append(after)


def _is_handed(signature: Signature, before: Key, after: Key) -> bool:
    told = handed(before, after)
    return before.kind == SIGNED and is_signature(before.public, signature.content[_KEY_BYTES:], told)


def is_true(signature: Signature, head: Head, key: Key) -> bool:
    """Whether a line is this key's signature of this head, of the kind that the key makes."""
    if not signature.is_by(key):
        return False
    message, content = head.text.encode(), signature.content
    if key.kind != SIGNED:
        if not 0 < seconds_of(signature) < _LATEST:
            return False
        message, content = cosigned(head, seconds_of(signature)), content[_TIME_BYTES:]
    judge = sm2.is_signature if key.kind == COSIGNED_SM2 else is_signature
    return judge(key.public, content, message)


def is_by_us(signature: bytes, message: bytes, keys: Keys) -> bool:
    """Whether one of the keys with which this product signs, or signed once, made a signature."""
    return any(is_signature(public, signature, message) for public in keys.public_keys())


def seconds_of(signature: Signature) -> int:
    """When a witness says that it cosigned, in seconds since 1970."""
    return int.from_bytes(signature.content[:_TIME_BYTES], "big")
