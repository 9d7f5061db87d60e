"""How often reports, or numbers of reports, come from one place. [law:pipl/第五十一条]

Counted in the memory of one process, by a hash of where a request comes from, and for minutes: enough against a flood, and
nothing that leads from a report to whoever made it.
"""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

MOST = 10
WITHIN = 10 * 60


def is_locked(request: HttpRequest) -> bool:
    return int(cache.get(_key(request), 0)) >= MOST


def note(request: HttpRequest) -> None:
    """Count a try."""
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
    return "complaints-" + sha256(came_from.encode("utf-8", "replace")).hexdigest()
