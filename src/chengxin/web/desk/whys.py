"""Why did your unit look: the questions to answer, and for the keeper those to judge. [law:pipl/第五十条]

The list holds numbers, never names. The page of a question shows neither name nor number of the person.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chengxin import clock
from chengxin.apps.looks import selectors as whys
from chengxin.apps.looks.actions.answer import answer as say
from chengxin.apps.looks.actions.judge import judge as find
from chengxin.apps.looks.actions.look import look
from chengxin.apps.looks.selectors import OpenedWhy
from chengxin.apps.matters import selectors as matters
from chengxin.core.calendar import day_of
from chengxin.core.permissions import KEEPER
from chengxin.core.reasons import Refusal
from chengxin.core.whys import STEPS, Finding, Step
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook
from chengxin.web import errors
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.replies import official, posted_from, see_other
from chengxin.web.whys import FINDINGS, OVER, clock_of_why, findings_of

_MOST = 2_000


class FindingForm(forms.Form):
    """Lawful or not, and why; the words go verbatim to the person."""

    finding = forms.ChoiceField(
        label="这一次查看",
        choices=[(finding.value, text) for finding, text in FINDINGS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "请选合法还是不合法", "invalid_choice": "请选合法还是不合法"},
    )
    words = forms.CharField(
        label="理由",
        help_text="原话给本人看：为哪一件事、凭哪一份申请、谁去看的",
        max_length=_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写理由", "max_length": f"理由太长了，最多{_MOST:,}个字"},
    )


@door("case_officer")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The questions that wait for this unit, oldest first; for the keeper also those to judge."""
    by, at, book = official(request), clock.now(), lawbook()
    context = {
        "unit": book.unit(by.unit).name,
        "to_answer": [_line(one, book) for one in whys.to_answer(by.unit, lawbook=book, at=at)],
        "to_judge": [_line(one, book) for one in whys.to_judge(lawbook=book, at=at)] if by.unit == KEEPER else [],
        "is_keeper": by.unit == KEEPER,
    }
    return render(request, "desk/whys.html", context)


@door("case_officer")
@require_safe
def case(request: HttpRequest, ref: str) -> HttpResponse:
    """One question."""
    return _case(request, ref, None)


@door("case_officer")
@posted_from("desk:why")
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer it, for the unit that looked."""
    return _found(request, ref, say)


@door("case_officer")
@posted_from("desk:why")
def judge(request: HttpRequest, ref: str) -> HttpResponse:
    """Judge it, for the unit that keeps the platform."""
    return _found(request, ref, find)


def _found(request: HttpRequest, ref: str, act: Any) -> HttpResponse:
    form = FindingForm(request.POST)
    if not form.is_valid():
        return _case(request, ref, form)
    given = form.cleaned_data
    try:
        act(
            ref,
            finding=Finding(given["finding"]),
            words=given["words"],
            lawbook=lawbook(),
            by=official(request),
            at=clock.now(),
        )
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=reverse("desk:whys"))
    return see_other(reverse("desk:why", args=[ref]))


def _case(request: HttpRequest, ref: str, form: FindingForm | None) -> HttpResponse:
    by, book = official(request), lawbook()
    try:
        opened = look(ref, lawbook=book, by=by, at=clock.now())
    except Refusal:
        raise Http404 from None
    may = STEPS[opened.phase]
    may_answer = Step.ANSWERED in may and by.unit == opened.case.entry.unit
    may_judge = Step.JUDGED in may and by.unit == KEEPER and not may_answer
    context = {
        "ref": ref,
        "opened": opened,
        "unit": book.unit(opened.case.entry.unit).name,
        "facts": _facts(opened, book),
        "findings": findings_of(opened, book),
        "clock": clock_of_why(opened),
        "clock_over": OVER,
        "form": (form or FindingForm()) if may_answer or may_judge else None,
        "may_answer": may_answer,
    }
    return render(request, "desk/why.html", context, status=422 if form is not None and form.errors else 200)


def _facts(opened: OpenedWhy, book: Lawbook) -> list[tuple[str, str]]:
    entry = opened.case.entry
    purpose = book.purposes.find(entry.purpose, day_of(entry.at))
    facts = [
        ("谁看的", f"{entry.by.name}，{entry.seat}"),
        ("程序", entry.program.name if entry.program else ""),
        ("什么时候", moment_zh(entry.at)),
        ("为哪件事", f"{entry.matter.service}，编号{matters.request_no_of(entry.matter)}" if entry.matter else ""),
        ("再次查的理由", matters.reason_of(entry.matter) if entry.matter else ""),
        ("用途", f"{purpose.name}（{purpose.code}）" if purpose else ""),
        ("看到了哪些事项", "、".join(dict.fromkeys(book.item(slug).name for slug in entry.shown)) or "没有"),
        ("问的时间", moment_zh(opened.case.at)),
        ("在窗口替本人写下的", opened.case.through.name if opened.case.through else ""),
    ]
    return [(label, value) for label, value in facts if value]


def _line(one: OpenedWhy, book: Lawbook) -> dict[str, Any]:
    entry = one.case.entry
    return {
        "ref": one.case.ref,
        "unit": book.unit(entry.unit).name,
        "service": entry.matter.service if entry.matter else "没有登记事项",
        "asked": day_zh(day_of(one.case.at)),
        "clock": clock_of_why(one),
    }
