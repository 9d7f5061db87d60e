"""At the window for somebody without a phone: one person's own file, for one errand, then it is closed.

[law:pipl/第四十五条] [law:pipl/第五十条]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chengxin import clock, sessions
from chengxin.apps.consents.actions.withdraw import withdraw as take_back
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.open_at_window import open_at_window
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.looks import selectors as whys
from chengxin.apps.looks.actions.ask import ask as ask_why
from chengxin.apps.looks.actions.doubt import doubt as doubt_why
from chengxin.apps.mandates.actions.act import act
from chengxin.apps.mandates.actions.end import end as dismiss
from chengxin.apps.objections import selectors as objections
from chengxin.apps.objections.letters import flag_zh
from chengxin.apps.objections.selectors import OpenedCase
from chengxin.apps.records import selectors as records
from chengxin.apps.records.selectors import HeldRecord
from chengxin.apps.repairs import selectors as repairs
from chengxin.apps.repairs.actions.supply import supply as supply_repair
from chengxin.apps.repairs.actions.withdraw import withdraw as withdraw_repair
from chengxin.apps.restraints import selectors as restraints
from chengxin.apps.restraints.selectors import OpenedRestraint
from chengxin.core import document_number
from chengxin.core.calendar import day_of
from chengxin.core.errands import ERRANDS, GIVES_UP, SAID_FOR_PERSON, SIGN_INS, Errand, may_run
from chengxin.core.identity_number import mask
from chengxin.core.objections import STEPS, Ground, Step
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import ENDINGS, repairs_asked
from chengxin.core.repairs import Phase as RepairPhase
from chengxin.core.repairs import opens_on
from chengxin.core.whys import STEPS as WHY_STEPS
from chengxin.core.whys import Step as WhyStep
from chengxin.core.words import day_zh, moment_zh
from chengxin.sessions import Attended
from chengxin.web import consenting, errors, mandates, objecting, repairing
from chengxin.web.cards import card
from chengxin.web.case_words import ground_of, now_of
from chengxin.web.deadline import clock_of
from chengxin.web.doors import PAPERS_BYTES, door, takes_files
from chengxin.web.fields import identity_from
from chengxin.web.law import lawbook
from chengxin.web.objecting import Acting
from chengxin.web.repairing import clock_of_repair, now_of_repair
from chengxin.web.replies import form_page, official, posted, posted_from, see_other
from chengxin.web.restraining import on_card
from chengxin.web.whys import OVER, clock_of_why
from chengxin.web.window import receipts, sign_ins
from chengxin.web.window.errand_forms import CASE, RECORD, NextForm, PersonForm, errand_form

_STEP_OF = {
    Errand.REVIEW: Step.REVIEW_ASKED,
    Errand.WITHDRAW: Step.WITHDRAWN,
    Errand.OUTCOME: Step.OUTCOME_FILED,
    Errand.ADD: Step.ADDED,
}
_STEP_FROM = {
    Errand.REVIEW: objecting.review_from,
    Errand.OUTCOME: objecting.outcome_from,
    Errand.ADD: objecting.add_from,
}
#: So many looks, newest first, are offered at a window to ask about.
_LOOKS = 20
#: Errands whose number is not that of an objection.
_OF_REPAIR = frozenset({Errand.REPAIR, Errand.SUPPLY, Errand.UNREPAIR})
_OF_WHY = frozenset({Errand.WHY, Errand.DOUBT})
_NO_OBJECTION = _OF_REPAIR | _OF_WHY | {Errand.STATE, Errand.CONSENT, Errand.UNCONSENT, Errand.DISMISS}
_GONE = frozenset(ENDINGS.values())
#: Of every miss, whatever it is: who has only a number finds nothing out by it.
_NOT_THERE = (
    "这个人名下，对不上一条现在可以撤销或者变更的记录：文号不对，记录已经停止，或者这样的文书已经有人交过。"
    "请照文书核对姓名、号码和文号；每交一次，本人都看得到"
)


@door("clerk", "case_officer")
@sensitive_post_parameters("name", "number")
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest) -> HttpResponse:
    """Who stands here, and what for. Opening their file is entered, and they read it later."""
    by, at = official(request), clock.now()
    errands = _errands_of(by)
    if not errands:
        return errors.refused(request, [Reason.WINDOW_NOT_YOURS], status=403)
    form = PersonForm(posted(request), errands=errands)
    if request.method == "POST" and form.is_valid():
        errand, identity = Errand(form.cleaned_data["errand"]), identity_from(form.cleaned_data)
        try:
            open_at_window(identity, errand=errand, lawbook=lawbook(), by=by, at=at)
        except Refusal as refusal:
            return errors.refused(request, [refusal.reason], back=request.path)
        sessions.attend(request, identity, errand, at=at)
        return see_other(reverse("window:errand"))
    if request.method != "POST":
        # Whoever comes to this page attends to somebody else now.
        sessions.leave(request)
    elsewhere = "、".join(ERRANDS[one] for one in Errand if one in GIVES_UP and one not in errands)
    keeper = lawbook().unit(KEEPER).name
    return form_page(
        request, "window/person.html", form, is_over="over" in request.GET, elsewhere=elsewhere, keeper=keeper
    )


@door("clerk", "case_officer")
@takes_files(PAPERS_BYTES)
@sensitive_post_parameters("words", "new_facts", "text")
@require_http_methods(["GET", "HEAD", "POST"])
def errand(request: HttpRequest) -> HttpResponse:
    """The one errand that the person's file was opened for."""
    attended = sessions.attended_by(request, at=clock.now())
    if attended is None:
        return see_other(reverse("window:person") + "?over=1")
    if attended.errand is Errand.READ:
        further = NextForm(errands=_errands_of(official(request))) if attended.agent is None else None
        return render(request, "window/file.html", {**_file(attended), "form": further})
    if attended.errand is Errand.EXTRACT:
        return see_other(reverse("window:extract"))
    if attended.errand is Errand.CONSENT:
        return _consent(request, attended)
    if attended.errand in SIGN_INS:
        return sign_ins.sign_ins(request, attended)
    choices = _choices(attended)
    form = errand_form(attended.errand, posted(request), request.FILES or None, choices)
    if request.method == "POST" and form.is_valid():
        try:
            ref = _within_mandate(
                attended, lambda: _do(attended, form, Acting(attended.who, official(request))), official(request)
            )
        except Refusal as refusal:
            return errors.refused(request, [refusal.reason], back=request.path)
        if ref:
            receipts.note(request, attended.errand, ref, mandate=attended.mandate, at=clock.now())
            sessions.leave(request)
            return see_other(reverse("window:receipt"))
    context = {
        "errand": attended.errand.value,
        "title": ERRANDS[attended.errand],
        "name": attended.name,
        "agent": attended.agent_name,
        "is_possible": bool(choices) or attended.errand is Errand.ANNUL,
        "is_on_a_word": attended.errand in SAID_FOR_PERSON,
        "until": attended.since + sessions.ATTENDED_FOR,
    }
    return form_page(request, "window/errand.html", form, **context)


@door("clerk", "case_officer")
@posted_from("window:errand")
def go_on(request: HttpRequest) -> HttpResponse:
    """Whoever read their file has one more errand: it is opened by itself, and entered, like one begun with the card; only the
    name and the number need not be typed again. Who stands there for somebody else begins anew, with the mandate."""
    by, at = official(request), clock.now()
    attended = sessions.attended_by(request, at=at)
    if attended is None or attended.errand is not Errand.READ or attended.agent is not None:
        return see_other(reverse("window:errand"))
    form = NextForm(request.POST, errands=_errands_of(by))
    if not form.is_valid():
        return form_page(request, "window/file.html", form, **_file(attended))
    errand = Errand(form.cleaned_data["errand"])
    try:
        open_at_window(attended.identity, errand=errand, lawbook=lawbook(), by=by, at=at)
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=reverse("window:errand"))
    sessions.attend(request, attended.identity, errand, at=at)
    return see_other(reverse("window:errand"))


@door("clerk", "case_officer")
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """What was done, in large type, to take home."""
    at = clock.now()
    done = receipts.last(request, at=at)
    if done is None:
        return see_other(reverse("window:person") + "?over=1")
    is_objection = done.errand not in _NO_OBJECTION
    found = objections.get(done.ref, lawbook=lawbook(), at=at) if is_objection else None
    context = {
        "errand": done.errand.value,
        "title": ERRANDS[done.errand],
        "ref": done.ref,
        "at": done.at,
        "mandate": done.mandate,
    }
    if found is not None:
        context |= _case(found, done.errand)
    if done.errand in _OF_REPAIR:
        context |= _repair(done.ref)
    if done.errand in _OF_WHY:
        context |= _why(done.ref)
    if done.errand is Errand.CONSENT:
        context |= receipts.consented(request)
    return render(request, "window/receipt.html", context)


@door("clerk", "case_officer")
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the person's file before the minutes are over."""
    sessions.leave(request)
    return see_other(reverse("window:person"))


def _errands_of(by: Any) -> list[Errand]:
    """What this official may do for a person, in the order of the list."""
    allowed, askers = [], lawbook().askers(day_of(clock.now()))
    for one in Errand:
        try:
            may_run(one, role=Role(by.role), unit=by.unit, askers=askers)
        except Refusal:
            continue
        allowed.append(one)
    return allowed


def _within_mandate(attended: Attended, does: Callable[[], str], by: Any) -> str:
    """Do an errand; for a representative only within the mandate, with both names in the ledger and a letter."""
    if attended.agent is None:
        return does()
    return act(attended.mandate, attended.errand, does, agent=attended.agent, lawbook=lawbook(), by=by, at=clock.now())


def _held(attended: Attended) -> list[HeldRecord]:
    return records.held_by(attended.who, lawbook=lawbook(), at=clock.now())


def _cases(attended: Attended) -> list[OpenedCase]:
    return objections.list_for_person(attended.who, lawbook=lawbook(), at=clock.now())


def _choices(attended: Attended) -> Mapping[str, str]:
    """The records, or the cases, that an errand may be about now."""
    if attended.errand in (Errand.OBJECT, Errand.STATE):
        held = [one for one in _held(attended) if one.body and one.standing not in _GONE]
        return {one.record.ref: f"{one.item.name}，{one.body['decision_no']}" for one in held}
    if attended.errand is Errand.REPAIR:
        today = day_of(clock.now())
        held = [one for one in _held(attended) if one.body and opens_on(one.repair_from, one.standing, on=today)]
        held = [one for one in held if not repairs_asked(one.happened, one.at)]
        return {one.record.ref: f"{one.item.name}，{one.body['decision_no']}" for one in held}
    if attended.errand is Errand.DISMISS:
        acting = [one for one in mandates.lines_of(attended.who) if not one["is_over"]]
        return {one["ref"]: f"{one['agent']}，{one['kind']}，最后一天{one['last_day']}" for one in acting}
    if attended.errand is Errand.UNCONSENT:
        lines = [one for one in consenting.lines_of(attended.who) if one["may_withdraw"]]
        return {one["ref"]: f"{one['unit']}，{one['purpose']}，最后一天{one['last_day']}" for one in lines}
    if attended.errand in (Errand.SUPPLY, Errand.UNREPAIR):
        return _repairs_open(attended)
    if attended.errand is Errand.DOUBT:
        mine = whys.list_for_person(attended.who, lawbook=lawbook(), at=clock.now())
        answered = [one for one in mine if WhyStep.DOUBTED in WHY_STEPS[one.phase]]
        return {one.case.ref: f"受理号{one.case.ref}，{lawbook().unit(one.case.entry.unit).name}" for one in answered}
    if attended.errand is Errand.WHY:
        return _looks_not_asked_about(attended)
    step = _STEP_OF.get(attended.errand)
    open_now = [case for case in _cases(attended) if step in STEPS[case.phase]]
    return {case.objection.ref: f"受理号{case.objection.ref}，{ground_of(case)}" for case in open_now}


def _consent(request: HttpRequest, attended: Attended) -> HttpResponse:
    """First for whom; then exactly what would be answered; then, once the person says yes, the consent."""
    wanted = consenting.asked(request.POST.get("to", ""), attended.who)
    common = {
        "title": ERRANDS[attended.errand],
        "name": attended.name,
        "agent": attended.agent_name,
        "until": attended.since + sessions.ATTENDED_FOR,
    }
    if wanted is None:
        return form_page(request, "window/consent.html", consenting.ChooseForm(posted(request)), **common)
    sent = request.POST if "seen" in request.POST else None
    form = consenting.ConsentForm(sent, purpose=wanted.purpose, seen=wanted.seen, to=wanted.to)
    if sent is not None and form.is_valid():
        try:
            by = official(request)
            ref = _within_mandate(
                attended, lambda: consenting.consent_from(form, wanted, Acting(attended.who, by)).ref, by
            )
        except Refusal as refusal:
            form = form.again(refusal.reason)
        else:
            receipts.note(request, attended.errand, ref, mandate=attended.mandate, at=clock.now())
            receipts.note_consent(request, consenting.line_for_receipt(wanted, form))
            sessions.leave(request)
            return see_other(reverse("window:receipt"))
    shown = {
        "unit": lawbook().unit(wanted.unit).name,
        "purpose": wanted.purpose,
        "bases": [basis.cite() for basis in wanted.purpose.bases],
        "told": wanted.told,
        "is_preview": True,
    }
    return form_page(request, "window/consent.html", form, **common, **shown)


def _repairs_open(attended: Attended) -> dict[str, str]:
    """The requests that can be taken back, or those of which something was named as missing."""
    mine = repairs.list_for_person(attended.who, lawbook=lawbook(), at=clock.now())
    if attended.errand is Errand.SUPPLY:
        mine = [one for one in mine if one.phase is RepairPhase.TO_SUPPLY]
    return {
        one.request.ref: f"受理号{one.request.ref}，{lawbook().item(one.request.record.item).name}"
        + (f"，还缺{missing}" if (missing := repairs.missing_of(one)) else "")
        for one in mine
        if one.is_open
    }


def _looks_not_asked_about(attended: Attended) -> dict[str, str]:
    """The newest looks at this person about which nobody asked why, by their random numbers."""
    at = clock.now()
    asked = {one.case.entry_id for one in whys.list_for_person(attended.who, lawbook=lawbook(), at=at)}
    entries = [one for one in inquiries.list_for_person(attended.who, at=at) if one.pk not in asked][:_LOOKS]
    numbers = whys.numbers_of(entries)
    return {numbers[one.pk]: f"{moment_zh(one.at)}，{lawbook().unit(one.unit).name}，{one.by.name}" for one in entries}


def _dismiss(ref: str, given: Mapping[str, Any], acting: Acting) -> None:
    dismiss(ref, lawbook=lawbook(), by=acting.who, through=acting.through, at=clock.now())


def _take_consent_back(ref: str, given: Mapping[str, Any], acting: Acting) -> None:
    take_back(ref, lawbook=lawbook(), by=acting.who, through=acting.through, at=clock.now())


def _supply(ref: str, given: Mapping[str, Any], acting: Acting) -> None:
    files = given["papers"]
    supply_repair(ref, files=files, lawbook=lawbook(), by=acting.who, through=acting.through, at=clock.now())


def _take_repair_back(ref: str, given: Mapping[str, Any], acting: Acting) -> None:
    withdraw_repair(ref, lawbook=lawbook(), by=acting.who, through=acting.through, at=clock.now())


def _doubt(ref: str, given: Mapping[str, Any], acting: Acting) -> None:
    words = given["words"]
    doubt_why(ref, words=words, lawbook=lawbook(), by=acting.who, through=acting.through, at=clock.now())


def _take_objection_back(ref: str, given: Mapping[str, Any], acting: Acting) -> None:
    objecting.withdraw_case(ref, acting)


#: Errands that are one step of a case, or the end of something, and whose number is that of the case.
_ON_CASE: Mapping[Errand, Callable[[str, Mapping[str, Any], Acting], None]] = {
    Errand.WITHDRAW: _take_objection_back,
    Errand.SUPPLY: _supply,
    Errand.UNREPAIR: _take_repair_back,
    Errand.DOUBT: _doubt,
    Errand.UNCONSENT: _take_consent_back,
    Errand.DISMISS: _dismiss,
}


def _do(attended: Attended, form: Any, acting: Acting) -> str:
    """Do the errand; the number of the case, or for a statement of the record; "" where the form says what is missing.

    :raises Refusal: for what no field can mend.
    """
    given = form.cleaned_data
    if attended.errand is Errand.ANNUL:
        return _annul(attended, form, acting)
    if attended.errand is Errand.OBJECT:
        lodged = objecting.lodge_from(form, given[RECORD], acting)
        return lodged.ref if lodged is not None else ""
    if attended.errand is Errand.REPAIR:
        asked = repairing.request_from(form, given[RECORD], acting)
        return asked.ref if asked is not None else ""
    if attended.errand in _ON_CASE:
        _ON_CASE[attended.errand](given[CASE], given, acting)
        return str(given[CASE])
    if attended.errand is Errand.WHY:
        return ask_why(given[CASE], words=given["words"], by=acting.who, through=acting.through, at=clock.now()).ref
    if attended.errand is Errand.STATE:
        return given[RECORD] if objecting.state_from(form, given[RECORD], acting) is not None else ""
    step = _STEP_FROM[attended.errand]
    return given[CASE] if step(form, given[CASE], acting) is not None else ""


def _annul(attended: Attended, form: Form, acting: Acting) -> str:
    """The document names the decision; whether the person has other records, the official does not see. Each try is a file
    opened, entered and counted before anything is looked for, however many come out of one opening."""
    open_at_window(attended.identity, errand=Errand.ANNUL, lawbook=lawbook(), by=acting.through, at=clock.now())
    decision = document_number.key(form.cleaned_data["decision_no"])
    named = [one for one in _held(attended) if one.body and document_number.key(one.body["decision_no"]) == decision]
    form.cleaned_data |= {"ground": Ground.ANNULLED, "new_facts": ""}
    lodged = None
    with suppress(Refusal):
        lodged = objecting.lodge_from(form, named[0].record.ref, acting, is_brought=True) if named else None
    if lodged is None:
        form.add_error("decision_no", _NOT_THERE)
    return lodged.ref if lodged is not None else ""


def _file(attended: Attended) -> dict[str, Any]:
    """Everything that is held, what is going on, and who looked, as the person reads it."""
    book, at = lawbook(), clock.now()
    known = restraints.list_for_person(attended.who, lawbook=book, at=at)
    return {
        "name": attended.name,
        "number": mask(attended.identity.number),
        "at": at,
        "until": attended.since + sessions.ATTENDED_FOR,
        "cards": [card(one, book, more=_bars(one, known)) for one in _held(attended)],
        "cases": [
            {
                "ref": case.objection.ref,
                "ground": ground_of(case),
                "now": now_of(case, book),
                "due": day_zh(case.due.last_day) if case.is_open and case.due is not None else "",
            }
            for case in _cases(attended)
        ],
        "repairs": [
            {
                "ref": one.request.ref,
                "record": book.item(one.request.record.item).name,
                "now": now_of_repair(one, book),
                "due": day_zh(one.due.last_day) if one.due is not None else "",
            }
            for one in repairs.list_for_person(attended.who, lawbook=book, at=at)
        ],
        "looks": inquiries.list_for_person(attended.who, at=at).count(),
        "hidden": inquiries.count_hidden(attended.who, at=at),
    }


def _bars(one: HeldRecord, known: Sequence[OpenedRestraint]) -> list[tuple[str, str]]:
    """What binds the person by one record, for its card."""
    return [(label, value) for label, value, _ in on_card(one.record.pk, known)]


def _repair(ref: str) -> dict[str, Any]:
    opened = repairs.get(ref, lawbook=lawbook(), at=clock.now())
    if opened is None:
        return {}
    return {
        "item": lawbook().item(opened.request.record.item).name,
        "decision_no": (read_content(opened.request.version) or {}).get("decision_no", ""),
        "clock": clock_of_repair(opened),
    }


def _why(ref: str) -> dict[str, Any]:
    opened = whys.get(ref, lawbook=lawbook(), at=clock.now())
    if opened is None:
        return {}
    asked = lawbook().unit(opened.case.entry.unit).name
    return {"asked_unit": asked, "clock": clock_of_why(opened), "clock_over": OVER}


def _case(case: OpenedCase, done: Errand) -> dict[str, Any]:
    book = lawbook()
    item = book.items.get(case.objection.record.item)
    return {
        "ground": ground_of(case),
        "item": item.name if item is not None and done.shows_records else "",
        "decision_no": (read_content(case.objection.version) or {}).get("decision_no", "")
        if done.shows_records
        else "",
        "flag": flag_zh(case.objection, book) if case.is_open else "",
        "now": now_of(case, book),
        "clock": clock_of(case),
    }
