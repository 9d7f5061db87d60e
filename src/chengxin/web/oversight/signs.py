"""How often the published rules named an official's looks, month by month, and what was decided. [law:pipl/第五十四条]

Oversight of how work is done, by name and office. No person who was looked at is behind any number, and nothing opens from
here. It is in the order of units and user names, never in that of a count.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chengxin import clock
from chengxin.apps.looks import signs
from chengxin.core.months import Month, parse_month
from chengxin.core.watching import Decided
from chengxin.intake.issue_list import safe
from chengxin.web.doors import door
from chengxin.web.law import lawbook
from chengxin.web.replies import download

_COLUMNS = ("月份", "单位", "姓名", "登录名", "程序", "规则", "次数", "还没有认定", "合法", "不合法")

_KEYS = ("unit", "name", "username", "program", "rule", "times", "open", "lawful", "unlawful")


@door("auditor", shows_person=False)
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """One month, this one unless another is asked for."""
    known = signs.months(at=clock.now())
    month = _month(request.GET.get("month", known[0].code), known)
    rows = _rows(month)
    context = {
        "month": month,
        "months": known,
        "rows": rows,
        "times": sum(row["times"] for row in rows),
        "rules": [rule.name for rule in lawbook().watching],
    }
    return render(request, "oversight/signs.html", context)


@door("auditor", shows_person=False)
@require_safe
def as_csv(request: HttpRequest, month: str) -> HttpResponse:
    """The same rows for a spreadsheet."""
    one = _month(month, signs.months(at=clock.now()))
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(_COLUMNS)
    for row in _rows(one):
        writer.writerow([one.code, *(safe(row[key]) for key in _KEYS)])
    return download(target.getvalue().encode("utf-8-sig"), f"按规则抽出的-{one.code}.csv", "text/csv; charset=utf-8")


def _month(code: str, known: list[Month]) -> Month:
    month = parse_month(code)
    if month is None or month not in known:
        raise Http404
    return month


def _rows(month: Month) -> list[dict[str, Any]]:
    book = lawbook()
    names = {rule.sign: rule.name for rule in book.watching}
    return [
        {
            "unit": book.unit(row.looker.unit).name,
            "name": row.looker.name,
            "username": row.looker.username,
            "program": row.looker.program,
            "rule": names.get(row.sign, row.sign.value),
            "times": row.times,
            **{what.value: row.decided[what] if row.decided else None for what in Decided},
        }
        for row in signs.raised_in(month, lawbook=book, at=clock.now())
    ]
