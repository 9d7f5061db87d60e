"""The keeper's desk: how many letters did not arrive and for how long, and what came back by post. Counts only, no persons.

[law:pipl/第十七条] [law:pipl/第三十五条]
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chengxin import clock
from chengxin.apps.inquiries.actions.note_return import note_letter_returned, note_slip
from chengxin.apps.inquiries.actions.print_letter import print_letter
from chengxin.apps.letters import addressee
from chengxin.apps.letters import render as render_letter
from chengxin.apps.notices import selectors as notices
from chengxin.core.calendar import day_of
from chengxin.core.reasons import Reason, Refusal
from chengxin.web.desk.forms import PaperForm
from chengxin.web.desk.views import of_the_keeper
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.replies import download, form_page, official, posted, see_other
from chengxin.web.site import NAME

_NOTED = "letter_noted"
_AT_FIELD = {Reason.PROOF_IN_FUTURE: "signed_on", Reason.PROOF_BEFORE_LETTER: "signed_on"}


@door("case_officer")
@of_the_keeper
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """The counts, and one form for one letter."""
    form, at = PaperForm(posted(request)), clock.now()
    if request.method == "POST" and form.is_valid():
        try:
            return _do(request, form.cleaned_data, at)
        except Refusal as refusal:
            form.add_error(_AT_FIELD.get(refusal.reason, "ref"), lawbook().reason_text(refusal.reason).text)
    counted = notices.undelivered(at=at)
    rows = [
        {
            "title": lawbook().letter(row.template).title,
            "count": row.count,
            "older": row.older,
            "days": (day_of(at) - day_of(row.oldest_at)).days,
        }
        for row in counted
    ]
    return form_page(
        request,
        "desk/letters.html",
        form,
        rows=rows,
        total=sum(row.count for row in counted),
        ages=notices.AGES,
        noted=request.session.pop(_NOTED, ""),
    )


def _do(request: HttpRequest, said: dict[str, Any], at: datetime) -> HttpResponse:
    by, ref = official(request), said["ref"]
    if said["what"] == PaperForm.PRINT:
        return download(
            print_letter(ref, render=render_letter, to_whom=addressee, site=NAME, lawbook=lawbook(), by=by, at=at),
            f"{ref}.pdf",
            "application/pdf",
        )
    if said["what"] == PaperForm.SLIP:
        note_slip(ref, signed_on=said["signed_on"], lawbook=lawbook(), by=by, at=at)
        request.session[_NOTED] = f"记下了：信{ref}的回执。等待期从回执日期的第二天起算。"
    else:
        note_letter_returned(ref, lawbook=lawbook(), by=by, at=at)
        request.session[_NOTED] = f"记下了：信{ref}退回来了。退回的信不算告诉过本人，对本人没有任何不利。"
    return see_other(reverse("desk:letters"))
