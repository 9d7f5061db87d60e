"""Officials sign in with a user name and a password; anybody signs out. [law:pipl/第五十一条]"""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chengxin import sessions
from chengxin.web.doors import door
from chengxin.web.replies import form_page, posted, see_other
from chengxin.web.site import HOME
from chengxin.web.staff import tries
from chengxin.web.staff.forms import SignInForm

_WRONG = "用户名或密码不对"
_LOCKED = "这个用户名输错次数太多，请5分钟以后再试"


@door("public")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let an official in, with the same words for a wrong name and a wrong password."""
    form = SignInForm(posted(request))
    if request.method == "POST" and form.is_valid():
        username, password = form.cleaned_data["username"], form.cleaned_data["password"]
        if tries.is_locked(username):
            form.add_error("username", _LOCKED)
        elif enter(request, username, password):
            return see_home(request)
        else:
            tries.note_wrong(username)
            form.add_error("username", _WRONG)
    return form_page(request, "staff/sign_in.html", form)


@door("public")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Forget who is signed in; a link only asks, so that no other page can sign somebody out."""
    if request.method == "POST":
        logout(request)
        return see_other(reverse("public:front"))
    return render(request, "staff/sign_out.html")


def enter(request: HttpRequest, username: str, password: str) -> bool:
    """Sign an official in; whoever was signed in before, a resident included, is out."""
    official = authenticate(request, username=username, password=password)
    if official is None:
        return False
    tries.forget(username)
    request.session.flush()
    login(request, official)
    return True


def see_home(request: HttpRequest) -> HttpResponse:
    """Send a signed-in official to the page of their role."""
    official = sessions.official_of(request)
    return see_other(reverse(HOME[official.role] if official else "staff:sign_in"))
