"""At the window: open a matter, ask one question in it, print the answer. [law:pipl/第六条] [law:pipl/第三十四条]"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengxin import clock
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.answer import answer as give_answer
from chengxin.apps.inquiries.actions.answer import replay
from chengxin.apps.matters import selectors as matters
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.promises import selectors as promises
from chengxin.apps.restraints import selectors as restraints
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.core.calendar import day_of
from chengxin.core.law import Purpose
from chengxin.core.reasons import Reason, Refusal
from chengxin.web import errors
from chengxin.web.doors import door
from chengxin.web.endings import ENDINGS
from chengxin.web.fields import identity_from
from chengxin.web.law import feeds, lawbook
from chengxin.web.papers import line_of
from chengxin.web.proofs import receipt_file
from chengxin.web.replies import form_page, official, posted, posted_from, see_other
from chengxin.web.window import pages, seen
from chengxin.web.window.doorstep import has_window_today
from chengxin.web.window.forms import CloseForm, MatterForm
from chengxin.web.window.services import service_of

_AT_FIELD = {
    Reason.REQUEST_NUMBER_MISSING: "request_no",
    Reason.SECOND_MATTER_NEEDS_REASON: "reason",
    Reason.PURPOSE_NOT_FOR_SERVICE: "service",
}
#: Of the notice as a whole, where a field alone does not say it.
_AT_NOTICE = frozenset(
    {
        Reason.USE_NOTICE_MISSING,
        Reason.USE_NOTICE_INCOMPLETE,
        Reason.USE_NOTICE_NOT_SHOWN,
        Reason.USE_NOTICE_OUTDATED,
    }
)


@door("clerk")
@sensitive_post_parameters("name", "number")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Open a matter: the act that must come before any question."""
    unit = official(request).unit
    services = pages.services_of(unit)
    days = lawbook().period("second_matter", on=day_of(clock.now()))
    form = MatterForm(posted(request), services=services, days=days)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_matter(
                identity=identity_from(form.cleaned_data),
                service=form.cleaned_data["service"],
                request_no=form.cleaned_data["request_no"],
                reason=form.cleaned_data["reason"],
                lawbook=lawbook(),
                by=official(request),
                at=clock.now(),
            )
        except Refusal as refusal:
            if refusal.reason not in _AT_FIELD:
                return errors.refused(request, [refusal.reason], back=request.path)
            text = lawbook().reason_text(refusal.reason)
            form.add_error(_AT_FIELD[refusal.reason], f"{text.title}。{text.text}")
        else:
            return see_other(reverse("window:matter", args=[opened.ref]))
    context = {"services": services, "has_window": has_window_today(unit)}
    return form_page(request, "window/ask.html", form, **context)


@door("clerk")
@require_GET
def matter(request: HttpRequest, ref: str) -> HttpResponse:
    """One matter: what may be asked in it, and how it ended."""
    return render(request, "window/matter.html", _matter_page(request, ref))


@door("clerk")
@require_POST
def put_question(request: HttpRequest, ref: str, purpose: str) -> HttpResponse:
    """Ask one question. The look is entered here, whatever comes of it."""
    by = official(request)
    found = matters.get_for_unit(by.unit, ref)
    at = clock.now()
    given = give_answer(
        matter=ref,
        purpose=purpose,
        identity=matters.identity_of(found) if found else None,
        lawbook=lawbook(),
        feeds=feeds(),
        by=by,
        at=at,
    )
    if given.answer is None:
        context = pages.refused(found, given.reasons, at=at)
        return render(request, "window/refused.html", context, status=422)
    seen.note(request, given.answer.ref, at=at)
    return see_other(reverse("window:answer", args=[given.answer.ref]))


@door("clerk")
@require_GET
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """The answer as it was given, to read and print; later it has to be asked for again, and whether it still holds is found out
    by asking, which is entered, alone."""
    given = inquiries.get_for_official(official(request), ref)
    if given is None:
        raise Http404
    if not seen.is_recent(request, ref, at=clock.now()):
        context = {"matter": given.matter, "purpose": given.purpose, "is_closed": matters.is_closed(given.matter)}
        return render(request, "window/answer_again.html", context)
    return render(request, "window/answer.html", pages.slip(given, replay(given)))


@door("clerk")
@require_GET
def answer_receipt(request: HttpRequest, ref: str) -> HttpResponse:
    """That this answer stands in the ledger; nothing of what it said: no office carries a signed answer about somebody."""
    given = inquiries.get_for_official(official(request), ref)
    if given is None:
        raise Http404
    return receipt_file(given.ref, [given.pk])


@door("clerk")
@posted_from("window:matter")
def close(request: HttpRequest, ref: str) -> HttpResponse:
    """Note how a matter ended; what is missing is told on the page of the matter, with everything that was typed."""
    page = _matter_page(request, ref)
    form = page.pop("form")
    if not form.is_valid():
        return form_page(request, "window/matter.html", form, **page)
    try:
        close_matter(
            page["matter"],
            outcome=form.cleaned_data["outcome"],
            notice=form.use_notice(),
            lawbook=lawbook(),
            by=official(request),
            at=clock.now(),
        )
    except Refusal as refusal:
        if refusal.reason not in _AT_NOTICE:
            return errors.refused(request, [refusal.reason], back=reverse("window:matter", args=[ref]))
        field = "used" if refusal.reason is Reason.USE_NOTICE_OUTDATED else "words"
        form.add_error(field, lawbook().reason_text(refusal.reason).text)
        return form_page(request, "window/matter.html", form, **page)
    return see_other(reverse("window:matter", args=[ref]))


def _matter_page(request: HttpRequest, ref: str) -> dict[str, Any]:
    unit = official(request).unit
    found = matters.get_for_unit(unit, ref)
    if found is None:
        raise Http404
    answered = {given.purpose: given for given in inquiries.answers_in(found.pk)}
    questions = [(purpose, answered.get(purpose.slug)) for purpose in _purposes(unit, found.service)]
    is_closed = matters.is_closed(found)
    promised = promises.in_matter(found, at=clock.now())
    shown = [] if is_closed else restraints.adverse_shown(found, lawbook=lawbook(), by=official(request))
    at = clock.now()
    read = {one.answer.ref for one in shown if seen.is_recent(request, one.answer.ref, at=at)}
    return {
        "matter": found,
        "person": pages.person(found),
        "request_no": matters.request_no_of(found),
        "reason": matters.reason_of(found),
        "questions": questions,
        "service": service_of(found),
        "promise": line_of(promised) if promised is not None else None,
        "is_answered": bool(answered),
        "is_closed": is_closed,
        "outcome": ENDINGS[found.closing.outcome] if is_closed else "",
        "days": lawbook().period("matter_without_outcome", on=day_of(at)),
        "form": CloseForm(posted(request), shown=pages.used(shown, seen=read)),
        "notice": pages.use_notice(found) if is_closed else None,
    }


def _purposes(unit: str, service: str) -> list[Purpose]:
    return [purpose for purpose in pages.purposes_of(unit) if service in purpose.services]
