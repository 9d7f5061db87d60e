"""A program hands over a file and reads what became of it. [law:pipl/第八条]"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router
from ninja.responses import Status

from chengxin import clock
from chengxin.api.law import feeds, lawbook
from chengxin.api.problems import Problem
from chengxin.api.reading import form_of, instant, malformed, refuse_unknown
from chengxin.api.shapes import IssueTold, ReceiptTold, RefInPath, SubmissionState, SubmissionTold, problems, stamp
from chengxin.api.tokens import ProgramToken, program_of
from chengxin.apps.submissions import selectors as submissions
from chengxin.apps.submissions.actions.receive_from_program import receive_from_program
from chengxin.apps.submissions.content import Content
from chengxin.core.reasons import Reason
from chengxin.intake.issue_sheet import MOST_LISTED
from chengxin.intake.returned import annotated as mark

if TYPE_CHECKING:
    from chengxin.apps.submissions.models import Submission

router = Router(auth=ProgramToken(), tags=["submissions"])
ISSUES_ON_A_PAGE = 500
_LONGEST_NAME = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "文件，.xlsx或.csv"},
                        "feed": {
                            "type": "string",
                            "minLength": 1,
                            "description": "报送项目，例如heihe/transport/penalties",
                        },
                        "as_of": {"type": "string", "format": "date-time", "description": "数据截至；默认收到的时间"},
                    },
                    "required": ["file", "feed"],
                    "additionalProperties": False,
                }
            }
        },
    }
}


@router.post(
    "/submissions",
    response={202: SubmissionTold, **problems(400, 401, 403, 409, 413, 415, 422, 429, 503)},
    openapi_extra=_FORM,
)
def hand_over(
    request: HttpRequest,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=200, pattern="^[!-~]+$")],
) -> Status[Any]:
    """Hand over a file as it is. The same key with the same request gives the same bytes again; with another one, 409."""
    refuse_unknown(request.GET, (), "query")
    program = program_of(request)
    mine = {key: feed for key, feed in feeds().items() if key in program.feeds}
    most = max((feed.max_bytes for feed in mine.values()), default=0)
    with form_of(request, most_bytes=most, fields={"feed", "as_of"}) as (fields, file):
        feed = mine.get(fields.get("feed", ""))
        if not fields.get("feed"):
            raise malformed("/feed", "缺这一项：报送项目")
        as_of = instant(fields["as_of"], "/as_of") if "as_of" in fields else None
        if feed is None:
            raise Problem(Reason.PROGRAM_NOT_FOR_FEED)
        if (file.size or 0) > feed.max_bytes:
            raise Problem(Reason.REQUEST_TOO_LARGE)
        received = receive_from_program(
            lawbook=lawbook(),
            data=Content(file),
            filename=(file.name or "")[-_LONGEST_NAME:],
            feed=feed,
            as_of=as_of,
            key=idempotency_key,
            program=program,
            at=clock.now(),
        )
    return Status(202, SubmissionTold(**_head(received)))


@router.get("/submissions/{ref}", response={200: SubmissionState, **problems(401, 403, 404, 422)})
def look(request: HttpRequest, ref: RefInPath, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> SubmissionState:
    """How far a file is; once it is closed, its receipt and its issues, 500 to a page."""
    refuse_unknown(request.GET, {"page"}, "query")
    found = _mine(request, ref)
    receipt = submissions.receipt_of(found)
    rows_done = submissions.rows_done(found)
    if receipt is None:
        return SubmissionState(
            **_head(found),
            status="in_work" if rows_done else "received",
            rows_done=rows_done,
            receipt=None,
            issues=[],
            page=page,
            has_more=False,
        )
    start = (page - 1) * ISSUES_ON_A_PAGE
    issues = list(islice(submissions.issues_in(found, receipt), start, start + ISSUES_ON_A_PAGE + 1))
    return SubmissionState(
        **_head(found),
        status="closed",
        rows_done=rows_done,
        receipt=ReceiptTold(
            **{name: getattr(receipt, name) for name in ("rows", "accepted", "refused", "waiting", "duplicate")},
            is_readable=receipt.is_readable,
            closed_at=stamp(receipt.at),
        ),
        issues=[_issue(issue) for issue in issues[:ISSUES_ON_A_PAGE]],
        page=page,
        has_more=len(issues) > ISSUES_ON_A_PAGE,
    )


@router.get(
    "/submissions/{ref}/annotated",
    response={200: None, **problems(401, 403, 404, 422)},
    openapi_extra={"responses": {200: {"content": {_XLSX: {"schema": {"type": "string", "format": "binary"}}}}}},
)
def annotated(request: HttpRequest, ref: RefInPath) -> HttpResponse:
    """The sender's own workbook with the faulty cells marked; there is none before the receipt, or without an issue."""
    refuse_unknown(request.GET, (), "query")
    found = _mine(request, ref)
    receipt = submissions.receipt_of(found)
    issues = [] if receipt is None else list(islice(submissions.issues_in(found, receipt), MOST_LISTED + 1))
    if not issues:
        raise Problem(Reason.NOTHING_HERE)
    filename = submissions.filename_of(found)
    workbook = mark(submissions.file_of(found), filename, issues, feeds()[found.feed])
    return HttpResponse(workbook, content_type=_XLSX)


def _mine(request: HttpRequest, ref: str) -> Submission:
    """A file of the program's unit and of one of its feeds; any other does not exist here."""
    program = program_of(request)
    found = submissions.get_for_unit(program.unit, ref)
    if found is None or found.feed not in program.feeds:
        raise Problem(Reason.NOTHING_HERE)
    return found


def _head(found: Submission) -> dict[str, Any]:
    return {
        "submission": found.ref,
        "feed": found.feed,
        "unit": found.unit,
        "sha256": found.sha256,
        "size": found.size,
        "as_of": stamp(found.as_of),
        "received_at": stamp(found.at),
    }


def _issue(issue: dict[str, Any]) -> IssueTold:
    return IssueTold(**{name: issue[name] for name in IssueTold.model_fields})
