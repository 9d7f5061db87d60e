"""What an authenticator shows: RFC 6238 as the library that made it does, apart from how the product reads it."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP


def code_at(seconds: float, secret: bytes) -> str:
    return TOTP(secret, 6, SHA1(), 30).generate(int(seconds)).decode()
