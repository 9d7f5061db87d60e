"""All secrets behind one interface: index key, wrap key, signing key, backup key. Knows no Django, so that keys can be made first.

Number, name and every other personal content are ciphertext in the database from the first migration; what can be looked
up is a keyed index. [law:pipl/第五十一条]

Between the wrap key and what is wrapped stands a level of keys that lie in the database, each under the wrap key: a few
rows. Another wrap key means writing these few anew; what is wrapped stays as it is, in tables where nothing may change.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SM3, Hash
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chengxin.apps.ledger.ciphers import (
    INTERNATIONAL_BYTES,
    NATIONAL_BYTES,
    Cipher,
    cipher,
    nonces,
    open_sealed,
    seal,
)
from chengxin.apps.ledger.key_sources import NATIONAL, KeyTrouble, Source, newest, of_kind
from chengxin.core.notes import Key, handed

NAME_BYTES = 4
#: The left half of an HMAC, which RFC 2104 (section 5) takes as the least; of ten thousand million indexes two are the same
#: with a chance of one in a million million million. Each index of a table is a third smaller by it.
INDEX_BYTES = 16
_MARK_BYTES = 8
_BLOCK = _SIGNATURE_BYTES = 64


class Keys(Protocol):
    """What the product needs of a key store; a certified module can stand behind it."""

    def index(self, *parts: bytes) -> bytes:
        """A keyed index of the parts, INDEX_BYTES long, in order; equal parts give equal indexes, nothing else can be read off."""
        ...

    def index_many(self, first: Sequence[bytes], rest: Iterable[Sequence[bytes]]) -> list[bytes]:
        """`index(*first, *parts)` for each of many."""
        ...

    def new_data_keys(self, count: int) -> list[bytes]:
        """So many fresh data keys, of the length that `cipher` takes for the algorithm in use."""
        ...

    def wrap(self, data_key: bytes) -> bytes: ...

    def wrap_many(self, data_keys: Sequence[bytes]) -> list[bytes]:
        """`wrap` of each of many."""
        ...

    def unwrap(self, wrapped: bytes) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...

    def public_key(self) -> Ed25519PublicKey: ...

    def public_keys(self) -> Sequence[bytes]:
        """What signed here ever, the one that signs now first."""
        ...

    def handovers(self) -> Sequence[HandedOver]:
        """Each signing key's word for the one after it, oldest first."""
        ...

    def backup_keys(self, salt: bytes) -> list[bytes]:
        """For the one backup that has this salt, a 32-byte key of each secret that serves nothing else, the newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Wrapping:
    """A key of the level between, as the database holds it: which it is, under which wrap key, and sealed."""

    name: bytes
    under: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A signing key said, for a ledger of this name, which one follows; and that one, that it does."""

    origin: str
    before: bytes
    after: bytes
    signature: bytes
    accepted: bytes

    @property
    def is_proved(self) -> bool:
        """Whether both keys say so: with the word of the older one alone, anybody could put a key before ours."""
        told = handed(Key(self.origin, self.before), Key(self.origin, self.after))
        return is_signature(self.before, self.signature, told) and is_signature(self.after, self.accepted, told)


class Held(Protocol):
    """What the database knows of keys."""

    def wrapping(self) -> Sequence[Wrapping]:
        """Oldest first."""
        ...

    def handovers(self) -> Sequence[HandedOver]:
        """Oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class _Wrapped:
    """The level between, open; `now` is the name of the key that is used for what is new."""

    stamp: int
    ciphers: dict[bytes, Cipher]
    now: bytes
    key_bytes: int


@dataclass(frozen=True, slots=True)
class _Signing:
    stamp: int
    key: Ed25519PrivateKey
    handovers: tuple[HandedOver, ...]


class KeptKeys:
    """Secrets of one source, with what the database knows of them. Looks again when the source says that there is more."""

    def __init__(self, source: Source, held: Held) -> None:
        self.source = source
        self._held = held
        self._indexing: tuple[Any, Any] | None = None
        self._wrapped: _Wrapped | None = None
        self._signing: _Signing | None = None

    def index(self, *parts: bytes) -> bytes:
        # Each part goes in with its length, so that ("ab", "c") and ("a", "bc") differ.
        return self.index_many((), (parts,))[0]

    def index_many(self, first: Sequence[bytes], rest: Iterable[Sequence[bytes]]) -> list[bytes]:
        if self._indexing is None:
            self._indexing = _index_states(self.source.read(newest(self.source, "index")))
        begun, end = self._indexing
        begun = begun.copy()
        begun.update(b"".join(len(part).to_bytes(4, "big") + part for part in first))
        made = []
        for parts in rest:
            inner, outer = begun.copy(), end.copy()
            for part in parts:
                inner.update(len(part).to_bytes(4, "big") + part)
            outer.update(inner.digest())
            made.append(outer.digest()[:INDEX_BYTES])
        return made

    def new_data_keys(self, count: int) -> list[bytes]:
        length = self._open_now().key_bytes
        random = os.urandom(count * length)
        return [random[start : start + length] for start in range(0, len(random), length)]

    def wrap(self, data_key: bytes) -> bytes:
        return self.wrap_many((data_key,))[0]

    def wrap_many(self, data_keys: Sequence[bytes]) -> list[bytes]:
        opened = self._open_now()
        name, encrypt = opened.now, opened.ciphers[opened.now].encrypt
        return [
            name + nonce + encrypt(nonce, data_key, b"")
            for nonce, data_key in zip(nonces(len(data_keys)), data_keys, strict=True)
        ]

    def unwrap(self, wrapped: bytes) -> bytes:
        """:raises cryptography.exceptions.InvalidTag: when a byte differs, or the key that it is under is not there."""
        name = wrapped[:NAME_BYTES]
        opened = self._wrapped or self._open()
        if name not in opened.ciphers:
            opened = self._open()
        if name not in opened.ciphers:
            raise InvalidTag
        return open_sealed(opened.ciphers[name], wrapped[NAME_BYTES:])

    def sign(self, message: bytes) -> bytes:
        return self._signing_now().key.sign(message)

    def public_key(self) -> Ed25519PublicKey:
        return self._signing_now().key.public_key()

    def public_keys(self) -> Sequence[bytes]:
        now = self._signing_now()
        return (now.key.public_key().public_bytes_raw(), *(one.before for one in reversed(now.handovers)))

    def handovers(self) -> Sequence[HandedOver]:
        return self._signing_now().handovers

    def backup_keys(self, salt: bytes) -> list[bytes]:
        secrets = [self.source.read(name) for name in of_kind(self.source.names(), "backup")]
        return [HKDF(SHA256(), 32, salt=salt, info=b"chengxin backup").derive(secret) for secret in reversed(secrets)]

    def _open_now(self) -> _Wrapped:
        opened = self._wrapped
        return opened if opened is not None and opened.stamp == self.source.stamp() else self._open()

    def _open(self) -> _Wrapped:
        # Before anything is read: what is added meanwhile is looked for again.
        stamp = self.source.stamp()
        keys = open_wrapping(self.source, self._held.wrapping())
        if not keys:
            raise KeyTrouble("库里还没有加密内容用的密钥。请先执行chengxin migrate。")
        now = list(keys)[-1]
        self._wrapped = _Wrapped(stamp, {name: cipher(key) for name, key in keys.items()}, now, len(keys[now]))
        return self._wrapped

    def _signing_now(self) -> _Signing:
        signing, stamp = self._signing, self.source.stamp()
        if signing is None or signing.stamp != stamp:
            handovers = self._held.handovers()
            key = signing_key(self.source, handovers)
            proved = _proved(handovers, key.public_key().public_bytes_raw())
            signing = self._signing = _Signing(stamp, key, proved)
        return signing


def mark(secret: bytes) -> bytes:
    """Names a wrap key without telling anything of it."""
    return sha256(b"chengxin wrap key\n" + secret).digest()[:_MARK_BYTES]


def mark_of(source: Source, name: str) -> bytes:
    """The mark of one wrap key."""
    return mark(source.read(name).removeprefix(NATIONAL))


def wrap_keys(source: Source) -> dict[bytes, Cipher]:
    """The wrap keys that are there by their marks, oldest first."""
    secrets = [source.read(name).removeprefix(NATIONAL) for name in of_kind(source.names(), "wrap")]
    return {mark(secret): cipher(secret) for secret in secrets}


def index_mark(keys: Keys) -> bytes:
    """Names the index key without telling anything of it."""
    return keys.index(b"backup", b"which key this is")


def signing_keys(source: Source) -> dict[bytes, Ed25519PrivateKey]:
    """The signing keys that are there by their public keys, oldest first."""
    found = (Ed25519PrivateKey.from_private_bytes(source.read(name)) for name in of_kind(source.names(), "sign"))
    return {key.public_key().public_bytes_raw(): key for key in found}


def open_wrapping(source: Source, held: Sequence[Wrapping]) -> dict[bytes, bytes]:
    """The keys of the level between, by name, the one that is used for what is new last.

    :raises KeyTrouble: when one of them lies under a wrap key that is not there, or was touched.
    """
    above = wrap_keys(source)
    opened = dict[bytes, bytes]()
    for one in held:
        if one.under not in above:
            continue
        try:
            # Without taking it out first a name that was sealed again would keep its old place.
            opened.pop(one.name, None)
            opened[one.name] = open_sealed(above[one.under], one.sealed, one.name)
        except InvalidTag:
            raise KeyTrouble("库里有一把加密内容用的密钥被动过。请保存现场，从备份恢复。") from None
    lost = {one.name for one in held} - opened.keys()
    if lost:
        raise KeyTrouble(
            f"库里加密的内容用的wrap密钥不在（{source.where}）：{len(lost)}把内容密钥打不开。"
            "请把原来的wrap密钥放回来；没有它，这些内容谁也打不开。"
        )
    return opened


def sealed_under(source: Source, key: bytes, name: bytes) -> Wrapping:
    """A key of the level between under the newest wrap key."""
    secret = source.read(newest(source, "wrap")).removeprefix(NATIONAL)
    return Wrapping(name, mark(secret), seal(cipher(secret), key, name))


def new_wrapping(source: Source) -> tuple[bytes, bytes]:
    """Name and bytes of a new key of the level between, of the algorithm of the newest wrap key."""
    is_national = source.read(newest(source, "wrap")).startswith(NATIONAL)
    return os.urandom(NAME_BYTES), os.urandom(NATIONAL_BYTES if is_national else INTERNATIONAL_BYTES)


def signing_key(source: Source, handovers: Sequence[HandedOver]) -> Ed25519PrivateKey:
    """The key that signs now: the one that was handed over to last, or the oldest where none was.

    :raises KeyTrouble: when it is not there.
    """
    newest(source, "sign")
    found = signing_keys(source)
    if not handovers:
        return next(iter(found.values()))
    if handovers[-1].after in found:
        return found[handovers[-1].after]
    raise KeyTrouble(f"现在签名用的sign密钥不在（{source.where}）。请把最后一次换上的那一把放回来。")


def _proved(handovers: Sequence[HandedOver], now: bytes) -> tuple[HandedOver, ...]:
    """Those that lead to the key that signs now without a gap."""
    found = list[HandedOver]()
    for one in reversed(handovers):
        if one.after != (found[-1].before if found else now) or not one.is_proved:
            break
        found.append(one)
    return tuple(reversed(found))


def is_signature(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the owner of an Ed25519 key signed a message."""
    if len(signature) != _SIGNATURE_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class _Sm3:
    """SM3 as `hashlib` has its hashes."""

    def __init__(self, begun: Hash) -> None:
        self._begun = begun

    def copy(self) -> _Sm3:
        return _Sm3(self._begun.copy())

    def update(self, part: bytes) -> None:
        self._begun.update(part)

    def digest(self) -> bytes:
        return self._begun.finalize()


def _index_states(secret: bytes) -> tuple[Any, Any]:
    """HMAC with its key already taken in: two copies of these cost a fifth of starting anew."""
    hashed: Callable[[bytes], Any] = sha256
    if secret.startswith(NATIONAL):
        secret, hashed = secret.removeprefix(NATIONAL), _sm3
    padded = secret.ljust(_BLOCK, b"\0")
    return hashed(bytes(byte ^ 0x36 for byte in padded)), hashed(bytes(byte ^ 0x5C for byte in padded))


def _sm3(part: bytes) -> _Sm3:
    begun = Hash(SM3())
    begun.update(part)
    return _Sm3(begun)
