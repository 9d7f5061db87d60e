"""A clerk's own desk: what they opened today, what of earlier days still waits, and one matter found by its number.

By numbers alone, never by names: what is listed was opened by whoever reads it. [law:pipl/第六条]
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chengxin import clock
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.matters import selectors as matters
from chengxin.apps.promises import selectors as promises
from chengxin.apps.promises.selectors import Promised
from chengxin.core.calendar import day_of, start_of
from chengxin.core.promises import State, outstanding
from chengxin.core.words import day_zh
from chengxin.web.doors import door
from chengxin.web.endings import ENDINGS
from chengxin.web.law import lawbook
from chengxin.web.replies import form_page, official, posted, see_other

if TYPE_CHECKING:
    from datetime import date, datetime

    from chengxin.apps.matters.models import Matter

#: So many matters of earlier days are listed besides those for which a paper is due; older ones are found by their number.
_EARLIER = 50


class FindForm(forms.Form):
    """One matter by its number: the random one of the platform, or the one on the applicant's slip."""

    number = forms.CharField(
        label="登记号，或者事项编号",
        max_length=100,
        error_messages={"required": "请输入登记号，或者受理单上的事项编号"},
    )

    def __init__(self, data: Any = None, *, days: int) -> None:
        super().__init__(data)
        self.fields[
            "number"
        ].help_text = f"登记号开得了本单位的任何一件；事项编号只找{days}天里、还没有结果的、您自己登记的"
        self.fields["number"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}


@door("clerk")
@require_http_methods(["GET", "HEAD", "POST"])
def today(request: HttpRequest) -> HttpResponse:
    """The matters this official opened today, and those of earlier days that still wait for a paper or an outcome."""
    by, at = official(request), clock.now()
    days = lawbook().period("second_matter", on=day_of(at))
    since = start_of(day_of(at) - timedelta(days=days))
    awaited = {one.promise.matter_id: one for one in promises.awaited_by(by, since=since, at=at)}
    form = FindForm(posted(request), days=days)
    if request.method == "POST" and form.is_valid():
        found = _found(by, form.cleaned_data["number"], since)
        if found is not None:
            return see_other(reverse("window:matter", args=[found.ref]))
        form.add_error("number", "本单位没有这个登记号，您自己登记的里面也没有这个编号。请照受理单核对")
    here = list(matters.opened_by(by, start_of(day_of(at))))
    listed = {one.pk for one in here}
    before = [one for one in _waiting(by, since, awaited) if one.pk not in listed]
    context = {
        "rows": [_row(one, at) for one in here],
        "earlier": [_row(one, at) for one in before],
        "is_full": len(before) >= _EARLIER,
        "today": day_of(at),
        "days": days,
    }
    return form_page(request, "window/today.html", form, **context)


def _waiting(by: Any, since: datetime, awaited: dict[int, Promised]) -> list[Matter]:
    """The official's own matters without an outcome: first those with a paper due, by its day, then the newest."""
    own = {one.pk: one for one in matters.open_of(by, since)[: _EARLIER + len(awaited)]}
    due = sorted((_first_day(one), pk) for pk, one in awaited.items())
    with_paper = [awaited[pk].promise.matter for _, pk in due]
    return with_paper + [one for pk, one in own.items() if pk not in awaited][:_EARLIER]


def _found(by: Any, typed: str, since: datetime) -> Matter | None:
    """A matter of the official's unit: any by its random number; by the applicant's, which can be guessed, only one that is
    this official's own."""
    number = "".join(typed.split())
    found = matters.get_for_unit(by.unit, number.upper())
    if found is not None:
        return found
    return next(
        (one for one in matters.open_of(by, since) if "".join(matters.request_no_of(one).split()) == number), None
    )


def _row(opened: Matter, at: datetime) -> dict[str, Any]:
    tag, step, more = _step(opened, at)
    return {"matter": opened, "request_no": matters.request_no_of(opened), "tag": tag, "step": step, "more": more}


def _step(opened: Matter, at: datetime) -> tuple[str, str, str]:
    """How far a matter is: how it is drawn, the word, and what is still to be done."""
    if matters.is_closed(opened):
        return "ended", "已有结果", ENDINGS[opened.closing.outcome]
    promised = promises.in_matter(opened, at=at)
    if promised is not None and promised.promise.is_destroyed:
        promised = None
    if promised is not None and promised.state is State.LAPSED:
        return "waiting", "后补过了日子", f"最后一天{day_zh(_first_day(promised))}；材料还没有到齐，没有结果"
    if promised is not None and promised.is_open:
        return "waiting", "等后补的材料", f"最后一天{day_zh(_first_day(promised))}"
    if promised is not None:
        return "done", "材料到齐了", "还没有结果"
    if inquiries.answers_in(opened.pk).exists():
        return "done", "已答复", "还没有结果"
    if inquiries.was_checked(opened):
        return "done", "看过便利", "还没有结果"
    return "waiting", "已登记", "还没有问，还没有结果"


def _first_day(one: Promised) -> date:
    """The first day on which a paper is still waited for."""
    return min(due.last_day for due in outstanding(one.due, one.arrived))
