"""A superior orders, before anything is asked, that the looks of one matter are shown to the person later.

[law:pipl/第三十五条]
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chengxin import clock
from chengxin.apps.looks.actions.hide import hide as order
from chengxin.core.calendar import day_of
from chengxin.core.hiding import HidingCategory
from chengxin.core.reasons import Reason, Refusal
from chengxin.web.doors import door
from chengxin.web.fields import DayField
from chengxin.web.law import lawbook
from chengxin.web.replies import form_page, official, posted, see_other
from chengxin.web.staff.again import proved

_FIELD = {
    Reason.MATTER_MISSING: "matter",
    Reason.HIDING_TOO_LATE: "matter",
    Reason.HIDING_NOT_LISTED: "category",
    Reason.HIDING_TOO_LONG: "shown_from",
}


class HideForm(forms.Form):
    """Which matter, on which ground of the closed list, until when, and why."""

    matter = forms.CharField(
        label="登记号",
        help_text="在窗口那件事的页面上，10个字符；只有还没有问过的才能推迟",
        max_length=16,
        error_messages={"required": "请输入登记号"},
    )
    category = forms.ChoiceField(
        label="哪一种情形",
        widget=forms.RadioSelect,
        error_messages={"required": "请选一种情形", "invalid_choice": "请选一种情形"},
    )
    shown_from = DayField(
        label="从哪天起给本人看", help_text="例如2027-01-15；到了这一天自动给本人看", missing="请写从哪天起给本人看"
    )
    words = forms.CharField(
        label="理由",
        help_text="加密保存，审计时要用",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写理由"},
    )

    def __init__(self, data: Any = None, *, categories: list[HidingCategory]) -> None:
        super().__init__(data)
        self.fields["category"].choices = [(one.code, one.name) for one in categories]  # type: ignore[attr-defined]


@door("supervisor")
@proved
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest) -> HttpResponse:
    """Order it; what may not be is said at the field."""
    book, at = lawbook(), clock.now()
    usable = [one for one in book.hiding.values() if one.is_usable(day_of(at))]
    form = HideForm(posted(request), categories=usable)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            order(
                given["matter"].strip().upper(),
                category=given["category"],
                shown_from=given["shown_from"],
                words=given["words"],
                lawbook=book,
                by=official(request),
                at=at,
            )
        except Refusal as refusal:
            form.add_error(_FIELD.get(refusal.reason), book.reason_text(refusal.reason).text)
        else:
            return see_other(reverse("desk:hidden"))
    context = {
        "longest": book.period("hiding_longest", on=day_of(at)),
        "bases": [b.cite() for one in usable for b in one.bases],
    }
    return form_page(request, "desk/hide.html", form, **context)


@door("supervisor")
@require_safe
def hidden(request: HttpRequest) -> HttpResponse:
    """It was ordered, and what follows by itself."""
    return render(request, "desk/hidden.html")
