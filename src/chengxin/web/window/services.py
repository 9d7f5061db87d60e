"""May this application be handled first, may papers follow: asked once in an open matter, read by the applicant first.

The outcome is drawn in the reply to the form and nowhere else: there is no address under which it could be read again.
[law:pipl/第六条] [law:pipl/第十三条]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chengxin import clock
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.check_service import ServiceCheck, check_service
from chengxin.apps.matters import selectors as matters
from chengxin.apps.promises.actions.note_arrival import note_arrival
from chengxin.apps.promises.actions.promise_papers import promise_papers
from chengxin.core.calendar import day_of
from chengxin.core.law import Service
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.services import Offer, Verdict
from chengxin.web import answer_words, errors
from chengxin.web.doors import door
from chengxin.web.law import feeds, lawbook
from chengxin.web.replies import form_page, official, posted, see_other
from chengxin.web.window import pages
from chengxin.web.window.forms import ServiceForm

if TYPE_CHECKING:
    from chengxin.apps.matters.models import Matter

_AT_FIELD = {Reason.SERVICE_WITHOUT_GROUND: "missing", Reason.SERVICE_NEEDS_AGREEMENT: "is_agreed"}


@door("clerk")
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, ref: str) -> HttpResponse:
    """What this service offers, what the applicant brought, and, once they say yes, what comes of it."""
    by, at = official(request), clock.now()
    found = matters.get_for_unit(by.unit, ref)
    offered = service_of(found) if found is not None else None
    if found is None or offered is None or matters.is_closed(found):
        raise Http404
    form = ServiceForm(posted(request), service=offered)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = check_service(
                found,
                form.brought(),
                is_agreed=form.cleaned_data["is_agreed"],
                lawbook=lawbook(),
                feeds=feeds(),
                by=by,
                at=at,
            )
        except Refusal as refusal:
            if refusal.reason not in _AT_FIELD:
                return errors.refused(request, [refusal.reason], back=reverse("window:matter", args=[ref]))
            form.add_error(_AT_FIELD[refusal.reason], lawbook().reason_text(refusal.reason).text)
        else:
            return render(request, "window/service_checked.html", _checked(found, outcome, form))
    items = [lawbook().item(slug).name for slug in offered.items]
    return form_page(request, "window/service.html", form, **_head(found, offered), items=items)


@door("clerk")
@require_POST
def promise(request: HttpRequest, ref: str) -> HttpResponse:
    """Note which papers follow, as the applicant just agreed."""
    found, back = _found(request, ref), reverse("window:matter", args=[ref])
    try:
        promise_papers(
            found,
            papers=request.POST.getlist("papers"),
            was_checked=inquiries.was_checked(found),
            lawbook=lawbook(),
            by=official(request),
            at=clock.now(),
        )
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=back)
    return see_other(back)


@door("clerk")
@require_POST
def arrived(request: HttpRequest, ref: str, paper: str) -> HttpResponse:
    """Note that one of them came."""
    found, back = _found(request, ref), reverse("window:matter", args=[ref])
    try:
        note_arrival(found, paper, lawbook=lawbook(), by=official(request), at=clock.now())
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=back)
    return see_other(back)


def _found(request: HttpRequest, ref: str) -> Matter:
    found = matters.get_for_unit(official(request).unit, ref)
    if found is None:
        raise Http404
    return found


def service_of(matter: Matter) -> Service | None:
    """What the service of a matter offers today; `None` where it offers nothing."""
    return lawbook().on(day_of(clock.now())).service_named(matter.service)


def _head(matter: Matter, offered: Service) -> dict[str, Any]:
    return {
        "matter": matter,
        "service": offered,
        "person": pages.person(matter),
        "request_no": matters.request_no_of(matter),
    }


def _checked(matter: Matter, outcome: ServiceCheck, form: ServiceForm) -> dict[str, Any]:
    checked, book = outcome.checked, lawbook()
    offers = checked.offers if checked.verdict is Verdict.YES else ()
    missing = form.brought().missing
    days = book.working_days
    return {
        **_head(matter, outcome.service),
        "verdict": checked.verdict.value,
        "is_green": Offer.GREEN_CHANNEL in offers,
        "papers": [
            (paper, days.working_days_later(day_of(outcome.at), paper.working_days).last_day)
            for paper in outcome.service.papers
            if paper.code in missing and Offer.TOLERANT in offers
        ],
        "reasons": [answer_words.reason_words(reason) for reason in checked.reasons],
        "excluding": [
            (answer_words.fragment_words(shown), one, one.exclusion.basis.cite())
            for shown, one in zip(outcome.records, checked.excluding, strict=True)
        ],
        "chain": [(one.basis.cite(), book.item(one.item).name, one.why) for one in outcome.service.exclusions],
        "offer_bases": [basis.cite() for basis in outcome.service.bases],
        "sources": answer_words.sources(outcome.sources),
        "at": outcome.at,
        "edition": book.edition,
        "digest": answer_words.short(book.digest),
    }
