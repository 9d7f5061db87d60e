"""Reports about bodies that wait for an answer of the unit that keeps the platform. [law:pipl/第六十五条]"""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chengxin import clock
from chengxin.apps.complaints import selectors
from chengxin.apps.complaints.actions.answer import answer
from chengxin.core.calendar import day_of
from chengxin.core.complaints import WORDS_MOST, Result
from chengxin.core.permissions import KEEPER
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.words import day_zh
from chengxin.web import errors
from chengxin.web.complaint_words import RESULTS, told_zh
from chengxin.web.deadline import drawn
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.replies import form_page, official, posted, see_other


class AnswerForm(forms.Form):
    """What was found, and why; the words go verbatim to whoever has the number."""

    result = forms.ChoiceField(
        label="查下来",
        choices=list(RESULTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选查下来怎样", "invalid_choice": "请选查下来怎样"},
    )
    words = forms.CharField(
        label="答复",
        help_text="原话给有编号的人看：查了什么、怎样改、还可以找谁",
        max_length=WORDS_MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请写答复", "max_length": f"答复太长了，最多{WORDS_MOST:,}个字"},
    )


@door("case_officer")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first."""
    if official(request).unit != KEEPER:
        return errors.refused(request, [Reason.UNIT_MAY_NOT], status=403)
    book = lawbook()
    waiting = [
        {
            "ref": one.complaint.ref,
            "unit": book.unit(one.complaint.unit).name,
            "made": day_zh(day_of(one.complaint.at)),
            "clock": drawn(one.counted, is_overdue=one.is_overdue, at=one.at),
        }
        for one in selectors.to_answer(lawbook=book, at=clock.now())
    ]
    return render(request, "desk/complaints.html", {"waiting": waiting})


@door("case_officer")
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, ref: str) -> HttpResponse:
    """One report, and its answer."""
    by, book = official(request), lawbook()
    opened = selectors.get(ref, lawbook=book, at=clock.now())
    if opened is None or by.unit != KEEPER:
        raise Http404
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            answer(ref, result=Result(given["result"]), words=given["words"], by=by, at=clock.now())
        except Refusal as refusal:
            return errors.refused(request, [refusal.reason], back=reverse("desk:complaints"))
        return see_other(reverse("desk:complaint", args=[ref]))
    superior = told_zh(opened, book)
    reported = f"已经报给{superior}；" if superior else "过了这一天，报给本中心负责人；"
    context = {
        "opened": opened,
        "unit": book.unit(opened.complaint.unit).name,
        "result": RESULTS[opened.answer.result] if opened.answer else "",
        "clock_text": f"{reported}反映的人凭编号看得到。",
        "clock": None if opened.answer else drawn(opened.counted, is_overdue=opened.is_overdue, at=opened.at),
    }
    return form_page(request, "desk/complaint.html", form, **context)
