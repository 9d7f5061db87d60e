"""Ask why somebody looked, and read what was answered. [law:pipl/第四十四条] [law:pipl/第五十条]"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chengxin import clock, sessions
from chengxin.apps.looks import selectors as whys
from chengxin.apps.looks.actions.ask import ask
from chengxin.apps.looks.actions.doubt import doubt as refer
from chengxin.core.calendar import day_of
from chengxin.core.reasons import Refusal
from chengxin.core.whys import FINDINGS, STEPS, Phase, Step
from chengxin.sessions import Resident
from chengxin.web import errors
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.looks import look as drawn_look
from chengxin.web.replies import form_page, posted, see_other
from chengxin.web.whys import OVER, WhyForm, clock_of_why, findings_of, state_of


@door("resident")
@sensitive_post_parameters("words")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_why(request: HttpRequest, look: str) -> HttpResponse:
    """One look, and the question why; one that was asked already leads to its page."""
    me, at, book = _me(request), clock.now(), lawbook()
    entry = whys.look_of_person(me.who, look, at=at)
    if entry is None:
        raise Http404
    mine = whys.list_for_person(me.who, lawbook=book, at=at)
    known = next((one for one in mine if one.case.entry_id == entry.pk), None)
    if known is not None:
        return redirect("resident:why", ref=known.case.ref)
    form = WhyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            case = ask(look, words=form.cleaned_data["words"], by=me.who, at=at)
        except Refusal as refusal:
            return errors.refused(request, [refusal.reason])
        return see_other(reverse("resident:why", args=[case.ref]))
    context = {
        "look": drawn_look(entry, book),
        "unit": book.unit(entry.unit).name,
        "days": book.period("why_answer", on=day_of(at)),
    }
    return form_page(request, "resident/ask_why.html", form, **context)


@door("resident")
@require_safe
def why(request: HttpRequest, ref: str) -> HttpResponse:
    """One question: the look, the clock, the answer or that there is none."""
    me, at, book = _me(request), clock.now(), lawbook()
    opened = whys.get_for_person(me.who, ref, lawbook=book, at=at)
    if opened is None:
        raise Http404
    incident = whys.incident_of(opened)
    context = {
        "ref": ref,
        "opened": opened,
        "look": drawn_look(opened.case.entry, book),
        "unit": book.unit(opened.case.entry.unit).name,
        "state": state_of(opened),
        "asked_by": "由抽查的人替您问的" if opened.case.review is not None else "您问的",
        "findings": findings_of(opened, book),
        "incident": incident.ref if incident is not None else "",
        "clock": clock_of_why(opened),
        "clock_over": OVER,
        "is_unanswered": opened.is_unanswered,
        "is_answered": any(taken.step in FINDINGS for taken in opened.why.steps),
        "may_doubt": Step.DOUBTED in STEPS[opened.phase],
        "is_to_judge": opened.phase in (Phase.TO_JUDGE, Phase.UNANSWERED),
    }
    return render(request, "resident/why.html", context)


@door("resident")
@require_POST
def doubt(request: HttpRequest, ref: str) -> HttpResponse:
    """Have somebody without a part in it judge the answer."""
    try:
        refer(ref, lawbook=lawbook(), by=_me(request).who, at=clock.now())
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason])
    return see_other(reverse("resident:why", args=[ref]))


def _me(request: HttpRequest) -> Resident:
    me = sessions.resident_of(request)
    assert me is not None  # noqa: S101 - the doorkeeper lets nobody else in
    return me
