"""What my file was on a day that is past: the same reading as today's, asked with another instant. [law:pipl/第四十五条]"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chengxin import clock, sessions
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.records import selectors as held
from chengxin.apps.records.selectors import HeldRecord
from chengxin.core.calendar import SHANGHAI, day_of
from chengxin.core.words import moment_zh
from chengxin.lawbook import Lawbook
from chengxin.web import cards
from chengxin.web.doors import door
from chengxin.web.fields import DayField
from chengxin.web.law import lawbook


class ThenForm(forms.Form):
    """A day that is past, and a time on it."""

    on = DayField(label="哪一天", missing="请写哪一天", calendar=True)
    at = forms.TimeField(
        label="几点几分",
        help_text="不写，就看那一天最后一刻",
        required=False,
        input_formats=["%H:%M"],
        widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-10"}, format="%H:%M"),
        error_messages={"invalid": "时间要像09:30这样写"},
    )

    def __init__(self, data: Any = None, *, now: datetime) -> None:
        super().__init__(data)
        self._now = now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and self.instant() >= self._now:
            self.add_error("on", "请选今天以前的时刻；现在的，看“我的记录”")
        return cleaned

    def instant(self) -> datetime:
        """The chosen instant; without a time, the last second of the day."""
        day: date = self.cleaned_data["on"]
        return datetime.combine(day, self.cleaned_data.get("at") or time(23, 59, 59), SHANGHAI)


@door("resident")
@require_safe
def records_then(request: HttpRequest) -> HttpResponse:
    """The list of my records as of a past instant; it is my own file, so it leaves no entry."""
    me, now, book = sessions.resident_of(request), clock.now(), lawbook()
    assert me is not None  # noqa: S101 - the doorkeeper lets nobody else in
    form = ThenForm(request.GET or None, now=now)
    context: dict[str, Any] = {"form": form, "edition": book.edition}
    if form.is_bound and form.is_valid():
        then = form.instant()
        shown = [_card(record, book) for record in held.held_by(me.who, lawbook=book, at=then)]
        context |= {
            "then": moment_zh(then),
            "day": day_of(then),
            "cards": [card for card in shown if not card.is_ended],
            "ended": [card for card in shown if card.is_ended],
            "looks": len(inquiries.list_for_person(me.who, at=then)),
        }
    return render(request, "resident/then.html", context, status=422 if form.errors else 200)


def _card(record: HeldRecord, book: Lawbook) -> cards.Card:
    return cards.card(record, book, url=reverse("resident:record", args=[record.record.ref]))
