"""Whether somebody signed with SM2 (GB/T 32918): only that. Signing is a device's; no secret comes near this file.

`cryptography` has SM3 and SM4 and no SM2. What is computed here is public, and slow: some milliseconds a signature. Knows no
Django.
"""

from __future__ import annotations

from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SM3, Hash

PUBLIC_BYTES = SIGNATURE_BYTES = 64
#: The signer's name where none was agreed on (GM/T 0009).
_SIGNER = b"1234567812345678"
# The one curve that is recommended: y^2 = x^3 + ax + b over the integers modulo p; its base point has the order n.
_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_A = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


class _Point(NamedTuple):
    x: int
    y: int


_BASE = _Point(
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)


def is_signature(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the owner of an SM2 key signed a message. `public` is the point's x and y, `signature` r and s: 32 bytes each,
    the first byte the highest."""
    if len(public) != PUBLIC_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    owner = _Point(*_halves(public))
    r, s = _halves(signature)
    if not _is_on_curve(owner) or not (0 < r < _N and 0 < s < _N) or (r + s) % _N == 0:
        return False
    found = _sum(_times(s, _BASE), _times((r + s) % _N, owner))
    return found is not None and (_digest(public, message) + found.x) % _N == r


def _digest(public: bytes, message: bytes) -> int:
    """Of the signer's name, the curve and the key, then of the message."""
    bits = (8 * len(_SIGNER)).to_bytes(2, "big")
    curve = b"".join(number.to_bytes(32, "big") for number in (_A, _B, *_BASE))
    return int.from_bytes(_sm3(_sm3(bits + _SIGNER + curve + public) + message), "big")


def _sm3(content: bytes) -> bytes:
    hashed = Hash(SM3())
    hashed.update(content)
    return hashed.finalize()


def _halves(content: bytes) -> tuple[int, int]:
    return int.from_bytes(content[:32], "big"), int.from_bytes(content[32:], "big")


def _is_on_curve(point: _Point) -> bool:
    x, y = point
    return x < _P and y < _P and (y * y - x * x * x - _A * x - _B) % _P == 0


def _times(factor: int, point: _Point) -> _Point | None:
    found: _Point | None = None
    for bit in f"{factor:b}":
        found = _sum(found, found)
        if bit == "1":
            found = _sum(found, point)
    return found


def _sum(one: _Point | None, other: _Point | None) -> _Point | None:
    """`None` is the point at infinity."""
    if one is None or other is None:
        return other if one is None else one
    if one.x == other.x and (one.y + other.y) % _P == 0:
        return None
    if one == other:
        slope = (3 * one.x * one.x + _A) * pow(2 * one.y, -1, _P) % _P
    else:
        slope = (other.y - one.y) * pow(other.x - one.x, -1, _P) % _P
    x = (slope * slope - one.x - other.x) % _P
    return _Point(x, (slope * (one.x - x) - one.y) % _P)
