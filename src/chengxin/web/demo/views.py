"""The demo's own doors: who you can be, the identity picker, the clock. In production none of them exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengxin import clock, sessions
from chengxin.core.calendar import day_of
from chengxin.core.identity_number import mask
from chengxin.demo import cast
from chengxin.jobs.duties import run_due
from chengxin.web.demo.forms import ClockForm, IdentityForm
from chengxin.web.doors import door
from chengxin.web.fields import identity_from
from chengxin.web.law import lawbook
from chengxin.web.replies import download, form_page, own_place, posted, see_other
from chengxin.web.site import page_named
from chengxin.web.staff.views import enter
from chengxin.web.time_out import of_resident

_STEPS = ["部门交文件", "窗口来问，问不到", "本人读信", "等待期里再问，还是问不到", "等待期过了，问得到", "谁看过我"]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to where a step of the demo happens: a press that signs somebody in where it has `fields`, else a link."""

    label: str
    url: str
    fields: tuple[tuple[str, str], ...] = ()


def _only_in_demo(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.IS_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@door("public")
@_only_in_demo
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Who you can be, and what to try."""
    context = {
        "officials": _officials(),
        "residents": _residents(),
        "steps": [(heading, text, _ways(text)) for heading, text in zip(_STEPS, cast.STEPS, strict=True)],
        "more": [(heading, text, _ways(text)) for heading, text in cast.MORE],
        "samples": _samples(),
    }
    return render(request, "demo/index.html", context)


@door("public")
@_only_in_demo
@require_GET
def sample(request: HttpRequest, name: str) -> HttpResponse:
    """One of the invented files that a visitor can hand over as a department."""
    if name not in _samples():
        raise Http404
    return download((_folder() / name).read_bytes(), name)


@door("public")
@_only_in_demo
@require_POST
def be_official(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's officials, with the password that the page shows."""
    chosen = next((one for one in cast.OFFICIALS if one.username == request.POST.get("username")), None)
    onward = chosen and enter(request, chosen.username, chosen.password)
    if not onward:
        raise Http404
    return onward


@door("public")
@_only_in_demo
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The identity picker that stands in for the identity provider."""
    form = IdentityForm(posted(request))
    if request.method == "POST" and form.is_valid():
        sessions.sign_in_resident(request, identity_from(form.cleaned_data))
        return see_other(own_place(request.GET.get("next", "")) or reverse("resident:records"))
    return form_page(request, "demo/sign_in.html", form, residents=_residents(), **of_resident(request))


@door("public")
@_only_in_demo
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move_clock(request: HttpRequest) -> HttpResponse:
    """Move the demo's time forward, and let what is due happen at once."""
    now = clock.now()
    form = ClockForm(posted(request), now=now)
    if request.method == "POST" and form.is_valid():
        target = form.target()
        assert target is not None  # noqa: S101 - the form refuses an empty choice
        clock.move_to(target)
        if form.cleaned_data["reports"]:
            cast.report_all(target)
            cast.learn_all(target)
        run_due(clock.now())
        return see_other(reverse("demo:clock") + "?moved=1")
    context = {
        "steps": ClockForm.STEPS,
        "now": now,
        "is_moved": "moved" in request.GET,
        "waiting_days": lawbook().period("waiting_period", on=day_of(now)),
    }
    return form_page(request, "demo/clock.html", form, **context)


def _ways(text: str) -> list[Way]:
    """Where a step happens: everybody whom its text names, in the order in which it does, then the clock and the files."""
    be, pick = reverse("demo:be_official"), reverse("demo:sign_in")
    found = [
        Way(f"当{one.name}", be + _then(page_named(text, one.role)), (("username", one.username),))
        for one in cast.OFFICIALS
        if one.name in text
    ]
    found += [
        Way(f"当{who.name}", pick + _then(page_named(text)), (("name", who.name), ("number", who.number)))
        for who, _ in cast.RESIDENTS
        if who.name in text and f"{who.name}（" not in text
    ]
    found.sort(key=lambda way: text.index(way.label[1:]))
    if "演示时钟" in text:
        found.append(Way("拨动演示时钟", reverse("demo:clock")))
    found += [Way(f"下载{name}", reverse("demo:sample", args=[name])) for name in _samples() if name in text]
    return found


def _then(page: str) -> str:
    return f"?{urlencode({'next': page})}" if page else ""


def _folder() -> Path:
    return settings.DATA_DIR / "samples"


def _samples() -> list[str]:
    """The files there are; only what is listed is ever read."""
    folder = _folder()
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _officials() -> list[dict[str, Any]]:
    return [{"official": one, "unit": lawbook().unit(one.unit).name} for one in cast.OFFICIALS]


def _residents() -> list[dict[str, str]]:
    return [
        {"name": identity.name, "number": identity.number, "masked": mask(identity.number), "says": says}
        for identity, says in cast.RESIDENTS
    ]
