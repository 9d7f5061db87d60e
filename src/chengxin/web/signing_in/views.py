"""A resident signs in: through the identity provider, or with a code on paper from a window. [law:pipl/第五十一条]

Wherever somebody came from, they are led to their own records and nowhere else.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from chengxin import clock, sessions
from chengxin.core.calendar import day_of
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.sign_ins import Asked, vouched_for
from chengxin.web import access_lines
from chengxin.web.access_lines import Outcome, Way
from chengxin.web.doors import door
from chengxin.web.fields import identity_from
from chengxin.web.law import lawbook
from chengxin.web.origin_tries import Tries
from chengxin.web.replies import form_page, posted, see_other
from chengxin.web.signing_in import provider
from chengxin.web.signing_in.forms import CodeForm
from chengxin.web.time_out import of_resident

#: Wrong codes from one place in ten minutes. A code has eighty bits of chance; this is against noise.
TRIES = Tries("sign-in-codes", 5)


@door("public")
@never_cache
@sensitive_post_parameters("name", "number", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The ways in that there are, and how to go to a window; and take a code on paper, with the same words whatever is
    wrong about it."""
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        identity = identity_from(form.cleaned_data)
        if TRIES.is_locked(request):
            access_lines.of_resident(identity, Way.PAPER, Outcome.LOCKED)
            return _refused(request, Reason.SIGN_IN_TRIED_TOO_OFTEN, status=429)
        try:
            sessions.sign_in_with_code(request, identity, form.cleaned_data["code"], at=clock.now())
        except Refusal as refusal:
            TRIES.note(request)
            access_lines.of_resident(identity, Way.PAPER, refusal.reason)
            text = lawbook().reason_text(refusal.reason)
            form.add_error("code", f"{text.title}。{text.text}")
        else:
            access_lines.of_resident(identity, Way.PAPER, Outcome.IN)
            return see_other(reverse("resident:records"))
    return form_page(request, "signing_in/sign_in.html", form, has_provider=provider.is_on(), **of_resident(request))


@door("public")
@never_cache
@require_safe
def go(request: HttpRequest) -> HttpResponse:
    """To the identity provider. A link and no form: the pages' own rules let no form lead to another host."""
    if not provider.is_on():
        raise Http404
    try:
        return provider.lead_there(request, back=request.build_absolute_uri(reverse("signing_in:back")))
    except provider.UnreachableError:
        return _unreachable(request)


@door("public")
@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """From the identity provider: in, or a page that says why not."""
    if not provider.is_on():
        raise Http404
    asked = Asked(settings.OIDC_NUMBER, settings.OIDC_NAME, settings.OIDC_LEVELS)
    at = clock.now()
    identity = None
    try:
        claims = provider.signed_claims(request)
        identity = vouched_for(claims, asked, on=day_of(at))
        sessions.sign_in_with_account(request, identity, issuer=claims["iss"], subject=claims["sub"], at=at)
    except provider.UnreachableError:
        return _unreachable(request)
    except provider.NotProvedError:
        access_lines.of_nobody(Way.PROVIDER, Reason.SIGN_IN_NOT_PROVED)
        return _refused(request, Reason.SIGN_IN_NOT_PROVED)
    except Refusal as refusal:
        if identity is None:
            access_lines.of_nobody(Way.PROVIDER, refusal.reason)
        else:
            access_lines.of_resident(identity, Way.PROVIDER, refusal.reason)
        return _refused(request, refusal.reason)
    access_lines.of_resident(identity, Way.PROVIDER, Outcome.IN)
    return see_other(reverse("resident:records"))


@door("public")
@never_cache
@require_safe
def out(request: HttpRequest) -> HttpResponse:
    """Out here; at the provider somebody may still be in, and goes there to end that."""
    return render(request, "signing_in/out.html", {"has_provider": provider.is_on()})


@door("public")
@never_cache
@require_safe
def out_of_provider(request: HttpRequest) -> HttpResponse:
    """To where the identity provider lets somebody sign out."""
    if not provider.is_on():
        raise Http404
    try:
        address = provider.end_of_session()
    except provider.UnreachableError:
        return _unreachable(request)
    return redirect(address or reverse("public:front"))


def _refused(request: HttpRequest, reason: Reason, *, status: int = 403) -> HttpResponse:
    context = {"reason": lawbook().reason_text(reason), "is_lasting": reason in _LASTING}
    return render(request, "signing_in/refused.html", context, status=status)


def _unreachable(request: HttpRequest) -> HttpResponse:
    return render(request, "signing_in/unreachable.html", status=503)


#: To try again changes nothing; a window does.
_LASTING = frozenset({Reason.SIGN_IN_IDENTITY_UNREADABLE, Reason.SIGN_IN_MINOR, Reason.SIGN_IN_SUBJECT_CHANGED})
