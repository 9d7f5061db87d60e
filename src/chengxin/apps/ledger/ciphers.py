"""Encrypt and decrypt with one key. Its length names the algorithm: 32 bytes AES-256-GCM, 16 bytes SM4-GCM.

Knows no Django. Both are OpenSSL's, by `cryptography`; neither build of them is certified.
"""

from __future__ import annotations

import os
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher as Algorithm
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

NONCE = 12
INTERNATIONAL_BYTES, NATIONAL_BYTES = 32, 16
_TAG = 16


class Cipher(Protocol):
    """One key, taken in."""

    def encrypt(self, nonce: bytes, data: bytes | memoryview, associated_data: bytes | None) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


class SM4GCM:
    """SM4 in GCM (GB/T 32907, RFC 8998), with the tag behind, as `AESGCM` has it."""

    def __init__(self, key: bytes) -> None:
        self._key = SM4(key)

    def encrypt(self, nonce: bytes, data: bytes | memoryview, associated_data: bytes | None) -> bytes:
        encryptor = Algorithm(self._key, GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data or b"")
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """:raises cryptography.exceptions.InvalidTag: when a byte, the key or what it is bound to differs."""
        if len(data) < _TAG:
            raise InvalidTag
        decryptor = Algorithm(self._key, GCM(nonce, data[-_TAG:])).decryptor()
        decryptor.authenticate_additional_data(associated_data or b"")
        return decryptor.update(data[:-_TAG]) + decryptor.finalize()


def cipher(key: bytes) -> Cipher:
    """The cipher of a key, by its length."""
    return SM4GCM(key) if len(key) == NATIONAL_BYTES else AESGCM(key)


def seal(key: Cipher, content: bytes | memoryview, bound_to: bytes = b"") -> bytes:
    """Encrypt; the nonce goes first. `bound_to` must be given again to open."""
    nonce = os.urandom(NONCE)
    return nonce + key.encrypt(nonce, content, bound_to)


def open_sealed(key: Cipher, sealed: bytes, bound_to: bytes = b"") -> bytes:
    """Decrypt what `seal` made.

    :raises cryptography.exceptions.InvalidTag: when a byte, the key or `bound_to` differs.
    """
    return key.decrypt(sealed[:NONCE], sealed[NONCE:], bound_to)


def nonces(count: int) -> list[bytes]:
    """So many at once."""
    random = os.urandom(count * NONCE)
    return [random[start : start + NONCE] for start in range(0, len(random), NONCE)]
