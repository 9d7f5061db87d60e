"""How often somebody typed codes of extracts. [law:pipl/第五十一条]

Counted in the memory of one process, as wrong passwords are: by where a request comes from, kept as a hash and for
minutes. A code that exists counts as one that does not, so that nobody can go on with known ones beside guesses.
"""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

MOST = 20
WITHIN = 10 * 60


def is_locked(request: HttpRequest) -> bool:
    return int(cache.get(_key(request), 0)) >= MOST


def note(request: HttpRequest) -> None:
    """Count a try; the last one that is allowed closes the door for a while."""
    key = _key(request)
    cache.add(key, 0, WITHIN)
    try:
        cache.incr(key)
    except ValueError:
        cache.set(key, 1, WITHIN)  # it ran out between the two lines


def _key(request: HttpRequest) -> str:
    """Behind a proxy of ours, what it wrote last says where a request comes from; anything else can be sent by anybody."""
    came_from = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        came_from = request.META.get("HTTP_X_FORWARDED_FOR", came_from).rpartition(",")[2].strip()
    return "extracts-" + sha256(came_from.encode("utf-8", "replace")).hexdigest()
