"""The person's own objections: object to a record, add a statement, follow a case, go on with it. [law:pipl/第五十条]"""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chengxin import clock, sessions
from chengxin.apps.objections import selectors as objections
from chengxin.apps.objections.evidence import opened
from chengxin.apps.objections.selectors import OpenedCase, is_own
from chengxin.apps.records import selectors as held
from chengxin.apps.records.selectors import HeldRecord
from chengxin.apps.repairs import selectors as repairs
from chengxin.apps.repairs.selectors import OpenedRepair
from chengxin.core.objections import Ground, Step
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.words import day_zh
from chengxin.sessions import Resident
from chengxin.web import errors, objecting
from chengxin.web.case_words import ground_of, now_of
from chengxin.web.doors import PAPERS_BYTES, door, takes_files
from chengxin.web.law import lawbook
from chengxin.web.objecting import Acting, AddForm, ObjectForm, OutcomeForm, ReviewForm, StatementForm
from chengxin.web.proofs import receipt_file
from chengxin.web.repairing import now_of_repair
from chengxin.web.replies import download, form_page, posted, see_other
from chengxin.web.resident.case_page import case_page, may

_GOES_ON = {"add": objecting.add_from, "review": objecting.review_from, "outcome": objecting.outcome_from}


@door("resident", is_open_at_once=True)
@takes_files(PAPERS_BYTES)
@sensitive_post_parameters("words", "new_facts")
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, ref: str) -> HttpResponse:
    """Object to one record; it is flagged at once."""
    me, record = _me(request), _record(request, ref)
    if request.method == "POST" and not record.item.is_adverse and not sessions.proves_notice(request):
        # What speaks for the person is taken out of answers by nobody who only printed a code.
        return errors.refused(request, [Reason.CODE_TOO_NEW], status=403)
    asked = request.GET.get("kind", "")
    initial = {"ground": asked} if asked in set(Ground) else {}
    form = ObjectForm(posted(request), request.FILES or None, item=record.item, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            lodged = objecting.lodge_from(form, ref, Acting(me.who))
        except Refusal as refusal:
            return errors.refused(request, [refusal.reason], back=_record_url(ref))
        if lodged is not None:
            return see_other(reverse("resident:case", args=[lodged.ref]))
    return form_page(request, "resident/object.html", form, **_about(record))


@door("resident")
@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, ref: str) -> HttpResponse:
    """Say something about a record in one's own words, or take it back."""
    me, record = _me(request), _record(request, ref)
    form = StatementForm(posted(request), initial={"text": record.statement})
    if request.method == "POST" and form.is_valid():
        try:
            written = objecting.state_from(form, ref, Acting(me.who))
        except Refusal as refusal:
            return errors.refused(request, [refusal.reason], back=_record_url(ref))
        if written is not None:
            return see_other(_record_url(ref) + "#statement")
    return form_page(request, "resident/statement.html", form, has_one=bool(record.statement), **_about(record))


@door("resident")
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """My objections and requests for repair, newest first, those that are open before the others."""
    me, at = _me(request), clock.now()
    book = lawbook()
    names = {one.record.pk: one.item.name for one in held.held_by(me.who, lawbook=book, at=at)}
    mine = [
        *(_listed(case, names) for case in objections.list_for_person(me.who, lawbook=book, at=at)),
        *(_listed_repair(one, names) for one in repairs.list_for_person(me.who, lawbook=book, at=at)),
    ]
    mine.sort(key=lambda one: one["lodged"], reverse=True)
    context = {
        "open": [case for case in mine if case["is_open"]],
        "done": [case for case in mine if not case["is_open"]],
    }
    return render(request, "resident/cases.html", context)


@door("resident")
@require_safe
def case(request: HttpRequest, ref: str) -> HttpResponse:
    """One case: what happens now, by when, what was said by whom, what can be done."""
    me, found = _me(request), _case(request, ref)
    return render(request, "resident/case.html", case_page(found, _record_of(found, me), me.name, lawbook()))


@door("resident")
@require_safe
def receipt_json(request: HttpRequest, ref: str) -> HttpResponse:
    """That the case and its steps stand in the ledger, with the words of what was decided."""
    found = _case(request, ref)
    decided = [step for step in found.steps if step.step in {Step.DECIDED, Step.REVIEWED}]
    return receipt_file(ref, [found.objection.pk, *(step.pk for step in found.steps)], decided)


@door("resident")
@takes_files(PAPERS_BYTES)
@sensitive_post_parameters("words")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, ref: str) -> HttpResponse:
    """Add words and papers to a case that is open."""
    form = AddForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _go_on(request, ref, form, "add")
    return _case_form(request, ref, form, "add")


@door("resident")
@sensitive_post_parameters("words")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_review(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask that somebody else looks at the decision."""
    form = ReviewForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return _go_on(request, ref, form, "review")
    return _case_form(request, ref, form, "review")


@door("resident")
@takes_files(PAPERS_BYTES)
@sensitive_post_parameters("words")
@require_http_methods(["GET", "HEAD", "POST"])
def file_outcome(request: HttpRequest, ref: str) -> HttpResponse:
    """Hand in how reconsideration or a lawsuit ended."""
    form = OutcomeForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _go_on(request, ref, form, "outcome")
    return _case_form(request, ref, form, "outcome")


@door("resident")
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take an objection back."""
    me, found = _me(request), _case(request, ref)
    url = reverse("resident:case", args=[found.objection.ref])
    try:
        objecting.withdraw_case(ref, Acting(me.who))
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=url)
    return see_other(url)


@door("resident")
@require_safe
def evidence(request: HttpRequest, ref: str, paper: str) -> HttpResponse:
    """One of the person's own files, to be saved; never shown in the page."""
    found = _case(request, ref)
    one = objections.get_evidence(found.objection, paper)
    content = opened(one) if one is not None and is_own(one, found) else None
    if one is None or content is None:
        raise Http404
    return download(content[1], content[0] or f"{one.ref}", one.kind)


def _go_on(request: HttpRequest, ref: str, form: Form, kind: str) -> HttpResponse:
    found = _case(request, ref)
    url = reverse("resident:case", args=[found.objection.ref])
    try:
        done = _GOES_ON[kind](form, ref, Acting(_me(request).who))
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=url)
    if done is None:
        return _case_form(request, ref, form, kind)
    return see_other(url)


def _case_form(request: HttpRequest, ref: str, form: Form, kind: str) -> HttpResponse:
    """A form that goes on with a case; where that step is not open, the case itself says what is."""
    found = _case(request, ref)
    if not may(found)[kind]:
        return see_other(reverse("resident:case", args=[found.objection.ref]))
    page = case_page(found, _record_of(found, _me(request)), "", lawbook())
    return form_page(request, "resident/case_form.html", form, kind=kind, **page)


def _me(request: HttpRequest) -> Resident:
    me = sessions.resident_of(request)
    assert me is not None  # noqa: S101 - the doorkeeper lets nobody else in
    return me


def _record(request: HttpRequest, ref: str) -> HeldRecord:
    found = held.get_for_person(_me(request).who, ref, lawbook=lawbook(), at=clock.now())
    if found is None or not found.body:
        raise Http404
    return found


def _record_of(case: OpenedCase, me: Resident) -> HeldRecord | None:
    mine = held.held_by(me.who, lawbook=lawbook(), at=case.at)
    return next((one for one in mine if one.record.pk == case.objection.record_id), None)


def _case(request: HttpRequest, ref: str) -> OpenedCase:
    found = objections.get_for_person(_me(request).who, ref, lawbook=lawbook(), at=clock.now())
    if found is None:
        raise Http404
    return found


def _record_url(ref: str) -> str:
    return reverse("resident:record", args=[ref])


def _about(record: HeldRecord) -> dict[str, Any]:
    return {
        "title": record.item.name,
        "decision_no": record.body["decision_no"],
        "record_url": _record_url(record.record.ref),
    }


def _listed(case: OpenedCase, names: dict[int, str]) -> dict[str, Any]:
    return {
        "url": reverse("resident:case", args=[case.objection.ref]),
        "ref": case.objection.ref,
        "title": ground_of(case),
        "record": names.get(case.objection.record_id, ""),
        "now": now_of(case, lawbook()).title,
        "is_open": case.is_open,
        "is_overdue": case.is_overdue,
        "due": day_zh(case.due.last_day) if case.due is not None else "等那边的结果，没有最后一天",
        "lodged": case.objection.at,
        "may_review": may(case)["review"],
    }


def _listed_repair(one: OpenedRepair, names: dict[int, str]) -> dict[str, Any]:
    return {
        "url": reverse("resident:repair", args=[one.request.ref]),
        "ref": one.request.ref,
        "title": "信用修复",
        "record": names.get(one.request.record_id, ""),
        "now": now_of_repair(one, lawbook()),
        "is_open": one.is_open,
        "is_overdue": one.is_overdue,
        "due": day_zh(one.due.last_day) if one.due is not None else "等您补交，没有最后一天",
        "lodged": one.request.at,
    }
