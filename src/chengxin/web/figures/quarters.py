"""The open statistics and the figures of departments, quarter by quarter, as they were published. [law:pipl/第六条]
[law:pipl/第五十四条]

Every page reads the file of the quarter; what the file leaves out, no page knows.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chengxin import clock
from chengxin.apps.statistics import selectors
from chengxin.core.calendar import day_of
from chengxin.core.figures import Figure
from chengxin.core.quarters import Quarter, parse_quarter, quarter_of
from chengxin.core.statistics import Level
from chengxin.core.words import day_zh
from chengxin.web.doors import door
from chengxin.web.figure_words import FIGURES
from chengxin.web.figures.charts import Chart, chart
from chengxin.web.law import lawbook
from chengxin.web.replies import download


class _Published:
    """The file of one quarter, opened."""

    def __init__(self, code: str) -> None:
        self.at = clock.now()
        quarter, frozen = parse_quarter(code), selectors.get_frozen(code, at=self.at)
        if quarter is None or frozen is None:
            raise Http404
        self.quarter: Quarter = quarter
        self.frozen = frozen
        self.told = selectors.told(frozen)

    def rows(self, level: Level, **of: str) -> list[list[dict[str, Any]]]:
        """For each measure the rows of a level that belong to something."""
        return [
            [
                row
                for row in measure["rows"]
                if row["level"] == level and all(row[key] == value for key, value in of.items())
            ]
            for measure in self.told["tables"]
        ]

    def charts(self, level: Level, key: str, *, beside: str = "", **of: str) -> Chart:
        """Of what entered."""
        return chart(self.rows(level, **of)[0], key, beside)

    @property
    def totals(self) -> list[dict[str, Any]]:
        """Each measure with its total, `None` where it is not published."""
        return [
            {"name": measure["name"], "count": rows[0]["count"]}
            for measure, rows in zip(self.told["tables"], self.rows(Level.TOTAL), strict=True)
        ]

    def context(self, **more: Any) -> dict[str, Any]:
        return {
            "quarter": self.quarter,
            "rule": self.told["rule"],
            "least": self.told["least"],
            "edition": self.told["edition"],
            "law_digest": self.told["law_digest"],
            "frozen_on": day_zh(day_of(self.frozen.at)),
            "json_sha256": self.frozen.json_sha256,
            "csv_sha256": self.frozen.csv_sha256,
            **more,
        }


@door("public")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The quarters that are published, with the total of each."""
    at = clock.now()
    published = [_Published(one.quarter) for one in selectors.list_frozen(at=at)]
    counts = [one.totals[0]["count"] for one in published]
    largest = max((count for count in counts if count is not None), default=0)
    rows = [
        {"quarter": one.quarter, "count": count, "bar": max(1, count * 100 // largest) if count else 0}
        for one, count in zip(published, counts, strict=True)
    ]
    context = {
        "rows": rows,
        "newest": published[0].quarter if published else None,
        "next": day_zh(quarter_of(at).next.first_day),
        "least": lawbook().period("statistics_least", on=day_of(at)),
    }
    return render(request, "figures/index.html", context)


@door("public")
@require_safe
def quarter(request: HttpRequest, quarter: str) -> HttpResponse:
    """One quarter: by area and item, by county and source."""
    one = _Published(quarter)
    context = one.context(
        totals=one.totals,
        areas=one.charts(Level.AREA, "area"),
        items=one.charts(Level.ITEM, "item", beside="area"),
        counties=one.charts(Level.COUNTY, "county"),
        units=one.charts(Level.SOURCE, "unit", beside="county"),
        back=[row for row in one.rows(Level.ITEM)[1] if row["count"] is not None],
    )
    return render(request, "figures/quarter.html", context)


@door("public")
@require_safe
def item(request: HttpRequest, quarter: str, item: str) -> HttpResponse:
    """One item in one quarter, by source."""
    one = _Published(quarter)
    found = one.rows(Level.ITEM, item=item)[0]
    if not found:
        raise Http404
    context = one.context(
        item=found[0],
        units=one.charts(Level.CELL, "unit", beside="county", item=item),
        has_page=item in lawbook().on(day_of(one.at)).items,
    )
    return render(request, "figures/item.html", context)


@door("public")
@require_safe
def unit(request: HttpRequest, quarter: str, unit: str) -> HttpResponse:
    """One source in one quarter: what it recorded, by item, and how it did its part."""
    one = _Published(quarter)
    found, figures = one.rows(Level.SOURCE, unit=unit)[0], _departments(one, unit)
    if not found and not figures:
        raise Http404
    context = one.context(
        name=found[0]["unit_name"] if found else figures[0]["name"],
        source=found[0] if found else None,
        items=one.charts(Level.CELL, "item", beside="area", unit=unit),
        departments=figures,
        figures=FIGURES.items(),
    )
    return render(request, "figures/unit.html", context)


@door("public")
@require_safe
def departments(request: HttpRequest, quarter: str) -> HttpResponse:
    """How each department did its part in one quarter, with what it says itself."""
    one = _Published(quarter)
    return render(
        request,
        "figures/departments.html",
        one.context(departments=_departments(one), figures=FIGURES.items()),
    )


@door("public")
@require_safe
def as_csv(request: HttpRequest, quarter: str) -> HttpResponse:
    """The file of a quarter for a spreadsheet, byte for byte as it was published."""
    one = _Published(quarter)
    return download(bytes(one.frozen.as_csv), f"统计-{one.quarter.code}.csv", "text/csv; charset=utf-8")


@door("public")
@require_safe
def as_json(request: HttpRequest, quarter: str) -> HttpResponse:
    """The file of a quarter for programs, byte for byte as it was published."""
    one = _Published(quarter)
    return download(bytes(one.frozen.as_json), f"统计-{one.quarter.code}.json", "application/json")


def _departments(one: _Published, unit: str = "") -> list[dict[str, Any]]:
    notes = selectors.notes_of(one.frozen, at=one.at)
    return [
        {
            "unit": row["unit"],
            "name": row["name"],
            "figures": [
                {"title": FIGURES[figure].title, "count": row[figure], "note": notes.get((row["unit"], figure))}
                for figure in Figure
            ],
        }
        for row in one.told["departments"]
        if unit in ("", row["unit"])
    ]
