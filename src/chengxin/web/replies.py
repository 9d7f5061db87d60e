"""What the screens of every audience do alike: who is asking, and the small replies."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from chengxin import sessions
from chengxin.web import access_lines
from chengxin.web.access_lines import Refused

View = Callable[..., HttpResponse]


def official(request: HttpRequest) -> Any:
    """The official whom the door of the view let in."""
    found = sessions.official_of(request)
    assert found is not None  # noqa: S101 - the door lets nobody else in
    return found


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; an empty form that was sent is not a form that was only opened."""
    return request.POST if request.method == "POST" else None


def own_place(wanted: str) -> str:
    """An address of this site that somebody is to be led to afterwards; "" where it leads anywhere else."""
    return wanted if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def see_other(url: str) -> HttpResponse:
    """After a POST the browser reads the result with a GET, so that reloading repeats nothing."""
    return HttpResponseRedirect(url, status=303)


def posted_from(page: str) -> Callable[[View], View]:
    """Only POST; a GET, as where an error was shown and its address is opened anew, goes to the page that has the form."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **named: str) -> HttpResponse:
            return view(request, **named) if request.method == "POST" else see_other(reverse(page, kwargs=named))

        return require_http_methods(["GET", "HEAD", "POST"])(guarded)

    return decorate


def form_page(request: HttpRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    """Show a form; one with errors says 422, keeps what was typed, and puts the cursor where the first thing is wrong."""
    wrong = next((name for name in form.fields if name in form.errors), "")
    if any(one.code == "invalid_choice" for all_ in form.errors.as_data().values() for one in all_):
        access_lines.refused(request, Refused.NOT_IN_LIST)
    if wrong:
        form.fields[wrong].widget.attrs["autofocus"] = True
    return render(request, template, {"form": form, "wrong": wrong, **context}, status=422 if wrong else 200)


def download(content: bytes, name: str, kind: str = "application/octet-stream") -> HttpResponse:
    """Send a file to be saved, never to be shown."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
