"""How often a user name was tried with a wrong password. [law:pipl/第五十一条]

Counted in the memory of one process: with several processes somebody gets as many tries as there are processes. What is
counted is the name that was typed, whether it exists or not, so that the answer tells nothing about who exists.
"""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache

MOST = 5
LOCKED_FOR = 5 * 60


def is_locked(username: str) -> bool:
    return int(cache.get(_key(username), 0)) >= MOST


def note_wrong(username: str) -> None:
    """Count a wrong try; the fifth locks the name for five minutes."""
    key = _key(username)
    cache.add(key, 0, LOCKED_FOR)
    try:
        cache.incr(key)
        cache.touch(key, LOCKED_FOR)
    except ValueError:
        cache.set(key, 1, LOCKED_FOR)  # it ran out between the two lines


def forget(username: str) -> None:
    cache.delete(_key(username))


def _key(username: str) -> str:
    return "tries-" + sha256(username.encode("utf-8", "replace")).hexdigest()
