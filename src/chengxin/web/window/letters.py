"""At the window: print the letters that wait for the person who stands there, and note that they were signed for.

[law:pipl/第十七条] [law:pipl/第四十四条]

Finding is a look at a person: it is posted, and entered. No address holds more than a letter's reference.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from chengxin import clock, sessions
from chengxin.apps.inquiries.actions.find_letters import Found, find_letters
from chengxin.apps.inquiries.actions.print_letter import print_letter
from chengxin.apps.inquiries.actions.sign_letters import sign_letters
from chengxin.apps.letters import addressee
from chengxin.apps.letters import render as render_letter
from chengxin.apps.notices import selectors as notices
from chengxin.core.calendar import day_of
from chengxin.core.identity_number import mask
from chengxin.core.permissions import KEEPER
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.words import day_zh
from chengxin.web import errors
from chengxin.web.doors import door
from chengxin.web.fields import identity_from
from chengxin.web.law import lawbook
from chengxin.web.replies import download, form_page, official, posted, see_other
from chengxin.web.site import NAME
from chengxin.web.window.doorstep import at_a_window
from chengxin.web.window.forms import FindLettersForm

_SIGNED = "letters_signed"
_OF_THE_REFERENCE = frozenset({Reason.LETTER_UNKNOWN, Reason.LETTER_BY_NAME, Reason.LETTER_GONE})


@door("clerk")
@at_a_window
@sensitive_post_parameters("name", "number")
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """Find the letters of one person; what was just signed for is told once."""
    form = FindLettersForm(posted(request))
    if request.method == "POST" and form.is_valid():
        ref = form.cleaned_data["ref"]
        try:
            found = find_letters(
                ref or identity_from(form.cleaned_data),
                to_whom=addressee,
                lawbook=lawbook(),
                by=official(request),
                at=clock.now(),
            )
        except Refusal as refusal:
            if refusal.reason not in _OF_THE_REFERENCE:
                return errors.refused(request, [refusal.reason], back=request.path)
            form.add_error("ref", lawbook().reason_text(refusal.reason).text)
        else:
            sessions.found(request, found.identity)
            return render(
                request,
                "window/letters_found.html",
                {**_found(found, is_keeper=_is_keeper(request)), **_where(request)},
            )
    signed = request.session.pop(_SIGNED, 0)
    return form_page(request, "window/letters.html", form, signed=signed, **_where(request))


@door("clerk")
@at_a_window
@require_POST
def print_one(request: HttpRequest, ref: str) -> HttpResponse:
    """The letter as a PDF to print."""
    try:
        by, whose = official(request), sessions.last_found(request)
        pdf = print_letter(
            ref,
            whose=whose,
            render=render_letter,
            to_whom=addressee,
            site=NAME,
            lawbook=lawbook(),
            by=by,
            at=clock.now(),
        )
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=reverse("window:letters"))
    return download(pdf, f"{ref}.pdf", "application/pdf")


@door("clerk")
@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    """Note that the person has signed the slips of these letters: of all, or of none."""
    try:
        signed = sign_letters(request.POST.getlist("ref"), lawbook=lawbook(), by=official(request), at=clock.now())
    except Refusal as refusal:
        return errors.refused(request, [refusal.reason], back=reverse("window:letters"))
    request.session[_SIGNED] = len(signed)
    return see_other(reverse("window:letters"))


def _where(request: HttpRequest) -> dict[str, object]:
    """A signature is noted at the keeper's window alone."""
    return {"is_keeper": _is_keeper(request), "keeper": lawbook().unit(KEEPER).name}


def _is_keeper(request: HttpRequest) -> bool:
    return bool(official(request).unit == KEEPER)


def _found(found: Found, *, is_keeper: bool) -> dict[str, object]:
    """What waits, and at the keeper's window what somebody noted as signed for and nobody has opened: the person may say that it
    was not they. Whoever may ask reads no day there from which a record waits."""
    listed = [
        ({"ref": letter.ref, "on": day_zh(day_of(letter.at))}, notices.signed_on(letter)) for letter in found.letters
    ]
    return {
        "name": found.identity.name,
        "number": mask(found.identity.number),
        "letters": [one for one, signed in listed if signed is None],
        "signed_for": [{**one, "signed": day_zh(signed)} for one, signed in listed if signed is not None and is_keeper],
    }
