"""How one unit asked, counted by month: numbers about a unit, never a row about a person. [law:pipl/第五十四条]"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.matters.models import OverdueNote
from chengxin.core.calendar import add_months, start_of
from chengxin.core.inquiries import RESTRAINT
from chengxin.core.months import Month, month_of, months_back

#: A year.
MONTHS = 12
#: What comes of a question.
ASKED = ("answered", "cannot_tell", "refused")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a unit's questions came to in one month; `no_outcome` counts matters of which no outcome was ever noted."""

    month: Month
    answered: int
    cannot_tell: int
    refused: int
    no_outcome: int


def by_month(unit: str, *, at: datetime) -> list[Asked]:
    """The last twelve months in which the unit asked anything, newest first."""
    counted = (_asked(unit, month, at) for month in _months(at))
    return [one for one in counted if one.answered or one.cannot_tell or one.refused or one.no_outcome]


def refusals(unit: str, *, at: datetime) -> Counter[str]:
    """Why the unit's tries were refused in the last twelve months: reason and how often."""
    within = {"unit": unit, "outcome": "refused", "at__gte": _months(at)[-1].begin, "at__lte": at}
    found: Counter[str] = Counter()
    tries = AccessEntry.objects.filter(**within).exclude(purpose=RESTRAINT).values("reasons")
    for row in tries.annotate(count=Count("pk")).order_by():
        found.update(dict.fromkeys(row["reasons"], row["count"]))
    return found


def _asked(unit: str, month: Month, at: datetime) -> Asked:
    within = {"at__gte": month.begin, "at__lt": month.end, "at__lte": at}
    # Whoever fills in the form of a restraint asks nothing; what it lacked is no question that was refused.
    asked = AccessEntry.objects.filter(unit=unit, **within).exclude(purpose=RESTRAINT).values("outcome")
    rows = asked.annotate(count=Count("pk")).order_by()
    counts = {row["outcome"]: row["count"] for row in rows}
    silent = OverdueNote.objects.filter(matter__unit=unit, **within).count()
    answered, cannot_tell, refused = (counts.get(one, 0) for one in ASKED)
    return Asked(month, answered, cannot_tell, refused, silent)


def _months(at: datetime) -> list[Month]:
    newest = month_of(at)
    return months_back(newest, month_of(start_of(add_months(newest.first_day, 1 - MONTHS))))
