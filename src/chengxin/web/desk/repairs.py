"""The source unit's desk for repairs: the requests to decide, one at a time, each with its clock. [law:pipl/第五十条]

The list holds numbers of cases, never names. Opening a request is a look at a person, and is entered.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chengxin import clock
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.objections import selectors as objections
from chengxin.apps.records.evidence import opened as file_of
from chengxin.apps.records.letters import authority_name, what_zh
from chengxin.apps.repairs import selectors as repairs
from chengxin.apps.repairs.actions.decide import decide as settle
from chengxin.apps.repairs.actions.look import look
from chengxin.apps.repairs.actions.name_missing import name_missing
from chengxin.apps.repairs.selectors import OpenedRepair, said
from chengxin.core.calendar import day_of
from chengxin.core.law import Item
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.repairs import STEPS, Outcome, Step
from chengxin.core.words import day_zh, moment_zh
from chengxin.web import errors
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.repairing import clock_of_repair
from chengxin.web.replies import download, official, posted_from, see_other
from chengxin.web.staff.again import proved

_MOST = 2_000


class DecideForm(forms.Form):
    """Granted or not, why, and for a refusal the article."""

    outcome = forms.ChoiceField(
        label="怎么决定",
        choices=[(Outcome.GRANTED.value, "准予修复"), (Outcome.REFUSED.value, "不予修复")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选准予还是不予", "invalid_choice": "请选准予还是不予"},
    )
    words = forms.CharField(
        label="理由",
        help_text="会原样写进给本人的信：查了什么、凭什么",
        max_length=_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写理由：查了什么、凭什么", "max_length": f"理由太长了，最多{_MOST:,}个字"},
    )
    article = forms.CharField(
        label="依据的条文（不予修复才要写）", help_text="例如《信用修复管理办法》第三条", max_length=200, required=False
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("outcome") == Outcome.REFUSED and not told.get("article", "").strip():
            self.add_error("article", "不予修复，要写明依据哪一条")
        return told


class MissingForm(forms.Form):
    """What is missing, out of what the item lets ask; once, and all of it."""

    missing = forms.MultipleChoiceField(
        label="缺哪一样", widget=forms.CheckboxSelectMultiple, error_messages={"required": "请选缺哪一样"}
    )
    reason = forms.CharField(
        label="为什么交来的不够",
        help_text="会原样写进给本人的信",
        max_length=_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写为什么不够", "max_length": f"太长了，最多{_MOST:,}个字"},
    )

    def __init__(self, data: Any = None, *, item: Item) -> None:
        super().__init__(data)
        self.fields["missing"].choices = [(proof, proof) for proof in item.repair_proofs]  # type: ignore[attr-defined]


@door("case_officer")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The requests that wait for this unit, oldest first, and how many never had to ask."""
    by, at, book = official(request), clock.now(), lawbook()
    cases = repairs.open_cases(lawbook=book, at=at, unit=by.unit)
    context = {
        "cases": [
            {
                "ref": one.request.ref,
                "item": book.items.at(one.request.record.item, day_of(one.request.at)).name,
                "asked": day_zh(day_of(one.request.at)),
                "clock": clock_of_repair(one),
            }
            for one in cases
        ],
        "counted": repairs.count(at=at, unit=by.unit),
        "unit": book.unit(by.unit).name,
    }
    return render(request, "desk/repairs.html", context)


@door("case_officer")
@require_safe
def case(request: HttpRequest, ref: str) -> HttpResponse:
    """One request, whole."""
    return _case(request, ref)


@door("case_officer")
@proved
@posted_from("desk:repair")
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Grant or refuse."""
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _case(request, ref, decide=form)
    given = form.cleaned_data
    try:
        settle(
            ref,
            outcome=Outcome(given["outcome"]),
            words=given["words"],
            article=given["article"],
            lawbook=lawbook(),
            by=official(request),
            at=clock.now(),
        )
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=reverse("desk:repairs"))
    return see_other(reverse("desk:repair", args=[ref]))


@door("case_officer")
@posted_from("desk:repair")
def missing(request: HttpRequest, ref: str) -> HttpResponse:
    """Name what is missing, once."""
    opened = _found(ref)
    form = MissingForm(request.POST, item=_item(opened))
    if not form.is_valid():
        return _case(request, ref, missing=form)
    given = form.cleaned_data
    try:
        name_missing(
            ref,
            missing=given["missing"],
            words=given["reason"],
            lawbook=lawbook(),
            by=official(request),
            at=clock.now(),
        )
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=reverse("desk:repairs"))
    return see_other(reverse("desk:repair", args=[ref]))


@door("case_officer")
@require_safe
def proof(request: HttpRequest, ref: str, file: str) -> HttpResponse:
    """One file of a request, to be saved."""
    try:
        opened = look(ref, lawbook=lawbook(), by=official(request), at=clock.now())
    except Refusal:
        raise Http404 from None
    kept = repairs.get_proof(opened.request, file)
    found = file_of(kept) if kept is not None else None
    if kept is None or found is None:
        raise Http404
    return download(found[1], found[0], kept.kind)


def _case(
    request: HttpRequest, ref: str, *, decide: DecideForm | None = None, missing: MissingForm | None = None
) -> HttpResponse:
    book = lawbook()
    try:
        opened = look(ref, lawbook=book, by=official(request), at=clock.now())
    except Refusal as refusal:
        if refusal.reason is Reason.SAME_NAME_AS_YOURS:
            return errors.refused(request, [refusal.reason], back=reverse("desk:repairs"))
        raise Http404 from None
    item, body = _item(opened), read_content(opened.request.version) or {}
    may = STEPS[opened.phase]
    can_name = Step.MISSING_NAMED in may and bool(item.repair_proofs) and not opened.is_overdue
    can_name = can_name and opened.case.last(Step.MISSING_NAMED) is None
    form = decide or missing
    context = {
        "ref": ref,
        "opened": opened,
        "title": item.name,
        "facts": [
            ("决定书", f"{item.deciding_document}，{body['decision_no']}"),
            ("作出决定的机关", f"{authority_name(body, book)}"),
            ("内容", what_zh(body)),
            ("提交的时间", moment_zh(opened.request.at)),
            ("在窗口替本人写下的", opened.request.through.name if opened.request.through else ""),
        ]
        if body
        else [],
        "words": opened.words,
        "objections": [
            {"ref": one.objection.ref, "is_theirs": objections.is_theirs(one, official(request).unit)}
            for one in objections.about_record(opened.request.record_id, lawbook=book, at=clock.now())
            if one.is_open
        ],
        "proofs": [
            {"ref": one.ref, "name": (file_of(one) or ("已销毁", b""))[0], "at": moment_zh(one.at)}
            for one in opened.proofs
        ],
        "clock": clock_of_repair(opened),
        "form": form,
        "decide": (decide or DecideForm()) if Step.DECIDED in may else None,
        "missing": (missing or MissingForm(item=item)) if can_name else None,
        "decision": next((said(step) for step in opened.steps if step.step == Step.DECIDED), None),
        "settled": opened.case.last(Step.DECIDED),
        "is_to_supply": Step.SUPPLIED in may,
        "basis": [basis.cite() for basis in item.bases],
    }
    return render(request, "desk/repair.html", context, status=422 if form is not None and form.errors else 200)


def _item(opened: OpenedRepair) -> Item:
    return lawbook().items.at(opened.request.record.item, day_of(opened.request.at))


def _found(ref: str) -> OpenedRepair:
    opened = repairs.get(ref, lawbook=lawbook(), at=clock.now())
    if opened is None:
        raise Http404
    return opened
