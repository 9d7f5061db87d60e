"""Who sits where, what waits for a second word, what changed of late. [law:pipl/第五十一条]

Those who work here, never those about whom something is held: security administrators act, the audit administrator reads.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chengxin import clock
from chengxin.apps.officials import selectors as officials
from chengxin.core.permissions import MAY, Act, Role
from chengxin.web.administration import words
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.replies import official

_EVENTS = 20


@door("security_admin", "audit_admin", shows_person=False)
@require_safe
def seats(request: HttpRequest) -> HttpResponse:
    """Everybody in office, unit by unit."""
    book, at, me = lawbook(), clock.now(), official(request)
    here = [
        {
            "name": one.name,
            "username": one.username,
            **words.seat_of(one, book),
            "course": words.course_of(one.course_on, book=book, at=at),
        }
        for one in officials.in_office()
    ]
    context = {
        "waiting": [words.proposal_row(one, book=book, at=at) for one in officials.open_proposals(lawbook=book, at=at)],
        "seats": here,
        "events": words.event_rows(officials.seat_events(most=_EVENTS), book),
        "may_act": Act.PROPOSE_SEAT in MAY[Role(me.role)],
        "me": me.pk,
    }
    return render(request, "administration/seats.html", context)
