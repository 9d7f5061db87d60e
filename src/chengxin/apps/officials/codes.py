"""What an official types after the password: a code of six digits from their phone, or one of ten kept on paper.

[law:pipl/第五十一条]

The code is that of RFC 6238 (SHA-1, 30 seconds), which every authenticator knows; it is taken once, and a little early or
late, since the clocks of phones are. A code on paper is taken once and is gone.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterable, Sequence
from datetime import datetime
from hmac import compare_digest
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from chengxin.apps.ledger.keyring import keys

DIGITS = 6
STEP_SECONDS = 30
#: So many steps early or late are taken.
EITHER_SIDE = 1
SECRET_BYTES = 20
PAPER_CODES = 10
#: Bytes of chance in a code on paper: 120 bits, twenty-four characters.
PAPER_BYTES = 15


def step_taken(secret: bytes, code: str, *, at: datetime, after: int) -> int | None:
    """The time step whose code this is, if it is about now and later than `after`, the last one that was taken."""
    totp = TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - RFC 6238 as phones know it; nothing collides here
    now = int(at.timestamp()) // STEP_SECONDS
    typed, found = _plain(code).encode(), None
    for step in range(now - EITHER_SIDE, now + EITHER_SIDE + 1):
        if compare_digest(totp.generate(step * STEP_SECONDS), typed) and step > after:
            found = step
    return found


def paper_codes(chance: Iterable[bytes]) -> list[str]:
    """Codes to write down, in groups of four, each from some bytes of chance."""
    return [grouped(b32encode(one).decode()) for one in chance]


def kept_of(code: str, username: str) -> str:
    """What is kept of an official's code on paper: keyed, so that nobody with the database alone adds one, or another's."""
    return keys().index(b"code on paper", username.encode(), _plain(code).upper().encode()).hex()


def without(kept: Sequence[str], code: str, username: str) -> list[str] | None:
    """What is kept once this code on paper was taken, or `None` where it is none of them."""
    typed = kept_of(code, username)
    return [one for one in kept if one != typed] if typed in kept else None


def grouped(text: str) -> str:
    """As somebody copies it by hand."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def key_of(secret: bytes) -> str:
    """The secret as authenticators take it."""
    return b32encode(secret).decode().rstrip("=")


def address_of(secret: bytes, *, username: str, site: str) -> str:
    """The address that a phone opens in its authenticator, as a picture or a link."""
    label = quote(f"{site}:{username}", safe="")
    return f"otpauth://totp/{label}?secret={key_of(secret)}&issuer={quote(site, safe='')}"


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "")
