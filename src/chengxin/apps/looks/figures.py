"""How each unit answers for its looks, counted by quarter. No figure is about a person. [law:pipl/第五十四条]"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from chengxin.apps.inquiries.models import FOR_PERSON, AccessEntry
from chengxin.apps.inquiries.usage import ASKED
from chengxin.apps.looks.models import DrawnLook
from chengxin.apps.looks.selectors import all_asked
from chengxin.core.calendar import add_months
from chengxin.core.inquiries import RESTRAINT, is_over_asking
from chengxin.core.quarters import Quarter, quarter_of, quarter_of_day
from chengxin.core.samples import Review
from chengxin.core.whys import is_in_time, is_unlawful
from chengxin.lawbook import Lawbook

#: Two years.
QUARTERS = 8


@dataclass
class Figures:
    """What a unit did in one quarter (of the day of the look, or the day of the question): numbers about a unit."""

    unit: str
    quarter: Quarter
    looks: int = 0
    questions: int = 0
    over_asked: int = 0
    """Questions that were refused because they asked for more than is allowed."""
    asked: int = 0
    in_time: int = 0
    unanswered: int = 0
    unlawful: int = 0
    drawn: int = 0
    fits: int = 0
    doubtful: int = 0

    @property
    def over_asking_rate(self) -> float:
        """Of a hundred questions, how many asked for more than is allowed."""
        return 100 * self.over_asked / self.questions if self.questions else 0.0


def figures(*, lawbook: Lawbook, at: datetime) -> list[Figures]:
    """Per unit and quarter, newest first. They are about units, so a small number is shown like a large one."""
    found: dict[tuple[Quarter, str], Figures] = {}

    def of(unit: str, quarter: Quarter) -> Figures:
        return found.setdefault((quarter, unit), Figures(unit, quarter))

    for quarter in _quarters(at):
        for entry in _entries(quarter, at):
            row = of(entry["unit"], quarter)
            row.looks += entry["count"] if entry["outcome"] in FOR_PERSON else entry["looks"]
            row.questions += entry["count"] if entry["outcome"] in ASKED else 0
            if entry["outcome"] == "refused" and is_over_asking(entry["reasons"]):
                row.over_asked += entry["count"]
    for one in all_asked(lawbook=lawbook, at=at):
        row = of(one.case.entry.unit, quarter_of(one.case.at))
        row.asked += 1
        row.in_time += is_in_time(one.why, one.periods)
        row.unanswered += one.is_unanswered
        row.unlawful += is_unlawful(one.why)
    drawn: Any = DrawnLook.objects.filter(at__lte=at).values_list("entry__unit", "entry__at", "review__result")
    for unit, when, result in drawn:
        row = of(unit, quarter_of(when))
        row.drawn += 1
        row.fits += result == Review.FITS
        row.doubtful += result == Review.DOUBTFUL
    newest_first = _quarters(at)
    return [found[key] for quarter in newest_first for key in sorted(found) if key[0] == quarter]


def _entries(quarter: Quarter, at: datetime) -> Iterator[Any]:
    """Per unit, outcome and reasons, how many entries there are in which something was asked or somebody looked at in a
    matter or at a window, and how many of these are looks in a matter. A form of a restraint that lacked something asks for
    nothing."""
    within = {"at__gte": quarter.begin, "at__lt": quarter.end, "at__lte": at}
    by_reason = AccessEntry.objects.filter(**within).exclude(purpose=RESTRAINT).values("unit", "outcome", "reasons")
    for one in by_reason.annotate(count=Count("pk"), looks=Count("matter")).order_by():
        if one["looks"] or one["outcome"] in (*ASKED, *FOR_PERSON):
            yield one


def _quarters(at: datetime) -> list[Quarter]:
    """Those that are counted, newest first."""
    newest = quarter_of(at).first_day
    return [quarter_of_day(add_months(newest, -3 * back)) for back in range(QUARTERS)]
