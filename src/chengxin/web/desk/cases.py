"""The case officer's cases: the list by clock, one page for each, and the step that is due.

A case is opened by a button, which enters a look that the person sees; its page then stands open for that official for
the day. [law:pipl/第四十四条] [law:pipl/第四十六条]
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from chengxin import clock
from chengxin.apps.objections import evidence as files
from chengxin.apps.objections import selectors as objections
from chengxin.apps.objections.actions.check import check as check_case
from chengxin.apps.objections.actions.decide import decide as decide_case
from chengxin.apps.objections.actions.extend import extend as extend_case
from chengxin.apps.objections.actions.find import find as find_case
from chengxin.apps.objections.actions.look_at_case import look_at_case
from chengxin.apps.objections.actions.split import split as split_case
from chengxin.apps.objections.selectors import OpenedCase
from chengxin.apps.records.selectors import HeldRecord
from chengxin.core.calendar import day_of
from chengxin.core.objections import STEPS, Check, Outcome, Phase, Step, Verdict, is_confirmed
from chengxin.core.permissions import KEEPER
from chengxin.core.reasons import Refusal
from chengxin.web import errors
from chengxin.web.desk import case_pages
from chengxin.web.desk.case_forms import (
    CHECK_CHOICES,
    KEPT_IN_REVIEW,
    OUTCOME_CHOICES,
    CheckForm,
    DecideForm,
    ExtendForm,
    FindForm,
    SplitForm,
)
from chengxin.web.doors import PAPERS_BYTES, door, takes_files
from chengxin.web.law import feeds, lawbook
from chengxin.web.replies import download, official, posted_from, see_other
from chengxin.web.staff.again import proved


@door("case_officer")
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The open cases of one's office, nearest last day first: what to do oneself, then what others have."""
    unit, book = official(request).unit, lawbook()
    found = objections.to_work_on(unit, lawbook=book, at=clock.now())
    mine = [case_pages.line(case, book) for case in found if case_pages.is_mine(case, unit)]
    others = [case_pages.line(case, book) for case in found if not case_pages.is_mine(case, unit)]
    context = {"mine": mine, "others": others, "late": sum(one.is_overdue for one in mine), "is_keeper": unit == KEEPER}
    return render(request, "desk/cases.html", context)


@door("case_officer")
@require_safe
def case(request: HttpRequest, ref: str) -> HttpResponse:
    """One case on one page, once it was opened today; else the button that opens it."""
    found = _case(request, ref)
    if not objections.is_looked_at(found, by=official(request), at=found.at):
        return render(request, "desk/case_open.html", {"line": case_pages.line(found, lawbook())})
    return _page(request, found)


@door("case_officer")
@require_POST
def open_case(request: HttpRequest, ref: str) -> HttpResponse:
    """Open a case: a look, entered here."""
    _case(request, ref)
    try:
        look_at_case(ref, lawbook=lawbook(), by=official(request), at=clock.now())
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=reverse("desk:cases"))
    return see_other(reverse("desk:case", args=[ref]))


@door("case_officer")
@require_safe
def evidence(request: HttpRequest, ref: str, file: str) -> HttpResponse:
    """One file of a case that is open, to be saved and never shown by the browser within this site."""
    found = _case(request, ref)
    kept = objections.get_evidence(found.objection, file)
    opened = files.opened(kept) if kept is not None else None
    if kept is None or opened is None or not objections.is_looked_at(found, by=official(request), at=found.at):
        raise Http404
    response = download(opened[1], opened[0], kept.kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@door("case_officer")
@require_safe
def as_sent(request: HttpRequest, ref: str) -> HttpResponse:
    """The row of the sender's file from which a record was made, beside the record: for the platform's own check."""
    found, by, book = _case(request, ref), official(request), lawbook()
    held = objections.held_in(found, lawbook=book)
    file = found.objection.version.submission
    if by.unit != KEEPER or file is None or held is None or not objections.is_looked_at(found, by=by, at=found.at):
        raise Http404
    return render(request, "desk/as_sent.html", case_pages.as_sent(found, held, feeds(), book))


@door("case_officer")
@posted_from("desk:case")
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what the platform's own check came to."""
    found, form = _case(request, ref), CheckForm(request.POST)

    def act(by: Any) -> None:
        said = form.cleaned_data
        check_case(ref, result=Check(said["result"]), words=said["words"], lawbook=lawbook(), by=by, at=clock.now())

    return _act(request, found, form, "form", act)


@door("case_officer")
@takes_files(PAPERS_BYTES)
@posted_from("desk:case")
def find(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what the source found in its own files."""
    found, form = _case(request, ref), FindForm(request.POST, request.FILES)

    def act(by: Any) -> None:
        said = form.cleaned_data
        find_case(
            ref,
            verdict=Verdict(said["verdict"]),
            words=said["words"],
            proof=said["proof"],
            files=said["copies"],
            lawbook=lawbook(),
            by=by,
            at=clock.now(),
        )

    return _act(request, found, form, "form", act)


@door("case_officer")
@posted_from("desk:case")
def extend(request: HttpRequest, ref: str) -> HttpResponse:
    """Give a case more time, once."""
    found, form = _case(request, ref), ExtendForm(request.POST, prefix="extend")

    def act(by: Any) -> None:
        extend_case(ref, reason=form.cleaned_data["reason"], lawbook=lawbook(), by=by, at=clock.now())

    return _act(request, found, form, "extend_form", act)


@door("case_officer")
@proved
@posted_from("desk:case")
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Decide a case, or review a decision."""
    found = _case(request, ref)
    held = objections.held_in(found, lawbook=lawbook())
    form = _decide_form(found, held, request.POST)

    def act(by: Any) -> None:
        said, outcome = form.cleaned_data, Outcome(form.cleaned_data["outcome"])
        decide_case(
            ref,
            outcome=outcome,
            words=said["words"],
            article=said["article"] if outcome is Outcome.KEPT else "",
            changes=form.changes() if outcome is Outcome.CORRECTED else None,
            is_review=found.phase is Phase.IN_REVIEW,
            lawbook=lawbook(),
            by=by,
            at=clock.now(),
        )

    return _act(request, found, form, "form", act)


@door("case_officer")
@posted_from("desk:case")
def split(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the other records of the same wrong join out."""
    found = _case(request, ref)
    form = SplitForm(request.POST, records=_joined(found))

    def act(by: Any) -> None:
        said = form.cleaned_data
        split_case(ref, records=said["records"], words=said["words"], lawbook=lawbook(), by=by, at=clock.now())

    return _act(request, found, form, "split_form", act)


def _act(request: HttpRequest, found: OpenedCase, form: Form, name: str, act: Callable[[Any], None]) -> HttpResponse:
    """Do the step, and show the case as it then stands; a form with something missing shows the case again."""
    by, back = official(request), reverse("desk:case", args=[found.objection.ref])
    if not objections.is_looked_at(found, by=by, at=found.at):
        return see_other(back)
    if not form.is_valid():
        return _page(request, found, status=422, **{name: form})
    try:
        act(by)
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=back)
    return see_other(back)


def _page(request: HttpRequest, found: OpenedCase, *, status: int = 200, **forms: Form) -> HttpResponse:
    by, book = official(request), lawbook()
    held = objections.held_in(found, lawbook=book)
    step = case_pages.STEP_IN.get(found.phase)
    context = case_pages.page(found, held, by, book)
    if context["is_mine"] and step is not None:
        context["step"] = step.value
        context["conflict"] = case_pages.conflict(found, step, by)
        context["form"] = forms.get("form") or _form(found, held, step)
    context["may_keep"] = is_confirmed(found.case)
    context["hints"] = {
        **{key.value: hint for key, (_, hint) in CHECK_CHOICES.items()},
        **{key.value: hint for key, (_, hint) in OUTCOME_CHOICES.items()},
    }
    if step is Step.REVIEWED:
        context["hints"][Outcome.KEPT.value] = KEPT_IN_REVIEW
    if by.unit == KEEPER and Step.EXTENDED in STEPS[found.phase] and not found.is_overdue:
        if found.case.last(Step.EXTENDED) is None and found.due is not None:
            context["extend_form"] = forms.get("extend_form") or ExtendForm(prefix="extend")
    if objections.may_split(found, by=by) and (joined := _joined(found)):
        context["split_form"] = forms.get("split_form") or SplitForm(records=joined)
    context["sent"] = next(iter(forms.values()), None)
    return render(request, "desk/case.html", context, status=status)


def _form(found: OpenedCase, held: HeldRecord | None, step: Step) -> Form:
    if step is Step.CHECKED:
        return CheckForm()
    return FindForm() if step is Step.FOUND else _decide_form(found, held)


def _decide_form(found: OpenedCase, held: HeldRecord | None, data: Any = None) -> DecideForm:
    item = held.item_then if held is not None else lawbook().item(found.objection.record.item)
    body = held.body if held is not None else {}
    return DecideForm(data, item=item, body=body, may_keep=is_confirmed(found.case), today=day_of(found.at))


def _joined(found: OpenedCase) -> list[tuple[str, str]]:
    """The person's other records, each with what tells it apart."""
    others = objections.joined_with(found.objection, lawbook=lawbook(), at=found.at)
    return [(one.record.ref, _told_apart(one)) for one in others]


def _told_apart(held: HeldRecord) -> str:
    decision_no = held.body.get("decision_no", "内容已经销毁")
    return f"{held.item.name}，{decision_no}，{lawbook().unit(held.record.unit).name}报送"


def _case(request: HttpRequest, ref: str) -> OpenedCase:
    found = objections.get_for_official(official(request), ref, lawbook=lawbook(), at=clock.now())
    if found is None:
        raise Http404
    return found
