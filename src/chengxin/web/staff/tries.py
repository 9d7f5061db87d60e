"""How often a user name was tried with a wrong password. [law:pipl/第五十一条]

Counted in the memory of one process: with several processes somebody gets as many tries as there are processes. What is
counted is the name that was typed, whether it exists or not, so that the answer tells nothing about who exists.

A browser by which this official came in before has tries of its own. All others are strangers: they are counted by where they
come from, and for the name in all. So nobody can lock an official out where they work, and guessing stays bounded.
"""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest

from chengxin.web.origin_tries import Tries, origin_of
from chengxin.web.staff import known_browsers

MOST = 5
#: Of one name, from all places together where it never came in before.
MOST_OF_STRANGERS = 20
LOCKED_FOR = 5 * 60
#: Of any names, from one place, by browsers that did not know them.
FROM_ONE_PLACE = Tries("staff-sign-ins", 40)


def may_sign_in(request: HttpRequest, username: str) -> bool:
    """Whether a password is looked at at all."""
    if known_browsers.number_of(request, username):
        return not is_locked(_by(request, username))
    is_held = FROM_ONE_PLACE.is_locked(request) or _count(username) >= MOST_OF_STRANGERS
    return not is_held and not is_locked(_by(request, username))


def note_wrong_sign_in(request: HttpRequest, username: str) -> None:
    note_wrong(_by(request, username))
    if not known_browsers.number_of(request, username):
        note_wrong(username)
        FROM_ONE_PLACE.note(request)


def forget_sign_ins(request: HttpRequest, username: str) -> None:
    """The password was right."""
    forget(_by(request, username))
    forget(username)


def is_locked(name: str) -> bool:
    return _count(name) >= MOST


def note_wrong(name: str) -> None:
    """Count a wrong try; the fifth locks the name for five minutes."""
    key = _key(name)
    cache.add(key, 0, LOCKED_FOR)
    try:
        cache.incr(key)
        cache.touch(key, LOCKED_FOR)
    except ValueError:
        cache.set(key, 1, LOCKED_FOR)  # it ran out between the two lines


def forget(name: str) -> None:
    cache.delete(_key(name))


def _by(request: HttpRequest, username: str) -> str:
    """A name at the browser that knows it, or at the place where a stranger tries it."""
    browser = known_browsers.number_of(request, username)
    return f"{username} by {browser}" if browser else f"{username} from {origin_of(request)}"


def _count(name: str) -> int:
    return int(cache.get(_key(name), 0))


def _key(name: str) -> str:
    return "tries-" + sha256(name.encode("utf-8", "replace")).hexdigest()
