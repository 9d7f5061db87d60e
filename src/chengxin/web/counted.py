"""Counts each reply under the name of its route, and how long it took. Never by its address: that can name somebody."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from chengxin.jobs.tallies import TALLIES


class Counted:
    """The outermost middleware; off where nobody measures."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        # A static file, an unknown address: no route.
        TALLIES.add((match.view_name if match else "") or "none", response.status_code, time.perf_counter() - begun)
        return response
