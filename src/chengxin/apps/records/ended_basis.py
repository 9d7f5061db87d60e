"""Which records lost their basis, or would lose it under another law: counted for a dry run, found by the duty that tells
each person. No screen reads this, and nothing here shows a row to anybody. [law:pipl/第七条] [law:pipl/第十七条]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from chengxin.apps.notices.models import Letter, Release
from chengxin.apps.records.models import Record, RecordEvent, Version
from chengxin.core.calendar import start_of
from chengxin.core.records import Event
from chengxin.lawbook import Lawbook

LETTER = "record_basis_ended"


@dataclass(frozen=True, slots=True)
class Loss:
    """How many records of one item would lose their basis, each of which means one letter."""

    item: str
    records: int
    is_unknown: bool
    """Whether the other law has no edition of the item at all, so that nothing of it could even be named."""


def losses(before: tuple[Lawbook, date], after: tuple[Lawbook, date]) -> Iterator[Loss]:
    """Of each item, the records that have a basis before and none after; counts only."""
    (old, then), (new, now) = before, after
    for item in sorted(_items_held()):
        since, until = old.items.unbroken_since(item, then), new.items.unbroken_since(item, now)
        is_unknown = item not in new.items
        standing = _standing(item, at=start_of(now))
        if is_unknown:
            yield Loss(item, standing.count(), is_unknown)
        elif since is not None:
            found = standing.filter(_registered(since, until)).count()
            if found:
                yield Loss(item, found, is_unknown)


def to_be_told(lawbook: Lawbook, *, at: datetime, today: date, limit: int) -> list[tuple[int, bytes, bytes]]:
    """Some of the records whose basis has ended and whose persons were not told of it yet: the newest version of each, and
    the indexes of the person's number and name."""
    found = list[tuple[int, bytes, bytes]]()
    for item in lawbook.items:
        until = lawbook.items.unbroken_since(item, today)
        if until is not None and until <= lawbook.items.of(item)[0].in_force_from:
            continue
        told = Letter.objects.filter(
            number_index=OuterRef("person__number_index"), template=LETTER, subject=OuterRef("newest")
        )
        lost = _standing(item, at=at).filter(_registered(None, until)).filter(~Exists(told))
        columns = ("newest", "person__number_index", "person__name_index")
        found += lost.order_by("pk").values_list(*columns)[: limit - len(found)]
    return found


def _items_held() -> set[str]:
    """The slugs of which there is any record: names of items, not of persons."""
    return set(Record.objects.order_by().values_list("item", flat=True).distinct())


def _registered(since: date | None, until: date | None) -> Q:
    """Registered within the days in which the item was held to be in force before, and before those in which it is now."""
    found = Q()
    if since is not None and since > date.min:
        found &= Q(at__gte=start_of(since))
    if until is not None:
        found &= Q(at__lt=start_of(until)) if until > date.min else Q(pk=None)
    return found


def _standing(item: str, *, at: datetime) -> QuerySet[Record]:
    """The records of an item that are told, not withdrawn and not ended at `at`; each with its newest version."""
    told = Version.objects.filter(record=OuterRef("pk"), submission__in=Release.objects.values("pk")).order_by("-pk")
    withdrawn = RecordEvent.objects.filter(record=OuterRef("pk"), event=Event.WITHDRAWN.value)
    return (
        Record.objects.filter(item=item, person__isnull=False)
        .annotate(newest=Subquery(told.values("pk")[:1]), ends=Subquery(told.values("until")[:1]))
        .filter(ends__gt=at)
        .filter(~Exists(withdrawn))
    )
