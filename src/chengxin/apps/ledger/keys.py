"""All secrets behind one interface: index key, wrap key, signing key, backup key. Knows no Django, so that keys can be made first.

Number, name and every other personal content are ciphertext in the database from the first migration; what can be looked
up is a keyed index. [law:pipl/第五十一条]
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class Keys(Protocol):
    """What the product needs of a key store; a certified module can stand behind it."""

    def index(self, *parts: bytes) -> bytes:
        """A 32-byte keyed index of the parts, in order; equal parts give equal indexes, nothing else can be read off."""
        ...

    def index_many(self, first: Sequence[bytes], rest: Iterable[Sequence[bytes]]) -> list[bytes]:
        """`index(*first, *parts)` for each of many."""
        ...

    def wrap(self, data_key: bytes) -> bytes: ...

    def wrap_many(self, data_keys: Sequence[bytes]) -> list[bytes]:
        """`wrap` of each of many."""
        ...

    def unwrap(self, wrapped: bytes) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...

    def public_key(self) -> Ed25519PublicKey: ...

    def backup_key(self, salt: bytes) -> bytes:
        """A 32-byte key for the one backup that has this salt, from a secret that serves nothing else."""
        ...


class FileKeys:
    """Keys in files that only their owner can read."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @classmethod
    def ensure(cls, directory: Path, *, is_demo: bool) -> FileKeys:
        """Make the keys that are missing; existing ones are never replaced."""
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in ("index", "wrap", "sign", "backup"):
            _write_once(directory / name, os.urandom(32))
        _write_once(directory / "session", os.urandom(48).hex().encode())
        if is_demo:
            _write_once(directory / "demo", b"")
        return cls(directory)

    @cached_property
    def _index_states(self) -> tuple[Any, Any]:
        """HMAC-SHA-256 with its key already taken in: two copies of these cost a fifth of starting anew."""
        padded = (self._directory / "index").read_bytes().ljust(64, b"\0")
        return sha256(bytes(byte ^ 0x36 for byte in padded)), sha256(bytes(byte ^ 0x5C for byte in padded))

    @cached_property
    def _wrap_key(self) -> AESGCM:
        return AESGCM((self._directory / "wrap").read_bytes())

    @cached_property
    def _sign_key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes((self._directory / "sign").read_bytes())

    def index(self, *parts: bytes) -> bytes:
        # Each part goes in with its length, so that ("ab", "c") and ("a", "bc") differ.
        return self.index_many((), (parts,))[0]

    def index_many(self, first: Sequence[bytes], rest: Iterable[Sequence[bytes]]) -> list[bytes]:
        begun, end = self._index_states
        begun = begun.copy()
        begun.update(b"".join(len(part).to_bytes(4, "big") + part for part in first))
        made = []
        for parts in rest:
            inner, outer = begun.copy(), end.copy()
            for part in parts:
                inner.update(len(part).to_bytes(4, "big") + part)
            outer.update(inner.digest())
            made.append(outer.digest())
        return made

    def wrap(self, data_key: bytes) -> bytes:
        return seal(self._wrap_key, data_key)

    def wrap_many(self, data_keys: Sequence[bytes]) -> list[bytes]:
        encrypt, nonces = self._wrap_key.encrypt, _nonces(len(data_keys))
        return [nonce + encrypt(nonce, data_key, b"") for nonce, data_key in zip(nonces, data_keys, strict=True)]

    def unwrap(self, wrapped: bytes) -> bytes:
        return open_sealed(self._wrap_key, wrapped)

    def sign(self, message: bytes) -> bytes:
        return self._sign_key.sign(message)

    def public_key(self) -> Ed25519PublicKey:
        return self._sign_key.public_key()

    def backup_key(self, salt: bytes) -> bytes:
        secret = (self._directory / "backup").read_bytes()
        return HKDF(SHA256(), 32, salt=salt, info=b"chengxin backup").derive(secret)


def _nonces(count: int) -> list[bytes]:
    random = os.urandom(count * _NONCE)
    return [random[start : start + _NONCE] for start in range(0, len(random), _NONCE)]


def seal(key: AESGCM, content: bytes, bound_to: bytes = b"") -> bytes:
    """Encrypt; the nonce goes first. `bound_to` must be given again to open."""
    nonce = os.urandom(_NONCE)
    return nonce + key.encrypt(nonce, content, bound_to)


def open_sealed(key: AESGCM, sealed: bytes, bound_to: bytes = b"") -> bytes:
    """Decrypt what `seal` made.

    :raises cryptography.exceptions.InvalidTag: when a byte, the key or `bound_to` differs.
    """
    return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)


def _write_once(path: Path, content: bytes) -> None:
    if path.exists():
        return
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
