"""Every route says who may enter; a route that does not say it lets nobody in.

`public` is everybody, `resident` a person signed in by the identity provider, the rest are the roles of officials. A
`program` shows its token to the API, whose routes keep their doors themselves and answer without a page.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from chengxin import clock, sessions
from chengxin.apps.officials import selectors as officials
from chengxin.core.permissions import ADMINISTRATORS, Role
from chengxin.core.reasons import Reason
from chengxin.web import access_lines, errors
from chengxin.web.law import lawbook

#: All papers of one form together; each of them has a smaller limit of its own.
PAPERS_BYTES = 100 << 20

#: What a browser forgets with a session: pages to go back to, and what is stored. Cookies it would forget of all hosts beside.
FORGET = '"cache", "storage"'

AUDIENCES = frozenset({"public", "resident", "staff", "program", *Role})

View = TypeVar("View", bound=Callable[..., HttpResponse])


def door(*audiences: str, shows_person: bool = True, is_open_at_once: bool = False) -> Callable[[View], View]:
    """Declare who may enter a view: `public`, `resident`, `staff` (any official) or roles.

    What an official's page shows counts as somebody's unless it is declared otherwise: it is shut to those whose yearly
    course has lapsed, and no administrator may be let into it. `is_open_at_once`: what protects the person is sent also in a
    session that proves nothing yet (`sessions.proves_notice`); nothing else is.
    :raises ValueError: for an unknown audience, or an administrator before a page about persons, at import.
    """
    if not audiences or not AUDIENCES.issuperset(audiences):
        raise ValueError(f"unknown audience in {audiences}")
    if shows_person and not ADMINISTRATORS.isdisjoint(audiences):
        raise ValueError(f"an administrator reads no person: {audiences}")

    def mark(view: View) -> View:
        view.door = frozenset(audiences)  # type: ignore[attr-defined]
        view.shows_person = shows_person  # type: ignore[attr-defined]
        view.is_open_at_once = is_open_at_once  # type: ignore[attr-defined]
        return view

    return mark


def takes_files(most_bytes: int) -> Callable[[View], View]:
    """Declare that a form comes with files, and how much it may bring."""

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


class Doorkeeper:
    """Checks the door of every view before it runs, and keeps person pages out of caches and search engines."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        is_page = match is None or not hasattr(match.func, "keeps_its_door")
        if is_page and response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response = errors.wrong_way(request)
        if match is not None and "public" not in getattr(match.func, "door", ()):
            add_never_cache_headers(response)
            response.headers["X-Robots-Tag"] = "noindex"
        if sessions.has_ended(request):
            response.headers["Clear-Site-Data"] = FORGET
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if hasattr(view, "keeps_its_door"):
            return None
        return self._at_the_door(request, view) or _too_large(request, getattr(view, "most_bytes", errors.FORM_BYTES))

    def _at_the_door(self, request: HttpRequest, view: Callable[..., HttpResponse]) -> HttpResponse | None:
        allowed: frozenset[str] = getattr(view, "door", frozenset())
        if "public" in allowed:
            return None
        if "resident" in allowed and sessions.resident_of(request) is not None:
            # Whoever printed the code could have come in with it, and want what a protection keeps from them.
            is_too_early = request.method == "POST" and not sessions.proves_notice(request)
            return _too_new(request) if is_too_early and not view.is_open_at_once else None  # type: ignore[attr-defined]
        official = sessions.official_of(request)
        if official is not None and ("staff" in allowed or official.role in allowed):
            may_enter = not view.shows_person or officials.took_the_course(official, lawbook=lawbook(), at=clock.now())  # type: ignore[attr-defined]
            return None if may_enter else errors.course_lapsed(request, official)
        resident = sessions.resident_of(request)
        if official is not None or resident is not None:
            route = request.resolver_match.view_name if request.resolver_match else ""
            access_lines.at_wrong_door(route, official.username if official is not None else resident.identity)  # type: ignore[union-attr]
            return errors.wrong_door(request)
        if sessions.why_out(request) and "resident" not in allowed:
            return redirect(f"{reverse('staff:sign_in')}?{urlencode({'next': _page_of(request)})}")
        return redirect("resident:sign_in" if "resident" in allowed else "staff:sign_in")


def _too_new(request: HttpRequest) -> HttpResponse:
    return errors.refused(request, [Reason.CODE_TOO_NEW], status=HTTPStatus.FORBIDDEN)


def _page_of(request: HttpRequest) -> str:
    """The page that was asked for; of what a form was sent to, the page that has the form."""
    if request.method != "POST":
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else ""


def _too_large(request: HttpRequest, most: int) -> HttpResponse | None:
    """A page that says so, where more is announced than the view takes. What is not announced is not read at all."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isascii() and announced.isdigit() and int(announced) > most:
        return errors.too_large(request, most)
    return None
