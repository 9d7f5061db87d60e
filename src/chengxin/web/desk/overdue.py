"""The superior's page: which cases are overdue, and which office is late since when; for the unit that keeps the platform
also the reports about bodies that it did not answer. No person is in it. [law:pipl/第五十条] [law:pipl/第六十五条]"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chengxin import clock
from chengxin.apps.complaints import selectors as complaints
from chengxin.apps.objections import selectors as objections
from chengxin.core.calendar import day_of
from chengxin.core.permissions import KEEPER
from chengxin.core.words import day_zh
from chengxin.web.complaint_words import told_zh
from chengxin.web.deadline import drawn
from chengxin.web.desk.case_pages import line
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.replies import official


@door("supervisor")
@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    """What my unit is late with; the superior of the unit that keeps the platform sees every unit's."""
    unit, book = official(request).unit, lawbook()
    at = clock.now()
    found = objections.overdue(unit, lawbook=book, at=at)
    reports = complaints.overdue(lawbook=book, at=at) if unit == KEEPER else []
    context = {
        "lines": [line(case, book) for case in found],
        "reports": [
            {
                "ref": one.complaint.ref,
                "unit": book.unit(one.complaint.unit).name,
                "made": day_zh(day_of(one.complaint.at)),
                "clock": drawn(one.counted, is_overdue=one.is_overdue, at=one.at),
                "superior": told_zh(one, book),
            }
            for one in reports
        ],
        "is_keeper": unit == KEEPER,
        "unit": book.unit(unit).name,
    }
    return render(request, "desk/overdue.html", context)
