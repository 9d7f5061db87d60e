"""Report that a body handles personal data wrongly; or be told who looks into what a person did. [law:pipl/第六十五条]

Nobody signs in and nothing is kept of who reports. About a person nothing is taken at all: that page has no form.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from chengxin import clock
from chengxin.apps.complaints import selectors
from chengxin.apps.complaints.actions.complain import complain
from chengxin.core.calendar import day_of
from chengxin.core.complaints import WORDS_MOST, About
from chengxin.core.reasons import Reason, Refusal
from chengxin.web import errors
from chengxin.web.complaint_words import RESULTS, told_zh
from chengxin.web.deadline import drawn
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.origin_tries import Tries
from chengxin.web.replies import form_page, posted, see_other
from chengxin.web.unit_choices import unit_choices

TRIES = Tries("complaints", 10)


class ChooseForm(forms.Form):
    """Whom it is about, before anything else is asked."""

    about = forms.ChoiceField(
        label="您要反映的是",
        choices=[
            (About.BODY.value, "一个单位怎样处理个人信息"),
            (About.PERSON.value, "一个人做了什么"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项", "invalid_choice": "请选一项"},
    )


class BodyForm(forms.Form):
    """Which body, and what it did."""

    unit = forms.ChoiceField(
        label="哪个单位",
        widget=forms.Select,
        error_messages={"required": "请选一个单位", "invalid_choice": "请选一个单位"},
    )
    words = forms.CharField(
        label="它做了什么",
        help_text=f"什么时候、在哪里、做了什么。不用写您是谁，也不要写任何人的身份证号码、手机号码；最多{WORDS_MOST:,}个字",
        max_length=WORDS_MOST,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
        error_messages={"required": "请写它做了什么", "max_length": f"太长了，最多{WORDS_MOST:,}个字"},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["unit"].choices = unit_choices(lawbook())  # type: ignore[attr-defined]


class FindForm(forms.Form):
    """The number that was given."""

    ref = forms.SlugField(
        label="办理编号",
        help_text="10个字母和数字，提交以后给您的",
        max_length=16,
        error_messages={"required": "请输入办理编号", "invalid": "编号里只有字母和数字"},
    )


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Whom is it about? A person leads to a page that says who looks into that, and takes nothing."""
    form = ChooseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        is_body = form.cleaned_data["about"] == About.BODY
        return see_other(reverse("complaining:about_body" if is_body else "complaining:about_person"))
    days = lawbook().period("complaint_answer", on=day_of(clock.now()))
    return form_page(request, "complaining/choose.html", form, find=FindForm(), days=days)


@door("public")
@require_safe
def about_person(request: HttpRequest) -> HttpResponse:
    """Who looks into what a person did. Nothing can be typed here."""
    reason = lawbook().reason_text(Reason.COMPLAINT_ABOUT_PERSON)
    return render(request, "complaining/about_person.html", {"reason": reason})


@door("public")
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def about_body(request: HttpRequest) -> HttpResponse:
    """Report what a body did; the answer is a number."""
    form = BodyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if TRIES.is_locked(request):
            return errors.refused(request, [Reason.COMPLAINT_TOO_OFTEN], back=request.path, status=429)
        given = form.cleaned_data
        try:
            opened = complain(About.BODY, given["unit"], words=given["words"], lawbook=lawbook(), at=clock.now())
        except Refusal as refusal:
            form.add_error("words", lawbook().reason_text(refusal.reason).text)
        else:
            TRIES.note(request)
            return see_other(reverse("complaining:case", args=[opened.ref]) + "?view=new")
    days, kept = (lawbook().period(code, on=day_of(clock.now())) for code in ("complaint_answer", "complaint_kept"))
    return form_page(request, "complaining/about_body.html", form, days=days, kept=kept)


@door("public")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """From the number to its page."""
    form = FindForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if TRIES.is_locked(request):
            return errors.refused(request, [Reason.COMPLAINT_TOO_OFTEN], back=request.path, status=429)
        TRIES.note(request)
        ref = form.cleaned_data["ref"].upper()
        if selectors.get(ref, lawbook=lawbook(), at=clock.now()) is not None:
            return see_other(reverse("complaining:case", args=[ref]))
        form.add_error("ref", lawbook().reason_text(Reason.COMPLAINT_MISSING).text)
    return form_page(request, "complaining/find.html", form)


@door("public")
@never_cache
@require_safe
def case(request: HttpRequest, ref: str) -> HttpResponse:
    """Where a report stands, and what was answered; not what was written in it."""
    opened = selectors.get(ref, lawbook=lawbook(), at=clock.now())
    if opened is None:
        raise Http404
    context = {
        "opened": opened,
        "unit": lawbook().unit(opened.complaint.unit).name,
        "result": RESULTS[opened.answer.result] if opened.answer else "",
        "clock": None if opened.answer else drawn(opened.counted, is_overdue=opened.is_overdue, at=opened.at),
        "superior": told_zh(opened, lawbook()),
        "is_new": request.GET.get("view") == "new",
    }
    response = render(request, "complaining/case.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
