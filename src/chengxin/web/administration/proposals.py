"""A seat by two: one security administrator proposes it, another approves it. [law:pipl/第五十一条]"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chengxin import clock
from chengxin.apps.officials import selectors as officials
from chengxin.apps.officials.actions.approve_seat import approve_seat
from chengxin.apps.officials.actions.propose_seat import propose_seat
from chengxin.core.permissions import MAY, Act, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.words import day_zh
from chengxin.web import errors
from chengxin.web.administration import words
from chengxin.web.administration.forms import SeatForm
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.replies import form_page, official, posted, posted_from, see_other
from chengxin.web.staff.again import proved

_FIELD = {
    Reason.USERNAME_IS_ANOTHERS: "name",
    Reason.SEAT_TOOK_PART: "username",
    Reason.UNIT_MAY_NOT: "unit",
    Reason.COURSE_IN_FUTURE: "course_on",
}


@door("security_admin", shows_person=False)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a seat for somebody new."""
    return _propose(request, {})


@door("security_admin", shows_person=False)
@require_http_methods(["GET", "HEAD", "POST"])
def propose_for(request: HttpRequest, username: str) -> HttpResponse:
    """Propose another seat, or the same with a new password, for somebody who is here."""
    known = officials.get_active(username)
    if known is None:
        raise Http404
    names = ("username", "name", "unit", "seat", "role", "course_on")
    return _propose(request, {name: getattr(known, name) for name in names})


def _propose(request: HttpRequest, known: dict[str, Any]) -> HttpResponse:
    book = lawbook()
    form = SeatForm(posted(request), book=book, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            made = propose_seat(**form.given(), by=official(request), at=clock.now())
        except Refusal as refusal:
            form.add_error(_FIELD.get(refusal.reason), book.reason_text(refusal.reason).text)
        else:
            return see_other(reverse("administration:proposal", args=[made.ref]))
    return form_page(request, "administration/propose.html", form, known=known)


@door("security_admin", "audit_admin", shows_person=False)
@require_safe
def proposal(request: HttpRequest, ref: str) -> HttpResponse:
    """One proposal that waits, with the button for whoever may press it."""
    book, at, me = lawbook(), clock.now(), official(request)
    found = officials.open_proposal(ref, lawbook=book, at=at)
    if found is None:
        return errors.refused(request, [Reason.SEAT_NOT_PROPOSED], back=reverse("administration:seats"), status=404)
    took_part = me.username in (found.by.username, found.username)
    context = {
        "one": words.proposal_row(found, book=book, at=at),
        "may_approve": Act.APPROVE_SEAT in MAY[Role(me.role)] and not took_part,
        "took_part": took_part,
    }
    return render(request, "administration/proposal.html", context)


@door("security_admin", shows_person=False)
@proved
@never_cache
@posted_from("administration:proposal")
def approve(request: HttpRequest, ref: str) -> HttpResponse:
    """Approve it, and show the first password once."""
    book = lawbook()
    try:
        seated = approve_seat(ref, lawbook=book, by=official(request), at=clock.now())
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=reverse("administration:seats"))
    until = officials.first_password_until(seated.official, lawbook=book, at=clock.now())
    context = {
        "name": seated.official.name,
        "username": seated.official.username,
        "password": seated.password,
        "until": day_zh(until) if until is not None else "",
        **words.seat_of(seated.official, book),
    }
    return render(request, "administration/seated.html", context)
