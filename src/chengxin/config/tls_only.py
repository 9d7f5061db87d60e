"""A program that speaks without TLS is told so and served nothing. Pages are led to TLS instead, by Django.

To lead a program there as well would let it go on: each time its token would cross the network for all to read.
[law:cybersecurity_law/第二十三条]
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chengxin.api import problems, refused_lines
from chengxin.api.problems import Problem
from chengxin.core.reasons import Reason


class TlsOnly:
    """Stands where Django leads pages to TLS, before anything of a request is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and request.path.startswith("/api/") and not request.is_secure():
            refused_lines.note(request, Reason.TLS_MISSING)
            return problems.response(Problem(Reason.TLS_MISSING))
        return self.get_response(request)
