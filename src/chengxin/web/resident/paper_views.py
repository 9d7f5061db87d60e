"""The papers that I promised: which, until when, what came; and the days for my calendar. [law:pipl/第四十五条]"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chengxin import clock, sessions
from chengxin.apps.promises import selectors as promises
from chengxin.core.ical import Day, calendar_file
from chengxin.core.promises import outstanding
from chengxin.sessions import Resident
from chengxin.web.doors import door
from chengxin.web.papers import line_of
from chengxin.web.replies import download


@door("resident")
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """Everything that I promised to bring."""
    found = promises.list_for_person(_me(request).who, at=clock.now())
    lines = [(line_of(one), one.is_open) for one in found]
    return render(request, "resident/papers.html", {"lines": lines})


@door("resident")
@require_safe
def papers_calendar(request: HttpRequest) -> HttpResponse:
    """The last days that are still to come. A calendar lies in other people's clouds: no office, no matter, no paper."""
    at = clock.now()
    found = promises.list_for_person(_me(request).who, at=at)
    days = {
        (one.promise.ref, due.last_day): Day(
            f"{one.promise.ref}-{due.last_day:%m%d}@chengxin",
            due.last_day,
            "后补材料的最后一天",
            f"编号{one.promise.ref}。登录后在“后补的材料”里看。",
        )
        for one in found
        if one.is_open
        for due in outstanding(one.due, one.arrived)
    }
    if not days:
        raise Http404
    return download(calendar_file(days.values(), made_at=at), "后补材料.ics", "text/calendar; charset=utf-8")


def _me(request: HttpRequest) -> Resident:
    me = sessions.resident_of(request)
    assert me is not None  # noqa: S101 - the doorkeeper lets nobody else in
    return me
