"""The data user's own page: what the unit may ask, how it asked, what was refused, what reviewers and persons made of it.

Numbers about one unit, for the superior in it; no person is in it and nothing can be opened from it. [law:pipl/第五十一条]
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chengxin import clock
from chengxin.apps.inquiries.usage import by_month, refusals
from chengxin.apps.looks.figures import figures
from chengxin.apps.officials import selectors as officials
from chengxin.core.calendar import day_of
from chengxin.core.reasons import Reason
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.registered import register
from chengxin.web.replies import official


@door("supervisor", shows_person=False)
@require_safe
def usage(request: HttpRequest) -> HttpResponse:
    """One unit's year of questions."""
    unit, book, at = official(request).unit, lawbook(), clock.now()
    counted = refusals(unit, at=at)
    context = {
        "unit": book.unit(unit).name,
        "groups": register(book, on=day_of(at), unit=unit),
        "months": by_month(unit, at=at),
        "refusals": [(book.reason_text(Reason(one)).title, count) for one, count in sorted(counted.items())],
        "reviews": [row for row in figures(lawbook=book, at=at) if row.unit == unit],
        "programs": [(one, officials.may_act(one, at=at)) for one in officials.programs_of(unit)],
        "without_outcome": book.period("matter_without_outcome", on=day_of(at)),
    }
    return render(request, "desk/usage.html", context)
