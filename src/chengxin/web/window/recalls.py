"""What a unit was answered and what no longer stands: it confirms that it is used no more. [law:pipl/第四十六条]"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from chengxin import clock
from chengxin.apps.inquiries.selectors import answers_read
from chengxin.apps.matters import selectors as matters
from chengxin.apps.objections import recalls
from chengxin.apps.objections.actions.confirm_recall import confirm_recall
from chengxin.apps.objections.recalls import Recalled
from chengxin.core.calendar import day_of
from chengxin.core.reasons import Refusal
from chengxin.core.words import day_zh, moment_zh
from chengxin.web import errors
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.recall_words import said
from chengxin.web.replies import official, see_other


@door("clerk", "case_officer")
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The answers that are recalled from whoever was given them: by matter, without a person and without the new content. Of
    colleagues', who have seen nothing of it, how many; those of somebody who left are the unit's."""
    by = official(request)
    found = recalls.of_unit(by.unit, lawbook=lawbook(), at=clock.now())
    mine = [one for one in found if recalls.is_for(one, by)]
    context = {
        "waiting": [_line(one) for one in mine if one.confirmed is None],
        "confirmed": [_line(one) for one in mine if one.confirmed is not None],
        "others": dict(Counter(one.answer.by.name for one in found if one not in mine and one.confirmed is None)),
        "unit": lawbook().unit(by.unit).name,
    }
    return render(request, "window/recalls.html", context)


@door("clerk", "case_officer")
@require_POST
def confirm(request: HttpRequest, ref: str, cause: int) -> HttpResponse:
    """Confirm that what an answer showed is used no more."""
    back = reverse("window:recalls")
    try:
        confirm_recall(ref, cause, lawbook=lawbook(), by=official(request), at=clock.now())
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=back)
    return see_other(back)


def _line(one: Recalled) -> dict[str, Any]:
    matter = one.answer.matter
    # What a program was shown nobody has read who answers for it: the program's own words hold it.
    is_read = one.answer.pk in answers_read(matter, by=one.answer.by)
    return {
        "ref": one.answer.ref,
        "cause": one.stop.cause,
        "request_no": matters.request_no_of(matter) or matter.ref,
        "service": matter.service,
        "on": day_zh(day_of(one.answer.at)),
        "by": f"{one.answer.by.name}，{one.answer.by.seat}",
        "item": lawbook().item(one.shown.record.item).name if is_read else "给程序看的一项，是什么只有程序知道",
        "why": said(one) if is_read else "内容更正了，或者停止了",
        "since": day_zh(day_of(one.stop.at)),
        "confirmed": f"{one.confirmed.by.name}，{moment_zh(one.confirmed.at)}" if one.confirmed else "",
    }
