"""Which officials came in by a browser before. Nobody can lock them out there by typing their names wrong elsewhere.

[law:pipl/第五十一条]

The browser keeps it, signed by us: a number of its own and a keyed mark for each official, no name. It opens nothing: whoever
has it gets wrong tries of their own, as many as anybody. Residents get none.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from chengxin.apps.sign_ins.pseudonyms import of_username

DAYS = 90
#: A desk is shared by so many at most; the first to come is forgotten first.
MOST = 12
_SALT = "known browser"


def number_of(request: HttpRequest, username: str) -> str:
    """The number of this browser, if this official came in by it before; "" otherwise."""
    number, officials = _read(request)
    return number if of_username(username) in officials else ""


def note(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """This official came in by this browser."""
    number, officials = _read(request)
    mark = of_username(username)
    kept = [*(one for one in officials if one != mark), mark][-MOST:]
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        signing.dumps([number or secrets.token_hex(16), kept], salt=_SALT),
        max_age=DAYS * 86_400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        held: Any = signing.loads(
            request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, ""), salt=_SALT, max_age=DAYS * 86_400
        )
    except signing.BadSignature:
        return "", []
    number, officials = held
    return number, officials
