"""Who acts for me: on what proof, for what, until when, what they did; and one step to end it. [law:pipl/第四十九条]"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from chengxin import clock, sessions
from chengxin.apps.mandates.actions.end import end as dismiss
from chengxin.core.reasons import Refusal
from chengxin.sessions import Resident
from chengxin.web import errors
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.mandates import lines_of
from chengxin.web.replies import see_other


@door("resident")
@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    """Everybody who acts or acted for me."""
    return render(request, "resident/mandates.html", {"lines": lines_of(_me(request).who)})


@door("resident")
@require_POST
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """Dismiss a representative."""
    try:
        dismiss(ref, lawbook=lawbook(), by=_me(request).who, at=clock.now())
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason])
    return see_other(reverse("resident:mandates"))


def _me(request: HttpRequest) -> Resident:
    me = sessions.resident_of(request)
    assert me is not None  # noqa: S101 - the doorkeeper lets nobody else in
    return me
