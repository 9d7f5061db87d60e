"""One of those who work here: the seat, the yearly course, what became of it; and what one administrator may do alone.

[law:pipl/第五十一条]
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from chengxin import clock
from chengxin.apps.officials import selectors
from chengxin.apps.officials.actions.forget_code import forget_code
from chengxin.apps.officials.actions.note_course import note_course
from chengxin.apps.officials.actions.remove import remove as remove_official
from chengxin.core.permissions import MAY, Act, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.web import errors
from chengxin.web.administration import words
from chengxin.web.administration.forms import CourseForm, LeaveForm
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.replies import form_page, official, posted_from, see_other
from chengxin.web.staff.again import proved

_EVENTS = 40


@door("security_admin", "audit_admin", shows_person=False)
@require_safe
def one(request: HttpRequest, username: str) -> HttpResponse:
    """The seat and its history."""
    return _page(request, username)


@door("security_admin", shows_person=False)
@proved
@posted_from("administration:official")
def course(request: HttpRequest, username: str) -> HttpResponse:
    """Note the day of the course."""
    form = CourseForm(request.POST)
    if form.is_valid():
        try:
            note_course(
                username=username, course_on=form.cleaned_data["course_on"], by=official(request), at=clock.now()
            )
        except Refusal as refusal:
            if refusal.reason is not Reason.COURSE_IN_FUTURE:
                return errors.refused(request, [refusal.reason], back=reverse("administration:seats"))
            form.add_error("course_on", lawbook().reason_text(refusal.reason).text)
        else:
            return see_other(reverse("administration:official", args=[username]))
    return _page(request, username, course=form)


@door("security_admin", shows_person=False)
@proved
@posted_from("administration:official")
def code(request: HttpRequest, username: str) -> HttpResponse:
    """Phone and paper are lost: the code is set up anew."""
    return _done(request, username, forget_code, "administration:official", username)


@door("security_admin", shows_person=False)
@posted_from("administration:official")
def remove(request: HttpRequest, username: str) -> HttpResponse:
    """The official leaves, now; one button alone does not do it."""
    found = selectors.get_active(username)
    form = LeaveForm(request.POST, name=found.name if found else username)
    if not form.is_valid():
        return _page(request, username, leave=form)
    return _done(request, username, remove_official, "administration:seats")


def _done(request: HttpRequest, username: str, act: Callable[..., Any], then: str, *args: str) -> HttpResponse:
    try:
        act(username=username, by=official(request), at=clock.now())
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=reverse("administration:seats"))
    return see_other(reverse(then, args=args))


def _page(
    request: HttpRequest, username: str, *, course: CourseForm | None = None, leave: LeaveForm | None = None
) -> HttpResponse:
    book, at, me = lawbook(), clock.now(), official(request)
    found = selectors.get_active(username)
    if found is None:
        raise Http404
    form: Form = course or leave or CourseForm()
    context = {
        "course_form": course or CourseForm(),
        "leave_form": leave or LeaveForm(name=found.name),
        "one": {"name": found.name, "username": found.username, **words.seat_of(found, book)},
        "course": words.course_of(found.course_on, book=book, at=at),
        "password": words.first_password(selectors.first_password_until(found, lawbook=book, at=at), at=at),
        "has_code": selectors.has_second_factor(found),
        "events": words.event_rows(selectors.seat_events(most=_EVENTS, username=username), book),
        "may_act": Act.REMOVE_OFFICIAL in MAY[Role(me.role)] and me.pk != found.pk,
    }
    return form_page(request, "administration/official.html", form, **context)
