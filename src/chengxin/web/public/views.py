"""The public pages. They read the lawbook and nothing else: no query here can reach a person.

[law:pipl/第七条] [law:pipl/第十七条]
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import condition, require_safe

from chengxin import clock
from chengxin.core.calendar import day_of
from chengxin.web import precheck as precheck_page
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.public import words
from chengxin.web.public.days import as_of, asked_day
from chengxin.web.registered import register as registered
from chengxin.web.replies import download


@door("public")
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What this is, in one screen."""
    return _page(request, "front", count=len(words.items_in_force(lawbook(), on=day_of(clock.now()))))


@door("public")
@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """Everything that may be recorded today, or as of a day, by kind."""
    day = asked_day(request)
    groups = words.by_kind(lawbook(), on=day)
    count = sum(group.count for group in groups)
    return _page(request, "items", groups=groups, count=count, book=lawbook(), **as_of(day))


@door("public")
@require_safe
def item(request: HttpRequest, slug: str) -> HttpResponse:
    """One item, with everything that holds for its records. An item out of force on the day is not a page."""
    day = asked_day(request)
    found = lawbook().on(day).items.get(slug)
    if found is None:
        raise Http404
    return _page(request, "item", **words.about(found, lawbook(), on=day), **as_of(day))


@door("public")
@require_safe
def purposes(request: HttpRequest) -> HttpResponse:
    """The closed list of questions: who may ask, in which matters, and what the answer may hold."""
    day = asked_day(request)
    return _page(request, "purposes", purposes=words.purposes_in_force(lawbook(), on=day), **as_of(day))


@door("public")
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register of who may ask: from the same rows as the access rule."""
    day, book = asked_day(request), lawbook()
    assessed = [one for one in words.purposes_in_force(book, on=day) if one.assessment]
    return _page(request, "register", groups=registered(book, on=day), assessed=assessed, **as_of(day))


@door("public")
@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """The closed list of measures: who may decide each, on which records, for how long, and how to appeal."""
    day = asked_day(request)
    return _page(request, "measures", groups=words.measures_in_force(lawbook(), on=day), **as_of(day))


@door("public")
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """What the services of the city offer whoever applies: the order of handling, papers that may follow."""
    day = asked_day(request)
    return _page(request, "services", services=words.services_in_force(lawbook(), on=day), **as_of(day))


@door("public")
@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: what is offered, for what, what may follow until when, and what excludes by which article."""
    day = asked_day(request)
    found = lawbook().on(day).services.get(slug)
    if found is None:
        raise Http404
    return _page(request, "service", one=words.offered(found, lawbook(), on=day), **as_of(day))


@door("public")
@require_safe
def elsewhere(request: HttpRequest) -> HttpResponse:
    """The lists that law has other authorities publish: whose, what, and how to contest there. Nothing of them is here."""
    day = asked_day(request)
    lists = [(one, words.citations(one.bases, on=day)) for one in lawbook().lists.on(day).values()]
    return _page(request, "elsewhere", lists=lists, **as_of(day))


@door("public")
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """The life of a record."""
    return _page(request, "how", wait=lawbook().period("waiting_period", on=day_of(clock.now())))


@door("public")
@require_safe
def letter(request: HttpRequest) -> HttpResponse:
    """What to do with a letter."""
    return _page(request, "letter", wait=lawbook().period("waiting_period", on=day_of(clock.now())))


@door("public")
@require_safe
def window(request: HttpRequest) -> HttpResponse:
    """The same without a phone."""
    return _page(request, "window")


@door("public")
@require_safe
def never(request: HttpRequest) -> HttpResponse:
    """What is never done here, and the law that forbids it."""
    return _page(request, "never", kinds=lawbook().never_collected)


@door("public")
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """How personal information is handled."""
    return _page(request, "privacy")


@door("public")
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was checked, what was not, and where to go."""
    return _page(request, "accessibility")


@door("public")
@require_safe
@condition(etag_func=lambda request: precheck_page.etag())
def precheck(request: HttpRequest) -> HttpResponse:
    """The page that checks a department's file on its own PC: saved, then opened from the disk without a network."""
    return download(precheck_page.page(), "交之前先查一遍.html", "text/html; charset=utf-8")


def _page(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    return render(request, f"public/{name}.html", context)
