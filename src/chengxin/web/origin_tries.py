"""How often something was tried from one place. [law:pipl/第五十一条]

Counted in the memory of one process, as wrong passwords are: by where a request comes from, kept as a hash and for minutes.
It is enough against a flood, and nothing leads from what was tried to whoever tried it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from chengxin.web import access_lines

WITHIN = 10 * 60


def origin_of(request: HttpRequest) -> str:
    """Behind a proxy of ours, what it wrote last says where a request comes from; anything else can be sent by anybody."""
    came_from = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        came_from = request.META.get("HTTP_X_FORWARDED_FOR", came_from).rpartition(",")[2].strip()
    return came_from


@dataclass(frozen=True, slots=True)
class Tries:
    """One kind of try, and how many of it are taken from one place in ten minutes."""

    kind: str
    most: int

    def is_locked(self, request: HttpRequest) -> bool:
        return int(cache.get(self._key(request), 0)) >= self.most

    def note(self, request: HttpRequest) -> None:
        """Count a try; the last one that is allowed closes the door for a while."""
        key = self._key(request)
        cache.add(key, 0, WITHIN)
        try:
            if cache.incr(key) == self.most:
                access_lines.too_many(self.kind)
        except ValueError:
            cache.set(key, 1, WITHIN)  # it ran out between the two lines

    def _key(self, request: HttpRequest) -> str:
        return f"{self.kind}-" + sha256(origin_of(request).encode("utf-8", "replace")).hexdigest()
