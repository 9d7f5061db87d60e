"""The files of a quarter as bytes: what was counted, by which rule, under which law. [law:pipl/第六条]

The same rows and the same law give the same bytes, on every machine and database, whenever they are made.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chengxin.apps.statistics import counting, process
from chengxin.core.calendar import day_of
from chengxin.core.canonical import canonical
from chengxin.core.feeds import Feed
from chengxin.core.figures import Figure, Figures
from chengxin.core.quarters import Quarter
from chengxin.core.statistics import Level, Place, may_stand_beside, publish
from chengxin.lawbook import Lawbook
from chengxin.lawbook.tables import AREAS

#: Of the form of the files; another form is another number.
FORM = 1
#: What is counted, with its words.
COUNTED: Mapping[str, str] = {
    "entered": "这个季度开始起作用的记录",
    "taken_back": "以前开始起作用，这个季度撤回或者移出的记录",
}
RULE = (
    "少于{least}条的数不写出来，0也一样；连同别的数放在一起，会让人推算出哪个数少于{least}的，也不写出来。"
    "空着的，可能是0，可能是几条，也可能更多。"
)
_COLUMNS = ("季度", "统计的是", "层级", "领域", "事项", "县（市、区）", "单位", "条数", "法律版本", "规则")
LEVELS: Mapping[Level, str] = {
    Level.TOTAL: "合计",
    Level.AREA: "领域",
    Level.ITEM: "事项",
    Level.COUNTY: "县（市、区）",
    Level.SOURCE: "单位",
    Level.CELL: "事项和单位",
}


_Table = Mapping[Place, int | None]


@dataclass(frozen=True, slots=True)
class Files:
    """What is published of a quarter."""

    as_json: bytes
    as_csv: bytes


def build(quarter: Quarter, *, lawbook: Lawbook, feeds: Mapping[str, Feed]) -> Files:
    """Count a quarter anew and write its files."""
    least = lawbook.on(day_of(quarter.end)).period("statistics_least")
    tables = {
        "entered": _table(lawbook, quarter, counting.entered(lawbook, quarter), least),
        "taken_back": _table(lawbook, quarter, counting.taken_back(lawbook, quarter), least),
    }
    units = process.figures(quarter, feeds)
    told = {
        "form": FORM,
        "quarter": quarter.code,
        "from": quarter.first_day.isoformat(),
        "before": quarter.next.first_day.isoformat(),
        "edition": lawbook.edition,
        "law_digest": lawbook.digest,
        "least": least,
        "rule": RULE.format(least=least),
        "tables": [
            {"code": code, "name": COUNTED[code], "rows": list(_rows(lawbook, table))} for code, table in tables.items()
        ],
        "departments": [
            {
                "unit": unit,
                "name": lawbook.unit(unit).name,
                **{figure.value: count for figure, count in _shown(unit, figures, tables, feeds, least).items()},
            }
            for unit, figures in units.items()
        ],
    }
    return Files(canonical(told), _as_csv(told))


def _shown(
    unit: str, figures: Figures, tables: Mapping[str, _Table], feeds: Mapping[str, Feed], least: int
) -> dict[Figure, int | None]:
    """The figures of a unit as they may be published beside the tables of the quarter."""
    outside = process.never_late(unit, feeds.values())
    return figures.shown(least, is_beside=may_stand_beside(tables["entered"], unit, outside))


def _table(lawbook: Lawbook, quarter: Quarter, counts: counting.Counts, least: int) -> _Table:
    return publish(counting.frame(lawbook, quarter, counts), counts, least)


def _rows(lawbook: Lawbook, table: _Table) -> Iterator[dict[str, Any]]:
    """One row of each place: codes and names, and the number or nothing."""
    for place, count in table.items():
        area = item = county = source = None
        if place.level in (Level.ITEM, Level.CELL):
            item, area = place.what, lawbook.item(place.what).area.value
        elif place.level is Level.AREA:
            area = place.what
        if place.level in (Level.SOURCE, Level.CELL):
            source, county = place.where, lawbook.unit(place.where).division
        elif place.level is Level.COUNTY:
            county = place.where
        yield {
            "level": place.level.value,
            "area": area,
            "area_name": AREAS[area] if area else None,
            "item": item,
            "item_name": lawbook.item(item).name if item else None,
            "county": county,
            "county_name": lawbook.divisions[county].name if county else None,
            "unit": source,
            "unit_name": lawbook.unit(source).name if source else None,
            "count": count,
        }


def _as_csv(told: Mapping[str, Any]) -> bytes:
    """The same rows for a spreadsheet, the rule and the edition in each; with the mark by which Excel knows UTF-8."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(_COLUMNS)
    for table in told["tables"]:
        for row in table["rows"]:
            names = [row[key] or "" for key in ("area_name", "item_name", "county_name", "unit_name")]
            count = "" if row["count"] is None else row["count"]
            level = LEVELS[Level(row["level"])]
            writer.writerow([told["quarter"], table["name"], level, *names, count, told["edition"], told["rule"]])
    return target.getvalue().encode("utf-8-sig")
