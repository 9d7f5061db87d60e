"""At the window: a code on paper for whoever has no account, and the end of codes and accounts. [law:pipl/第五十条]

The code is on one page, once: the session never holds it, and a page opened again shows nothing.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from chengxin import clock, sessions
from chengxin.apps.sign_ins.actions.give_code import give_code
from chengxin.apps.sign_ins.actions.stop import stop
from chengxin.core.calendar import day_of
from chengxin.core.errands import ERRANDS, Errand
from chengxin.core.permissions import KEEPER
from chengxin.core.reasons import Refusal
from chengxin.sessions import Attended
from chengxin.web import errors
from chengxin.web.law import lawbook
from chengxin.web.replies import official


def sign_ins(request: HttpRequest, attended: Attended) -> HttpResponse:
    """Say what will happen; then do it, and print."""
    by, at, book = official(request), clock.now(), lawbook()
    context = {
        "title": ERRANDS[attended.errand],
        "name": attended.name,
        "is_code": attended.errand is Errand.CODE,
        "until": attended.since + sessions.ATTENDED_FOR,
        "days": book.period("sign_in_code", on=day_of(at)),
        "code_days": book.period("code_proves_after", on=day_of(at)),
        "is_keeper": by.unit == KEEPER,
        "keeper": book.unit(KEEPER).name,
    }
    if request.method != "POST":
        return render(request, "window/sign_in.html", context)
    try:
        if attended.errand is Errand.CODE:
            context["given"] = give_code(attended.identity, lawbook=book, by=by, at=at)
        else:
            stop(attended.identity, lawbook=book, by=by, at=at)
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=reverse("window:person"))
    sessions.leave(request)
    address = request.build_absolute_uri(reverse("signing_in:sign_in"))
    return render(request, "window/sign_in_done.html", {**context, "at": at, "address": address})
