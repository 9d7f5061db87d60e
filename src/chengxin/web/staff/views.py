"""Officials sign in with a user name, a password and a code; anybody signs out. [law:pipl/第五十一条]

Between the password and the code somebody is half in: the session says who it would be, and opens no door.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth import authenticate, login, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chengxin import clock, sessions
from chengxin.apps.officials import selectors as officials
from chengxin.apps.officials.actions.choose_password import choose_password
from chengxin.apps.officials.actions.set_up_code import set_up_code
from chengxin.apps.officials.codes import SECRET_BYTES, address_of, grouped, key_of
from chengxin.core.calendar import day_of
from chengxin.core.reasons import Refusal
from chengxin.core.seats import require_first_password
from chengxin.web import access_lines, errors, replies
from chengxin.web.access_lines import Outcome, Way
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.replies import form_page, own_place, posted, posted_from, see_other
from chengxin.web.site import landing_of
from chengxin.web.staff import known_browsers, tries, who
from chengxin.web.staff.forms import ChangeForm, CodeForm, PasswordForm, SignInForm

_WRONG = "登录名或密码不对"
#: Whoever is half in types the code within this time, or begins anew.
HALF_IN_FOR = timedelta(minutes=10)
_HALF, _SECRET = "half_in", "code_secret"


@door("public")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Take a user name and a password, with the same words for a wrong name and a wrong password."""
    form = SignInForm(posted(request))
    if request.method == "POST" and form.is_valid():
        username, password = form.cleaned_data["username"], form.cleaned_data["password"]
        if not tries.may_sign_in(request, username):
            access_lines.of_official(username, Way.PASSWORD, Outcome.LOCKED)
            form.add_error("username", who.LOCKED)
        else:
            onward = enter(request, username, password)
            if onward is not None:
                return onward
            tries.note_wrong_sign_in(request, username)
            access_lines.of_official(username, Way.PASSWORD, Outcome.WRONG)
            form.add_error("username", _WRONG)
    idle = lawbook().period("idle_time_out", on=day_of(clock.now()))
    return form_page(request, "staff/sign_in.html", form, idle=idle, why_out=sessions.why_out(request))


@door("public")
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code of whoever is half in, and let them in."""
    official = _half_in(request)
    if official is None:
        return redirect("staff:sign_in")
    if official.has_first_password:
        return redirect("staff:choose")
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        wrong = who.wrong_code(official, form.cleaned_data["code"])
        if wrong:
            form.add_error("code", wrong)
        else:
            return _let_in(request, official, request.session[_HALF]["then"])
    return form_page(request, "staff/code.html", form)


@door("public")
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Show a secret to a phone, take its first code, show the codes for paper once."""
    half = _half_in(request)
    official = half or sessions.official_of(request)
    if official is None:
        return redirect("staff:sign_in")
    if official.has_first_password:
        return redirect("staff:choose")
    if officials.has_second_factor(official):
        return redirect("staff:code") if half else see_home(request)
    secret = bytes.fromhex(request.session.setdefault(_SECRET, os.urandom(SECRET_BYTES).hex()))
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            typed = form.cleaned_data["code"]
            paper = set_up_code(secret, typed, phone_at=clock.of_machine(), by=official, at=clock.now())
        except Refusal as refusal:
            form.add_error("code", lawbook().reason_text(refusal.reason).text)
        else:
            onward = _let_in(request, official, request.session.get(_HALF, {}).get("then", ""))
            page = render(request, "staff/paper_codes.html", {"codes": paper, "home": onward["Location"]})
            page.cookies.update(onward.cookies)
            return page
    address = address_of(secret, username=official.username, site=request.get_host())
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=2)
    shown = {"key": grouped(key_of(secret)), "picture": picture, "address": address}
    return form_page(request, "staff/set_up.html", form, **shown)


@door("public")
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Whoever is half in with the password that was handed over chooses their own, and goes on."""
    official = _half_in(request)
    if official is None or not official.has_first_password:
        return redirect("staff:sign_in")
    form = PasswordForm(posted(request), official=official)
    if request.method == "POST" and form.is_valid():
        try:
            choose_password(form.cleaned_data["password"], lawbook=lawbook(), by=official, at=clock.now())
        except Refusal as refusal:
            return errors.refused(request, [refusal.reason], back=reverse("staff:sign_in"))
        return _onward(request, official, request.session[_HALF]["then"])
    return form_page(request, "staff/choose.html", form)


@door("staff", shows_person=False)
@never_cache
@sensitive_post_parameters("old", "password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """An official takes another password; wherever else they are signed in, they are out."""
    by = replies.official(request)
    form = ChangeForm(posted(request), official=by)
    if request.method == "POST" and form.is_valid():
        choose_password(form.cleaned_data["password"], lawbook=lawbook(), by=by, at=clock.now())
        update_session_auth_hash(request, by)
        return see_other(f"{reverse('staff:change')}?changed=1")
    return form_page(request, "staff/change.html", form, is_changed="changed" in request.GET and not form.is_bound)


@door("public")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Forget who is signed in; a link only asks, so that no other page can sign somebody out."""
    if request.method == "POST":
        onward = "signing_in:out" if sessions.is_vouched(request) else "public:front"
        sessions.sign_out(request)
        return see_other(reverse(onward))
    by = sessions.official_of(request)
    may_set_up = by is not None and not officials.has_second_factor(by)
    context = {
        "is_official": by is not None,
        "may_set_up": may_set_up,
        "elsewhere": sessions.count_elsewhere(request),
        "is_ended": "ended" in request.GET,
        "most": lawbook().period("sessions_at_once", on=day_of(clock.now())),
    }
    return render(request, "staff/sign_out.html", context)


@door("resident", "staff", shows_person=False)
@never_cache
@posted_from("sign_out")
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """Whoever asks is out everywhere but here."""
    sessions.end_elsewhere(request)
    return see_other(f"{reverse('sign_out')}?ended=1")


def enter(request: HttpRequest, username: str, password: str) -> HttpResponse | None:
    """Where an official goes on with a right password. `None` for a wrong one. Whoever was signed in
    before, a resident included, is out."""
    official: Any = authenticate(request, username=username, password=password)
    if official is None:
        return None
    tries.forget_sign_ins(request, username)
    return _onward(request, official, request.GET.get("next", ""))


def _onward(request: HttpRequest, official: Any, then: str) -> HttpResponse:
    """To a password of their own, to the code, or in, and there to the page where they were; with a new session at each
    step."""
    sessions.begin_anew(request)
    at = clock.now()
    try:
        require_first_password(officials.first_password_until(official, lawbook=lawbook(), at=at), on=day_of(at))
    except Refusal as refusal:
        access_lines.of_official(official.username, Way.PASSWORD, refusal.reason)
        return errors.refused(request, [refusal.reason], back=reverse("staff:sign_in"))
    has_code = officials.has_second_factor(official)
    if not official.has_first_password and not has_code and not settings.CODE_IS_REQUIRED:
        return _let_in(request, official, then, way=Way.PASSWORD)
    access_lines.of_official(official.username, Way.PASSWORD, Outcome.HALF_IN)
    request.session[_HALF] = {"official": official.pk, "since": clock.of_machine().isoformat(), "then": then}
    if official.has_first_password:
        return see_other(reverse("staff:choose"))
    return see_other(reverse("staff:code" if has_code else "staff:set_up"))


def see_home(request: HttpRequest) -> HttpResponse:
    """Send a signed-in official to where their work is."""
    official = sessions.official_of(request)
    return see_other(reverse(landing_of(official) if official else "staff:sign_in"))


def _half_in(request: HttpRequest) -> Any:
    """The official whose password was right a moment ago, or `None`."""
    held = request.session.get(_HALF)
    if held is None or not timedelta() <= clock.of_machine() - datetime.fromisoformat(held["since"]) < HALF_IN_FOR:
        return None
    return officials.get_active_by_id(held["official"])


def _let_in(request: HttpRequest, official: Any, then: str, *, way: Way = Way.CODE) -> HttpResponse:
    sessions.begin_anew(request)
    login(request, official)
    access_lines.of_official(official.username, way, Outcome.IN)
    sessions.note_sign_in(request, official)
    back = own_place(then)
    onward = see_other(back) if back else see_home(request)
    known_browsers.note(request, onward, official.username)
    return onward
