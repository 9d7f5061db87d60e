"""The law itself for everybody: its edition and who adopted it, its documents and periods with the day on which each was
last confirmed, what changed when, what this deployment has changed, and all of it as data.

[law:pipl/第七条] [law:pipl/第十七条]
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chengxin.core.editions import is_in_force
from chengxin.core.law import Period, Source
from chengxin.lawbook.changes import Change, changes
from chengxin.lawbook.tables import TABLES, UNITS_OF_TIME, Table, level_place, level_zh, shown
from chengxin.web.doors import door
from chengxin.web.law import adoption, lawbook, released
from chengxin.web.public import words
from chengxin.web.public.days import as_of, asked_day, read_day, today
from chengxin.web.replies import download


@door("public")
@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """Which law this is, who adopted it, and when it changes."""
    day, book = today(), lawbook()
    late = [source for source in book.on(day).sources.values() if day >= source.stale_from]
    return _page(
        request,
        "law",
        book=book,
        adoption=adoption(),
        differs=released(day),
        days=[(change, change > day) for change in reversed(book.change_days)],
        late_sources=len(late),
        late_periods=sum(day >= period.stale_from for period in book.on(day).periods.values()),
    )


@door("public")
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every law and document that something here rests on."""
    day = asked_day(request)
    found = sorted(lawbook().on(day).sources.values(), key=lambda source: (level_place(source), source.slug))
    return _page(request, "sources", rows=[_about(source, day) for source in found], **as_of(day))


@door("public")
@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """One document with the wording of its articles, as it held on a day; where we hold none, the reference."""
    day, book = asked_day(request), lawbook()
    found = book.sources.find(slug, day)
    if found is None:
        raise Http404
    others = [(one, one is found) for one in book.sources.of(slug)] if len(book.sources.of(slug)) > 1 else []
    return _page(request, "source", **_about(found, day), holds=is_in_force(found, day), editions=others, **as_of(day))


@door("public")
@require_safe
def periods(request: HttpRequest) -> HttpResponse:
    """Every number of days and months that something is counted with, and when it was last confirmed."""
    day = asked_day(request)
    rows = [_period(period, day) for period in lawbook().on(day).periods.values()]
    return _page(request, "periods", rows=rows, late=sum(bool(row["is_late"]) for row in rows), **as_of(day))


@door("public")
@require_safe
def diff(request: HttpRequest) -> HttpResponse:
    """What this deployment's law says otherwise than the law that was released with the product."""
    found = released(today())
    return _page(request, "law_diff", book=lawbook(), adoption=adoption(), found=found, groups=_by_table(found.changes))


@door("public")
@require_safe
def diff_on(request: HttpRequest, day: str) -> HttpResponse:
    """What the law says from a day on that it did not say the day before."""
    on, book = read_day(day), lawbook()
    before = on - timedelta(days=1) if on > on.min else on
    found = changes((book, before), (book, on))
    return _page(request, "law_diff_on", on=on, before=before, count=len(found), groups=_by_table(found))


@door("public")
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """The tables of the open data, with what each column means."""
    day = asked_day(request)
    return _page(request, "law_data", tables=TABLES.values(), **as_of(day))


@door("public")
@require_safe
def data_csv(request: HttpRequest, table: str) -> HttpResponse:
    """One table as CSV, as of a day; with the mark by which Excel knows UTF-8."""
    day, one = asked_day(request), _table(table)
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([key for key, _ in one.columns])
    for row in one.rows(lawbook(), lawbook().on(day)):
        writer.writerow([shown(row[key]) for key, _ in one.columns])
    content = target.getvalue().encode("utf-8-sig")
    return download(content, f"{one.title}-{day.isoformat()}.csv", "text/csv; charset=utf-8")


@door("public")
@require_safe
def data_json(request: HttpRequest, table: str) -> HttpResponse:
    """One table as JSON, as of a day, with its columns."""
    day, one = asked_day(request), _table(table)
    book = lawbook()
    told = {
        "table": one.name,
        "title": one.title,
        "edition": book.edition,
        "law_digest": book.digest,
        "on": day.isoformat(),
        "columns": [{"key": key, "heading": heading} for key, heading in one.columns],
        "rows": one.rows(book, book.on(day)),
    }
    return HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json")


def _page(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    return render(request, f"public/{name}.html", context)


def _table(name: str) -> Table:
    if name not in TABLES:
        raise Http404
    return TABLES[name]


def _about(source: Source, day: date) -> dict[str, object]:
    """What the pages say of a document."""
    return {
        "source": source,
        "level": level_zh(source),
        "certainty": words.certainty(source.certainty),
        "confirmed": words.confirmed(source.last_confirmed_on, is_late=day >= source.stale_from),
        "is_late": day >= source.stale_from,
    }


def _period(period: Period, day: date) -> dict[str, object]:
    return {
        "period": period,
        "length": f"{period.value}{UNITS_OF_TIME[period.unit]}",
        "bases": [basis.cite() for basis in period.basis],
        "confirmed": words.confirmed(period.last_confirmed_on, is_late=day >= period.stale_from),
        "is_late": day >= period.stale_from,
    }


def _by_table(found: Sequence[Change]) -> list[tuple[str, list[Change]]]:
    """The changes under the title of their table, in its order."""
    titles = dict.fromkeys(change.table.title for change in found)
    return [(title, [change for change in found if change.table.title == title]) for title in titles]
