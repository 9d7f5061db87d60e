"""The person's own report on paper, and an extract made for them, at a window. [law:pipl/第四十五条] [law:pipl/第五十条]"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chengxin import clock, sessions
from chengxin.apps.extracts import selectors as extracts
from chengxin.apps.inquiries.actions.print_report import print_report
from chengxin.apps.own_report.selectors import own_report
from chengxin.core.calendar import day_of
from chengxin.core.errands import ERRANDS, Errand
from chengxin.core.extracts import State
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import last_day_of
from chengxin.core.words import day_zh
from chengxin.sessions import Attended
from chengxin.web import errors
from chengxin.web.doors import door
from chengxin.web.law import feeds, lawbook
from chengxin.web.own_report import choosing
from chengxin.web.own_report.paper import extract_pdf, report_pdf
from chengxin.web.replies import download, form_page, official, posted, see_other


@door("clerk", "case_officer")
@require_safe
def report_on_paper(request: HttpRequest) -> HttpResponse:
    """The report of the person who stands here, to be printed and taken home; each time it is, that is entered."""
    attended = _attended(request, Errand.READ)
    if attended is None:
        return _over()
    book, at = lawbook(), clock.now()
    try:
        print_report(attended.who, lawbook=book, by=official(request), at=at)
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=reverse("window:errand"))
    mine = own_report(attended.who, name=attended.name, lawbook=book, feeds=feeds(), at=at)
    return download(report_pdf(mine, book, printed_by=_printed_by(request)), "本人的报告.pdf", "application/pdf")


@door("clerk", "case_officer")
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """For what the person needs an extract."""
    attended = _attended(request, Errand.EXTRACT)
    if attended is None:
        return _over()
    context = {**_page(attended), "choices": choosing.choices(lawbook(), at=clock.now())}
    return render(request, "window/extract_choose.html", context)


@door("clerk", "case_officer")
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, purpose: str) -> HttpResponse:
    """Show the person what it will say, then make it for the unit they name."""
    attended = _attended(request, Errand.EXTRACT)
    if attended is None:
        return _over()
    at, book = clock.now(), lawbook()
    found = choosing.purpose_of(purpose, book, at=at)
    if found is None:
        raise Http404
    own = official(request).unit
    units = [(unit, name) for unit, name in choosing.units_of(found, book, on=day_of(at)) if unit != own]
    if not units:
        return errors.refused(request, [Reason.EXTRACT_FOR_ONESELF], back=reverse("window:extract"))
    shown = choosing.shown(attended.identity, found, at=at)
    form = choosing.ExtractForm(posted(request), units=units, seen=shown.seen)
    if request.method == "POST" and form.is_valid():
        try:
            made = choosing.make_from(form, purpose, holder=attended.identity, through=official(request))
        except Refusal as refusal:
            return errors.refused(request, [refusal.reason], back=request.path)
        return see_other(reverse("window:extract_made", args=[made.ref]))
    return form_page(request, "window/extract.html", form, **_page(attended), purpose=found, shown=shown)


@door("clerk", "case_officer")
@require_safe
def made(request: HttpRequest, ref: str) -> HttpResponse:
    """What was made, to be printed while the person stands here."""
    attended = _attended(request, Errand.EXTRACT)
    if attended is None:
        return _over()
    one = extracts.get_for_person(attended.who, ref, lawbook=lawbook(), at=clock.now())
    if one is None:
        raise Http404
    book = lawbook()
    context = {
        **_page(attended),
        "ref": ref,
        "unit": book.unit(one.extract.unit).name,
        "purpose": book.purpose(one.extract.purpose).name,
        "last_day": day_zh(last_day_of(one.extract.until)),
    }
    return render(request, "window/extract_made.html", context)


@door("clerk", "case_officer")
@require_safe
def on_paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The paper with its code."""
    attended = _attended(request, Errand.EXTRACT)
    if attended is None:
        return _over()
    one = extracts.get_for_person(attended.who, ref, lawbook=lawbook(), at=clock.now())
    if one is None:
        raise Http404
    if one.state is not State.GENUINE:
        return errors.refused(request, [Reason.EXTRACT_OVER])
    where = request.build_absolute_uri(reverse("checking:check"))
    paper = extract_pdf(one, lawbook(), where=where, printed_by=_printed_by(request))
    return download(paper, f"摘录{ref}.pdf", "application/pdf")


def _printed_by(request: HttpRequest) -> str:
    """Who takes a copy, as it stands on the copy."""
    by = official(request)
    return f"{lawbook().unit(by.unit).name}，{by.seat}，{by.name}"


def _attended(request: HttpRequest, errand: Errand) -> Attended | None:
    """Who stands at the window, if it was for this errand that their file was opened."""
    attended = sessions.attended_by(request, at=clock.now())
    return attended if attended is not None and attended.errand is errand else None


def _over() -> HttpResponse:
    return see_other(reverse("window:person") + "?over=1")


def _page(attended: Attended) -> dict[str, object]:
    return {
        "title": ERRANDS[attended.errand],
        "name": attended.name,
        "until": attended.since + sessions.ATTENDED_FOR,
    }
