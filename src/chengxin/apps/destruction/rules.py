"""The lawbook and the stored rows in the form that `core.destruction` takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from chengxin.apps.destruction.models import KeepOrder, Review
from chengxin.apps.records.models import RecordEvent, Version
from chengxin.core.calendar import day_of, start_of
from chengxin.core.destruction import KEPT_BY, Due, Ground, Looked, Order, Ordered, due, months_kept
from chengxin.core.records import ENDINGS, Event
from chengxin.lawbook import Lawbook


def months(lawbook: Lawbook, *, on: date) -> dict[Ground, int | None]:
    """How many months each ground leaves for the person, as it holds on a day."""
    periods = lawbook.on(on).periods
    return {ground: months_kept(periods[code], on=on) for ground, code in KEPT_BY.items()}


def sealed_from(item: str, lawbook: Lawbook) -> date | None:
    """The day from which law seals the records of an item."""
    return min((one.sealed_from for one in lawbook.items.of(item) if one.sealed_from is not None), default=None)


def due_of(versions: Sequence[Version], events: Sequence[RecordEvent], *, lawbook: Lawbook, at: datetime) -> Due:
    """When a record is to be destroyed, from its rows that are told."""
    newest = versions[-1]
    return due(_ended(newest, events, lawbook, at), until=newest.until, months=months(lawbook, on=day_of(at)))


def ordered(orders: Sequence[KeepOrder]) -> list[Ordered]:
    return [Ordered(Order(one.kind), one.at, one.until) for one in orders]


def looked(reviews: Sequence[Review]) -> list[Looked]:
    return [Looked(one.by_id, frozenset(one.covers)) for one in reviews]


def _ended(newest: Version, events: Sequence[RecordEvent], lawbook: Lawbook, at: datetime) -> dict[Ground, datetime]:
    item, ended = newest.record.item, dict[Ground, datetime]()
    for event in events:
        if Event(event.event) in ENDINGS:
            ended.setdefault(Ground(event.event), event.at)
    broken = next((day for day in lawbook.items.gaps(item) if day > day_of(newest.record.at)), None)
    if broken is not None and start_of(broken) <= at:
        ended[Ground.BASIS_ENDED] = start_of(broken)
    sealed = sealed_from(item, lawbook)
    if sealed is not None and start_of(sealed) <= at:
        ended[Ground.SEALED] = start_of(sealed)
    return ended
