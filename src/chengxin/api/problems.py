"""What went wrong, as an RFC 9457 problem document in Chinese: reason, law, remedy; never what was sent, never a trace.

Which status says what: 400 and 422, the request does not fit its description; 403, it was understood and is refused; 404,
it is not there for this token; 409, it contradicts what is there already.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from chengxin.api import refused_lines
from chengxin.api.law import lawbook
from chengxin.core.reasons import Reason
from chengxin.jobs import faults

MEDIA_TYPE = "application/problem+json"
#: Each reason's status; what is not named here is understood and refused.
STATUS = {
    Reason.REQUEST_MALFORMED: 422,
    Reason.TOKEN_NOT_VALID: 401,
    Reason.SIGN_IN_MISSING: 401,
    Reason.NOTHING_HERE: 404,
    Reason.MATTER_MISSING: 404,
    Reason.METHOD_NOT_OFFERED: 405,
    Reason.MATTER_CLOSED: 409,
    Reason.MATTER_TOO_OLD: 409,
    Reason.ANSWER_OUTDATED: 409,
    Reason.USE_NOTICE_OUTDATED: 409,
    Reason.KEY_USED_BEFORE: 409,
    Reason.SECOND_MATTER_NEEDS_REASON: 409,
    Reason.REQUEST_TOO_LARGE: 413,
    Reason.FORMAT_NOT_TAKEN: 415,
    Reason.TOO_MANY_MATTERS: 429,
    Reason.PERSON_TOO_OFTEN: 429,
    Reason.TOO_MANY_FILES: 429,
    Reason.TOO_MANY_FILES_IN_ALL: 429,
    Reason.OUR_FAULT: 500,
    Reason.LAW_NOT_ADOPTED: 503,
    Reason.NOT_WITNESSED: 503,
}


class Problem(Exception):
    """A request that is not answered: the reasons, the worst first, and where in the request each mistake is."""

    def __init__(
        self,
        *reasons: Reason,
        status: int | None = None,
        errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, str] | None = None,
    ) -> None:
        """`errors` are (JSON pointer or name of the place, sentence); `more` are further members of the document."""
        super().__init__(reasons[0].value)
        self.reasons = reasons
        self.status = status or STATUS.get(reasons[0], 403)
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.more = dict(more or {})


def response(problem: Problem) -> HttpResponse:
    """The document of a problem."""
    found = HttpResponse(
        json.dumps(_document(problem), ensure_ascii=False), content_type=MEDIA_TYPE, status=problem.status
    )
    found.reason = problem.reasons[0]  # type: ignore[attr-defined]
    for name, value in problem.headers.items():
        found[name] = value
    if problem.status == STATUS[Reason.TOKEN_NOT_VALID]:
        found["WWW-Authenticate"] = "Bearer"
    return found


def _document(problem: Problem) -> dict[str, Any]:
    first = lawbook().reason_text(problem.reasons[0])
    return {
        "type": f"/api/v1/reasons#{problem.reasons[0].value}",
        "title": first.title,
        "status": problem.status,
        "detail": first.text,
        "reason": problem.reasons[0].value,
        "law": first.law,
        "remedy": first.remedy,
        "reasons": [told(reason) for reason in problem.reasons],
        "errors": [{"at": at, "message": message} for at, message in problem.errors],
        **problem.more,
    }


def told(reason: Reason) -> dict[str, str]:
    """One reason with its words."""
    text = lawbook().reason_text(reason)
    return {
        "reason": reason.value,
        "title": text.title,
        "detail": text.text,
        "law": text.law,
        "remedy": text.remedy,
    }


# For what Django finds wrong before a view is reached


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    refused_lines.note(request, Reason.REQUEST_MALFORMED)
    return response(Problem(Reason.REQUEST_MALFORMED, status=400))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return response(Problem(Reason.NOTHING_HERE))


def fault(request: HttpRequest) -> HttpResponse:
    """Our bug or a broken machine: a number to quote."""
    is_machine = faults.is_machine_broken()
    number = faults.note(request.resolver_match.route if request.resolver_match else "?")
    return response(Problem(Reason.OUR_FAULT, status=503 if is_machine else None, more={"fault": number}))
