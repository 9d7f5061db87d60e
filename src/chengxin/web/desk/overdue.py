"""The superior's page: which cases are overdue, and which office is late since when. No person is in it. [law:pipl/第五十条]"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chengxin import clock
from chengxin.apps.objections import selectors as objections
from chengxin.core.permissions import KEEPER
from chengxin.web.desk.case_pages import line
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.replies import official


@door("supervisor")
@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    """What my unit is late with; the superior of the unit that keeps the platform sees every unit's."""
    unit, book = official(request).unit, lawbook()
    found = objections.overdue(unit, lawbook=book, at=clock.now())
    context = {
        "lines": [line(case, book) for case in found],
        "is_keeper": unit == KEEPER,
        "unit": book.unit(unit).name,
    }
    return render(request, "desk/overdue.html", context)
