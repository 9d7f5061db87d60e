"""Where a message may say that a letter is waiting: given, changed and taken back by the person alone.

[law:pipl/第十三条] [law:pipl/第四十七条]
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from chengxin import clock, sessions
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.actions.contact import give_contact, remove_contact
from chengxin.core.delivery import NUDGES, Channel
from chengxin.core.reasons import Refusal
from chengxin.sessions import Resident
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.replies import see_other
from chengxin.web.resident.forms import ContactForm


@door("resident")
@sensitive_post_parameters("address")
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """One form for each channel; what was given stands in it."""
    if request.method != "POST":
        return _page(request, None)
    form = ContactForm(_channel(request), request.POST)
    if not form.is_valid():
        return _page(request, form)
    me = _me(request).who
    try:
        give_contact(
            form.channel,
            form.cleaned_data["address"],
            number_index=me.number,
            name_index=me.name,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error("address", lawbook().reason_text(refusal.reason).text)
        return _page(request, form)
    return see_other(reverse("resident:contact"))


@door("resident")
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """One button, and it is destroyed."""
    me = _me(request).who
    remove_contact(_channel(request), number_index=me.number, name_index=me.name, at=clock.now())
    return see_other(reverse("resident:contact"))


def _page(request: HttpRequest, wrong: ContactForm | None) -> HttpResponse:
    me = _me(request).who
    given = {one.channel: notices.address_of(one) for one in notices.contacts_of(me.number, me.name)}
    forms = [
        {
            "form": wrong if wrong is not None and wrong.channel is channel else ContactForm(channel),
            "channel": channel.value,
            "given": given.get(channel.value, ""),
        }
        for channel in NUDGES
    ]
    context = {"forms": forms, "form": wrong, "nudge": lawbook().delivery.nudge, "count": len(given)}
    return render(request, "resident/contact.html", context, status=422 if wrong is not None else 200)


def _channel(request: HttpRequest) -> Channel:
    """The channel that the form names; whatever else somebody sends is the first one, and its address is checked."""
    named = request.POST.get("channel", "")
    return next((channel for channel in NUDGES if channel.value == named), NUDGES[0])


def _me(request: HttpRequest) -> Resident:
    me = sessions.resident_of(request)
    assert me is not None  # noqa: S101 - the doorkeeper lets nobody else in
    return me
