"""Which records are due and on no list yet: records by their ids, for the act that lists them. Nothing here lists persons.

[law:pipl/第四十七条]
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from chengxin.apps.destruction.models import DueRecord
from chengxin.apps.destruction.rules import months, sealed_from
from chengxin.apps.records.models import Record, RecordEvent, Version
from chengxin.apps.records.selectors import was_told
from chengxin.core.calendar import day_of, end_of, start_of
from chengxin.core.destruction import Ground, last_day_ended
from chengxin.lawbook import Lawbook


def due_records(lawbook: Lawbook, *, at: datetime, is_adopted: bool, limit: int) -> list[int]:
    """Some of the records that are due at an instant, and listed nowhere. Law that nobody adopted ends nothing early."""
    found: dict[int, None] = {}
    for some in _sources(lawbook, at=at, is_adopted=is_adopted):
        found |= dict.fromkeys(some[: limit - len(found)])
        if len(found) >= limit:
            break
    return sorted(found)


def _sources(lawbook: Lawbook, *, at: datetime, is_adopted: bool) -> Iterator[QuerySet[Any, int]]:
    yield _expired(at)
    if not is_adopted:
        return
    today = day_of(at)
    kept = months(lawbook, on=today)
    for ground in (Ground.WITHDRAWN, Ground.VOIDED, Ground.REPAIRED):
        if (most := kept[ground]) is not None:
            yield _ended(ground, end_of(last_day_ended(most, today=today)), at)
    for item in lawbook.items:
        sealed = sealed_from(item, lawbook)
        if sealed is not None and start_of(sealed) <= at:
            yield _of_item(item, at, at)
        elif (most := kept[Ground.BASIS_ENDED]) is not None:
            last = last_day_ended(most, today=today)
            gone = [day for day in lawbook.items.gaps(item) if day <= last]
            if gone:
                yield _of_item(item, start_of(max(gone)), at)


def _expired(at: datetime) -> QuerySet[Any, int]:
    newest = Version.objects.filter(was_told(at), record=OuterRef("record_id")).order_by("-pk").values("pk")[:1]
    found = Version.objects.filter(was_told(at), until__lte=at, record__person__isnull=False, pk=Subquery(newest))
    return _unlisted(found.order_by("pk")).values_list("record_id", flat=True)


def _ended(ground: Ground, before: datetime, at: datetime) -> QuerySet[Any, int]:
    found = RecordEvent.objects.filter(was_told(at), event=ground.value, at__lt=before, record__person__isnull=False)
    return _unlisted(found.order_by("pk")).values_list("record_id", flat=True)


def _of_item(item: str, before: datetime, at: datetime) -> QuerySet[Any, int]:
    known = Version.objects.filter(was_told(at), record=OuterRef("pk"))
    found = Record.objects.filter(Exists(known), item=item, at__lt=before, person__isnull=False)
    listed = DueRecord.objects.filter(record=OuterRef("pk"))
    return found.filter(~Exists(listed)).order_by("pk").values_list("pk", flat=True)


def _unlisted(found: QuerySet[Any]) -> QuerySet[Any]:
    return found.filter(~Exists(DueRecord.objects.filter(record=OuterRef("record_id"))))
