"""Who signs in, as a log line may say it: the same mark for the same number or user name, and nothing that leads back to it.

Keyed, and of a kind of its own: no column of the database holds it. [law:pipl/第五十一条]
"""

from __future__ import annotations

from chengxin.apps.ledger.keyring import keys
from chengxin.core.facts import Identity

_BYTES = 8


def of_number(identity: Identity) -> str:
    """Of a person, by the number alone: a wrong name under it is the same one."""
    return _mark(b"number", identity.number)


def of_username(username: str) -> str:
    """Of what was typed as a user name, whether there is such an official or not."""
    return _mark(b"username", username)


def _mark(kind: bytes, typed: str) -> str:
    return keys().index(b"sign-in line", kind, typed.encode("utf-8", "replace"))[:_BYTES].hex()
