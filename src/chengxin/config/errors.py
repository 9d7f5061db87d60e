"""What Django itself finds wrong: told to a browser as a page, to a program as a problem document."""

from __future__ import annotations

from types import ModuleType

from django.http import HttpRequest, HttpResponse

from chengxin.api import problems
from chengxin.web import errors as pages


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _side(request).bad_request(request, exception)  # type: ignore[no-any-return]


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _side(request).not_found(request, exception)  # type: ignore[no-any-return]


def fault(request: HttpRequest) -> HttpResponse:
    return _side(request).fault(request)  # type: ignore[no-any-return]


def _side(request: HttpRequest) -> ModuleType:
    return problems if request.path.startswith("/api/") else pages
