"""Refusals and faults, translated to pages in one place. Nothing personal is logged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from chengxin import clock
from chengxin.core.calendar import day_of
from chengxin.core.reasons import Reason
from chengxin.jobs import faults
from chengxin.web import access_lines
from chengxin.web.access_lines import Refused
from chengxin.web.law import lawbook

#: What a view takes that says nothing else: a form of words. More is refused before a byte of it is read.
FORM_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def refused(request: HttpRequest, reasons: Sequence[Reason], *, back: str = "", status: int = 422) -> HttpResponse:
    """A page that says what was refused, why, by which law, and what to do."""
    texts = [lawbook().reason_text(reason) for reason in reasons]
    return render(request, "errors/refused.html", {"reasons": texts, "back": back}, status=status)


def wrong_door(request: HttpRequest) -> HttpResponse:
    return refused(request, [Reason.ROLE_MAY_NOT], status=403)


def course_lapsed(request: HttpRequest, official: Any) -> HttpResponse:
    """A page about persons, and whoever came took the yearly course too long ago, or never."""
    book, at = lawbook(), clock.now()
    months = book.period("yearly_course", on=day_of(at))
    context = {"reason": book.reason_text(Reason.COURSE_LAPSED), "course_on": official.course_on, "months": months}
    return render(request, "errors/course_lapsed.html", context, status=403)


def forgotten_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or came from another page; nothing was done."""
    access_lines.refused(request, Refused.NO_FORM_TOKEN)
    return render(request, "errors/403_form.html", status=403)


def too_large(request: HttpRequest, most: int = 0) -> HttpResponse:
    """More was sent than is taken at one time; nothing of it was read."""
    access_lines.refused(request, Refused.TOO_LARGE)
    return render(request, "errors/413.html", {"megabytes": most >> 20}, status=413)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, FORM_BYTES)
    access_lines.refused(request, Refused.MALFORMED)
    return render(request, "errors/400.html", status=400)


def wrong_way(request: HttpRequest) -> HttpResponse:
    """A page that only a form's button opens, asked for by its address."""
    return render(request, "errors/405.html", status=405)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def fault(request: HttpRequest) -> HttpResponse:
    """Our bug or a broken machine: a number to quote, nothing personal in the log."""
    is_machine = faults.is_machine_broken()
    number = faults.note(request.resolver_match.route if request.resolver_match else "?")
    if is_machine:
        # Without what stands around a page: that asks the database.
        return HttpResponse(render_to_string("errors/503.html", {"number": number}), status=503)
    return render(request, "errors/500.html", {"number": number}, status=500)
