"""Repair, from the person's side: the draft that is already filled, one form, the case with its clock.

[law:repair_order_36/第二条] [law:pipl/第五十条]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chengxin import clock, sessions
from chengxin.apps.officials.words import of_unit_zh
from chengxin.apps.records import letters as record_letters
from chengxin.apps.records.selectors import HeldRecord, get_for_person
from chengxin.apps.repairs import selectors as repairs
from chengxin.apps.repairs.actions.supply import supply as give
from chengxin.apps.repairs.actions.withdraw import withdraw as take_back
from chengxin.apps.repairs.letters import class_sentence
from chengxin.apps.repairs.selectors import OpenedRepair, said
from chengxin.core.calendar import day_of
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing, last_day_of
from chengxin.core.repairs import Outcome, Phase, Step, counted_from, opens_on
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook
from chengxin.sessions import Resident
from chengxin.web import cards, errors
from chengxin.web.doors import PAPERS_BYTES, door, takes_files
from chengxin.web.law import lawbook
from chengxin.web.objecting import Acting
from chengxin.web.proofs import receipt_file
from chengxin.web.repairing import RepairForm, SupplyForm, clock_of_repair, request_from
from chengxin.web.replies import form_page, posted, see_other


@dataclass(frozen=True, slots=True)
class Done:
    """One step of a case as the person reads it: what, when, and its state on the list."""

    title: str
    text: str
    state: str


@door("resident")
@takes_files(PAPERS_BYTES)
@sensitive_post_parameters("commitment", "words")
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, ref: str) -> HttpResponse:
    """The filled request for one record; sending it opens the case."""
    me, at, book = _me(request), clock.now(), lawbook()
    held = get_for_person(me.who, ref, lawbook=book, at=at)
    if held is None or not held.body:
        raise Http404
    running = running_case(held, me, book)
    if running is not None:
        return redirect("resident:repair", ref=running.request.ref)
    if not opens_on(held.repair_from, held.standing, on=day_of(at)):
        early = held.repair_from is not None and held.repair_from > day_of(at)
        return errors.refused(request, [Reason.REPAIR_TOO_EARLY if early else Reason.REPAIR_NOT_NEEDED])
    form = RepairForm(posted(request), request.FILES or None, proofs=held.item.repair_proofs)
    if request.method == "POST" and form.is_valid():
        try:
            asked = request_from(form, ref, Acting(me.who))
        except Refusal as refusal:
            return errors.refused(request, [refusal.reason])
        if asked is not None:
            return see_other(reverse("resident:repair", args=[asked.ref]))
    context = {
        "name": me.name,
        "facts": _facts(held, book),
        "ref": ref,
        "is_drafted": repairs.draft_of(held.record.pk, at=at) is not None,
        "decide_days": book.period("repair_decide", on=day_of(at)),
        "source": book.unit(held.record.unit).name,
    }
    return form_page(request, "resident/repair_draft.html", form, **context)


@door("resident")
@require_safe
def case(request: HttpRequest, ref: str) -> HttpResponse:
    """One case: where it stands, by when, what was said."""
    return _case(request, _opened(request, ref), None)


@door("resident")
@require_safe
def receipt_json(request: HttpRequest, ref: str) -> HttpResponse:
    """That the request and its steps stand in the ledger, with the words of what was decided."""
    opened = _opened(request, ref)
    decided = [step for step in opened.steps if step.step == Step.DECIDED]
    return receipt_file(ref, [opened.request.pk, *(step.pk for step in opened.steps)], decided)


@door("resident")
@takes_files(PAPERS_BYTES)
@require_POST
def supply(request: HttpRequest, ref: str) -> HttpResponse:
    """Give what was named as missing."""
    opened = _opened(request, ref)
    form = SupplyForm(request.POST, request.FILES, missing=repairs.missing_of(opened))
    if form.is_valid():
        try:
            give(ref, files=form.cleaned_data["papers"], lawbook=lawbook(), by=_me(request).who, at=clock.now())
        except Refusal as refusal:
            return errors.refused(request, [refusal.reason])
        else:
            return see_other(reverse("resident:repair", args=[ref]))
    return _case(request, opened, form)


@door("resident")
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the request back."""
    try:
        take_back(ref, lawbook=lawbook(), by=_me(request).who, at=clock.now())
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason])
    return see_other(reverse("resident:repair", args=[ref]))


def running_case(held: HeldRecord, me: Resident, book: Lawbook) -> OpenedRepair | None:
    """The case that is open about a record, or `None`."""
    mine = repairs.list_for_person(me.who, lawbook=book, at=held.at)
    return next((one for one in mine if one.is_open and one.request.record_id == held.record.pk), None)


def _case(request: HttpRequest, opened: OpenedRepair, form: SupplyForm | None) -> HttpResponse:
    book, asked = lawbook(), opened.request
    held = get_for_person(_me(request).who, asked.record.ref, lawbook=book, at=opened.at)
    if held is None:
        raise Http404
    settled = opened.case.last(Step.DECIDED)
    is_waiting = opened.phase is Phase.TO_SUPPLY
    if is_waiting and form is None:
        form = SupplyForm(missing=repairs.missing_of(opened))
    context = {
        "title": held.item.name,
        "record_url": reverse("resident:record", args=[asked.record.ref]),
        "ref": asked.ref,
        "tag": cards.tag(held, book),
        "opened": opened,
        "words": opened.words,
        "source": book.unit(asked.record.unit).name,
        "clock": clock_of_repair(opened),
        "sent": moment_zh(counted_from(opened.case))
        if opened.phase is Phase.TO_DECIDE and not opened.is_overdue
        else "",
        "is_suspended": held.standing is Standing.FROZEN,
        "decision_no": held.body.get("decision_no", ""),
        "steps": _steps(opened, book),
        "is_granted": settled is not None and settled.result == Outcome.GRANTED,
        "is_refused": settled is not None and settled.result == Outcome.REFUSED,
        "decision": next((said(step) for step in opened.steps if step.step == Step.DECIDED), {}),
        "is_waiting": is_waiting,
        "missing_words": _named(opened).get("words", ""),
        "form": form if is_waiting else None,
        "until": day_zh(last_day_of(held.until)),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "resident/repair.html", context, status=status)


def _steps(opened: OpenedRepair, book: Lawbook) -> list[Done]:
    through = opened.request.through
    by = f"，由{through.name}在窗口替您写下" if through is not None else ""
    done = [Done("提交申请", moment_zh(opened.request.at) + by, "done")]
    for step in opened.steps:
        who = f"{of_unit_zh(step.by, book, at=step.at)}，" if step.by is not None else ""
        title = {
            Step.MISSING_NAMED: "说明还缺什么",
            Step.SUPPLIED: "补齐了",
            Step.ESCALATED: "过了最后一天，报告负责人",
            Step.DECIDED: "准予修复" if step.result == Outcome.GRANTED else "没有准予",
            Step.WITHDRAWN: "您收回了申请",
        }[Step(step.step)]
        done.append(Done(title, who + moment_zh(step.at), "done"))
    if opened.phase is Phase.TO_SUPPLY:
        done.append(Done("等您补交", "没有期限，办理的日子停着", "now"))
    elif opened.phase is Phase.TO_DECIDE:
        done.append(Done("等报送单位决定", book.unit(opened.request.record.unit).name, "now"))
    return done


def _named(opened: OpenedRepair) -> dict[str, Any]:
    """What the office said is missing, and why."""
    return next((said(step) for step in opened.steps if step.step == Step.MISSING_NAMED), {})


def _facts(held: HeldRecord, book: Lawbook) -> list[tuple[str, str]]:
    facts = [
        ("事项", f"{held.item.name}（目录{held.item.code}）"),
        ("决定书", f"{held.item_then.deciding_document}，{held.body['decision_no']}"),
        ("作出决定的机关", cards.decided_text(held, book)),
        ("内容", record_letters.what_zh(held.body)),
        ("由谁决定修复", book.unit(held.record.unit).name),
        (
            "最早修复",
            f"{day_zh(held.repair_from)}起，{class_sentence(held.item_then, held.version, book)}"
            if held.repair_from
            else "",
        ),
        ("不申请的话", f"{day_zh(last_day_of(held.until))}到期，自动停止"),
    ]
    return [(label, value) for label, value in facts if value]


def _opened(request: HttpRequest, ref: str) -> OpenedRepair:
    opened = repairs.get_for_person(_me(request).who, ref, lawbook=lawbook(), at=clock.now())
    if opened is None:
        raise Http404
    return opened


def _me(request: HttpRequest) -> Resident:
    me = sessions.resident_of(request)
    assert me is not None  # noqa: S101 - the doorkeeper lets nobody else in
    return me
