"""A department hands over a file and reads what became of each row. [law:pipl/第八条]"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengxin import clock
from chengxin.apps.submissions import selectors as own
from chengxin.apps.submissions.actions.receive_file import receive_file, report_nothing
from chengxin.apps.submissions.content import Content
from chengxin.core.calendar import day_of
from chengxin.core.feeds import Feed, require_room
from chengxin.core.reasons import Reason, Refusal
from chengxin.intake.issue_list import issue_list
from chengxin.intake.issue_sheet import MOST_LISTED
from chengxin.intake.returned import annotated
from chengxin.intake.templates import template
from chengxin.web import errors
from chengxin.web.department import pages
from chengxin.web.department.forms import MOST_BYTES, FeedForm, FileForm
from chengxin.web.department.sources import LOOKED_BACK, sources
from chengxin.web.doors import door, takes_files
from chengxin.web.law import feeds, lawbook
from chengxin.web.proofs import receipt_file
from chengxin.web.replies import download, form_page, official, posted, see_other

_RECENT = 5
_LISTED = 25


@door("data_officer")
@takes_files(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """Hand over files as they are."""
    by = official(request)
    mine = _feeds_of(by.unit)
    form = FileForm(posted(request), request.FILES or None, feeds=mine)
    if request.method == "POST" and form.is_valid():
        try:
            return _received(form, by)
        except Refusal as refusal:
            if refusal.reason is not Reason.STATED_TIME_IN_FUTURE:
                return errors.refused(request, [refusal.reason], back=request.path)
            form.add_error("as_of", lawbook().reason_text(refusal.reason).text)
    shown = {"sources": sources(mine, clock.now()), "looked_back": LOOKED_BACK}
    recent = _listed(list(own.list_for_unit(by.unit)[:_RECENT]))
    return form_page(request, "department/submit.html", form, recent=recent, **shown)


def _received(form: FileForm, by: Any) -> HttpResponse:
    """Receive each file; one leads to its own page, several to the list."""
    feed, known = feeds()[form.cleaned_data["feed"]], 0
    if len(form.cleaned_data["file"]) > 1:
        # All or none: what was received cannot be taken back beside a page that says that nothing was.
        require_room(own.room_today(by.unit, lawbook=lawbook(), at=clock.now()), len(form.cleaned_data["file"]))
    for file in form.cleaned_data["file"]:
        content = Content(file)
        known += own.find_same(feed.key, content.digest) is not None
        received = receive_file(
            lawbook=lawbook(),
            data=content,
            filename=file.name,
            feed=feed,
            as_of=form.stated_time(),
            by=by,
            at=clock.now(),
        )
    if len(form.cleaned_data["file"]) == 1:
        return see_other(reverse("department:submission", args=[received.ref]) + ("?again=1" if known else ""))
    return see_other(f"{reverse('department:submissions')}?view=received")


@door("data_officer")
@require_POST
def nothing(request: HttpRequest) -> HttpResponse:
    """Report that nothing was decided: then "no record" means searched, not silent."""
    by = official(request)
    form = FeedForm(request.POST, feeds=_feeds_of(by.unit))
    if not form.is_valid():
        return errors.refused(request, [Reason.FEED_NOT_YOURS], back=reverse("department:submit"))
    received = report_nothing(feed=feeds()[form.cleaned_data["feed"]], by=by, at=clock.now())
    return see_other(reverse("department:submission", args=[received.ref]))


@door("data_officer")
@require_GET
def submissions(request: HttpRequest) -> HttpResponse:
    """The unit's own submissions, newest first, of all its feeds or of one, a page at a time."""
    unit = official(request).unit
    mine = _feeds_of(unit)
    chosen = next((feed for feed in mine if feed.key == request.GET.get("feed")), None)
    listed = own.list_for_unit(unit).filter(feed=chosen.key) if chosen else own.list_for_unit(unit)
    page = Paginator(listed, _LISTED).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _listed(list(page.object_list)),
        "feeds": mine,
        "chosen": chosen,
        "is_received": request.GET.get("view") == "received",
    }
    return render(request, "department/submissions.html", context)


@door("data_officer")
@require_GET
def submission(request: HttpRequest, ref: str) -> HttpResponse:
    """One submission: how far it is, then what became of it."""
    found = _get(request, ref)
    filename, days = own.filename_of(found), lawbook().period("upload_kept", on=day_of(clock.now()))
    page = {
        "submission": found,
        "feed": feeds().get(found.feed),
        "filename": filename,
        "unit": lawbook().unit(found.unit).name,
        "is_nil": pages.is_nil(found),
        "is_destroyed": not filename,
        "days": days,
        "is_again": "again" in request.GET,
    }
    if not hasattr(found, "receipt"):
        return render(request, "department/progress.html", {**page, "rows_done": own.rows_done(found)})
    page["offered_until"] = found.receipt.at + timedelta(days=days)
    return render(request, "department/outcome.html", {**page, **pages.outcome(found)})


@door("data_officer")
@require_GET
def issues_csv(request: HttpRequest, ref: str) -> HttpResponse:
    """Every problem of one's own file, as a file."""
    found = _get(request, ref)
    if not hasattr(found, "receipt"):
        raise Http404
    of_file = own.file_issues_of(found.receipt)
    listed = issue_list([*of_file, *pages.issues_in(found)])
    return download(listed, f"问题清单-{found.ref}.csv", "text/csv; charset=utf-8")


@door("data_officer")
@require_GET
def receipt_json(request: HttpRequest, ref: str) -> HttpResponse:
    """The receipt of one's own file: its fingerprint and, once it is done, where each row went; no row itself."""
    found = _get(request, ref)
    rows = [found, *([found.receipt] if hasattr(found, "receipt") else [])]
    return receipt_file(found.ref, [row.pk for row in rows], rows)


@door("data_officer")
@require_GET
def annotated_xlsx(request: HttpRequest, ref: str) -> HttpResponse:
    """One's own file with the faulty cells marked, as long as the original is kept; then the sheet of issues alone."""
    found = _get(request, ref)
    if not hasattr(found, "receipt"):
        raise Http404
    issues = [*own.file_issues_of(found.receipt), *islice(pages.issues_in(found), MOST_LISTED + 1)]
    if not issues:
        raise Http404
    filename = own.filename_of(found)
    workbook = annotated(own.file_of(found), filename, issues, feeds()[found.feed])
    return download(
        workbook, f"{PurePath(filename).stem}-已标出问题.xlsx" if filename else f"问题清单-{found.ref}.xlsx"
    )


@door("public")
@require_GET
def feed_template(request: HttpRequest, key: str) -> HttpResponse:
    """The empty workbook of a feed. It holds nobody's data: a colleague without a sign-in may fill it in."""
    feed = feeds().get(key)
    if feed is None:
        raise Http404
    return download(template(feed, lawbook()), f"模板-{feed.title}.xlsx")


def _get(request: HttpRequest, ref: str) -> Any:
    found = own.get_for_unit(official(request).unit, ref)
    if found is None:
        raise Http404
    return found


def _feeds_of(unit: str) -> list[Feed]:
    return [feed for feed in feeds().values() if feed.sender == unit]


def _listed(found: Sequence[Any]) -> list[dict[str, Any]]:
    rows = []
    for one in found:
        word, tag = pages.state(one)
        feed = feeds().get(one.feed)
        rows.append(
            {
                "submission": one,
                "feed": feed.title if feed else one.feed,
                "filename": own.filename_of(one),
                "is_nil": pages.is_nil(one),
                "word": word,
                "way": pages.way_of_rows(one.receipt) if hasattr(one, "receipt") else "",
                "tag": tag,
            }
        )
    return rows
