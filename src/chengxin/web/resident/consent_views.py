"""What I let others learn: each consent, what it would say before I give it, and one step to take it back.

[law:pipl/第十三条] [law:pipl/第二十三条]
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chengxin import clock, sessions
from chengxin.apps.consents.actions.withdraw import withdraw as take_back
from chengxin.core.reasons import Refusal
from chengxin.sessions import Resident
from chengxin.web import errors
from chengxin.web.consenting import Asked, ChooseForm, ConsentForm, asked, consent_from, lines_of, longest
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.objecting import Acting
from chengxin.web.replies import form_page, posted, see_other


@door("resident")
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """Every consent, newest first."""
    return render(request, "resident/consents.html", {"lines": lines_of(_me(request).who), "longest": longest()})


@door("resident")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """For whom and for what; posting shows what would be answered, and writes nothing."""
    form = ChooseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        wanted = asked(form.cleaned_data["to"], _me(request).who)
        assert wanted is not None  # noqa: S101 - the form knows the same list
        shown = ConsentForm(purpose=wanted.purpose, seen=wanted.seen, to=wanted.to)
        return _preview(request, wanted, shown)
    return form_page(request, "resident/consent_choose.html", form)


@door("resident")
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Consent to what stood on the screen."""
    me = _me(request)
    wanted = asked(request.POST.get("to", ""), me.who)
    if wanted is None:
        return redirect("resident:consent_choose")
    form = ConsentForm(request.POST, purpose=wanted.purpose, seen=wanted.seen, to=wanted.to)
    if form.is_valid():
        try:
            consent_from(form, wanted, Acting(me.who))
        except Refusal as refusal:
            form = form.again(refusal.reason)
        else:
            return see_other(reverse("resident:consents"))
    return _preview(request, wanted, form)


@door("resident")
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take one back."""
    try:
        take_back(ref, lawbook=lawbook(), by=_me(request).who, at=clock.now())
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], status=404)
    return see_other(reverse("resident:consents"))


def _preview(request: HttpRequest, wanted: Asked, form: ConsentForm) -> HttpResponse:
    context = {
        "unit": lawbook().unit(wanted.unit).name,
        "purpose": wanted.purpose,
        "bases": [basis.cite() for basis in wanted.purpose.bases],
        "told": wanted.told,
    }
    return form_page(request, "resident/consent_give.html", form, **context)


def _me(request: HttpRequest) -> Resident:
    me = sessions.resident_of(request)
    assert me is not None  # noqa: S101 - the doorkeeper lets nobody else in
    return me
