"""A department's own figures, exactly, with the rows behind each, and what it says beside them. [law:pipl/第五十四条]"""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chengxin import clock
from chengxin.apps.statistics import selectors
from chengxin.apps.statistics.actions.note import note
from chengxin.core.figures import NOTE_MOST
from chengxin.core.permissions import Role
from chengxin.core.quarters import parse_quarter
from chengxin.core.reasons import Refusal
from chengxin.web.doors import door
from chengxin.web.figure_words import FIGURES
from chengxin.web.law import feeds, lawbook
from chengxin.web.replies import form_page, official, posted, see_other


class NoteForm(forms.Form):
    """Which figure, and what is to stand beside it."""

    figure = forms.ChoiceField(
        label="对哪一个数说明",
        choices=[(figure.value, words.title) for figure, words in FIGURES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个数", "invalid_choice": "请选一个数"},
    )
    words = forms.CharField(
        label="说明",
        help_text=f"写在这个数的旁边，人人看得到；最多{NOTE_MOST}个字。空着交，就收回从前的说明",
        required=False,
        max_length=NOTE_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": f"说明太长了，最多{NOTE_MOST}个字"},
    )


@door("data_officer", "supervisor", shows_person=False)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The quarters that are published, the newest first."""
    at, unit = clock.now(), official(request).unit
    found = [one for one in selectors.list_frozen(at=at) if selectors.has_figures(one, unit)]
    quarters = [quarter for one in found if (quarter := parse_quarter(one.quarter)) is not None]
    return render(request, "department/figures.html", {"quarters": quarters, "unit": lawbook().unit(unit).name})


@door("data_officer", "supervisor", shows_person=False)
@require_http_methods(["GET", "HEAD", "POST"])
def quarter(request: HttpRequest, quarter: str) -> HttpResponse:
    """The figures of one quarter, where each comes from, and a note."""
    by, at = official(request), clock.now()
    frozen, known = selectors.get_frozen(quarter, at=at), parse_quarter(quarter)
    if frozen is None or known is None or not selectors.has_figures(frozen, by.unit):
        raise Http404
    form = NoteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            note(quarter, given["figure"], words=given["words"], by=by, at=at)
        except Refusal as refusal:
            form.add_error("words", lawbook().reason_text(refusal.reason).text)
        else:
            return see_other(reverse("department:figures_of", args=[quarter]))
    notes, waiting = selectors.notes_of(frozen, at=at), selectors.notes_waiting(frozen, by.unit, at=at)
    context = {
        "quarter": known,
        # Where each comes from is opened by who sends the files.
        "can_open": by.role == Role.DATA_OFFICER,
        "unit": lawbook().unit(by.unit).name,
        "figures": [
            {
                "words": FIGURES[one.figure],
                "own": one,
                "note": notes.get((by.unit, one.figure.value)),
                "waiting": waiting.get(one.figure.value),
            }
            for one in selectors.own_figures(known, by.unit, feeds=feeds())
        ],
    }
    return form_page(request, "department/figures_of.html", form, **context)
