"""What was promised in one matter, by one person, and what the windows of a unit still wait for. [law:pipl/第四十五条]

Nothing here lists persons: what a unit waits for are papers and days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.matters.models import Matter
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.promises.models import PaperArrived, Promise
from chengxin.core.calendar import day_of
from chengxin.core.promises import Due, State, outstanding, state


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise as it stands at an instant; without papers once it is destroyed."""

    promise: Promise
    due: tuple[Due, ...]
    arrived: dict[str, PaperArrived]
    state: State
    at: datetime

    @property
    def is_open(self) -> bool:
        """Whether a paper is still waited for: none is in a matter that has its outcome."""
        return self.state is State.OPEN and not hasattr(self.promise.matter, "closing")


def in_matter(matter: Matter, *, at: datetime) -> Promised | None:
    found = _whole(Promise.objects.filter(matter=matter, at__lte=at)).first()
    return promised_of(found, at=at) if found is not None else None


def awaited_by(official: Official, *, since: datetime, at: datetime) -> list[Promised]:
    """Promises made since an instant in the matters that this official opened in the unit where they sit, of which a paper is
    still outstanding while the matter has no outcome: somebody may come with it today. They name papers and days, nobody."""
    own = {"matter__by": official, "matter__unit": official.unit, "matter__closing": None}
    made = Promise.objects.filter(**own, at__gte=since, at__lte=at)
    found = [promised_of(one, at=at) for one in _whole(made).order_by("pk")]
    return [one for one in found if outstanding(one.due, one.arrived)]


def list_for_person(who: Indexes, *, at: datetime) -> list[Promised]:
    """Everything that this person promised, newest first."""
    mine = Promise.objects.filter(matter__number_index=who.number, matter__name_index=who.name, at__lte=at)
    return [promised_of(one, at=at) for one in _whole(mine).order_by("-pk")]


def promised_of(promise: Promise, *, at: datetime) -> Promised:
    """A stored promise in the form that `core.promises` judges."""
    due = due_of(promise)
    arrived = {one.paper: one for one in promise.arrived.all() if one.at <= at}
    return Promised(promise, due, arrived, state(due, arrived, on=day_of(at)), at)


def due_of(promise: Promise) -> tuple[Due, ...]:
    content = read_content(promise) or {"papers": []}
    return tuple(Due(code, name, date.fromisoformat(last_day)) for code, name, last_day in content["papers"])


def _whole(found: QuerySet[Promise]) -> QuerySet[Promise]:
    return found.select_related("matter__closing", "by").prefetch_related("arrived__by", "notes")
