"""How one unit asked, counted by month: numbers about a unit, never a row about a person. [law:pipl/第五十四条]"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.matters.models import OverdueNote
from chengxin.core.calendar import SHANGHAI, add_months, day_of

#: A year.
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """What a unit's questions came to in one month; `no_outcome` counts matters of which no outcome was ever noted."""

    first_day: date
    answered: int
    cannot_tell: int
    refused: int
    no_outcome: int


def by_month(unit: str, *, at: datetime) -> list[Month]:
    """The last twelve months in which the unit asked anything, newest first."""
    counted = (_month(unit, first, at) for first in _months(at))
    return [one for one in counted if one.answered or one.cannot_tell or one.refused or one.no_outcome]


def refusals(unit: str, *, at: datetime) -> Counter[str]:
    """Why the unit's tries were refused in the last twelve months: reason and how often."""
    within = {"unit": unit, "outcome": "refused", "at__gte": _begin(_months(at)[-1]), "at__lte": at}
    found: Counter[str] = Counter()
    for row in AccessEntry.objects.filter(**within).values("reasons").annotate(count=Count("pk")).order_by():
        found.update(dict.fromkeys(row["reasons"], row["count"]))
    return found


def _month(unit: str, first: date, at: datetime) -> Month:
    time_of = {"at__gte": _begin(first), "at__lt": _begin(add_months(first, 1)), "at__lte": at}
    rows = AccessEntry.objects.filter(unit=unit, **time_of).values("outcome").annotate(count=Count("pk")).order_by()
    counts = {row["outcome"]: row["count"] for row in rows}
    silent = OverdueNote.objects.filter(matter__unit=unit, **time_of).count()
    answered, cannot_tell, refused = (counts.get(one, 0) for one in ("answered", "cannot_tell", "refused"))
    return Month(first, answered, cannot_tell, refused, silent)


def _months(at: datetime) -> list[date]:
    newest = day_of(at).replace(day=1)
    return [add_months(newest, -back) for back in range(MONTHS)]


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)
