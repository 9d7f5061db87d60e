"""Data was seen by whom it was not for: report it, see how many it concerns and what the letter says, let it leave as a
second. Nobody's name or number stands on these pages. [law:pipl/第五十七条]
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chengxin import clock
from chengxin.apps.looks import breaches as found
from chengxin.apps.looks.actions.report_breach import report_breach
from chengxin.apps.looks.actions.tell_breach import tell_breach
from chengxin.apps.looks.breaches import OpenedBreach
from chengxin.core.breaches import SAID, WORDS_MOST, Source
from chengxin.core.calendar import SHANGHAI
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.words import moment_zh
from chengxin.web import errors
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.replies import form_page, official, posted, see_other

_SOURCES = {Source.OFFICIAL: "一位工作人员看的", Source.PROGRAM: "一个程序的令牌", Source.SUBMISSION: "一份交来的文件"}
_SAID = {
    "what": "发生了什么",
    "consequences": "可能有什么危害",
    "done": "我们做了什么",
    "remedies": "本人能做什么",
    "contact": "向谁问",
}
_FIELD = {Reason.BREACH_SOURCE_UNKNOWN: "name", Reason.BREACH_SPAN_WRONG: "until", Reason.BREACH_INCOMPLETE: "what"}


def _moment(label: str) -> forms.DateTimeField:
    wrong = f"请像2026-11-24 09:00这样写{label}"
    return forms.DateTimeField(
        label=label,
        help_text="例如2026-11-24 09:00",
        input_formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
        error_messages={"required": wrong, "invalid": wrong},
    )


class BreachForm(forms.Form):
    """Through what, in what span, and what the letter says."""

    source = forms.ChoiceField(
        label="从哪里看到的",
        choices=[(source.value, text) for source, text in _SOURCES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "请选从哪里看到的", "invalid_choice": "请选从哪里看到的"},
    )
    name = forms.CharField(
        label="是哪一个",
        help_text="工作人员的登录名，程序的编号，或者文件的回执号",
        max_length=150,
        error_messages={"required": "请写登录名、程序的编号或者文件的回执号"},
    )
    since = _moment("从什么时候起")
    until = _moment("到什么时候止")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name, label in _SAID.items():
            self.fields[name] = forms.CharField(
                label=label,
                max_length=WORDS_MOST,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": f"请写{label}", "max_length": f"太长了，最多{WORDS_MOST:,}个字"},
            )

    @property
    def letter(self) -> list[forms.BoundField]:
        """The fields that go into the letter as they are."""
        return [self[name] for name in SAID]


@door("supervisor", "auditor")
@require_http_methods(["GET", "HEAD", "POST"])
def breaches(request: HttpRequest) -> HttpResponse:
    """What was reported, and the form for one more."""
    by, form = official(request), BreachForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            reported = report_breach(
                source=Source(given["source"]),
                name=given["name"],
                since=given["since"].astimezone(SHANGHAI),
                until=given["until"].astimezone(SHANGHAI),
                said={name: given[name] for name in SAID},
                by=by,
                at=clock.now(),
            )
        except Refusal as refusal:
            if refusal.reason not in _FIELD:
                return errors.refused(request, [refusal.reason], back=request.path)
            form.add_error(_FIELD[refusal.reason], lawbook().reason_text(refusal.reason).text)
        else:
            return see_other(reverse("oversight:breach", args=[reported.ref]))
    return form_page(request, "oversight/breaches.html", form, reported=[_line(one) for one in found.newest()])


@door("supervisor", "auditor")
@require_http_methods(["GET", "HEAD", "POST"])
def breach(request: HttpRequest, ref: str) -> HttpResponse:
    """One report with its letter; a button lets the letters leave."""
    opened, by = found.get(ref), official(request)
    if opened is None:
        raise Http404
    if request.method == "POST":
        try:
            tell_breach(ref, lawbook=lawbook(), by=by, at=clock.now())
        except Refusal as refusal:
            return errors.refused(request, [refusal.reason], back=request.path)
        return see_other(request.path)
    context = {
        **_line(opened),
        "source": _SOURCES[Source(opened.breach.source)],
        "name": found.source_name(opened.breach),
        "since": moment_zh(opened.breach.since),
        "until": moment_zh(opened.breach.until),
        "letter": [(_SAID[name], words) for name, words in opened.said.items()],
        "is_mine": opened.breach.by_id == by.pk,
    }
    return form_page(request, "oversight/breach.html", forms.Form(), **context)


def _line(one: OpenedBreach) -> dict[str, Any]:
    return {
        "ref": one.breach.ref,
        "persons": one.breach.persons,
        "reported": f"{moment_zh(one.breach.at)}，{one.breach.by.name}",
        "told": f"{moment_zh(one.told.at)}，{one.told.by.name}" if one.told is not None else "",
        "letters": one.told.persons if one.told is not None else 0,
    }
