"""Representatives at the window: note the proof once; then each time one errand, within scope and end.

[law:pipl/第四十九条] [law:pipl/第五十条]
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from chengxin import clock, sessions
from chengxin.apps.inquiries.actions.open_at_window import open_at_window
from chengxin.apps.mandates import selectors
from chengxin.apps.mandates.actions.act import act, check
from chengxin.apps.mandates.actions.note import note as note_mandate
from chengxin.apps.mandates.letters import KINDS
from chengxin.apps.people import selectors as people
from chengxin.core.calendar import day_of
from chengxin.core.errands import ERRANDS, Errand
from chengxin.core.mandates import GIVEN, Kind
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.words import day_zh
from chengxin.web.doors import door
from chengxin.web.fields import DayField, NameField, NumberField, identity_from
from chengxin.web.law import lawbook
from chengxin.web.replies import form_page, official, posted, see_other
from chengxin.web.window.doorstep import at_a_window

_NOTED = "mandate_noted"
_FIELD = {
    Reason.MANDATE_NEEDS_PROOF: "document_no",
    Reason.MANDATE_OF_ONESELF: "agent_number",
    Reason.MANDATE_OUT_OF_SCOPE: "acts",
    Reason.MANDATE_TOO_LONG: "last_day",
}


def _name_them(form: forms.Form, name: str, number: str, whose: str) -> None:
    """Say of two fields whose they are, also where they are empty."""
    for field, label in ((form.fields[name], f"{whose}的姓名"), (form.fields[number], f"{whose}的身份证号")):
        field.label, field.error_messages["required"] = label, f"请输入{label}"


class NoteForm(forms.Form):
    """Whose, who, by what right, on which document, for what, until when."""

    name = NameField(help_text="被代理的人；和证明上一字不差")
    number = NumberField(help_text="18位，可以带空格")
    agent_name = NameField(help_text="来到窗口的人；和身份证上一字不差")
    agent_number = NumberField(help_text="18位，可以带空格")
    kind = forms.ChoiceField(
        label="三、凭什么代理",
        choices=[(kind.value, text) for kind, text in KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "请选凭什么代理", "invalid_choice": "请选凭什么代理"},
    )
    document_no = forms.CharField(
        label="证明的编号",
        help_text="委托书、公证书、监护或者亲属关系证明上的编号",
        max_length=100,
        error_messages={"required": "请写证明的编号"},
    )
    acts = forms.MultipleChoiceField(
        label="可以办哪些事（证明写明的）",
        choices=[(errand.value, ERRANDS[errand]) for errand in GIVEN],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一件"},
    )
    last_day = DayField(label="最后一天", help_text="例如2027-06-30", missing="请写最后一天")
    is_checked = forms.BooleanField(
        label="我看过证明的原件和代理人的身份证",
        error_messages={"required": "请先看过原件和身份证，再打勾"},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        _name_them(self, "name", "number", "本人")
        _name_them(self, "agent_name", "agent_number", "代理人")


class UseForm(forms.Form):
    """The number of the mandate, who stands here, and the one errand."""

    mandate = forms.CharField(
        label="代理编号", help_text="登记回执上的", max_length=16, error_messages={"required": "请输入代理编号"}
    )
    name = NameField(help_text="来到窗口的人；和身份证上一字不差")
    number = NumberField(help_text="18位，可以带空格")
    errand = forms.ChoiceField(
        label="来办什么",
        choices=[(errand.value, ERRANDS[errand]) for errand in GIVEN],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一件要办的事", "invalid_choice": "请选一件要办的事"},
    )
    is_checked = forms.BooleanField(
        label="代理人在场，我核对过他的身份证", error_messages={"required": "请先核对身份证，再打勾"}
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        _name_them(self, "name", "number", "代理人")


@door("clerk")
@at_a_window
@sensitive_post_parameters("name", "number")
@require_http_methods(["GET", "HEAD", "POST"])
def mandates(request: HttpRequest) -> HttpResponse:
    """A representative stands here: one errand for whom they represent. Refused, nothing was opened."""
    by, at, book = official(request), clock.now(), lawbook()
    form = UseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        agent, errand, ref = identity_from(given), Errand(given["errand"]), given["mandate"].strip().upper()
        try:
            _open(request, ref, agent, errand, by=by, at=at)
        except Refusal as refusal:
            text = book.reason_text(refusal.reason)
            form.add_error("mandate", f"{text.title}。{text.remedy}")
        else:
            return see_other(reverse("window:errand"))
    if request.method != "POST":
        sessions.leave(request)
    return form_page(request, "window/mandates.html", form)


@door("clerk")
@at_a_window
@sensitive_post_parameters("name", "number", "agent_name", "agent_number", "document_no")
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    """Note a proof that was shown."""
    by, at, book = official(request), clock.now(), lawbook()
    form = NoteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            noted = note_mandate(
                person=identity_from(given),
                agent=identity_from({"name": given["agent_name"], "number": given["agent_number"]}),
                kind=Kind(given["kind"]),
                document_no=given["document_no"],
                acts=[Errand(value) for value in given["acts"]],
                last_day=given["last_day"],
                lawbook=book,
                by=by,
                at=at,
            )
        except Refusal as refusal:
            text = book.reason_text(refusal.reason)
            form.add_error(_FIELD.get(refusal.reason), f"{text.title}。{text.remedy}")
        else:
            # Of a person a session holds no name.
            request.session[_NOTED] = {
                "ref": noted.ref,
                "kind": KINDS[Kind(noted.kind)],
                "acts": "、".join(ERRANDS[Errand(value)] for value in noted.acts),
                "last_day": day_zh(given["last_day"]),
            }
            return see_other(reverse("window:mandate_noted"))
    context = {"longest": book.period("mandate_longest", on=day_of(at))}
    return form_page(request, "window/mandate_note.html", form, **context)


@door("clerk")
@require_safe
def noted(request: HttpRequest) -> HttpResponse:
    """What was noted, in large type, to take home."""
    held = request.session.get(_NOTED)
    if held is None:
        return see_other(reverse("window:mandates"))
    return render(request, "window/mandate_noted.html", {**held, "at": clock.now()})


def _open(request: HttpRequest, ref: str, agent: Any, errand: Errand, *, by: Any, at: Any) -> None:
    """Open the represented person's file for one errand; reading it is the whole of that errand, and is told at once."""
    holds = people.indexes(agent)
    person = selectors.represented(check(ref, errand, agent=holds, at=at))
    if person is None:
        raise Refusal(Reason.MANDATE_UNKNOWN)

    def opening() -> Any:
        return open_at_window(person, errand=errand, lawbook=lawbook(), mandate=ref, agent=agent, by=by, at=at)

    if errand is Errand.READ:
        act(ref, errand, opening, case_of=lambda held: "", agent=holds, lawbook=lawbook(), by=by, at=at)
    else:
        opening()
    sessions.attend(request, person, errand, mandate=ref, agent=agent, at=at)
