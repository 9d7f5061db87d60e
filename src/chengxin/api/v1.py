"""API v1 as a whole: its rooms, what becomes of every exception, and its description. Each route keeps its own door."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import URLPattern
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from chengxin.api import catalogue, matters, me, problems, refused_lines, submissions
from chengxin.api.problems import Problem
from chengxin.api.reading import StrictParser, refuse_unknown
from chengxin.core.reasons import Reason, Refusal

PREFIX = "api/v1/"
#: Every room, and who may enter it; whoever shows nothing that opens it gets 401.
ROOMS: tuple[tuple[Router, str], ...] = (
    (catalogue.router, "public"),
    (matters.router, "program"),
    (submissions.router, "program"),
    (me.router, "resident"),
)


class _Renderer(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


class _Api(NinjaAPI):
    """Operation ids are the names of the functions, with their room."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        function = operation.view_func
        return f"{function.__module__.rpartition('.')[2]}_{function.__name__}"


api = _Api(
    title="黑河信用记录 API",
    version="1",
    description="依法一事一问：先登记事项，再问一个问题；每一次询问本人都看得到。",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
    parser=StrictParser(),
    renderer=_Renderer(),
)
for _router, _ in ROOMS:
    api.add_router("", _router)


@api.get("/openapi.json", include_in_schema=False)
def openapi(request: HttpRequest) -> HttpResponse:
    """This API in OpenAPI 3.1."""
    refuse_unknown(request.GET, (), "query")
    return HttpResponse(description(), content_type="application/json")


@cache
def description() -> bytes:
    """The OpenAPI document; what goes wrong is told as a problem document."""
    found = dict(api.get_openapi_schema(path_prefix=PREFIX))
    for path in found["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    answer["content"] = {problems.MEDIA_TYPE: answer["content"]["application/json"]}
    return json.dumps(found, ensure_ascii=False).encode()


# What becomes of every exception

_MISTAKES = {
    "missing": "缺这一项",
    "extra_forbidden": "没有这一项",
    "string_type": "要写成字符串",
    "int_parsing": "要写成整数",
    "string_too_long": "太长了",
    "string_too_short": "不能是空的",
    "literal_error": "不是列出的值",
    "model_attributes_type": "要写成对象",
    "model_type": "要写成对象",
}


@api.exception_handler(Problem)
def _on_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problems.response(problem)


@api.exception_handler(Refusal)
def _on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problems.response(Problem(refusal.reason))


@api.exception_handler(ValidationError)
def _on_mistake(request: HttpRequest, mistake: ValidationError) -> HttpResponse:
    """What does not fit the description: where, and what is wrong there; never what was sent."""
    if any(error["loc"][0] == "path" for error in mistake.errors):
        return problems.response(Problem(Reason.NOTHING_HERE))
    errors = [(_place(error), _MISTAKES.get(error["type"], "写得不对")) for error in mistake.errors]
    return problems.response(Problem(Reason.REQUEST_MALFORMED, errors=errors))


@api.exception_handler(HttpError)
def _on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The parser's own problem comes wrapped in ninja's."""
    if isinstance(error.__cause__, Problem):
        return problems.response(error.__cause__)
    return problems.response(Problem(Reason.REQUEST_MALFORMED, status=error.status_code))


@api.exception_handler(Http404)
def _on_nothing(request: HttpRequest, nothing: Http404) -> HttpResponse:
    return problems.not_found(request)


@api.exception_handler(RequestDataTooBig)
def _on_too_much(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problems.response(Problem(Reason.REQUEST_TOO_LARGE))


@api.exception_handler(UnreadablePostError)
def _on_broken_off(request: HttpRequest, error: UnreadablePostError) -> HttpResponse:
    return problems.response(Problem(Reason.REQUEST_MALFORMED, status=400))


@api.exception_handler(Exception)
def _on_fault(request: HttpRequest, fault: Exception) -> HttpResponse:
    return problems.fault(request)


def _place(error: dict[str, Any]) -> str:
    """A JSON pointer into the body, or the name of a header or query key; a key that nobody declared is not repeated."""
    source, *steps = error["loc"]
    if error["type"] == "extra_forbidden":
        steps = steps[:-1]
    if source == "body":
        steps = steps[1:]
    return "/" + "/".join(map(str, steps))


# The doors


def routes() -> list[URLPattern]:
    """The routes, each with its door, and with a problem document where a method is not offered."""
    audiences = {
        operation.view_func.__name__: audience
        for router, audience in ROOMS
        for view in router.path_operations.values()
        for operation in view.operations
    }
    patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    for pattern in patterns:
        pattern.callback = _kept(pattern.callback, audiences.get(str(pattern.name), "public"))
    return patterns


def _kept(view: Callable[..., Any], audience: str) -> Callable[..., Any]:
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = view(request, *args, **kwargs)
        refused_lines.note(request, getattr(found, "reason", None))
        if found.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return problems.response(Problem(Reason.METHOD_NOT_OFFERED, headers={"Allow": found["Allow"]}))
        return found

    kept.door = frozenset({audience})  # type: ignore[attr-defined]
    kept.keeps_its_door = True  # type: ignore[attr-defined]
    kept.csrf_exempt = True  # type: ignore[attr-defined]
    return kept
