"""Before an act that changes rights, whoever acts shows again who they are, unless they did a few minutes ago.

[law:pipl/第五十一条]

What was typed is not lost: it comes back, unseen, in the page that asks, and is sent on with the proof. Files a browser does
not give back; that page asks for them once more. A form that takes files is therefore asked for before it is filled.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from chengxin import clock, sessions
from chengxin.apps.officials import selectors as officials
from chengxin.core.calendar import day_of
from chengxin.web.law import lawbook
from chengxin.web.replies import official, see_other
from chengxin.web.staff import who

View = Callable[..., HttpResponse]
FIELD, _BEFORE = "proof_again", "proof_before_form"
_NOT_TYPED = {"csrfmiddlewaretoken", FIELD}


class AgainForm(forms.Form):
    """The code, or the password of those who have none."""

    proof_again = forms.CharField(max_length=200, strip=False)

    def __init__(self, data: Any = None, *, has_code: bool) -> None:
        super().__init__(data)
        field = self.fields[FIELD]
        field.label = "验证码" if has_code else "密码"
        field.error_messages["required"] = f"请输入{field.label}"
        field.widget = forms.TextInput() if has_code else forms.PasswordInput()
        field.widget.attrs |= {"autocomplete": "one-time-code" if has_code else "current-password"}


def proved(view: View) -> View:
    """Ask before this view takes a POST."""
    return _guard(view, before_form=False)


def proved_before_form(view: View) -> View:
    """Ask before this view shows its form, and before it takes one that was long in filling."""
    return _guard(view, before_form=True)


def _guard(view: View, *, before_form: bool) -> View:
    @wraps(view)
    @never_cache
    @sensitive_post_parameters(FIELD)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if sessions.is_proved(request) or not (before_form or request.method == "POST"):
            return view(request, *args, **named)
        by = official(request)
        has_code = officials.has_second_factor(by)
        form = AgainForm(request.POST if FIELD in request.POST else None, has_code=has_code)
        if form.is_valid():
            wrong = (who.wrong_code if has_code else who.wrong_password)(by, form.cleaned_data[FIELD])
            if not wrong:
                sessions.note_proof(request)
                return see_other(request.get_full_path()) if _BEFORE in request.POST else view(request, *args, **named)
            form.add_error(FIELD, wrong)
        return _ask(request, form)

    guarded.asks_again = True  # type: ignore[attr-defined]
    return guarded


def _ask(request: HttpRequest, form: AgainForm) -> HttpResponse:
    typed = [(name, value) for name, values in request.POST.lists() if name not in _NOT_TYPED for value in values]
    context = {
        "form": form,
        "minutes": lawbook().period("proof_lasts", on=day_of(clock.now())),
        "typed": typed if request.method == "POST" else [(_BEFORE, "1")],
        "files": [(name, one.name) for name, sent in request.FILES.lists() for one in sent],
        "comes_back": request.method == "POST" and _BEFORE not in request.POST,
    }
    return render(request, "staff/again.html", context, status=422 if form.errors else 403)
