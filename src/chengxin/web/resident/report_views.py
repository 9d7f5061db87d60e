"""My report, in five parts: to be read, printed, taken along; and the extracts made for somebody. [law:pipl/第四十五条]"""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chengxin import clock, sessions
from chengxin.apps.extracts import selectors as extracts
from chengxin.apps.extracts.selectors import HeldExtract
from chengxin.apps.own_report.as_json import as_json
from chengxin.apps.own_report.export import export_zip
from chengxin.apps.own_report.selectors import OwnReport, own_report
from chengxin.core.calendar import day_of
from chengxin.core.extracts import State, printed
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import last_day_of
from chengxin.core.words import day_zh, moment_zh
from chengxin.sessions import Resident
from chengxin.web import errors
from chengxin.web.doors import door
from chengxin.web.law import feeds, lawbook
from chengxin.web.own_report import choosing
from chengxin.web.own_report.paper import extract_pdf, report_pdf, told
from chengxin.web.own_report.words import CHECKS, INTRO, STATES, parts
from chengxin.web.replies import download, form_page, posted, see_other


@door("resident")
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """The five parts on one page."""
    mine, book = _report(request), lawbook()
    return render(
        request, "resident/report.html", {"name": mine.name, "at": mine.at, "intro": INTRO, "parts": parts(mine, book)}
    )


@door("resident")
@require_safe
def report_as_pdf(request: HttpRequest) -> HttpResponse:
    """The same on paper."""
    mine = _report(request)
    return download(report_pdf(mine, lawbook()), f"我的报告{day_of(mine.at):%Y%m%d}.pdf", "application/pdf")


@door("resident")
@require_safe
def report_as_json(request: HttpRequest) -> HttpResponse:
    """The same for a program."""
    mine = _report(request)
    text = json.dumps(as_json(mine, lawbook()), ensure_ascii=False, indent=2)
    return download(text.encode(), f"我的报告{day_of(mine.at):%Y%m%d}.json", "application/json")


@door("resident")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Everything that is stored about me, row by row, with the files."""
    mine, book = _report(request), lawbook()
    packed = export_zip(mine, lawbook=book, beside={"report.pdf": report_pdf(mine, book)})
    return download(packed, f"我的全部数据{day_of(mine.at):%Y%m%d}.zip", "application/zip")


@door("resident")
@require_safe
def extracts_made(request: HttpRequest) -> HttpResponse:
    """For whom an extract can be made, and those that were."""
    me, at, book = _me(request), clock.now(), lawbook()
    made = extracts.list_for_person(me.who, lawbook=book, at=at)
    context = {
        "choices": choosing.choices(book, at=at),
        "days": book.period("extract_valid", on=day_of(at)),
        "made": [_listed(one) for one in made],
    }
    return render(request, "resident/extracts.html", context)


@door("resident")
@require_http_methods(["GET", "HEAD", "POST"])
def new_extract(request: HttpRequest, purpose: str) -> HttpResponse:
    """See exactly what it will say, choose to whom it goes, and make it."""
    me, at, book = _me(request), clock.now(), lawbook()
    found = choosing.purpose_of(purpose, book, at=at)
    if found is None:
        raise Http404
    shown = choosing.shown(me.identity, found, at=at)
    form = choosing.ExtractForm(
        posted(request), units=choosing.units_of(found, book, on=day_of(clock.now())), seen=shown.seen
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = choosing.make_from(form, purpose, holder=me.identity)
        except Refusal as refusal:
            return errors.refused(request, [refusal.reason], back=request.path)
        return see_other(reverse("resident:extract", args=[made.ref]))
    return form_page(request, "resident/extract_new.html", form, purpose=found, shown=shown, name=me.name)


@door("resident")
@require_safe
def extract(request: HttpRequest, ref: str) -> HttpResponse:
    """One extract: its code while it can be used, what it says, and each check."""
    one = _extract(request, ref)
    made, book = one.extract, lawbook()
    context = {
        **_listed(one),
        "code": printed(one.content["code"]) if one.content and one.state is State.GENUINE else "",
        "where": _where(request),
        "told": told(one),
        "checks": [(moment_zh(check.at), CHECKS[check.state]) for check in one.checks],
        "through": made.through.name if made.through is not None else "",
        "nothing": book.reason_text(Reason.NOTHING_USABLE).title,
    }
    return render(request, "resident/extract.html", context)


@door("resident")
@require_safe
def extract_as_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """The paper; only while it can be used."""
    one = _extract(request, ref)
    if one.state is not State.GENUINE:
        return errors.refused(request, [Reason.EXTRACT_OVER])
    return download(extract_pdf(one, lawbook(), where=_where(request)), f"摘录{ref}.pdf", "application/pdf")


def _listed(one: HeldExtract) -> dict[str, str]:
    made, book = one.extract, lawbook()
    return {
        "ref": made.ref,
        "unit": book.unit(made.unit).name,
        "purpose": book.purpose(made.purpose).name,
        "made_on": moment_zh(made.at),
        "last_day": day_zh(last_day_of(made.until)),
        "state": one.state.value,
        "state_text": STATES[one.state],
        "checked": str(len(one.checks)),
    }


def _report(request: HttpRequest) -> OwnReport:
    me = _me(request)
    return own_report(me.who, name=me.name, lawbook=lawbook(), feeds=feeds(), at=clock.now())


def _extract(request: HttpRequest, ref: str) -> HeldExtract:
    found = extracts.get_for_person(_me(request).who, ref, lawbook=lawbook(), at=clock.now())
    if found is None:
        raise Http404
    return found


def _where(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("checking:check"))


def _me(request: HttpRequest) -> Resident:
    me = sessions.resident_of(request)
    assert me is not None  # noqa: S101 - the doorkeeper lets nobody else in
    return me
